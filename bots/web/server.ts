import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ServerType, serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { CommandWord, WorkspaceId } from '../../core/platform.ts'
import { pageNodes } from './markdown.ts'
import { type Room, RoomRefusal } from './room.ts'

/** What the page shows besides what the room can do; handed over by `main.ts`. */
export interface PageSource {
  readonly workspace: WorkspaceId
  readonly name: string
  readonly commands: readonly CommandWord[]
  readonly room: Room
  people(): Promise<readonly { id: string; name: string; admin: boolean }[]>
  channels(): Promise<readonly { id: string; name: string }[]>
  revision(): Promise<number>
  messagesSince(viewer: string, revision: number): Promise<readonly PageMessage[]>
  now(): Promise<Temporal.Instant>
  upcoming(): Promise<readonly { what: 'close' | 'ask'; channel: string; at: Temporal.Instant }[]>
  /** Moves the room's clock and waits until what became due is done. */
  moveTo(at: Temporal.Instant): Promise<void>
  watch(changed: () => void): Promise<() => Promise<void>>
}

interface PageMessage {
  readonly id: number
  readonly text: string
  readonly deletedAt: Temporal.Instant | null
  readonly revision: number
}

export interface WebServer {
  /** The address to open. */
  readonly url: string
  /** From now on the room is open and `/healthz` answers 200. */
  open(source: PageSource): void
  close(): Promise<void>
}

export interface WebServerOptions {
  readonly host: string
  readonly port: number
  /** What a visitor must know; none when only this machine can reach the room. */
  readonly token?: string | undefined
  /** Hears of what broke while a request was served. */
  readonly failed: (error: Error) => void
}

const sentences = {
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
/** A reader who has been away longer than this many changes gets the latest ones. */
const changesShown = 3_000
const largestBody = 64 * 1024
/** After this time without a change the page hears what the clock shows. */
const heartbeatMilliseconds = 15_000
/** After this time a page whose stream broke off comes back. */
const retryMilliseconds = 1_000

const person = z.string().min(1).max(64)
const messageId = z.number().int().positive()
const actions = {
  say: z.object({ as: person, channel: z.string().max(64), text: z.string(), thread: messageId.optional() }),
  edit: z.object({ as: person, message: messageId, text: z.string() }),
  remove: z.object({ as: person, message: messageId }),
  react: z.object({ as: person, message: messageId, emoji: z.string().min(1).max(32), on: z.boolean() }),
  command: z.object({ as: person, channel: z.string().max(64), words: z.string() }),
  press: z.object({ as: person, message: messageId, button: z.string().max(100) }),
  clock: z.object({ to: z.iso.datetime({ offset: true }) }),
}

/**
 * Listens at once, so that a taken port is known before anything else is started; the room opens later.
 *
 * @throws the listening error of Node (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`)
 */
export async function listen({ host, port, token, failed }: WebServerOptions): Promise<WebServer> {
  let source: PageSource | undefined
  const page = await readPage()
  const app = new Hono()
  let hosts: ReadonlySet<string> = new Set()
  const streams = new Set<Promise<void>>()

  app.get('/healthz', (c) => (source === undefined ? c.text('starting', 503) : c.text('ok')))
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
  app.get('/api/stream', (c) => {
    const from = opened()
    return streamSSE(c, (stream) => kept(sendRoom(c, from, stream).catch((error) => stream.aborted || failed(error))))
  })
  for (const [name, schema] of Object.entries(actions)) {
    app.post(`/api/${name}`, async (c) => act(c, opened(), name as keyof typeof actions, schema))
  }
  app.onError((error, c) => {
    if (error instanceof RoomRefusal) return c.json({ says: error.message }, 409)
    failed(error)
    return c.json({ says: sentences.broke }, 500)
  })

  const server = await bind(app, host, port)
  const address = server.address() as AddressInfo
  hosts = new Set([
    `${host}:${address.port}`,
    `localhost:${address.port}`,
    `127.0.0.1:${address.port}`,
    `[::1]:${address.port}`,
  ])
  const shownHost = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${shownHost}:${address.port}${token === undefined ? '' : `/?token=${encodeURIComponent(token)}`}`,
    open: (opening) => {
      source = opening
    },
    close: async () => {
      await closeServer(server)
      await Promise.all(streams)
    },
  }

  /** The streams that are still being written, or tidied up. */
  async function kept(sending: Promise<unknown>): Promise<void> {
    const ended = sending.then(() => void streams.delete(ended))
    streams.add(ended)
    return ended
  }

  function opened(): PageSource {
    if (source === undefined) throw new RoomRefusal(sentences.notOpenYet)
    return source
  }
}

async function bind(app: Hono, hostname: string, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, () => resolve(server))
    server.once('error', reject)
  })
}

async function closeServer(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
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

/** All that the viewer sees, then each change; a page that comes back asks for what it missed. */
async function sendRoom(c: Context, source: PageSource, stream: SSEStreamingApi): Promise<void> {
  const viewer = person.catch('').parse(c.req.query('as'))
  const last = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? Number.NaN)
  let wake: () => void = () => {}
  let dirty = false
  const unwatch = await source.watch(() => {
    dirty = true
    wake()
  })
  stream.onAbort(() => wake())
  try {
    let seen = Number.isInteger(last) ? last : await beginning(source)
    await stream.writeSSE({ event: 'room', data: JSON.stringify(await describe(source)), retry: retryMilliseconds })
    while (!stream.aborted) {
      dirty = false
      seen = await sendChanges(seen)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, heartbeatMilliseconds)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (dirty || stream.aborted) wake()
      })
    }
  } finally {
    await unwatch()
  }

  async function sendChanges(since: number): Promise<number> {
    const messages = await source.messagesSince(viewer, since)
    const upTo = Math.max(since, ...messages.map(({ revision }) => revision))
    const data = { messages: messages.map(drawn), clock: await clockOf(source) }
    await stream.writeSSE({ event: 'changes', id: String(upTo), data: JSON.stringify(data) })
    return upTo
  }
}

async function beginning(source: PageSource): Promise<number> {
  return Math.max(0, (await source.revision()) - changesShown)
}

async function describe(source: PageSource) {
  const [people, channels] = await Promise.all([source.people(), source.channels()])
  return { name: source.name, commands: source.commands, people, channels }
}

async function clockOf(source: PageSource) {
  const [now, upcoming] = await Promise.all([source.now(), source.upcoming()])
  return { now, upcoming }
}

function drawn(message: PageMessage) {
  return { ...message, nodes: pageNodes(message.text) }
}

async function act<K extends keyof typeof actions>(
  c: Context,
  source: PageSource,
  name: K,
  schema: z.ZodType,
): Promise<Response> {
  const read = schema.safeParse(parsed(await c.req.text()))
  if (!read.success)
    return c.json({ says: `The page sent something the room does not understand: ${read.error.message}` }, 400)
  await perform(source, name, read.data as z.infer<(typeof actions)[K]>)
  return c.json({ done: true })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Action = { [K in keyof typeof actions]: { name: K } & z.infer<(typeof actions)[K]> }[keyof typeof actions]

async function perform(source: PageSource, name: keyof typeof actions, given: object): Promise<void> {
  const action = { name, ...given } as Action
  if (action.name === 'clock') return source.moveTo(Temporal.Instant.from(action.to))
  const who = await source.room.as(source.workspace, action.as)
  switch (action.name) {
    case 'say':
      return void (await who.say(action.channel, action.text, action.thread))
    case 'edit':
      return who.edit(action.message, action.text)
    case 'remove':
      return who.remove(action.message)
    case 'react':
      return who.react(action.message, action.emoji, action.on)
    case 'command':
      return void (await who.command(action.channel, action.words))
    case 'press':
      return void (await who.press(action.message, action.button))
    default:
      throw action satisfies never
  }
}
