import { ChannelType, type REST, Routes } from 'discord.js'
import { z } from 'zod'
import type {
  ChatPlatform,
  FileRead,
  Message,
  Place,
  Posted,
  Reach,
  Said,
  Thread,
  ThreadEnd,
  ThreadEntry,
  WorkspaceId,
} from '../../core/platform.ts'
import type { Postings } from '../posting-once.ts'
import { directId } from './answering.ts'
import { discordError, said } from './calls.ts'
import { attached } from './files.ts'
import { readAttachment } from './handed-files.ts'
import { channelShape, missingIn } from './permissions.ts'
import { markOf, type Post, postOnce } from './posting.ts'
import { readThread } from './reading.ts'
import { renderMessage } from './render.ts'
import { giveRole } from './roles.ts'
import { guildOf } from './snowflakes.ts'

/** What the port can ask of Discord: by REST and ids alone, so that a process without a gateway can deliver. */

export interface VerbsParts {
  readonly rest: REST
  /** Without a version. */
  readonly apiUrl: string
  readonly postings: Postings
  readonly clock: () => Temporal.Instant
  /** The bot's own user. */
  readonly self: () => string
  /** Commands in what is said, as they are registered here. */
  readonly spelled: (message: Message) => Message
  /** Whether a cache hints that something is missing in a channel. */
  readonly mayLack: (channel: Place) => boolean
  /** A channel's type, where a cache has it. */
  readonly typeOf: (channel: Place) => number | undefined
}

export interface Verbs
  extends Pick<
    ChatPlatform,
    'openThread' | 'say' | 'edit' | 'tell' | 'readThread' | 'endThread' | 'award' | 'lookAt' | 'readFile'
  > {
  /** Says something to one member in private, where their messages are open; not under a key. */
  mention(workspace: WorkspaceId, member: string, message: Message): Promise<void>
}

/** A week: Discord's longest, so that a thread outlives its round. */
const archiveMinutes = 10_080
const forums: ReadonlySet<number> = new Set([ChannelType.GuildForum, ChannelType.GuildMedia])
/** Not threads themselves, and not what is written beside a voice channel. */
const withThreads: ReadonlySet<number> = new Set([ChannelType.GuildText, ChannelType.GuildAnnouncement, ...forums])
const noThreads = { refused: 'no-threads', detail: 'Discord opens no threads there' } as const
const alreadyHasThread = 160_004
const isArchived = 50_083
const mostTypesKept = 50_000

type SeenChannel = z.infer<typeof channelShape>
type KnownChannel = Partial<SeenChannel> & { readonly id: string }

export function discordVerbs({ rest, apiUrl, postings, clock, self, spelled, mayLack, typeOf }: VerbsParts): Verbs {
  const post = postOnce({ rest, postings, clock, self })
  const seenTypes = new Map<Place, number>()
  return { openThread, say, edit, tell, readThread: read, endThread, award, lookAt, readFile, mention }

  async function openThread(
    workspace: WorkspaceId,
    channel: Place,
    title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>> {
    const seen = await forQuestion(workspace, channel)
    if (!('done' in seen)) return seen
    const isForum = forums.has(seen.done)
    const forum = isForum ? { forum: { title: title.slice(0, 100), archiveMinutes } } : {}
    const posted = await saying(workspace, { id: channel }, opening, { key, channel, ...forum })
    if (!('done' in posted)) return posted
    const { id } = posted.done
    if (isForum) return { done: { place: id, id, opening: { place: id, id } } }
    const thread = await said(() => startThread(channel, id, title))
    return 'done' in thread
      ? { done: { place: id, id, opening: { place: channel, id } } }
      : explained(workspace, thread, { id: channel })
  }

  /** The type of a channel to ask in. Some of what a round needs would be missed only at its end. */
  async function forQuestion(workspace: WorkspaceId, channel: Place): Promise<Said<number>> {
    const looked = mayLack(channel) ? await lookAt(workspace, channel) : undefined
    if (looked !== undefined && !('done' in looked)) return looked
    const type = await typeSeen(channel)
    if (!('done' in type)) return explained(workspace, type, { id: channel })
    return withThreads.has(type.done) ? type : noThreads
  }

  /** Asked for once: a forum stays one, and what else a channel can become has threads as well. */
  async function typeSeen(channel: Place): Promise<Said<number>> {
    const known = typeOf(channel) ?? seenTypes.get(channel)
    if (known !== undefined) return { done: known }
    const seen = await channelBy(channel)
    if (!('done' in seen)) return seen
    if (seenTypes.size >= mostTypesKept) seenTypes.clear()
    seenTypes.set(channel, seen.done.type)
    return { done: seen.done.type }
  }

  /** A thread on a message has the message's id, and there is one at most. Who starts it is in it. */
  async function startThread(channel: Place, message: string, title: string): Promise<void> {
    try {
      const body = { name: title.slice(0, 100), auto_archive_duration: archiveMinutes }
      await rest.post(Routes.threads(channel, message), { body })
    } catch (error) {
      if (discordError(error) !== alreadyHasThread) throw error
      await rest.put(Routes.threadMembers(message, '@me'))
    }
  }

  async function say(
    workspace: WorkspaceId,
    thread: Thread,
    message: Message,
    key: string,
    reach: Reach = 'thread',
  ): Promise<Said<Posted>> {
    const posted = await saying(workspace, { id: thread.place }, message, { key, channel: thread.place })
    const parent = thread.opening.place
    if (!('done' in posted) || reach === 'thread' || parent === thread.place) return posted
    const forwarded = await post(workspace, {
      key: `${key}:forward`,
      channel: parent,
      body: {
        allowed_mentions: { parse: [] },
        message_reference: { type: 1, channel_id: thread.place, message_id: posted.done.id },
      },
    })
    return 'later' in forwarded ? forwarded : posted
  }

  async function tell(workspace: WorkspaceId, member: string, message: Message, key: string): Promise<Said<Posted>> {
    const channel = await directChannel(member)
    if (!('done' in channel)) return channel
    const { body, files } = renderMessage(spelled(message), {
      pings: false,
      marker: markOf(workspace, key),
      custom: (id) => directId(guildOf(workspace), id),
    })
    return post(workspace, { key, channel: channel.done, body, ...(files ? { files } : {}) })
  }

  async function saying(
    workspace: WorkspaceId,
    channel: KnownChannel,
    message: Message,
    where: Omit<Post, 'body' | 'files'>,
  ): Promise<Said<Posted>> {
    const { body, files } = renderMessage(spelled(message), { marker: markOf(workspace, where.key) })
    const posted = await post(workspace, { ...where, body, ...(files ? { files } : {}) })
    return explained(workspace, posted, channel)
  }

  async function edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>> {
    const { body, files } = renderMessage(spelled(message), { pings: false })
    const route = Routes.channelMessage(posted.place, posted.id)
    const change = () => rest.patch(route, { body, ...attached(files) })
    const edited = await said(() => change().catch((error: unknown) => changeInArchive(posted, error, change)))
    return 'done' in edited ? { done: posted } : explained(workspace, edited, { id: posted.place })
  }

  /** A thread that was put away is opened for the moment of the change. */
  async function changeInArchive({ place }: Posted, error: unknown, change: () => Promise<unknown>): Promise<unknown> {
    if (discordError(error) !== isArchived) throw error
    await rest.patch(Routes.channel(place), { body: { archived: false } })
    const changed = await change()
    await rest.patch(Routes.channel(place), { body: { archived: true } })
    return changed
  }

  async function read(workspace: WorkspaceId, thread: Thread): Promise<Said<readonly ThreadEntry[]>> {
    return explained(workspace, await readThread(rest, thread), { id: thread.place })
  }

  async function endThread(workspace: WorkspaceId, thread: Thread, end: ThreadEnd): Promise<Said<Thread>> {
    const body = end === 'locked' ? { archived: true, locked: true } : { archived: end === 'archived' }
    const ended = await said(() => rest.patch(Routes.channel(thread.id), { body }))
    return 'done' in ended ? { done: thread } : explained(workspace, ended, { id: thread.id })
  }

  function award(workspace: WorkspaceId, role: string, member: string, has: boolean): Promise<Said<boolean>> {
    return giveRole(rest, self(), { guild: guildOf(workspace), role, member, has })
  }

  async function lookAt(workspace: WorkspaceId, channel: Place): Promise<Said<{ name: string }>> {
    const seen = await channelBy(channel)
    if (!('done' in seen)) return explained(workspace, seen, { id: channel })
    if (seen.done.guild_id !== guildOf(workspace)) return { refused: 'gone', detail: 'it is in another server' }
    if (!withThreads.has(seen.done.type)) return noThreads
    const missing = await said(() => missingIn(rest, guildOf(workspace), self(), seen.done))
    if (!('done' in missing)) return missing
    if (missing.done.length > 0) return { refused: 'no-permission', detail: `missing: ${missing.done.join(', ')}` }
    return { done: { name: seen.done.name ?? channel } }
  }

  function readFile(_workspace: WorkspaceId, file: string, most: number): Promise<Said<FileRead>> {
    return readAttachment(file, most, apiUrl)
  }

  function channelBy(id: Place): Promise<Said<SeenChannel>> {
    return said(async () => channelShape.parse(await rest.get(Routes.channel(id))))
  }

  function directChannel(member: string): Promise<Said<string>> {
    return said(async () => {
      const opened = await rest.post(Routes.userChannels(), { body: { recipient_id: member } })
      return z.object({ id: z.string() }).parse(opened).id
    })
  }

  /** A refusal for want of a permission says which. */
  async function explained<T>(workspace: WorkspaceId, answer: Said<T>, channel: KnownChannel): Promise<Said<T>> {
    if (!('refused' in answer) || answer.refused !== 'no-permission') return answer
    const known = await said(async () => {
      const seen = channelShape.parse(await rest.get(Routes.channel(channel.id)))
      return missingIn(rest, guildOf(workspace), self(), seen)
    }).catch(() => undefined)
    const missing = known !== undefined && 'done' in known ? known.done : ['View Channel']
    return missing.length === 0 ? answer : { refused: answer.refused, detail: `missing: ${missing.join(', ')}` }
  }

  async function mention(workspace: WorkspaceId, member: string, message: Message): Promise<void> {
    const channel = await directChannel(member)
    if (!('done' in channel)) return
    const custom = (id: string) => directId(guildOf(workspace), id)
    const { body, files } = renderMessage(spelled(message), { pings: false, custom })
    await said(() => rest.post(Routes.channelMessages(channel.done), { body, ...attached(files) }))
  }
}
