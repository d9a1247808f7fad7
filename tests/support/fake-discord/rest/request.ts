import type { PermissionName } from '../numbers.ts'
import { may } from '../permissions.ts'
import { type Channel, type Discord, type Guild, isJson, type Json, type Message, messageIn } from '../state.ts'

/** What a route's handler is given and gives, and how Discord refuses. */

export interface Request {
  readonly discord: Discord
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Json
  /** The body of routes that take a list. */
  readonly list: readonly Json[]
  readonly files: readonly UploadedFile[]
}

export interface UploadedFile {
  /** Its number in `files[n]`, by which the body's attachments name it. */
  readonly number: string
  readonly name: string
  readonly type: string
  readonly text: string
  readonly bytes: Buffer
  readonly size: number
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
}

export type Handler = (request: Request) => Answer

const messages = {
  10003: 'Unknown Channel',
  10004: 'Unknown Guild',
  10007: 'Unknown Member',
  10008: 'Unknown Message',
  10011: 'Unknown Role',
  10013: 'Unknown User',
  10014: 'Unknown Emoji',
  10015: 'Unknown Webhook',
  10062: 'Unknown interaction',
  10063: 'Unknown application command',
  40060: 'Interaction has already been acknowledged.',
  50001: 'Missing Access',
  50005: 'Cannot edit a message authored by another user',
  50006: 'Cannot send an empty message',
  50007: 'Cannot send messages to this user',
  50008: 'Cannot send messages in a non-text channel',
  50013: 'Missing Permissions',
  50024: 'Cannot execute action on this channel type',
  50027: 'Invalid Webhook Token',
  50033: 'Invalid Recipient(s)',
  50034: 'A message provided was too old to bulk delete',
  50035: 'Invalid Form Body',
  50083: 'Thread is archived',
  160002: 'You cannot reply without permission to read message history.',
  160004: 'A thread has already been created for this message',
  160005: 'Thread is locked',
} as const

export type ErrorCode = keyof typeof messages

/** Thrown by handlers; the server makes it an answer. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  readonly details: Json

  constructor(status: number, code: ErrorCode, details: Json = {}) {
    super(messages[code])
    this.status = status
    this.code = code
    this.details = details
  }
}

export function invalidForm(problems: readonly string[]): Refusal {
  const _errors = problems.map((message) => ({ code: 'BASE_TYPE_INVALID', message }))
  return new Refusal(400, 50035, { errors: { _errors } })
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body })
export const done: Answer = { status: 204 }

/** The channel that the path names, which the bot can see. */
export function askedChannel({ discord, params }: Request): Channel {
  const channel = discord.channels.get(params.channel_id ?? '')
  if (channel === undefined) throw new Refusal(404, 10003)
  if (channel.guild === undefined) return channel
  const guild = discord.guilds.get(channel.guild)
  if (guild?.installed !== true) throw new Refusal(403, 50001)
  if (guild.out) throw new Refusal(404, 10003)
  wantPermission(discord, channel, 'VIEW_CHANNEL')
  return channel
}

export function wantPermission(discord: Discord, channel: Channel, permission: PermissionName): void {
  if (may(discord, channel, discord.bot.id, permission)) return
  throw new Refusal(403, may(discord, channel, discord.bot.id, 'VIEW_CHANNEL') ? 50013 : 50001)
}

/** A message that history has: ephemeral ones are not in it. */
export function askedMessage(channel: Channel, id: string | undefined): Message {
  const message = messageIn(channel, id ?? '')
  if (message === undefined || message.onlyFor !== undefined) throw new Refusal(404, 10008)
  return message
}

export function askedGuild({ discord, params }: Request): Guild {
  const guild = discord.guilds.get(params.guild_id ?? '')
  if (guild === undefined || guild.out) throw new Refusal(404, 10004)
  if (!guild.installed) throw new Refusal(403, 50001)
  return guild
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function fieldsOf(value: unknown): Json {
  return isJson(value) ? value : {}
}
