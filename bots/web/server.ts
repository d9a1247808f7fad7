import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import type { MessageFile } from '../../core/platform.ts'
import { actionNames, messageId, perform, person, picturePlace, readAction, readSending } from './actions.ts'
import type { PageSource } from './page-source.ts'
import { RoomRefusal } from './presence.ts'
import type { StoredFile } from './room.ts'
import { mostFileBytes } from './room-files.ts'
import { openStreams } from './stream.ts'

/** The room's page, as the bot's front door serves it. */
export interface RoomPage {
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** What to add to the door's address to be let in. */
  readonly entrance: string
  /** From now on the room is open. */
  open(source: PageSource): void
  /** Resolves when no page looks on any more. */
  ended(): Promise<void>
}

export interface RoomPageOptions {
  /** The door's own names, such as `127.0.0.1:3000`. */
  readonly hosts: ReadonlySet<string>
  /** What a visitor must know; none when only this machine can reach the room. */
  readonly token?: string | undefined
  /** Hears of what broke while a request was served. */
  readonly failed: (error: Error) => void
}

const sentences = {
  tooLarge: 'That file is larger than 50 MB. Nothing was sent.',
  noFile: 'There is no file in what the page sent.',
  tooLong: 'That is too long to send. Nothing was sent; shorten it and try again.',
  broke: 'That broke on our side. Please try again.',
  otherAddress: 'This address is not the room’s own. Open the one that was printed at the start.',
  otherPage: 'Only the room’s own page may do this.',
  needsToken: 'Open the address with the token that was printed at the start.',
  notOpenYet: 'The room is not open yet. Try again in a moment.',
} as const

const pageFolder = new URL('./page/', import.meta.url)
const packages = createRequire(import.meta.url)
const vendored: Record<string, string> = {
  'preact.mjs': packages.resolve('preact'),
  'hooks.mjs': packages.resolve('preact/hooks'),
  'htm.mjs': packages.resolve('htm').replace(/htm\.js$/, 'htm.module.js'),
}
const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const largestBody = 64 * 1024
/** For those alone who may see the message. */
const pictureHeaders = { 'Content-Type': 'image/png', 'Cache-Control': 'private, max-age=600' }

/** The page is served at once; the room opens later. */
export async function roomPage({ hosts, token, failed }: RoomPageOptions): Promise<RoomPage> {
  let source: PageSource | undefined
  const page = await readPage()
  const app = new Hono()
  const streams = openStreams(failed)

  app.use(async (c, next) => {
    const refusal = strangerAtTheDoor(c, token === undefined ? hosts : undefined) ?? wrongToken(c, token)
    if (refusal !== undefined) return c.text(refusal, 403)
    c.header('Content-Security-Policy', page.policy)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'no-referrer')
    c.header('Cache-Control', 'no-cache')
    return next()
  })
  app.use('/api/*', bodyLimit({ maxSize: largestBody, onError: (c) => c.json({ says: sentences.tooLong }, 413) }))
  app.get('/', (c) => c.html(page.html))
  app.get('/page/:file{[a-z-]+\\.(js|css|svg)}', (c) =>
    asset(c, fileURLToPath(new URL(c.req.param('file'), pageFolder))),
  )
  app.get('/vendor/:file', (c) => asset(c, vendored[c.req.param('file')]))
  app.get('/api/stream', (c) => streams.start(c, opened(), person.catch('').parse(c.req.query('as'))))
  app.get('/api/file', async (c) => {
    const source = opened()
    const who = await source.room.as(source.workspace, c.req.query('as') ?? '')
    const message = messageId.safeParse(Number(c.req.query('message')))
    const file = message.success ? await who.file(message.data, c.req.query('name') ?? '') : undefined
    return file === undefined ? c.notFound() : download(c, file)
  })
  // beside the API: its bodies are small, and this one is streamed to disk
  app.post('/upload', async (c) => {
    const source = opened()
    const sending = readSending(c.req.query())
    if ('says' in sending) return c.json(sending, 400)
    // another site's page cannot send this type without asking first
    if (c.req.header('content-type') !== 'application/octet-stream') return c.json({ says: sentences.noFile }, 415)
    if (Number(c.req.header('content-length') ?? 0) > mostFileBytes) return c.json({ says: sentences.tooLarge }, 413)
    const who = await source.room.as(source.workspace, sending.as)
    const content = c.req.raw.body ?? new Blob([]).stream()
    await who.share(sending.channel, { name: sending.name, content }, sending.thread)
    return c.json({ done: true })
  })
  app.get('/api/picture', async (c) => {
    const source = opened()
    const who = await source.room.as(source.workspace, c.req.query('as') ?? '')
    const message = messageId.safeParse(Number(c.req.query('message')))
    const place = picturePlace.safeParse(c.req.query('place'))
    const png = message.success && place.success ? await who.picture(message.data, place.data) : undefined
    return png === undefined ? c.notFound() : c.body(new Uint8Array(png), 200, pictureHeaders)
  })
  for (const name of actionNames) {
    app.post(`/api/${name}`, async (c) => {
      const source = opened()
      const action = readAction(name, await c.req.text())
      return 'says' in action ? c.json(action, 400) : c.json(await perform(source, action))
    })
  }
  app.onError((error, c) => {
    if (error instanceof RoomRefusal) return c.json({ says: error.message }, 409)
    failed(error)
    return c.json({ says: sentences.broke }, 500)
  })

  const listener = getRequestListener(app.fetch)
  return {
    serve: async (request, response) => {
      await listener(request, response)
      return true
    },
    entrance: token === undefined ? '' : `/?token=${encodeURIComponent(token)}`,
    open: (opening) => {
      source = opening
    },
    ended: () => streams.ended(),
  }

  function opened(): PageSource {
    if (source === undefined) throw new RoomRefusal(sentences.notOpenYet)
    return source
  }
}

/** The names under which a page on this machine may call on the room. */
export function roomHosts(host: string, port: number): ReadonlySet<string> {
  return new Set([`${host}:${port}`, `localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
}

/**
 * A page of another site has no business here, nor has another name for this machine (DNS rebinding); behind a
 * token any name will do, as a proxy may give it one.
 */
function strangerAtTheDoor(c: Context, hosts: ReadonlySet<string> | undefined): string | undefined {
  const host = c.req.header('host') ?? ''
  const origin = c.req.header('origin')
  if (hosts?.has(host) === false) return sentences.otherAddress
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) return sentences.otherPage
  return undefined
}

function wrongToken(c: Context, token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  const given = c.req.query('token')
  if (given !== undefined && sameSecret(given, token)) {
    setCookie(c, 'room_token', given, { httpOnly: true, sameSite: 'Strict', path: '/' })
    return undefined
  }
  const kept = getCookie(c, 'room_token')
  return kept !== undefined && sameSecret(kept, token) ? undefined : sentences.needsToken
}

function sameSecret(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}

async function readPage(): Promise<{ html: string; policy: string }> {
  const html = await readFile(new URL('index.html', pageFolder), 'utf8')
  const importMap = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(importMap).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return { html, policy }
}

async function asset(c: Context, path: string | undefined): Promise<Response> {
  const type = contentTypes[extname(path ?? '')]
  if (path === undefined || type === undefined) return c.notFound()
  try {
    return c.body(await readFile(path, 'utf8'), 200, { 'Content-Type': type })
  } catch {
    return c.notFound()
  }
}

/** To be kept, never shown as a page of the room. */
function download(c: Context, file: MessageFile | StoredFile): Response {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`
  if ('content' in file) {
    const type = 'application/octet-stream'
    return c.body(file.content, 200, { 'Content-Type': type, 'Content-Disposition': disposition })
  }
  return c.body(file.text, 200, { 'Content-Type': `${file.type}; charset=utf-8`, 'Content-Disposition': disposition })
}
