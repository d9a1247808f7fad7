import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The bot's one port: `/healthz`, what platforms need over HTTP, and the web room's page. */
export interface FrontDoor {
  /** Where it listens, without a path. */
  readonly url: string
  readonly port: number
  /** Requests are offered to all that serve, in order. Gives what takes it away again. */
  add(serve: Serve): () => void
  /** From now on `/healthz` answers 200. */
  ready(): void
  /** From now on it answers 503 again. */
  unready(): void
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
  let isReady = false
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
  return { url: `http://${shownHost}:${bound}`, port: bound, add, ready, unready, close }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.split('?')[0] === '/healthz') return health(response)
    for (const serve of serving) if (await serve(request, response)) return
    plain(response, 404, 'There is nothing here.')
  }

  function health(response: ServerResponse): void {
    plain(response, isReady ? 200 : 503, isReady ? 'ok' : 'starting')
  }

  function add(serve: Serve): () => void {
    serving.push(serve)
    return () => void serving.splice(serving.indexOf(serve), 1)
  }

  function ready(): void {
    isReady = true
  }

  function unready(): void {
    isReady = false
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
