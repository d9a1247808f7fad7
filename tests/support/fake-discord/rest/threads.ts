import { threadNameProblems } from '../limits.ts'
import { addMessage, addThread, joinThread, leaveThread, tellOfChannel } from '../message-life.ts'
import { bit, channelTypes } from '../numbers.ts'
import { channelFields, messageFields, threadMember } from '../payloads.ts'
import { channelPermissions, may } from '../permissions.ts'
import { byId, type Channel, type Discord, type Json, type Thread, threadsOf } from '../state.ts'
import {
  type Answer,
  askedChannel,
  askedGuild,
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
import { refuseProblems, written } from './writing.ts'

/** Threads and forum posts. */

export const threadRoutes: Readonly<Record<string, Handler>> = {
  'POST /channels/{channel_id}/messages/{message_id}/threads': fromMessage,
  'POST /channels/{channel_id}/threads': withoutMessage,
  'PUT /channels/{channel_id}/thread-members/@me': (request) => joinOrLeave(request, true),
  'DELETE /channels/{channel_id}/thread-members/@me': (request) => joinOrLeave(request, false),
  'GET /channels/{channel_id}/thread-members': members,
  'GET /channels/{channel_id}/thread-members/{user_id}': member,
  'GET /guilds/{guild_id}/threads/active': active,
  'GET /channels/{channel_id}/threads/archived/public': archived,
}

function fromMessage(request: Request): Answer {
  const { discord, params, body } = request
  const parent = askedChannel(request)
  wantThreads(parent)
  wantPermission(discord, parent, 'CREATE_PUBLIC_THREADS')
  const from = askedMessage(parent, params.message_id)
  if (discord.channels.has(from.id)) throw new Refusal(400, 160004)
  refuseProblems(discord, threadNameProblems(body.name))
  const thread = addThread(discord, parent, { ...threadSettings(discord, body), from })
  return ok(channelFields(discord, thread), 201)
}

function withoutMessage(request: Request): Answer {
  const { discord, body } = request
  const parent = askedChannel(request)
  if (parent.type === channelTypes.forum) return forumPost(request, parent)
  wantThreads(parent)
  const isPrivate = body.type === undefined || body.type === channelTypes.privateThread
  wantPermission(discord, parent, isPrivate ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS')
  refuseProblems(discord, threadNameProblems(body.name))
  const kind = isPrivate ? 'private' : 'public'
  return ok(channelFields(discord, addThread(discord, parent, { ...threadSettings(discord, body), kind })), 201)
}

function wantThreads({ type }: Channel): void {
  if (type !== channelTypes.text && type !== channelTypes.announcement) throw new Refusal(400, 50024)
}

function threadSettings(discord: Discord, body: Json): Parameters<typeof addThread>[2] {
  const { auto_archive_duration: minutes } = body
  return {
    name: textOf(body.name) ?? '',
    owner: discord.bot.id,
    ...(typeof minutes === 'number' ? { autoArchive: minutes } : {}),
  }
}

/** The post's first message has the thread's id. */
function forumPost(request: Request, parent: Channel): Answer {
  const { discord, body, files } = request
  wantPermission(discord, parent, 'SEND_MESSAGES')
  const first = fieldsOf(body.message)
  if (Array.isArray(first.embeds) && first.embeds.length > 0) wantPermission(discord, parent, 'EMBED_LINKS')
  if (files.length > 0) wantPermission(discord, parent, 'ATTACH_FILES')
  refuseProblems(discord, threadNameProblems(body.name))
  const tags = wantedTags(parent, body)
  const said = written(request, parent, first)
  const thread = addThread(discord, parent, { ...threadSettings(discord, body), tags })
  const message = addMessage(discord, thread, { ...said, author: discord.bot.id, id: thread.id })
  return ok({ ...channelFields(discord, thread), message: messageFields(discord, thread, message) }, 201)
}

function wantedTags(parent: Channel, body: Json): string[] {
  const tags = Array.isArray(body.applied_tags) ? body.applied_tags.map(String) : []
  const unknown = tags.filter((tag) => !parent.tags.some(({ id }) => id === tag))
  if (unknown.length > 0) throw invalidForm([`applied_tags: no such tag: ${unknown.join(', ')}`])
  if (tags.length === 0 && parent.tagRequired) throw invalidForm(['applied_tags: a post in this forum needs a tag'])
  return tags
}

/** `PATCH /channels/{channel_id}` of a thread. */
export function patchThread({ discord, body }: Request, channel: Channel, thread: Thread): Answer {
  wantMayPatch(discord, body, channel, thread)
  const onlyArchives = Object.keys(body).every((key) => key === 'archived')
  if (thread.archived && body.archived !== false && !onlyArchives) throw new Refusal(400, 50083)
  refuseProblems(discord, threadNameProblems(body.name))
  if (typeof body.name === 'string') channel.name = body.name
  if (typeof body.locked === 'boolean') thread.locked = body.locked
  if (typeof body.auto_archive_duration === 'number') thread.autoArchive = body.auto_archive_duration
  if (Array.isArray(body.applied_tags)) thread.tags = body.applied_tags.map(String)
  if (typeof body.archived === 'boolean' && body.archived !== thread.archived) {
    thread.archived = body.archived
    thread.changedAt = discord.now()
  }
  tellOfChannel(discord, channel, 'THREAD_UPDATE')
  discord.changed()
  return ok(channelFields(discord, channel))
}

/** Its owner may name and archive it; the lock is for those who manage threads; anyone wakes one that is not locked. */
function wantMayPatch(discord: Discord, body: Json, channel: Channel, thread: Thread): void {
  if (may(discord, channel, discord.bot.id, 'MANAGE_THREADS')) return
  const onlyWakes = body.archived === false && Object.keys(body).length === 1
  if (onlyWakes && !thread.locked) {
    wantPermission(discord, channel, 'SEND_MESSAGES_IN_THREADS')
    return
  }
  if (thread.owner !== discord.bot.id || thread.locked || 'locked' in body) throw new Refusal(403, 50013)
}

function wantThread(request: Request): Channel & { thread: Thread } {
  const channel = askedChannel(request)
  const { thread } = channel
  if (thread === undefined) throw new Refusal(400, 50024)
  return { ...channel, thread }
}

function joinOrLeave(request: Request, joins: boolean): Answer {
  const { discord } = request
  const { id, thread } = wantThread(request)
  if (thread.archived) throw new Refusal(400, 50083)
  const channel = discord.channels.get(id)
  if (channel === undefined || thread.members.has(discord.bot.id) === joins) return done
  if (joins) joinThread(discord, channel, discord.bot.id)
  else leaveThread(discord, channel, discord.bot.id)
  return done
}

function members(request: Request): Answer {
  const { id, thread } = wantThread(request)
  return ok([...thread.members].map(([user, joined]) => threadMember(id, user, joined)))
}

function member(request: Request): Answer {
  const { discord, params } = request
  const { id, thread } = wantThread(request)
  const user = params.user_id === '@me' ? discord.bot.id : (params.user_id ?? '')
  const joined = thread.members.get(user)
  if (joined === undefined) throw new Refusal(404, 10007)
  return ok(threadMember(id, user, joined))
}

function active(request: Request): Answer {
  const { discord } = request
  const guild = askedGuild(request)
  const threads = threadsOf(discord, guild.id).filter(
    (one) => !one.thread.archived && channelPermissions(discord, one, discord.bot.id) & bit('VIEW_CHANNEL'),
  )
  return ok(threadList(discord, threads.sort(byId).reverse(), false))
}

/** Those archived last come first. */
function archived(request: Request): Answer {
  const { discord, query } = request
  const parent = askedChannel(request)
  wantPermission(discord, parent, 'READ_MESSAGE_HISTORY')
  const before = query.get('before') === null ? Number.POSITIVE_INFINITY : Date.parse(query.get('before') ?? '')
  const limit = Number(query.get('limit') ?? 50)
  const all = threadsOf(discord, parent.guild ?? '', parent.id)
    .filter(({ thread, type }) => thread.archived && thread.changedAt < before && type !== channelTypes.privateThread)
    .sort((a, b) => b.thread.changedAt - a.thread.changedAt)
  return ok(threadList(discord, all.slice(0, limit), all.length > limit))
}

function threadList(discord: Discord, threads: readonly (Channel & { thread: Thread })[], hasMore: boolean): Json {
  const own = threads.flatMap(({ id, thread }) => {
    const joined = thread.members.get(discord.bot.id)
    return joined === undefined ? [] : [threadMember(id, discord.bot.id, joined)]
  })
  return { threads: threads.map((one) => channelFields(discord, one)), members: own, has_more: hasMore }
}
