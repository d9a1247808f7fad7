import {
  Client,
  type ClientOptions,
  DiscordAPIError,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  Partials,
  type REST,
  Routes,
  Status,
} from 'discord.js'
import { z } from 'zod'
import { restOptions } from './calls.ts'
import type { DiscordLog } from './log.ts'
import { roundPermissions } from './permissions.ts'
import { DiscordTrouble } from './trouble.ts'
import { discordWords } from './words.ts'

/**
 * The gateway, by discord.js: connecting, resuming and sharding are its own. Events are taken as they come over the
 * wire, so that none is lost because a cache lacks its message or thread.
 */

export interface GatewayParts {
  readonly token: string
  readonly apiUrl: string
  /** Whether the application may read what people write. */
  readonly readsMessages: boolean
  readonly shards: Shards
  readonly log: DiscordLog
  /** A dispatch of the gateway, as Discord sent it; invitations are told by `invited` alone. */
  readonly hear: (type: string, data: unknown) => void
  /** A session began in which these servers are there: what happened before it may have been missed. */
  readonly began: (guilds: readonly string[]) => void
  /** Someone has just added the bot to a server. */
  readonly invited: (guild: Invited) => void
  /** The bot was removed from a server: no outage. */
  readonly removed: (guild: string) => void
  /** The connection has ended for good. */
  readonly failed: (trouble: DiscordTrouble) => void
}

export interface Invited {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly joinedAt: Date
}

/** As many as Discord recommends, or these of so many. */
export type Shards = 'auto' | { readonly ids: readonly number[]; readonly of: number }

export interface Gateway {
  readonly rest: REST
  readonly self: string
  /** Whether a channel is known to be one in which nobody can be in a thread of ours. */
  isNoThread(channel: string): boolean
  /** As the library last heard of it. */
  typeOf(channel: string): number | undefined
  /** Whether the bot seems to lack what a round needs in a channel: worth a look. */
  lacks(channel: string): boolean
  /** Whether all of this process's shards are. */
  isConnected(): boolean
  close(): Promise<void>
}

const messageContentFlags = (1 << 18) | (1 << 19)
const applicationShape = z.object({ id: z.string(), flags: z.number().default(0) })
/** Only the few that our own decisions need. */
const leanCaches: ClientOptions['makeCache'] = Options.cacheWithLimits({
  ...Options.DefaultMakeCacheSettings,
  ApplicationCommandManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildForumThreadManager: 200,
  GuildInviteManager: 0,
  GuildMemberManager: { maxSize: 1, keepOverLimit: (member) => member.id === member.client.user.id },
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  UserManager: { maxSize: 1, keepOverLimit: (user) => user.id === user.client.user.id },
  VoiceStateManager: 0,
})

/**
 * The application's id and its bot's, which differ for very old ones, and whether it may read messages.
 *
 * @throws DiscordTrouble when Discord refuses the token, or does not answer
 */
export async function application(
  rest: REST,
  apiUrl: string,
): Promise<{ id: string; user: string; readsMessages: boolean }> {
  try {
    const { id, flags } = applicationShape.parse(await rest.get(Routes.currentApplication()))
    const user = z.object({ id: z.string() }).parse(await rest.get(Routes.user()))
    return { id, user: user.id, readsMessages: mayReadMessages(flags) }
  } catch (error) {
    throw troubleOf(error, apiUrl)
  }
}

/** Whether Message Content Intent is on, by an application's flags. */
export function mayReadMessages(flags: number): boolean {
  return (flags & messageContentFlags) !== 0
}

/** @throws DiscordTrouble when Discord does not let the bot in */
export async function openGateway(parts: GatewayParts): Promise<Gateway> {
  const { token, apiUrl, readsMessages, shards, log, hear, began, invited, removed, failed } = parts
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.GuildModeration,
      ...(readsMessages ? [GatewayIntentBits.MessageContent] : []),
    ],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User, Partials.ThreadMember],
    makeCache: leanCaches as NonNullable<ClientOptions['makeCache']>,
    rest: restOptions(apiUrl),
    ...(shards === 'auto' ? { shards } : { shards: [...shards.ids], shardCount: shards.of }),
  })
  client.on(Events.Raw, ({ t: type, d: data }: { t: string; d: unknown }) => {
    if (!isInvitation(client, type, data)) hear(type, data)
  })
  // afterwards servers are told one by one, also those of a new session
  client.on(Events.ShardReady, (shard) => client.isReady() || began(guildsOn(client, shard)))
  client.on(Events.GuildAvailable, ({ id }) => client.isReady() && began([id]))
  client.on(Events.GuildCreate, ({ id, name, ownerId: owner, joinedAt }) => invited({ id, name, owner, joinedAt }))
  client.on(Events.GuildDelete, ({ id }) => removed(id))
  client.on(Events.Error, (error) => log.warn({ err: error }, "Discord's library reports an error"))
  client.on(Events.ShardError, ({ message: said }, shard) =>
    log.warn({ said, shard }, 'a connection to Discord failed'),
  )
  const letIn = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve())
    client.on(Events.ShardDisconnect, ({ code }) => {
      const trouble = closeTrouble(code)
      reject(trouble)
      failed(trouble)
    })
  })
  try {
    // a close tells more than the error that it gives, and is told first
    await Promise.all([letIn, client.login(token)])
  } catch (error) {
    await client.destroy()
    throw troubleOf(error, apiUrl)
  }
  return {
    rest: client.rest,
    self: client.user?.id ?? '',
    isNoThread: (channel) => client.channels.cache.get(channel)?.isThread() === false,
    typeOf: (channel) => client.channels.cache.get(channel)?.type,
    lacks: (channel) => lacksIn(client, channel),
    isConnected: () => client.isReady() && client.ws.shards.every(({ status }) => status === Status.Ready),
    close: () => client.destroy(),
  }
}

/** Before the library has taken it up: a server that it does not know. */
function isInvitation(client: Client, type: string, data: unknown): boolean {
  return type === 'GUILD_CREATE' && client.isReady() && !client.guilds.cache.has((data as { id: string }).id)
}

/** By what is known here, which may be out of date. */
function lacksIn(client: Client, id: string): boolean {
  const channel = client.channels.cache.get(id)
  const self = client.user
  if (self === null || channel === undefined || channel.isDMBased() || channel.isThread()) return false
  return channel.permissionsFor(self)?.has(roundPermissions) === false
}

function guildsOn(client: Client, shard: number): string[] {
  return client.guilds.cache.filter((guild) => guild.shardId === shard && guild.available).map(({ id }) => id)
}

function closeTrouble(code: number): DiscordTrouble {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return new DiscordTrouble(discordWords.refusedToken)
    case GatewayCloseCodes.DisallowedIntents:
    case GatewayCloseCodes.InvalidIntents:
      return new DiscordTrouble(discordWords.missingIntent)
    case GatewayCloseCodes.ShardingRequired:
    case GatewayCloseCodes.InvalidShard:
      return new DiscordTrouble(discordWords.tooManyGuilds)
    default:
      return new DiscordTrouble(discordWords.closed(code))
  }
}

function troubleOf(error: unknown, apiUrl: string): DiscordTrouble {
  if (error instanceof DiscordTrouble) return error
  const { code, status, message } = error as { code?: unknown; status?: unknown; message?: string }
  if (code === 'TokenInvalid' || status === 401) return new DiscordTrouble(discordWords.refusedToken)
  if (/session.*(limit|start|remaining)/i.test(message ?? '')) return new DiscordTrouble(discordWords.identifiesSpent)
  if (message === 'Used disallowed intents') return new DiscordTrouble(discordWords.missingIntent)
  const why = error instanceof DiscordAPIError ? `${error.status}: ${error.message}` : (message ?? String(error))
  return new DiscordTrouble(discordWords.unreachable(apiUrl, why), { cause: error })
}
