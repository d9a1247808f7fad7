import type { IncomingMessage, ServerResponse } from 'node:http'
import { verifySlackRequest } from '@slack/bolt'
import rawBody from 'raw-body'
import type { SlackLog } from './log.ts'
import type { Take } from './sockets.ts'

/**
 * Slack over HTTP: signed requests on the bot's own port. Answered when what they say is recorded; with 500 where it
 * could not be, so that Slack delivers it again.
 */

export interface RequestsParts {
  readonly signingSecret: string
  readonly take: Take
  readonly clock: () => Temporal.Instant
  readonly log: SlackLog
}

/** Far above what Slack sends. */
const largestBody = '1mb'
const windowSeconds = 300

export function slackRequests({ signingSecret, take, clock, log }: RequestsParts) {
  return async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (body === undefined) return end(response, 413)
    if (!isSigned(request, body)) return end(response, 401)
    const sent = read(request, body)
    if (sent === undefined) return end(response, 400)
    if (sent.type === 'url_verification') return end(response, 200, { challenge: sent.challenge })
    if (sent.ssl_check !== undefined) return end(response, 200)
    await deliver(request, response, sent)
  }

  async function deliver(request: IncomingMessage, response: ServerResponse, body: Record<string, unknown>) {
    const retryNum = Number(request.headers['x-slack-retry-num'] ?? 0)
    const retryReason = request.headers['x-slack-retry-reason']
    const retry = retryNum > 0 ? { retryNum, ...(typeof retryReason === 'string' ? { retryReason } : {}) } : {}
    try {
      await take({ body, ...retry }, async (payload) => end(response, 200, payload))
    } catch (error) {
      log.error({ err: error }, 'an event was not taken up and is left for Slack to deliver again')
      end(response, 500)
    }
  }

  /** Bolt checks the signature and the age; a timestamp of the future would make a request replayable for longer. */
  function isSigned(request: IncomingMessage, body: string): boolean {
    const timestamp = request.headers['x-slack-request-timestamp']
    const signature = request.headers['x-slack-signature']
    if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false
    const now = clock().epochMilliseconds
    if (Math.abs(now / 1000 - Number(timestamp)) > windowSeconds) return false
    const headers = { 'x-slack-request-timestamp': Number(timestamp), 'x-slack-signature': signature }
    try {
      verifySlackRequest({ signingSecret, body, headers, nowMilliseconds: now })
      return true
    } catch {
      return false
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  try {
    return await rawBody(request, { limit: largestBody, encoding: 'utf8' })
  } catch {
    return undefined
  }
}

function read(request: IncomingMessage, body: string): Record<string, unknown> | undefined {
  try {
    if (request.headers['content-type']?.startsWith('application/json')) return objectIn(body)
    const fields = Object.fromEntries(new URLSearchParams(body))
    return fields.payload === undefined ? fields : objectIn(fields.payload)
  } catch {
    return undefined
  }
}

function objectIn(json: string): Record<string, unknown> | undefined {
  const parsed: unknown = JSON.parse(json)
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
  return isObject ? (parsed as Record<string, unknown>) : undefined
}

function end(response: ServerResponse, status: number, payload?: unknown): void {
  if (response.headersSent || response.writableEnded) return
  if (payload === undefined || payload === '') {
    response.writeHead(status).end()
    return
  }
  const [type, text] =
    typeof payload === 'string' ? ['text/plain', payload] : ['application/json', JSON.stringify(payload)]
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(text)
}
