import type { Refused } from '../checks.ts'
import { type Channel, type Json, type Message, messageOf, type Slack, type Team } from '../state.ts'

/** What every Web API method is made of. */

export interface Caller {
  readonly slack: Slack
  readonly team: Team
  readonly args: Json
}

export interface Method {
  /** One of these must be granted; none where it is empty. */
  readonly scopes: readonly string[]
  run(caller: Caller): Json
}

/** Answered as `ok: false`; with a `violation` when no correct app would have asked. */
export class SlackRefusal extends Error {
  readonly code: string
  readonly more: Json
  readonly violation: string | undefined

  constructor(code: string, violation?: string, more: Json = {}) {
    super(code)
    this.code = code
    this.violation = violation
    this.more = more
  }
}

export function refuse(code: string, violation?: string): never {
  throw new SlackRefusal(code, violation)
}

export function refuseProblem(problem: Refused | undefined): void {
  if (problem === undefined) return
  refuse(problem.error, problem.problems.length === 0 ? undefined : problem.problems.join('; '))
}

export function stringArg({ args }: Caller, name: string): string {
  const value = args[name]
  if (typeof value === 'string' && value !== '') return value
  throw new SlackRefusal('invalid_arguments', `the argument ${name} is missing`)
}

export function flagArg({ args }: Caller, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1'
}

const kindScopes = { public: 'channels', private: 'groups', im: 'im' } as const

/** A channel of this workspace that the bot may know; private ones only where it is a member. */
export function channelArg(caller: Caller, scope?: 'history' | 'read'): Channel {
  const channel = caller.team.channels.get(stringArg(caller, 'channel'))
  if (channel === undefined) return refuse('channel_not_found')
  if (channel.kind !== 'public' && !channel.members.has(caller.team.botUser)) return refuse('channel_not_found')
  if (scope !== undefined) wantScope(caller, `${kindScopes[channel.kind]}:${scope}`)
  return channel
}

export function wantScope({ slack, team }: Caller, ...scopes: string[]): void {
  if (scopes.length === 0 || scopes.some((scope) => team.scopes.includes(scope))) return
  const asked = scopes.some((scope) => slack.app.scopes.includes(scope))
  throw new SlackRefusal(
    'missing_scope',
    asked ? undefined : `the app never asks for the scope ${scopes.join(' or ')}`,
    {
      needed: scopes.join(','),
      provided: team.scopes.join(','),
    },
  )
}

/** Refuses where the bot may not write. */
export function wantWritable({ team }: Caller, channel: Channel): void {
  if (channel.archived) refuse('is_archived')
  if (channel.members.has(team.botUser)) return
  if (channel.kind === 'public' && team.scopes.includes('chat:write.public')) return
  refuse('not_in_channel')
}

export function messageArg(caller: Caller, channel: Channel, name: string): Message {
  return messageOf(channel, stringArg(caller, name)) ?? refuse('message_not_found')
}

/** A page of a list: Slack's cursors are opaque, ours are offsets. */
export function page<T>({ args }: Caller, all: readonly T[], usual = 100, most = 1_000): { items: T[]; next: string } {
  const limit = Math.min(Math.max(Number(args.limit ?? usual) || usual, 1), most)
  const cursor = typeof args.cursor === 'string' ? args.cursor : ''
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('next:', ''))
  if (Number.isNaN(from)) refuse('invalid_cursor', `the cursor ${cursor} is not one that Slack gave`)
  const more = from + limit < all.length
  return {
    items: all.slice(from, from + limit),
    next: more ? Buffer.from(`next:${from + limit}`).toString('base64') : '',
  }
}
