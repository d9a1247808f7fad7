import { z } from 'zod'
import type { FileRead, HandedFile, Said, SharedFile } from '../../core/platform.ts'
import { fetchFile } from '../fetch-file.ts'
import type { Access } from './access.ts'

/** What Slack says of a file that someone shared. */
export const slackFile = z.object({
  id: z.string().optional(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  mode: z.string().nullish(),
  is_external: z.boolean().nullish(),
  size: z.number().nullish(),
})
export type SlackFile = z.infer<typeof slackFile>

const slacksOwn = 'https://slack.com'
const usualOrigin = 'https://files.slack.com'
const found = slackFile.extend({ url_private: z.string().optional(), size: z.number().default(0) })

/** The files that are still there, as the port has them. */
export function sharedFiles(files: readonly SlackFile[] | undefined): { files?: readonly SharedFile[] } {
  const standing = standingOf(files)
  if (standing.length === 0) return {}
  return {
    files: standing.map((file) => ({ name: nameOf(file), isPicture: file.mimetype?.startsWith('image/') === true })),
  }
}

/** The same, to be read. What only links elsewhere is not Slack's to give. */
export function handedFiles(files: readonly SlackFile[] | undefined): { files?: readonly HandedFile[] } {
  const standing = standingOf(files)
  if (standing.length === 0) return {}
  return {
    files: standing.map((file) => ({
      name: nameOf(file),
      bytes: file.size ?? 0,
      ...(file.id === undefined || isExternal(file) ? {} : { file: file.id }),
    })),
  }
}

export interface FileWanted {
  readonly file: string
  /** Bytes. */
  readonly most: number
  /** Slack's Web API. */
  readonly apiUrl: string
}

/** Slack is asked where the file is now; the token goes to Slack's own servers only. */
export async function readSlackFile({ client }: Access, { file, most, apiUrl }: FileWanted): Promise<Said<FileRead>> {
  if (!/^F[A-Z0-9]+$/.test(file)) return { refused: 'gone', detail: 'that is no file of Slack’s' }
  const answer = await client.files.info({ file })
  const { url_private: url, ...seen } = found.parse(answer.file)
  if (url === undefined || seen.mode === 'tombstone') return { refused: 'gone', detail: 'the file was deleted' }
  if (isExternal(seen)) return { refused: 'no-permission', detail: 'the file is not on Slack’s own servers' }
  if (seen.size > most) return { done: 'too-large' }
  return fetchFile({ url, origins: originsFor(apiUrl), headers: { authorization: `Bearer ${client.token}` }, most })
}

/** A server in Slack's place has its files as well. Slack itself has none beside its API, which a token would speak to. */
function originsFor(apiUrl: string): ReadonlySet<string> {
  const { origin } = new URL(apiUrl)
  return new Set(origin === slacksOwn ? [usualOrigin] : [usualOrigin, origin])
}

function standingOf(files: readonly SlackFile[] = []): SlackFile[] {
  return files.filter(({ mode }) => mode !== 'tombstone')
}

function isExternal({ mode, is_external: external }: SlackFile): boolean {
  return external === true || mode === 'external'
}

function nameOf({ name, title }: SlackFile): string {
  return name || title || 'file'
}
