import { type LogLevel, SocketModeClient } from '@slack/socket-mode'
import type { WebClientOptions } from '@slack/web-api'
import { libraryLog, type SlackLog } from './log.ts'
import { troubleOf } from './trouble.ts'

/**
 * Socket Mode over two sockets: Slack renews each of them now and then, and any open one gets an event. The client
 * waits five seconds before it connects anew and can bring the process down while it does, so each connection is a
 * client of its own that is never told to reconnect.
 */

/** @param respond acknowledges; not called where nothing could be recorded, so that Slack delivers it again */
export type Take = (
  delivered: { body: Record<string, unknown>; retryNum?: number; retryReason?: string },
  respond: (payload?: unknown) => Promise<void>,
) => Promise<void>

export interface SocketsParts {
  readonly appToken: string
  readonly clientOptions: WebClientOptions
  readonly take: Take
  readonly log: SlackLog
  /** For a while no socket was open, and events may have been missed. */
  readonly reconnected: () => void
}

export interface Sockets {
  close(): Promise<void>
}

const howMany = 2
const longestWaitMilliseconds = 30_000

interface SlackEvent {
  readonly ack: (payload?: Record<string, unknown>) => Promise<void>
  readonly body: Record<string, unknown>
  readonly retry_num?: number
  readonly retry_reason?: string
}

/** @throws SlackTrouble when Slack refuses the app token */
export async function openSockets(parts: SocketsParts): Promise<Sockets> {
  const { appToken, clientOptions, take, log, reconnected } = parts
  const open = new Set<SocketModeClient>()
  const timers = new Set<NodeJS.Timeout>()
  const underWay = new Set<Promise<void>>()
  let closing = false
  let wasConnected = false

  await connectFirst()
  for (let more = 1; more < howMany; more += 1) void keep()
  return { close }

  async function connectFirst(): Promise<void> {
    try {
      await connect()
    } catch (error) {
      throw troubleOf(error, 'SLACK_APP_TOKEN', String(clientOptions.slackApiUrl))
    }
  }

  /** Connects, and again each time the connection ends. */
  async function keep(failures = 0): Promise<void> {
    if (closing) return
    try {
      await connect()
    } catch (error) {
      log.warn({ err: error }, 'a socket to Slack did not open and is tried again')
      const wait = Math.min(longestWaitMilliseconds, 500 * 2 ** failures)
      const timer = setTimeout(() => {
        timers.delete(timer)
        void keep(failures + 1)
      }, wait)
      timers.add(timer)
    }
  }

  async function connect(): Promise<void> {
    const client = new SocketModeClient({
      appToken,
      autoReconnectEnabled: false,
      clientOptions,
      logger: libraryLog(log),
      logLevel: 'warn' as LogLevel,
    })
    client.on('slack_event', (event: SlackEvent) => {
      // Slack brings it to another socket, or to the next process
      if (closing) return
      const work = receive(event).finally(() => underWay.delete(work))
      underWay.add(work)
    })
    client.on('connected', () => {
      if (open.size === 0 && wasConnected) reconnected()
      open.add(client)
      wasConnected = true
    })
    await client.start()
    if (closing) return client.disconnect()
    client.once('disconnected', () => {
      open.delete(client)
      void keep()
    })
  }

  async function receive({ ack, body, retry_num: retryNum, retry_reason: retryReason }: SlackEvent): Promise<void> {
    try {
      const delivered = { body, ...(retryNum ? { retryNum } : {}), ...(retryReason ? { retryReason } : {}) }
      await take(delivered, (payload) => ack(payload as Record<string, unknown> | undefined))
    } catch (error) {
      log.error({ err: error }, 'an event was not taken up and is left for Slack to deliver again')
    }
  }

  async function close(): Promise<void> {
    closing = true
    for (const timer of timers) clearTimeout(timer)
    await Promise.all(underWay)
    await Promise.all([...open].map((client) => client.disconnect()))
  }
}
