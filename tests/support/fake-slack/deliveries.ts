import { isJson } from './blocks.ts'
import { type Posted, post, signedRequest } from './http-door.ts'
import { eventBody } from './payloads.ts'
import type { SocketAnswer, Sockets } from './sockets.ts'
import { type Json, type Slack, type Team, teamOf } from './state.ts'
import type { Attempt, Delivery, DeliveryKind, EventControl } from './types.ts'

/** What goes to the app: by socket or by HTTP, again where it failed, held back where a test says so. */

export interface Deliveries {
  readonly control: EventControl
  deliver(kind: DeliveryKind, name: string, team: Team, body: Json): Promise<Delivery>
  /** Waits until nothing is under way. */
  quiet(): Promise<void>
}

const envelopeTypes = { event: 'events_api', command: 'slash_commands', interaction: 'interactive' } as const

/** What a workspace must have granted for the app to hear an event. */
const scopesOfEvents: Readonly<Record<string, readonly string[]>> = {
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  channel_left: ['channels:read'],
  channel_archive: ['channels:read'],
  channel_unarchive: ['channels:read'],
  channel_deleted: ['channels:read'],
  group_left: ['groups:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
}
const scopesOfMessages: Readonly<Record<string, string>> = {
  channel: 'channels:history',
  group: 'groups:history',
  im: 'im:history',
}

export function createDeliveries(slack: Slack, sockets: Sockets, signedAt: () => number): Deliveries {
  let holding: ((delivery: Delivery) => boolean) | undefined
  let repeats = 1
  const held: Delivery[] = []
  const parked: { readonly delivery: Delivery; readonly attempt: number }[] = []

  slack.event = sendEvent
  sockets.onOpen(() => {
    for (const { delivery, attempt } of parked.splice(0)) void counted(() => attemptOnce(delivery, attempt, 'timeout'))
  })

  const control: EventControl = {
    hold(which = () => true) {
      holding = which
    },
    async release(order = (all) => all) {
      holding = undefined
      for (const delivery of order(held.splice(0))) await run(delivery)
    },
    async redeliver(delivery, times = 1) {
      for (let n = 1; n <= times; n++) await counted(() => attemptOnce(delivery, n, 'http_timeout'))
    },
    repeat(times) {
      repeats = times
    },
    async send(team, event) {
      const at = teamOf(slack, team)
      return deliver('event', String(event.type), at, eventBody(slack, at, { ...event }, false))
    },
  }
  return { control, deliver, quiet }

  async function sendEvent(team: Team, event: Json, { strangers = false } = {}): Promise<Delivery | undefined> {
    if (!mayHear(team, event)) return undefined
    return deliver('event', String(event.type), team, eventBody(slack, team, event, strangers))
  }

  async function deliver(kind: DeliveryKind, name: string, team: Team, body: Json): Promise<Delivery> {
    const delivery: Delivery = { id: slack.nextId('Dl'), kind, name, team: team.id, body, attempts: [], state: 'held' }
    slack.deliveries.push(delivery)
    if (kind === 'event' && holding?.(delivery)) {
      held.push(delivery)
      slack.changed()
      return delivery
    }
    await run(delivery)
    return delivery
  }

  async function run(delivery: Delivery): Promise<void> {
    const copies = delivery.kind === 'event' ? repeats : 1
    await Promise.all(Array.from({ length: copies }, (_, n) => counted(() => attempts(delivery, n))))
  }

  async function counted(work: () => Promise<unknown>): Promise<void> {
    slack.underWay += 1
    try {
      await work()
    } finally {
      slack.underWay -= 1
      slack.changed()
    }
  }

  /** Only events are sent again by Slack; what a person did is theirs to repeat. */
  async function attempts(delivery: Delivery, first: number): Promise<void> {
    const most = delivery.kind === 'event' && slack.app.requestUrl !== undefined ? slack.retries : 0
    let reason = first === 0 ? '' : 'http_timeout'
    for (let n = 0; n <= most; n++) {
      reason = await attemptOnce(delivery, first + n, reason)
      if (reason === 'done') return
    }
  }

  async function attemptOnce(delivery: Delivery, retry: number, reason: string): Promise<string> {
    if (delivery.state !== 'acknowledged') delivery.state = 'under-way'
    return slack.app.requestUrl === undefined
      ? attemptBySocket(delivery, retry, reason)
      : attemptByHttp(delivery, retry, reason)
  }

  async function attemptBySocket(delivery: Delivery, retry: number, reason: string): Promise<string> {
    const attempt = newAttempt('socket', retry, reason)
    delivery.attempts.push(attempt)
    const started = performance.now()
    const answer = await sockets.send(envelopeTypes[delivery.kind], delivery.body, { attempt: retry, reason })
    if (answer.outcome === 'acknowledged') return acknowledged(delivery, attempt, started, answer.payload)
    return notBySocket(delivery, retry, answer)
  }

  function notBySocket(delivery: Delivery, retry: number, answer: SocketAnswer): string {
    if (answer.outcome === 'late') late(delivery)
    if (answer.outcome === 'socket-died' && delivery.kind === 'event') return again(delivery, retry + 1)
    if (answer.outcome === 'no-socket') slack.missed.push(delivery)
    return failed(delivery, answer.outcome === 'no-socket' ? 'missed' : 'failed', 'timeout')
  }

  /** Its socket died before the acknowledgement: to another one now, or to the next that opens. */
  function again(delivery: Delivery, attempt: number): string {
    if (sockets.control.open > 0) void counted(() => attemptOnce(delivery, attempt, 'timeout'))
    else parked.push({ delivery, attempt })
    return failed(delivery, 'failed', 'timeout')
  }

  async function attemptByHttp(delivery: Delivery, retry: number, reason: string): Promise<string> {
    const headers = retry === 0 ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason }
    const signing = { secret: slack.app.signingSecret, at: signedAt() }
    const request = signedRequest(delivery.kind, delivery.body, signing, headers)
    const attempt: Attempt = { ...newAttempt('http', retry, reason), request }
    delivery.attempts.push(attempt)
    const started = performance.now()
    const answer = await post(slack, request)
    if (answer.outcome === 'answered') attempt.status = answer.status
    if (answer.outcome === 'answered' && answer.status >= 200 && answer.status < 300) {
      return acknowledged(delivery, attempt, started, answer.body)
    }
    if (answer.outcome === 'late') late(delivery)
    return failed(delivery, 'failed', httpReason(answer))
  }

  function newAttempt(via: Attempt['via'], retry: number, reason: string): Attempt {
    return { at: new Date(slack.now()), via, retry, ...(reason === '' ? {} : { reason }) }
  }

  function acknowledged(delivery: Delivery, attempt: Attempt, started: number, response: unknown): string {
    attempt.ackedAfter = performance.now() - started
    delivery.state = 'acknowledged'
    if (response !== undefined) delivery.response = response
    slack.changed()
    return 'done'
  }

  function late(delivery: Delivery): void {
    slack.violation(`${delivery.kind} ${delivery.name} was not acknowledged within ${slack.ackWithin / 1_000} s`)
  }

  function failed(delivery: Delivery, state: 'failed' | 'missed', reason: string): string {
    if (delivery.state !== 'acknowledged') delivery.state = state
    slack.changed()
    return reason
  }

  async function quiet(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (slack.underWay === 0) return
      await new Promise<void>((resolve) => {
        const stop = slack.onChange(() => {
          if (slack.underWay > 0) return
          stop()
          resolve()
        })
      })
    }
  }
}

function httpReason(answer: Posted): string {
  if (answer.outcome === 'late') return 'http_timeout'
  return answer.outcome === 'unreachable' ? 'connection_failed' : 'http_error'
}

function mayHear(team: Team, event: Json): boolean {
  const type = String(event.type)
  if (type === 'app_uninstalled' || type === 'tokens_revoked') return true
  if (!team.installed) return false
  if (type === 'message') return team.scopes.includes(scopesOfMessages[String(event.channel_type)] ?? '')
  const needed = scopesOfEvents[type]
  return (needed === undefined || needed.some((scope) => team.scopes.includes(scope))) && isJson(event)
}
