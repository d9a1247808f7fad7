import { addMessage, changeMessage, deleteMessages } from '../message-life.ts'
import { channelTypes } from '../numbers.ts'
import { isVeiled, messageFields, veil } from '../payloads.ts'
import { may } from '../permissions.ts'
import { byId, type Channel, type Discord, type Json, type Message, messageIn, userOf } from '../state.ts'
import {
  type Answer,
  askedChannel,
  askedMessage,
  done,
  fieldsOf,
  type Handler,
  invalidForm,
  ok,
  Refusal,
  type Request,
  textOf,
  wantPermission,
} from './request.ts'
import { rewrite, written } from './writing.ts'

/** Messages of channels, threads and direct messages. */

export const messageRoutes: Readonly<Record<string, Handler>> = {
  'GET /channels/{channel_id}/messages': list,
  'GET /channels/{channel_id}/messages/{message_id}': get,
  'POST /channels/{channel_id}/messages': post,
  'PATCH /channels/{channel_id}/messages/{message_id}': patch,
  'DELETE /channels/{channel_id}/messages/{message_id}': remove,
  'POST /channels/{channel_id}/messages/bulk-delete': bulkDelete,
}

const textTypes = new Set<number>([
  channelTypes.text,
  channelTypes.dm,
  channelTypes.voice,
  channelTypes.announcement,
  channelTypes.announcementThread,
  channelTypes.publicThread,
  channelTypes.privateThread,
])
/** Real Discord says “a few minutes”. */
const nonceMilliseconds = 3 * 60_000
const replyType = 0
const forwardType = 1

function post(request: Request): Answer {
  const { discord, body } = request
  const channel = askedChannel(request)
  if (!textTypes.has(channel.type)) throw new Refusal(400, 50008)
  wantToSpeak(discord, channel, body, request.files.length > 0)
  const nonce = body.nonce === undefined || body.nonce === null ? undefined : String(body.nonce)
  const before = body.enforce_nonce === true ? sameNonce(discord, channel, nonce) : undefined
  if (before !== undefined) return ok(messageFields(discord, channel, before))
  const message = addMessage(discord, channel, {
    author: discord.bot.id,
    ...contentOf(request, channel),
    nonce,
  })
  return ok(messageFields(discord, channel, message))
}

function contentOf(request: Request, channel: Channel): Omit<Parameters<typeof addMessage>[2], 'author'> {
  const { discord, body } = request
  const reference = fieldsOf(body.message_reference)
  if (body.message_reference === undefined) return written(request, channel, body)
  if (reference.type === forwardType) return forwarded(request, reference)
  const shaped = { type: replyType, channel_id: channel.id, message_id: reference.message_id, ...inGuild(channel) }
  if (!may(discord, channel, discord.bot.id, 'READ_MESSAGE_HISTORY')) throw new Refusal(403, 160002)
  const target = messageIn(channel, String(reference.message_id))
  if (target !== undefined) return { ...written(request, channel, body), reference: shaped }
  if (reference.fail_if_not_exists === false) return written(request, channel, body)
  throw invalidForm(['message_reference: Unknown message'])
}

function forwarded({ discord }: Request, reference: Json): Omit<Parameters<typeof addMessage>[2], 'author'> {
  const from = discord.channels.get(textOf(reference.channel_id) ?? '')
  if (from === undefined || !may(discord, from, discord.bot.id, 'READ_MESSAGE_HISTORY')) throw new Refusal(403, 50001)
  const original = askedMessage(from, textOf(reference.message_id))
  const { content, embeds, attachments, type, timestamp, edited_timestamp, flags, mentions, components } =
    messageFields(discord, from, original)
  const message = { content, embeds, attachments, type, timestamp, edited_timestamp, flags, mentions, components }
  return {
    content: '',
    reference: { type: forwardType, channel_id: from.id, message_id: original.id, ...inGuild(from) },
    snapshots: [{ message }],
  }
}

function inGuild(channel: Channel): Json {
  return channel.guild === undefined ? {} : { guild_id: channel.guild }
}

function sameNonce(discord: Discord, channel: Channel, nonce: string | undefined): Message | undefined {
  if (nonce === undefined) return undefined
  return channel.messages.find(
    (one) => one.nonce === nonce && one.author === discord.bot.id && age(discord, one) <= nonceMilliseconds,
  )
}

function age(discord: Discord, message: Message): number {
  const made = Number(BigInt(message.id) >> 22n) + 1_420_070_400_000
  return discord.now() - made
}

/** Refuses where the bot may not say this here. */
export function wantToSpeak(discord: Discord, channel: Channel, body: Json, withFiles: boolean): void {
  if (channel.recipient !== undefined) {
    if (!takesDms(discord, channel.recipient)) throw new Refusal(403, 50007)
    return
  }
  wantPermission(discord, channel, channel.thread === undefined ? 'SEND_MESSAGES' : 'SEND_MESSAGES_IN_THREADS')
  if (channel.thread?.locked && !may(discord, channel, discord.bot.id, 'MANAGE_THREADS')) {
    throw new Refusal(403, 160005)
  }
  // Discord drops embeds without a word; a bot that relies on them has a fault worth hearing of.
  if (Array.isArray(body.embeds) && body.embeds.length > 0) wantPermission(discord, channel, 'EMBED_LINKS')
  if (withFiles) wantPermission(discord, channel, 'ATTACH_FILES')
}

function takesDms(discord: Discord, user: string): boolean {
  const shares = [...discord.guilds.values()].some(({ installed, members }) => installed && members.has(user))
  return shares && userOf(discord, user).takesDms
}

function patch(request: Request): Answer {
  const { discord, params, body } = request
  const channel = askedChannel(request)
  const message = askedMessage(channel, params.message_id)
  if (message.author !== discord.bot.id) throw new Refusal(403, 50005)
  wantAwake(channel)
  rewrite(request, channel, message, body)
  changeMessage(discord, channel, message)
  return ok(messageFields(discord, channel, message))
}

/** Nothing in an archived thread is edited or reacted to. */
export function wantAwake(channel: Channel): void {
  if (channel.thread?.archived) throw new Refusal(400, 50083)
}

function remove(request: Request): Answer {
  const { discord, params } = request
  const channel = askedChannel(request)
  const message = askedMessage(channel, params.message_id)
  if (message.author !== discord.bot.id) wantPermission(discord, channel, 'MANAGE_MESSAGES')
  deleteMessages(discord, channel, [message.id])
  return done
}

function bulkDelete(request: Request): Answer {
  const { discord, body } = request
  const channel = askedChannel(request)
  wantPermission(discord, channel, 'MANAGE_MESSAGES')
  const ids = Array.isArray(body.messages) ? body.messages.map(String) : []
  if (ids.length < 2 || ids.length > 100) throw invalidForm(['messages: 2 to 100'])
  deleteMessages(discord, channel, ids)
  return done
}

function get(request: Request): Answer {
  const { discord, params } = request
  const channel = askedChannel(request)
  wantPermission(discord, channel, 'READ_MESSAGE_HISTORY')
  return ok(readable(discord, channel, askedMessage(channel, params.message_id)))
}

/** Without Message Content its text is blank here too. */
function readable(discord: Discord, channel: Channel, message: Message): Json {
  const fields = messageFields(discord, channel, message)
  const mayRead = discord.app.privilegedIntents.includes('MESSAGE_CONTENT')
  return !mayRead && isVeiled(discord, channel, message) ? veil(fields) : fields
}

/** Newest first; `after` takes the oldest ones after it. Without READ_MESSAGE_HISTORY there is none. */
function list(request: Request): Answer {
  const { discord, query } = request
  const channel = askedChannel(request)
  const limit = Number(query.get('limit') ?? 50)
  if (!(limit >= 1 && limit <= 100)) throw invalidForm(['limit: 1 to 100'])
  if (!may(discord, channel, discord.bot.id, 'READ_MESSAGE_HISTORY')) return ok([])
  const all = channel.messages.filter(({ onlyFor }) => onlyFor === undefined).sort(byId)
  const page = pageOf(all, query, limit)
  return ok(page.reverse().map((message) => readable(discord, channel, message)))
}

function pageOf(all: readonly Message[], query: URLSearchParams, limit: number): Message[] {
  const before = query.get('before')
  const after = query.get('after')
  const around = query.get('around')
  if (after !== null) return all.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit)
  if (before !== null) return all.filter(({ id }) => BigInt(id) < BigInt(before)).slice(-limit)
  if (around === null) return all.slice(-limit)
  const half = Math.floor(limit / 2)
  const older = all.filter(({ id }) => BigInt(id) < BigInt(around)).slice(-half)
  return [...older, ...all.filter(({ id }) => BigInt(id) >= BigInt(around)).slice(0, limit - older.length)]
}
