import type { IntentName } from './numbers.ts'
import type { AppSettings, Call, Dispatch, Fault, FaultRule, InteractionAnswer } from './types.ts'

/** All that the fake Discord knows; the other files act on it. */

export type Json = Record<string, unknown>

export interface User {
  readonly id: string
  readonly name: string
  readonly locale: string
  readonly bot: boolean
  takesDms: boolean
}

export interface Member {
  readonly user: string
  nick: string | undefined
  readonly roles: Set<string>
  readonly joined: number
}

export interface Role {
  readonly id: string
  readonly name: string
  permissions: bigint
  readonly mentionable: boolean
  readonly position: number
  readonly managed: boolean
}

export interface Overwrite {
  readonly id: string
  readonly type: 'role' | 'member'
  allow: bigint
  deny: bigint
}

export interface Guild {
  readonly id: string
  readonly name: string
  readonly locale: string
  owner: string
  readonly members: Map<string, Member>
  readonly roles: Map<string, Role>
  readonly emojis: Map<string, { readonly id: string; readonly name: string }>
  readonly banned: Set<string>
  botRole: string
  /** Who invited the bot. */
  invitedBy: string
  installed: boolean
  out: boolean
}

export interface Channel {
  readonly id: string
  readonly guild: string | undefined
  name: string
  readonly type: number
  readonly overwrites: Overwrite[]
  readonly messages: Message[]
  readonly tags: readonly { readonly id: string; readonly name: string }[]
  readonly tagRequired: boolean
  readonly thread?: Thread
  /** Of a direct message with the bot. */
  readonly recipient?: string
}

export interface Thread {
  readonly parent: string
  readonly owner: string
  archived: boolean
  locked: boolean
  autoArchive: number
  changedAt: number
  readonly createdAt: number
  readonly members: Map<string, number>
  tags: readonly string[]
}

export interface Reaction {
  readonly emoji: { readonly id: string | null; readonly name: string }
  readonly users: string[]
}

export interface Attachment {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly text: string
  /** Of what the bot uploaded. */
  readonly bytes?: Buffer
  readonly size: number
  /** What a picture shows, for those who do not see it. */
  readonly alt?: string
}

export interface Message {
  readonly id: string
  readonly channel: string
  readonly author: string
  readonly type: number
  content: string
  embeds: Json[]
  components: Json[]
  attachments: Attachment[]
  readonly reactions: Reaction[]
  flags: number
  edited: number | undefined
  readonly nonce: string | undefined
  readonly reference: Json | undefined
  readonly snapshots: Json[] | undefined
  mentions: Mentions
  /** An ephemeral one: only this person sees it, and history does not have it. */
  readonly onlyFor: string | undefined
  readonly interaction: string | undefined
  readonly webhook: string | undefined
}

export interface Mentions {
  readonly users: readonly string[]
  readonly roles: readonly string[]
  readonly everyone: boolean
}

export interface Modal {
  readonly customId: string
  readonly title: string
  readonly components: readonly Json[]
  readonly guild: string | undefined
  readonly channel: string
  /** The message whose button opened it. */
  readonly message: string | undefined
}

export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: number
  /** What it is called in a sentence: `/study post`, `the button “Answer”`. */
  readonly title: string
  readonly user: string
  readonly guild: string | undefined
  readonly channel: string
  readonly message: string | undefined
  readonly at: number
  readonly startedAt: number
  answer: InteractionAnswer
  answeredAt: number | undefined
  late: boolean
  ephemeral: boolean
  /** The `@original` message. */
  original: string | undefined
  /** The original was edited or deleted, or a follow-up was sent. */
  followed: boolean
  choices: readonly Json[]
}

export interface Faulty {
  readonly rule: FaultRule
  readonly fault: Fault
  readonly wait: Promise<void>
  left: number
  met: number
}

/** Who may hear of an event. */
export interface Audience {
  readonly guild: string | undefined
  readonly intent: IntentName | undefined
  /** Without Message Content these fields are blank. */
  readonly veiled?: boolean
  /** Not held back and not repeated. */
  readonly atOnce?: boolean
}

export interface Discord {
  readonly app: { -readonly [K in keyof AppSettings]: AppSettings[K] }
  readonly bot: User
  readonly users: Map<string, User>
  readonly guilds: Map<string, Guild>
  /** Channels of all servers, threads, and direct messages. */
  readonly channels: Map<string, Channel>
  /** By the server's id; global ones by an empty string. */
  readonly commands: Map<string, Json[]>
  readonly interactions: Map<string, Interaction>
  /** The same by their tokens. */
  readonly tokens: Map<string, Interaction>
  /** Messages in the order in which they came or were changed. */
  readonly revised: Message[]
  /** Open modals by `guild/user`. */
  readonly modals: Map<string, Modal>
  readonly violations: string[]
  readonly calls: Call[]
  readonly dispatches: Dispatch[]
  readonly faults: Faulty[]
  readonly respondWithin: number
  readonly followWithin: number
  readonly updateWithin: number
  readonly heartbeatEvery: number
  globalLimit: number | undefined
  /** Calls and interactions that are open. */
  underWay: number
  url: string
  now(): number
  nextId(): string
  secret(): string
  changed(): void
  onChange(listener: () => void): () => void
  violation(sentence: string): void
  /** Set by `dispatching.ts`. */
  dispatch(name: string, data: Json, audience: Audience): Dispatch
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function jsonList(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}

export function guildOf(discord: Discord, idOrName: string): Guild {
  const found = discord.guilds.get(idOrName) ?? [...discord.guilds.values()].find((guild) => guild.name === idOrName)
  if (found === undefined) throw new Error(`the fake Discord has no server ${idOrName}`)
  return found
}

export function firstGuild(discord: Discord): Guild {
  const [guild] = discord.guilds.values()
  if (guild === undefined) throw new Error('the fake Discord has no server')
  return guild
}

/** A channel or thread by id or name; throws when the test names one that is not there. */
export function channelOf(discord: Discord, guild: Guild, idOrName: string): Channel {
  const plain = idOrName.replace(/^#/, '')
  const own = [...discord.channels.values()].filter((channel) => channel.guild === guild.id)
  const found = own.find(({ id }) => id === plain) ?? own.find(({ name }) => name === plain)
  if (found === undefined) throw new Error(`${guild.name} has no channel or thread ${idOrName}`)
  return found
}

/** A member by their name or id. */
export function memberOf(discord: Discord, guild: Guild, name: string): { user: User; member: Member } {
  for (const member of guild.members.values()) {
    const user = discord.users.get(member.user)
    if (user !== undefined && (user.name === name || user.id === name)) return { user, member }
  }
  throw new Error(`${guild.name} has no member ${name}`)
}

export function userOf(discord: Discord, id: string): User {
  const user = discord.users.get(id)
  if (user === undefined) throw new Error(`there is no user ${id}`)
  return user
}

export function messageIn(channel: Channel, id: string): Message | undefined {
  return channel.messages.findLast((message) => message.id === id)
}

export function threadsOf(discord: Discord, guild: string, parent?: string): (Channel & { thread: Thread })[] {
  return [...discord.channels.values()].filter(
    (channel): channel is Channel & { thread: Thread } =>
      channel.thread !== undefined &&
      channel.guild === guild &&
      (parent === undefined || channel.thread.parent === parent),
  )
}

/** The channel whose permissions count: a thread's parent. */
export function permissionChannel(discord: Discord, channel: Channel): Channel {
  return (channel.thread && discord.channels.get(channel.thread.parent)) ?? channel
}

/** Older first, by the numbers that ids are. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  const difference = BigInt(a.id) - BigInt(b.id)
  return difference < 0n ? -1 : Number(difference > 0n)
}
