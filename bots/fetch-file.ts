import type { FileRead, Said } from '../core/platform.ts'

/** Reading a file from a platform's own servers, and from nowhere else. */

export interface FileToFetch {
  readonly url: string
  /** The servers that may be asked, as `https://cdn.example.com`. A redirect to another one is not followed either. */
  readonly origins: ReadonlySet<string>
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes. */
  readonly most: number
  /** Until all of it is there. */
  readonly milliseconds?: number
}

const usualMilliseconds = 120_000
const usualWaitSeconds = 30

/**
 * Reads it to its end, or until there is too much of it: what a server says of the size is not trusted.
 *
 * @throws where the server is in trouble, or did not answer in time: it may be tried again
 */
export async function fetchFile(wanted: FileToFetch): Promise<Said<FileRead>> {
  const { url, origins, headers = {}, most, milliseconds = usualMilliseconds } = wanted
  if (!URL.canParse(url) || !origins.has(new URL(url).origin)) {
    return { refused: 'no-permission', detail: 'the file is not on the platform’s own servers' }
  }
  const signal = AbortSignal.timeout(milliseconds)
  const answer = await fetch(url, { headers, redirect: 'manual', signal })
  const isWanted = answer.ok && Number(answer.headers.get('content-length') ?? 0) <= most
  if (isWanted) return { done: await bytesOf(answer, most) }
  await answer.body?.cancel()
  return answer.ok ? { done: 'too-large' } : refusalIn(answer)
}

function refusalIn({ status, headers }: Response): Exclude<Said<never>, { done: never }> {
  const detail = `the file’s server answers ${status}`
  if (status === 404 || status === 410) return { refused: 'gone', detail }
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) return { refused: 'no-permission', detail }
  if (status === 429) return { later: Math.ceil(Number(headers.get('retry-after'))) || usualWaitSeconds }
  throw new Error(detail)
}

async function bytesOf({ body }: Response, most: number): Promise<FileRead> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    // leaving the loop ends the connection
    if (bytes > most) return 'too-large'
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
