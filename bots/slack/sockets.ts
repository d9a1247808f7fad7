import { type LogLevel, SocketModeClient } from '@slack/socket-mode'
import { WebAPIRateLimitedError, type WebClientOptions } from '@slack/web-api'
import { isTooMany, slackError } from './calls.ts'
import { libraryLog, type SlackLog } from './log.ts'
import { type SlackTrouble, troubleOf } from './trouble.ts'

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
  /** Hears it once when Slack refuses the app token while reconnecting. */
  readonly failed?: (trouble: SlackTrouble) => void
}

export interface Sockets {
  isOpen(): boolean
  close(): Promise<void>
}

const howMany = 2
const longestWaitMilliseconds = 30_000
const shortLifeMilliseconds = 10_000
/** What Slack says where a token will not be taken again. */
const tokenRefusals: ReadonlySet<string | undefined> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'app_not_installed',
])

interface SlackEvent {
  readonly ack: (payload?: Record<string, unknown>) => Promise<void>
  readonly body: Record<string, unknown>
  readonly retry_num?: number
  readonly retry_reason?: string
}

/** @throws SlackTrouble when Slack refuses the app token */
export async function openSockets(parts: SocketsParts): Promise<Sockets> {
  const { appToken, clientOptions, take, log, reconnected, failed } = parts
  const open = new Set<SocketModeClient>()
  const timers = new Set<NodeJS.Timeout>()
  const underWay = new Set<Promise<void>>()
  let closing = false
  let wasConnected = false
  let isTold = false

  await connectFirst()
  for (let more = 1; more < howMany; more += 1) void keep()
  return { isOpen: () => open.size > 0, close }

  async function connectFirst(): Promise<void> {
    try {
      await connect(0)
    } catch (error) {
      if (!isTooMany(error)) throw trouble(error)
      wasConnected = true
      again(error, 0)
    }
  }

  function trouble(error: unknown): SlackTrouble {
    return troubleOf(error, 'SLACK_APP_TOKEN', String(clientOptions.slackApiUrl))
  }

  /** Connects, and again each time the connection ends. */
  async function keep(failures = 0): Promise<void> {
    if (closing) return
    try {
      await connect(failures)
    } catch (error) {
      if (closing) return
      if (isTokenRefused(error) && !isTold) {
        isTold = true
        failed?.(trouble(error))
      }
      again(error, failures)
    }
  }

  function again(error: unknown, failures: number): void {
    log.warn({ err: error }, 'a socket to Slack did not open and is tried again')
    const asked = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : 0
    later(Math.max(asked, pauseAfter(failures + 1)), failures + 1)
  }

  function later(wait: number, failures: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void keep(failures)
    }, wait)
    timers.add(timer)
  }

  /** A socket that ends soon after it has opened counts as a failure from the second time on. */
  async function connect(failures: number): Promise<void> {
    const began = performance.now()
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
      if (closing) return
      const wasShort = performance.now() - began < shortLifeMilliseconds
      if (wasShort && failures > 0) later(pauseAfter(failures), failures + 1)
      else void keep(wasShort ? 1 : 0)
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

function isTokenRefused(error: unknown): boolean {
  return tokenRefusals.has(slackError(error))
}

/** Milliseconds. */
function pauseAfter(failures: number): number {
  return Math.min(longestWaitMilliseconds, 250 * 2 ** Math.min(failures, 10))
}
