import type { WebSocket } from 'ws'
import { hasIntent } from './numbers.ts'
import { veil } from './payloads.ts'
import type { Audience, Discord, Json } from './state.ts'
import type { Dispatch, EventControl } from './types.ts'

/** Sessions, and what is dispatched to them: by shard and intent, numbered, kept for RESUME, held where a test says so. */

export interface Session {
  readonly id: string
  readonly shard: number
  readonly count: number
  readonly intents: number
  sequence: number
  /** What a RESUME replays. */
  readonly log: { readonly s: number; readonly t: string; readonly d: Json }[]
  socket: WebSocket | undefined
}

export interface Dispatching {
  readonly sessions: Set<Session>
  readonly control: EventControl
  /** To one session, numbered and remembered. */
  send(session: Session, name: string, data: Json): void
}

export function createDispatching(discord: Discord): Dispatching {
  const sessions = new Set<Session>()
  const audiences = new WeakMap<Dispatch, Audience>()
  const held: Dispatch[] = []
  let holding = false
  let copies = 1
  let count = 0

  discord.dispatch = dispatch
  const control: EventControl = {
    hold() {
      holding = true
    },
    release(order = (all) => all) {
      holding = false
      for (const one of order(held.splice(0))) deliver(one)
    },
    repeat(times) {
      copies = times
    },
    redeliver(one, times = 1) {
      for (let n = 0; n < times; n++) deliver(one)
    },
    send: (name, data, guild) => dispatch(name, data, { guild, intent: undefined }),
  }
  return { sessions, control, send }

  function dispatch(name: string, data: Json, audience: Audience): Dispatch {
    count += 1
    const { guild } = audience
    const made: Dispatch = {
      number: count,
      name,
      ...(guild === undefined ? {} : { guild }),
      data,
      at: new Date(discord.now()),
      state: 'held',
    }
    audiences.set(made, audience)
    discord.dispatches.push(made)
    if (audience.atOnce) deliver(made)
    else holdOrDeliver(made)
    discord.changed()
    return made
  }

  function holdOrDeliver(one: Dispatch): void {
    if (holding) held.push(one)
    else for (let n = 0; n < copies; n++) deliver(one)
  }

  function deliver(one: Dispatch): void {
    const audience = audiences.get(one)
    const hearing = [...sessions].filter((session) => audience !== undefined && hears(session, audience))
    one.state = hearing.length === 0 ? 'unheard' : 'sent'
    for (const session of hearing) {
      const veiled = audience?.veiled === true && !hasIntent(session.intents, 'MESSAGE_CONTENT')
      send(session, one.name, veiled ? veil(one.data) : one.data)
    }
    discord.changed()
  }

  function send(session: Session, name: string, data: Json): void {
    session.sequence += 1
    // As it is now: what stands in Discord goes on changing.
    const entry = { s: session.sequence, t: name, d: structuredClone(data) }
    session.log.push(entry)
    session.socket?.send(JSON.stringify({ op: 0, ...entry }))
  }
}

function hears(session: Session, { guild, intent }: Audience): boolean {
  if (shardOf(guild, session.count) !== session.shard) return false
  return intent === undefined || hasIntent(session.intents, intent)
}

/** Direct messages are on shard 0. */
export function shardOf(guild: string | undefined, count: number): number {
  return guild === undefined ? 0 : Number((BigInt(guild) >> 22n) % BigInt(count))
}
