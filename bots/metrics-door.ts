import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Serve } from './front-door.ts'
import type { Metrics } from './metrics.ts'

/**
 * `/metrics`, for who may read it: with a token set, whoever has it; else this machine alone, and not what a proxy on it
 * hands on. To all others there is no such page.
 */
export function metricsDoor(metrics: Pick<Metrics, 'text'>, token: string | undefined): Serve {
  return async (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') return false
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    const mayRead = token === undefined ? isFromHere(request) : hasToken(request, token)
    await (isReading && mayRead ? tell(metrics, response) : nothing(response))
    return true
  }
}

async function tell(metrics: Pick<Metrics, 'text'>, response: ServerResponse): Promise<void> {
  const { type, body } = await metrics.text()
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
}

function nothing(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing here.')
}

function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? []
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const

/** The name that was asked for too: a page in a browser here may be led to this port under a name of its own. */
function isFromHere({ socket, headers }: IncomingMessage): boolean {
  if (forwarding.some((name) => headers[name] !== undefined)) return false
  const host = (headers.host ?? '').replace(/:\d+$/, '')
  const isNamedHere = host === 'localhost' || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host)
  return isNamedHere && isLoopback(socket.remoteAddress ?? '')
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.')
}
