import { post, signature } from './http-door.ts'
import type { Slack } from './state.ts'
import type { DoorControl } from './types.ts'

/** Requests to the app's URL that Slack would never send, or would not send twice. */
export function createDoor(slack: Slack, signedAt: () => number): DoorControl {
  return { replay, forge, verifyUrl }

  async function replay(delivery: Parameters<DoorControl['replay']>[0]): Promise<number> {
    const request = delivery.attempts.at(-1)?.request
    if (request === undefined) throw new Error(`${delivery.name} was not sent over HTTP`)
    return status(request.headers, request.body)
  }

  async function forge(kind: Parameters<DoorControl['forge']>[0], body = '{"type":"event_callback"}'): Promise<number> {
    const secret = kind === 'wrong-secret' ? 'not the secret' : slack.app.signingSecret
    const signed = signature(body, { secret, at: signedAt() + drift[kind] })
    return status({ 'content-type': 'application/json', ...(kind === 'unsigned' ? {} : signed) }, body)
  }

  async function verifyUrl(): Promise<boolean> {
    const challenge = slack.secret()
    const body = JSON.stringify({ token: 'XXYYZZ', challenge, type: 'url_verification' })
    const signed = signature(body, { secret: slack.app.signingSecret, at: signedAt() })
    const answer = await post(slack, { headers: { 'content-type': 'application/json', ...signed }, body })
    if (answer.outcome !== 'answered' || answer.status !== 200) return false
    return answer.body === challenge || JSON.stringify(answer.body ?? '').includes(challenge)
  }

  async function status(headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const answer = await post(slack, { headers, body })
    return answer.outcome === 'answered' ? answer.status : 0
  }
}

/** Milliseconds; Slack's window is five minutes. */
const drift = { 'wrong-secret': 0, 'old-timestamp': -301_000, 'future-timestamp': 301_000, unsigned: 0 } as const
