import { ChannelType, Routes } from 'discord.js'
import { z } from 'zod'
import type {
  ChatEvent,
  ChatPlatform,
  Engine,
  Message,
  Place,
  PlatformNotes,
  Posted,
  Reach,
  Reply,
  Said,
  Thread,
  ThreadEnd,
  ThreadEntry,
  WorkspaceId,
} from '../../core/platform.ts'
import { directId, openAnswering } from './answering.ts'
import { discordError, restFor, said } from './calls.ts'
import { application, type Gateway, type Invited, openGateway, type Shards } from './gateway.ts'
import { cleared, heard } from './incoming.ts'
import { whoInvited } from './inviter.ts'
import type { DiscordLog } from './log.ts'
import type { Postings } from './memory.ts'
import { channelShape, missingIn, neededBits } from './permissions.ts'
import { markOf, type Post, postOnce } from './posting.ts'
import { readThread } from './reading.ts'
import { registerCommands } from './registering.ts'
import { renderMessage } from './render.ts'
import { guildOf, workspaceOf } from './snowflakes.ts'
import { spelling } from './spelling.ts'
import type { DiscordTrouble } from './trouble.ts'
import { discordWords } from './words.ts'

export interface DiscordParts {
  readonly token: string
  /** Without a version: `https://discord.com/api`. */
  readonly apiUrl: string
  readonly shards: Shards
  /** Commands are registered in this server alone, at once: for development. */
  readonly devGuild?: string | undefined
  readonly postings: Postings
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: DiscordLog
  /** The connection has ended for good: an operator must act. */
  readonly failed: (trouble: DiscordTrouble) => void
}

export interface Discord extends ChatPlatform {
  /** Where someone invites the bot to a server, with exactly the permissions that it needs; said after the start. */
  invitation(): string
  /** Resolves when nothing that was heard is under way. */
  settled(): Promise<void>
}

/** A week: Discord's longest, so that a thread outlives its round. */
const archiveMinutes = 10_080
const forums: ReadonlySet<number> = new Set([ChannelType.GuildForum, ChannelType.GuildMedia])
const mark = encodeURIComponent('✅')
const alreadyHasThread = 160_004
const isArchived = 50_083

/** Discord by discord.js: its gateway brings what happens, its REST client carries what is said. */
export function createDiscord(parts: DiscordParts): Discord {
  const { token, apiUrl, postings, clock, newId, log } = parts
  const rest = restFor(token, apiUrl)
  const underWay = new Set<Promise<unknown>>()
  let engine: Engine | undefined
  let gateway: Gateway | undefined
  let spelled = (message: Message) => message
  let app = { id: '', readsMessages: true }
  const post = postOnce({ rest, postings, clock, self: () => app.id })

  return {
    name: 'discord',
    get notes() {
      return notesOf(app.readsMessages)
    },
    ...{ start, stop, openThread, say, edit, tell, readThread: read, endThread, lookAt, invitation, settled },
  }

  async function start(started: Engine): Promise<void> {
    engine = started
    spelled = spelling(started.commands)
    app = await application(rest, apiUrl)
    const answer = openAnswering({ rest, engine, clock, newId, log })
    const hear = (type: string, data: unknown) => {
      if (type === 'INTERACTION_CREATE') afterwards(answer(data))
      else if (type === 'GUILD_CREATE') afterwards(join(data))
      else afterwards(bring(type, data))
    }
    gateway = await openGateway({
      ...parts,
      readsMessages: app.readsMessages,
      hear,
      began: (guilds) => afterwards(catchUp(guilds)),
      invited: (guild) => afterwards(welcome(guild)),
      removed: (guild) => afterwards(leave(guild)),
    })
    if (parts.shards === 'auto' || parts.shards.ids.includes(0)) {
      await registerCommands({ rest, application: app.id, devGuild: parts.devGuild, engine, log })
    }
    if (!app.readsMessages) log.warn({}, discordWords.withoutContent)
  }

  async function stop(): Promise<void> {
    await gateway?.close()
    await settled()
    engine = undefined
  }

  async function settled(): Promise<void> {
    while (underWay.size > 0) await Promise.allSettled(underWay)
  }

  function invitation(): string {
    const query = new URLSearchParams({
      client_id: app.id,
      scope: 'bot applications.commands',
      permissions: String(neededBits),
    })
    return discordWords.invite(`https://discord.com/oauth2/authorize?${query}`)
  }

  async function bring(type: string, data: unknown): Promise<void> {
    const { self = '', isNoThread = () => false } = gateway ?? {}
    for (const event of heard({ self, readsMessages: app.readsMessages, clock, isNoThread }, type, data)) {
      const reply = await engine?.handle(event)
      if (reply !== undefined) await replyTo(event, reply)
    }
    const unread = cleared(type, data)
    if (unread !== undefined && gateway?.isNoThread(unread.channel) !== true) {
      await engine?.handle({ kind: 'reconnected', workspace: unread.workspace, at: clock() })
    }
  }

  async function join(data: unknown): Promise<void> {
    const guild = z.object({ id: z.string(), name: z.string(), unavailable: z.boolean().optional() }).safeParse(data)
    if (!guild.success || guild.data.unavailable === true) return
    const { id, name } = guild.data
    await engine?.handle({ kind: 'joined', workspace: workspaceOf(id), name, zone: 'UTC', at: clock() })
  }

  /** A word to whoever added the bot, in private: nothing is posted where nobody asked. */
  async function welcome({ id: guild, name, owner, joinedAt }: Invited): Promise<void> {
    const workspace = workspaceOf(guild)
    const invitedBy = (await whoInvited(rest, guild, app.id).catch(() => undefined)) ?? owner
    const joined = { kind: 'joined', workspace, name, zone: 'UTC', at: clock(), invitedBy } as const
    const reply = await engine?.handle(joined)
    if (reply?.kind === 'message') await tell(workspace, invitedBy, reply.message, `welcome:${joinedAt.toISOString()}`)
  }

  async function leave(guild: string): Promise<void> {
    await engine?.handle({ kind: 'left', workspace: workspaceOf(guild), at: clock() })
  }

  /** Events may have been missed; a server whose threads cannot be read now is none of the others' concern. */
  async function catchUp(guilds: readonly string[]): Promise<void> {
    for (const guild of guilds) {
      const workspace = workspaceOf(guild)
      const missed = engine?.handle({ kind: 'reconnected', workspace, at: clock() })
      await missed?.catch((error: unknown) => log.error({ workspace, err: error }, 'open threads were not read again'))
    }
  }

  function afterwards(work: Promise<unknown>): void {
    const finished = work
      .catch((error: unknown) => log.error({ err: error }, 'something that Discord told was not taken up'))
      .finally(() => underWay.delete(finished))
    underWay.add(finished)
  }

  /** Outside an interaction nothing can be said to one person in a channel: a direct message, where they are open. */
  async function replyTo(event: ChatEvent, reply: Reply): Promise<void> {
    if (reply.kind === 'mark' && 'message' in event && event.message !== undefined) {
      const { place, message } = event
      const route = Routes.channelMessageOwnReaction(place, message, mark)
      await said(() => (reply.shown ? rest.put(route) : rest.delete(route)))
    }
    if (reply.kind !== 'message' || !('member' in event) || typeof event.member === 'string') return
    const channel = await directChannel(event.member.id)
    if (!('done' in channel)) return
    const { body } = renderMessage(spelled(reply.message), {
      pings: false,
      custom: (id) => directId(guildOf(event.workspace), id),
    })
    await said(() => rest.post(Routes.channelMessages(channel.done), { body }))
  }

  async function openThread(
    workspace: WorkspaceId,
    channel: Place,
    title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>> {
    const seen = await forQuestion(workspace, channel)
    if (!('done' in seen)) return seen
    const isForum = forums.has(seen.done.type)
    const forum = isForum ? { forum: { title: title.slice(0, 100), archiveMinutes } } : {}
    const posted = await saying(workspace, seen.done, opening, { key, channel, ...forum })
    if (!('done' in posted)) return posted
    const { id } = posted.done
    if (isForum) return { done: { place: id, id, opening: { place: id, id } } }
    const thread = await said(() => startThread(channel, id, title))
    return 'done' in thread
      ? { done: { place: id, id, opening: { place: channel, id } } }
      : explained(workspace, thread, seen.done)
  }

  /** A channel to ask in. Some of what a round needs would be missed only at its end. */
  async function forQuestion(workspace: WorkspaceId, channel: Place): Promise<Said<z.infer<typeof channelShape>>> {
    const looked = gateway?.lacks(channel) === true ? await lookAt(workspace, channel) : undefined
    if (looked !== undefined && !('done' in looked)) return looked
    const seen = await channelBy(channel)
    return 'done' in seen ? seen : explained(workspace, seen, { id: channel })
  }

  /** A thread on a message has the message's id, and there is one at most. */
  async function startThread(channel: Place, message: string, title: string): Promise<void> {
    try {
      const body = { name: title.slice(0, 100), auto_archive_duration: archiveMinutes }
      await rest.post(Routes.threads(channel, message), { body })
    } catch (error) {
      if (discordError(error) !== alreadyHasThread) throw error
    }
    await rest.put(Routes.threadMembers(message, '@me'))
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
    channel: Partial<z.infer<typeof channelShape>> & { id: string },
    message: Message,
    where: Omit<Post, 'body' | 'files'>,
  ): Promise<Said<Posted>> {
    const { body, files } = renderMessage(spelled(message), { marker: markOf(workspace, where.key) })
    const posted = await post(workspace, { ...where, body, ...(files ? { files } : {}) })
    return explained(workspace, posted, channel)
  }

  async function edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>> {
    const { body } = renderMessage(spelled(message), { pings: false })
    const change = () => rest.patch(Routes.channelMessage(posted.place, posted.id), { body })
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

  async function lookAt(workspace: WorkspaceId, channel: Place): Promise<Said<{ name: string }>> {
    const seen = await channelBy(channel)
    if (!('done' in seen)) return explained(workspace, seen, { id: channel })
    if (seen.done.guild_id !== guildOf(workspace)) return { refused: 'gone', detail: 'it is in another server' }
    const missing = await said(() => missingIn(rest, guildOf(workspace), app.id, seen.done))
    if (!('done' in missing)) return missing
    if (missing.done.length > 0) return { refused: 'no-permission', detail: `missing: ${missing.done.join(', ')}` }
    return { done: { name: seen.done.name ?? channel } }
  }

  function channelBy(id: Place): Promise<Said<z.infer<typeof channelShape>>> {
    return said(async () => channelShape.parse(await rest.get(Routes.channel(id))))
  }

  function directChannel(member: string): Promise<Said<string>> {
    return said(async () => {
      const opened = await rest.post(Routes.userChannels(), { body: { recipient_id: member } })
      return z.object({ id: z.string() }).parse(opened).id
    })
  }

  /** A refusal for want of a permission says which. */
  async function explained<T>(
    workspace: WorkspaceId,
    answer: Said<T>,
    channel: Partial<z.infer<typeof channelShape>> & { id: string },
  ): Promise<Said<T>> {
    if (!('refused' in answer) || answer.refused !== 'no-permission') return answer
    const known = await said(async () => {
      const seen = channelShape.parse(await rest.get(Routes.channel(channel.id)))
      return missingIn(rest, guildOf(workspace), app.id, seen)
    }).catch(() => undefined)
    const missing = known !== undefined && 'done' in known ? known.done : ['View Channel']
    return missing.length === 0 ? answer : { refused: answer.refused, detail: `missing: ${missing.join(', ')}` }
  }
}

function notesOf(readsMessages: boolean): PlatformNotes {
  const { adminsHint: namedAdmins, withoutContent: formsOnly } = discordWords
  return readsMessages ? { namedAdmins } : { namedAdmins, formsOnly }
}
