import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The bot's one port: `/healthz` (the process is at work), `/readyz` (it can serve now), what platforms need over HTTP, and the web room's page. */
export interface FrontDoor {
  /** Where it listens, without a path. */
  readonly url: string
  readonly port: number
  /** Requests are offered to all that serve, the latest first: the web room's page, which takes all, comes last. Gives what takes it away again. */
  add(serve: Serve): () => void
  /** From now on `/healthz` answers 200, and `/readyz` what `readyWhen` says. */
  ready(): void
  /** From now on both answer 503 again. */
  unready(): void
  /** Requests are still served, but no more should come: `/readyz` answers 503. */
  stopping(): void
  /** What `/readyz` asks: a plain word for why this process cannot serve, or none. */
  readyWhen(check: () => Promise<string | undefined>): void
  close(): Promise<void>
}

/** Serves a request, or says that it is none of its own. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

export interface FrontDoorOptions {
  readonly host: string
  readonly port: number
  /** Hears of what broke while a request was served. */
  readonly failed: (error: Error) => void
}

/**
 * Listens at once, so that a taken port is known before anything else is started.
 *
 * @throws the listening error of Node (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`)
 */
export async function openFrontDoor({ host, port, failed }: FrontDoorOptions): Promise<FrontDoor> {
  const serving: Serve[] = []
  let state: 'starting' | 'ready' | 'failed' | 'stopping' = 'starting'
  let check: () => Promise<string | undefined> = async () => undefined
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      failed(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  const shownHost = host.includes(':') ? `[${host}]` : host
  return { url: `http://${shownHost}:${bound}`, port: bound, add, ready, unready, stopping, readyWhen, close }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0]
    if (path === '/healthz') return health(response)
    if (path === '/readyz') return readyNow(response)
    for (const serve of serving) if (await serve(request, response)) return
    plain(response, 404, 'There is nothing here.')
  }

  function health(response: ServerResponse): void {
    const isWell = state === 'ready' || state === 'stopping'
    plain(response, isWell ? 200 : 503, isWell ? 'ok' : state)
  }

  async function readyNow(response: ServerResponse): Promise<void> {
    const reason = state === 'ready' ? await check() : state
    plain(response, reason === undefined ? 200 : 503, reason ?? 'ok')
  }

  function add(serve: Serve): () => void {
    serving.unshift(serve)
    return () => {
      const at = serving.indexOf(serve)
      if (at >= 0) serving.splice(at, 1)
    }
  }

  function ready(): void {
    state = 'ready'
  }

  function unready(): void {
    state = 'failed'
  }

  function stopping(): void {
    if (state === 'ready') state = 'stopping'
  }

  function readyWhen(asked: () => Promise<string | undefined>): void {
    check = asked
  }

  async function close(): Promise<void> {
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
}

function plain(response: ServerResponse, status: number, says: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(says)
}
