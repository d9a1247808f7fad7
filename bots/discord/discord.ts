import { Routes } from 'discord.js'
import { z } from 'zod'
import type { ChatEvent, ChatPlatform, Engine, Message, PlatformNotes, Reply } from '../../core/platform.ts'
import type { Postings } from '../posting-once.ts'
import { openAnswering } from './answering.ts'
import { restFor, said } from './calls.ts'
import { application, type Gateway, type Invited, openGateway, type Shards } from './gateway.ts'
import { cleared, heard } from './incoming.ts'
import { whoInvited } from './inviter.ts'
import type { DiscordLog } from './log.ts'
import { neededBits } from './permissions.ts'
import { registerCommands } from './registering.ts'
import { workspaceOf } from './snowflakes.ts'
import { spelling } from './spelling.ts'
import type { DiscordTrouble } from './trouble.ts'
import { discordVerbs } from './verbs.ts'
import { discordWords } from './words.ts'

export interface DiscordParts {
  readonly token: string
  /** Without a version: `https://discord.com/api`. */
  readonly apiUrl: string
  readonly shards: Shards
  /** Commands are registered in this server alone, at once: for development. */
  readonly devGuild?: string | undefined
  readonly postings: Postings
  /** False in a process that only sends: no gateway, no commands. */
  readonly listens?: boolean
  /** This process's part of what Discord allows for the token. */
  readonly requestsPerSecond?: number
  /** Hears how long an interaction waited for its first response. */
  readonly acknowledged?: (seconds: number) => void
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: DiscordLog
  /** The connection has ended for good: an operator must act. */
  readonly failed: (trouble: DiscordTrouble) => void
}

export interface Discord extends ChatPlatform {
  /** Where someone invites the bot to a server, with exactly the permissions that it needs; said after the start. */
  invitation(): string
  /** Whether it hears Discord, as far as it should. */
  isConnected(): boolean
  /** Resolves when nothing that was heard is under way. */
  settled(): Promise<void>
}

const mark = encodeURIComponent('✅')

/** Discord by discord.js: its gateway brings what happens, its REST client carries what is said. */
export function createDiscord(parts: DiscordParts): Discord {
  const { token, apiUrl, postings, listens = true, clock, newId, log } = parts
  const rest = restFor(token, apiUrl, parts.requestsPerSecond)
  const underWay = new Set<Promise<unknown>>()
  let engine: Engine | undefined
  let gateway: Gateway | undefined
  let spelled = (message: Message) => message
  let app = { id: '', user: '', readsMessages: true }
  const { mention, ...verbs } = discordVerbs({
    rest,
    apiUrl,
    postings,
    clock,
    self: () => app.user,
    spelled: (message) => spelled(message),
    mayLack: (channel) => gateway?.lacks(channel) === true,
    typeOf: (channel) => gateway?.typeOf(channel),
  })

  return {
    name: 'discord',
    get notes() {
      return notesOf(app.readsMessages)
    },
    ...verbs,
    start,
    stop,
    invitation,
    isConnected: () => (listens ? gateway?.isConnected() === true : app.id !== ''),
    settled,
  }

  async function start(started: Engine): Promise<void> {
    engine = started
    spelled = spelling(started.commands)
    app = await application(rest, apiUrl)
    if (listens) await hearGateway(started)
  }

  async function hearGateway(engine: Engine): Promise<void> {
    const answer = openAnswering({ rest, engine, clock, newId, log, acknowledged: parts.acknowledged })
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
    return discordWords.invitation(`https://discord.com/oauth2/authorize?${query}`)
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
    const invitedBy = (await whoInvited(rest, guild, app.user).catch(() => undefined)) ?? owner
    const joined = { kind: 'joined', workspace, name, zone: 'UTC', at: clock(), invitedBy } as const
    const reply = await engine?.handle(joined)
    if (reply?.kind === 'message')
      await verbs.tell(workspace, invitedBy, reply.message, `welcome:${joinedAt.toISOString()}`)
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
    await mention(event.workspace, event.member.id, reply.message)
  }
}

function notesOf(readsMessages: boolean): PlatformNotes {
  const { adminsHint: namedAdmins, withoutContent: formsOnly, invite } = discordWords
  return readsMessages ? { namedAdmins, invite } : { namedAdmins, invite, formsOnly }
}
