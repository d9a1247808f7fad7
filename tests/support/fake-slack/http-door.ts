import { createHmac } from 'node:crypto'
import type { Json, Slack } from './state.ts'
import type { DeliveryKind, RawRequest } from './types.ts'

/** Requests that Slack posts to an app's URL, signed. */

export function signedRequest(
  kind: DeliveryKind,
  body: Json,
  signing: { readonly secret: string; readonly at: number },
  extra: Readonly<Record<string, string>> = {},
): RawRequest {
  const raw = rawBody(kind, body)
  const type = kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded'
  return { headers: { 'content-type': type, ...signature(raw, signing), ...extra }, body: raw }
}

function rawBody(kind: DeliveryKind, body: Json): string {
  if (kind === 'event') return JSON.stringify(body)
  if (kind === 'interaction') return new URLSearchParams({ payload: JSON.stringify(body) }).toString()
  return new URLSearchParams(Object.entries(body).map(([key, value]) => [key, String(value)])).toString()
}

/** `v0=` and the HMAC-SHA256 of `v0:seconds:body` (docs.slack.dev, verifying requests from Slack). */
export function signature(
  body: string,
  { secret, at }: { readonly secret: string; readonly at: number },
): Record<string, string> {
  const seconds = String(Math.floor(at / 1_000))
  const digest = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${digest}` }
}

export type Posted =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly outcome: 'late' | 'unreachable' }

export async function post(slack: Slack, request: RawRequest): Promise<Posted> {
  const url = slack.app.requestUrl
  if (url === undefined) throw new Error('the app has no request URL')
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      signal: AbortSignal.timeout(slack.ackWithin),
    })
    return { outcome: 'answered', status: answer.status, body: parsed(await answer.text()) }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return { outcome: late ? 'late' : 'unreachable' }
  }
}

function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text === '' ? undefined : text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
