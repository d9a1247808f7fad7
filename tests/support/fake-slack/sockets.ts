import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { isJson } from './blocks.ts'
import type { Json, Slack } from './state.ts'
import type { SocketControl } from './types.ts'

/** Socket Mode: envelopes go to any one of the open sockets, and are acknowledged there. */

export type SocketAnswer =
  | { readonly outcome: 'acknowledged'; readonly payload: unknown }
  | { readonly outcome: 'late' | 'unheard' | 'socket-died' | 'no-socket' }

export interface Sockets {
  readonly control: SocketControl
  /** A URL for one connection; undefined when ten are open. */
  ticket(): string | undefined
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  send(type: string, payload: Json, retry: { readonly attempt: number; readonly reason: string }): Promise<SocketAnswer>
  /** Called when a socket has opened. */
  onOpen(listener: () => void): void
  close(): void
}

const mostSockets = 10

export function createSockets(slack: Slack): Sockets {
  const server = new WebSocketServer({ noServer: true })
  const open: WebSocket[] = []
  const tickets = new Set<string>()
  const waiting = new Map<
    string,
    { readonly socket: WebSocket; answer(answer: SocketAnswer): void; accepts: boolean }
  >()
  const openListeners: (() => void)[] = []
  let turn = 0
  let refusing = false
  let deaf = false

  const control: SocketControl = {
    get open() {
      return open.length
    },
    drop: () => open.slice().forEach(terminate),
    refuse() {
      refusing = true
    },
    allow() {
      refusing = false
    },
    disconnect(reason) {
      for (const socket of open)
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'fake' } }))
    },
    ping() {
      for (const socket of open) socket.ping()
    },
    ignoreAcks() {
      deaf = true
    },
    hearAcks() {
      deaf = false
    },
  }
  return { control, ticket, upgrade, send, onOpen: (listener) => openListeners.push(listener), close }

  function terminate(socket: WebSocket): void {
    socket.terminate()
    gone(socket)
  }

  function ticket(): string | undefined {
    if (open.length >= mostSockets) return undefined
    const id = randomUUID()
    tickets.add(id)
    return `${slack.url.replace('http', 'ws')}/link/?ticket=${id}&app_id=${slack.app.id}`
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const id = new URL(request.url ?? '/', slack.url).searchParams.get('ticket') ?? ''
    if (refusing || !tickets.delete(id)) {
      socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
      return
    }
    server.handleUpgrade(request, socket, head, opened)
  }

  function opened(socket: WebSocket): void {
    open.push(socket)
    socket.on('message', (data) => heard(String(data)))
    socket.on('close', () => gone(socket))
    socket.on('error', () => gone(socket))
    socket.send(JSON.stringify(hello()))
    slack.changed()
    for (const listener of openListeners) listener()
  }

  function hello(): Json {
    return {
      type: 'hello',
      num_connections: open.length,
      connection_info: { app_id: slack.app.id },
      debug_info: { host: 'fake', build_number: 1, approximate_connection_time: 18_060 },
    }
  }

  function gone(socket: WebSocket): void {
    const index = open.indexOf(socket)
    if (index >= 0) open.splice(index, 1)
    for (const [id, one] of waiting) {
      if (one.socket !== socket) continue
      waiting.delete(id)
      one.answer({ outcome: 'socket-died' })
    }
    slack.changed()
  }

  function heard(text: string): void {
    const message: unknown = JSON.parse(text)
    const id = isJson(message) && typeof message.envelope_id === 'string' ? message.envelope_id : ''
    const one = waiting.get(id)
    if (one === undefined) {
      slack.violation('an envelope was acknowledged that is not open: too late, twice, or never sent')
      return
    }
    waiting.delete(id)
    const payload = isJson(message) ? message.payload : undefined
    if (!one.accepts && hasContent(payload)) slack.violation('an event was acknowledged with a payload')
    one.answer(deaf ? { outcome: 'unheard' } : { outcome: 'acknowledged', payload })
  }

  function send(
    type: string,
    payload: Json,
    retry: { readonly attempt: number; readonly reason: string },
  ): Promise<SocketAnswer> {
    const socket = open[turn++ % Math.max(open.length, 1)]
    if (socket === undefined) return Promise.resolve({ outcome: 'no-socket' })
    const id = randomUUID()
    const accepts = type !== 'events_api'
    const retries = accepts ? {} : { retry_attempt: retry.attempt, retry_reason: retry.reason }
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer({ outcome: 'late' }), slack.ackWithin)
      const answer = (given: SocketAnswer) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(given)
      }
      waiting.set(id, { socket, answer, accepts })
      socket.send(JSON.stringify({ envelope_id: id, payload, type, accepts_response_payload: accepts, ...retries }))
    })
  }

  function close(): void {
    for (const socket of open.slice()) terminate(socket)
    server.close()
  }
}

function hasContent(payload: unknown): boolean {
  return isJson(payload) ? Object.keys(payload).length > 0 : payload !== undefined && payload !== ''
}
