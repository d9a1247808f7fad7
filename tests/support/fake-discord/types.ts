import type { IntentName, PermissionName } from './numbers.ts'

/** What a test sees of the fake Discord. `fake-discord.ts` opens one. */

export interface FakeDiscordOptions {
  /** Discord's clock: ids, lives of tokens and nonces follow it. A Date, or milliseconds. */
  readonly now: () => Date | number
  readonly app?: Partial<AppSettings>
  /** One server, `Study`, with ada (its owner), bo, and the channel general where none are given. */
  readonly guilds?: readonly GuildSettings[]
  /** Real milliseconds in which an interaction must be answered; Discord gives 3,000. */
  readonly respondWithin?: number
  /** Real milliseconds that a person waits for what follows a deferred answer; 3,000. */
  readonly followWithin?: number
  /** Real milliseconds that they wait for what may follow a deferred update, which needs nothing; 500. */
  readonly updateWithin?: number
  /** Requests a second that a bot may make, by the real clock; no limit where not given. Discord allows 50. */
  readonly globalLimit?: number
  /** Real milliseconds between heartbeats; 41,250. */
  readonly heartbeatEvery?: number
}

export interface AppSettings {
  readonly id: string
  readonly name: string
  readonly token: string
  readonly publicKey: string
  /** Privileged intents that are switched on; Message Content where not given. */
  readonly privilegedIntents: readonly IntentName[]
  /** What `/gateway/bot` recommends; 1. */
  readonly shards: number
  /** Identifies left in the day; 1,000. */
  readonly identifies: number
  readonly maxConcurrency: number
}

export interface GuildSettings {
  readonly id?: string
  readonly name: string
  /** A person's name; the first of them where not given. */
  readonly owner?: string
  readonly locale?: string
  readonly people?: readonly PersonSettings[]
  readonly channels?: readonly ChannelSettings[]
  readonly roles?: readonly RoleSettings[]
  /** Names of its own emoji. */
  readonly emojis?: readonly string[]
  /** Of the bot's role; all that a study bot needs where not given. */
  readonly botPermissions?: readonly PermissionName[]
  /** Not yet invited where false. */
  readonly installed?: boolean
}

export interface PersonSettings {
  readonly id?: string
  readonly name: string
  readonly nick?: string
  readonly locale?: string
  readonly bot?: boolean
  /** Has a role with Manage Server. */
  readonly admin?: boolean
  /** Names of roles. */
  readonly roles?: readonly string[]
}

export interface RoleSettings {
  readonly id?: string
  readonly name: string
  readonly permissions?: readonly PermissionName[]
  readonly mentionable?: boolean
}

export interface ChannelSettings {
  readonly id?: string
  readonly name: string
  readonly kind?: 'text' | 'announcement' | 'forum' | 'voice' | 'category'
  /** Only those with these names see it; everyone where not given. The bot is named `bot`. */
  readonly members?: readonly string[]
  /** What the bot is denied in it. */
  readonly denyBot?: readonly PermissionName[]
  /** Forums only. */
  readonly tags?: readonly string[]
  /** Forums only: a post must have a tag. */
  readonly tagRequired?: boolean
}

/** A message; `channel` is the thread's id for one that was said in a thread. */
export interface MessageRef {
  readonly channel: string
  readonly id: string
}

export interface FakeDiscord {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** For `DISCORD_API_URL` and the client's `rest.api`; the client appends `/v10`. */
  readonly apiUrl: string
  readonly app: AppSettings
  /** The bot's user id: the application's. */
  readonly bot: string
  /** Programming errors of the bot, in plain sentences: should stay empty. */
  readonly violations: string[]
  /** Empties `violations` and returns what was in it, for a test that provoked it. */
  takeViolations(): string[]
  /** Every request, oldest first. */
  readonly calls: readonly Call[]
  /** `callsOf('POST /channels/{channel_id}/messages')`: paths as in Discord's OpenAPI description. */
  callsOf(route: string): readonly Call[]
  readonly dispatches: readonly Dispatch[]
  /** Global commands, or a server's own, as they were registered. */
  commands(guild?: string): readonly Readonly<Record<string, unknown>>[]
  /** By id or name; the first where not given. */
  guild(id?: string): FakeGuild
  addGuild(settings: GuildSettings): FakeGuild
  /** A person by name, of the first server unless told otherwise. */
  person(name: string, guild?: string): Person
  /** Switches privileged intents on; the others are off. */
  allowIntents(intents: readonly IntentName[]): void
  /** Both sessions and requests with the old token fail from now on. Returns the new one. */
  resetToken(): string
  /** From now on; undefined is no limit. Requests a second. */
  limitGlobally(requests: number | undefined): void
  readonly faults: Faults
  readonly gateway: GatewayControl
  readonly events: EventControl
  /** The bot has read all that was sent, and no call and no interaction is open. */
  quiet(): Promise<void>
  /** Re-checked at every change and every 10 ms; rejects after 5 s with what the state was. */
  until(condition: () => boolean, what?: string): Promise<void>
  close(): Promise<void>
}

export interface Call {
  /** `POST /channels/{channel_id}/messages` */
  readonly route: string
  /** As it was asked for, with its query: `/channels/12/messages?limit=5`. */
  readonly path: string
  /** A body that is a list is in `list`. */
  readonly body: Readonly<Record<string, unknown>>
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** By the fake's clock. */
  readonly at: Date
  /** Milliseconds by the real clock, for measuring rates. */
  readonly realAt: number
  /** `200`, `403 50013 Missing Permissions`, `lose-response`. */
  outcome: string
}

export interface Dispatch {
  readonly number: number
  /** `MESSAGE_CREATE` */
  readonly name: string
  readonly guild?: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
  /** `unheard`: no session of that shard, or one without the intent. */
  state: 'held' | 'sent' | 'unheard'
}

/** What came of something that a person did. */
export interface Outcome {
  /** The bot answered in time; true for acts that need no answer. */
  readonly responded: boolean
  /** The callback's kind, for interactions. */
  readonly answer: InteractionAnswer | undefined
  /** Messages that this person sees since then or that changed, ephemerals among them. */
  readonly shown: readonly SeenMessage[]
  readonly modal: SeenModal | undefined
  /** Real milliseconds until the first response. */
  readonly respondedAfter: number | undefined
}

export type InteractionAnswer =
  | 'message'
  | 'deferred-message'
  | 'deferred-update'
  | 'update'
  | 'autocomplete'
  | 'modal'
  | 'none'

export interface SubmitOutcome extends Outcome {
  /** Labels of fields that the client would not send: required ones that are empty, texts too long or too short. */
  readonly incomplete: readonly string[]
}

export interface SeenPicture {
  readonly name: string
  /** What is read to those who do not see it. */
  readonly alt: string
  readonly bytes: Buffer
}

export interface SeenMessage extends MessageRef {
  /** The user's id. */
  readonly author: string
  readonly authorName: string
  readonly fromBot: boolean
  readonly text: string
  /** Text, embeds and text displays, line by line. */
  readonly words: string
  readonly embeds: readonly Readonly<Record<string, unknown>>[]
  readonly components: readonly Readonly<Record<string, unknown>>[]
  /** Labels; a select's placeholder. Disabled ones are not among them. */
  readonly buttons: readonly string[]
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[]
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Shown in its embeds. */
  readonly pictures: readonly SeenPicture[]
  readonly ephemeral: boolean
  /** The bot deferred, and has not said anything yet. */
  readonly thinking: boolean
  readonly edited: boolean
  readonly nonce?: string
  /** The thread that was started from it. */
  readonly thread?: string
  /** What it answers or forwards. */
  readonly reference?: MessageRef
  /** Ids of users and roles that it pinged. */
  readonly pinged: readonly string[]
}

export interface SeenThread {
  readonly id: string
  readonly name: string
  readonly parent: string
  readonly owner: string
  readonly archived: boolean
  readonly locked: boolean
  /** Minutes. */
  readonly autoArchiveAfter: number
  /** User ids. */
  readonly members: readonly string[]
  /** Names of a forum post's tags. */
  readonly tags: readonly string[]
}

export interface SeenModal {
  readonly customId: string
  readonly title: string
  /** Text displays and descriptions. */
  readonly words: string
  readonly fields: readonly SeenField[]
}

export interface SeenField {
  readonly customId: string
  readonly label: string
  /** Discord's component type: 4 text, 3 select, 8 channel select, … */
  readonly type: number
  readonly required: boolean
  readonly value: string | readonly string[] | undefined
  readonly choices: readonly { readonly label: string; readonly value: string }[]
}

/** A text, or for a select what is chosen: values or labels; channels by name or id. */
export type FieldValue = string | readonly string[]

export interface SayOptions {
  readonly reply?: MessageRef
  readonly files?: readonly SharedFile[]
}

export interface SharedFile {
  readonly name: string
  readonly type?: string
  readonly text?: string
  /** What Discord says of its size, where that is not its size. */
  readonly size?: number
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly guild: string
  /** `where`: a channel's or thread's name or id, or `dm` for the bot's direct messages. */
  say(where: string, text: string, options?: SayOptions): Promise<SeenMessage>
  edit(message: MessageRef, text: string): Promise<void>
  remove(message: MessageRef): Promise<void>
  /** `👍`, or a server's own by name: `parrot`, `:parrot:`. */
  react(message: MessageRef, emoji: string): Promise<void>
  unreact(message: MessageRef, emoji: string): Promise<void>
  /**
   * `command('study post', 'general', { topic: 'git' })`. Throws where the client would not send it: an unknown
   * command or option, a required one missing, a value that is not a choice, a command they may not use.
   */
  command(words: string, where: string, options?: Readonly<Record<string, string | number | boolean>>): Promise<Outcome>
  /** Types into an option; the choices that are shown. */
  suggest(
    words: string,
    where: string,
    option: string,
    typed: string,
    others?: Readonly<Record<string, string | number | boolean>>,
  ): Promise<readonly { readonly name: string; readonly value: string | number }[]>
  /** By label or custom_id, in the newest thing they see that has it, or in this message. */
  press(button: string, on?: MessageRef): Promise<Outcome>
  /** Chooses in a select (by placeholder or custom_id): options by value or label. */
  choose(select: string, values: FieldValue, on?: MessageRef): Promise<Outcome>
  /** The open modal, by custom_id or label. */
  submit(values?: Readonly<Record<string, FieldValue>>): Promise<SubmitOutcome>
  /** Closes the open modal; the bot is not told. */
  closeModal(): void
  /** A command in a message's context menu. */
  messageCommand(name: string, message: MessageRef): Promise<Outcome>
  leave(): Promise<void>
  joinThread(thread: string): Promise<void>
  leaveThread(thread: string): Promise<void>
  closeDms(): void
  openDms(): void
  /** What stands in a channel or thread, ephemerals not among it; oldest first. */
  sees(where: string): readonly SeenMessage[]
  message(ref: MessageRef): SeenMessage | undefined
  /** Threads of a channel. */
  threads(where: string): readonly SeenThread[]
  /** Only they see these; of all channels unless told otherwise. */
  ephemerals(where?: string): readonly SeenMessage[]
  dm(): readonly SeenMessage[]
  modal(): SeenModal | undefined
}

export interface FakeGuild {
  readonly id: string
  readonly name: string
  /** The bot is in it. */
  readonly installed: boolean
  channel(name: string): { readonly id: string; readonly name: string; readonly kind: string }
  thread(idOrName: string): SeenThread
  threads(channel?: string): readonly SeenThread[]
  /** By name. */
  role(name: string): string
  /** As one writes it: `<:parrot:812>`. */
  emoji(name: string): string
  /** All that stands in a channel or thread, oldest first. */
  messages(where: string): readonly SeenMessage[]
  /** Joins; the bot is told when it may hear of members. */
  addPerson(settings: PersonSettings): Person
  addChannel(settings: ChannelSettings): Promise<string>
  addRole(settings: RoleSettings): Promise<string>
  deleteRole(name: string): Promise<void>
  addEmoji(name: string): Promise<string>
  giveRole(person: string, role: string): Promise<void>
  takeRole(person: string, role: string): Promise<void>
  nickname(person: string, nick: string): Promise<void>
  ban(person: string): Promise<void>
  kick(person: string): Promise<void>
  /** Of the bot: in a channel by an overwrite, else from its role and from @everyone. */
  deny(permission: PermissionName, channel?: string): Promise<void>
  allow(permission: PermissionName, channel?: string): Promise<void>
  renameChannel(channel: string, name: string): Promise<void>
  deleteChannel(channel: string): Promise<void>
  /** As a person or a moderator does it. */
  startThread(channel: string, name: string, from?: MessageRef): Promise<string>
  archiveThread(thread: string, options?: { readonly locked?: boolean }): Promise<void>
  unarchiveThread(thread: string): Promise<void>
  deleteThread(thread: string): Promise<void>
  /** A moderator deletes one message, or several at once. */
  deleteMessages(messages: readonly MessageRef[]): Promise<void>
  /** A moderator removes all reactions, or all of one emoji. */
  clearReactions(message: MessageRef, emoji?: string): Promise<void>
  webhookSays(where: string, name: string, text: string): Promise<SeenMessage>
  /** `by`: a person's name, which the audit log tells; the owner where not given. */
  inviteBot(permissions?: readonly PermissionName[], by?: string): Promise<void>
  removeBot(): Promise<void>
  /** GUILD_DELETE with `unavailable`; nothing is heard of it until `recover`. */
  outage(): Promise<void>
  recover(): Promise<void>
}

export type Fault =
  /** Done, but the answer does not arrive. */
  | { readonly kind: 'lose-response' }
  | { readonly kind: 'rate-limited'; readonly seconds: number; readonly scope?: 'user' | 'shared' | 'global' }
  /** 5xx, nothing done; 503 where not given. */
  | { readonly kind: 'unavailable'; readonly status?: number }
  /** Done, but 5xx is answered. */
  | { readonly kind: 'unavailable-after'; readonly status?: number }
  | { readonly kind: 'error'; readonly status: number; readonly code: number; readonly message?: string }
  /** Waits until released, then is done. */
  | { readonly kind: 'hang' }
  /** Nothing is done, the connection is dropped. */
  | { readonly kind: 'refuse' }

export interface FaultRule {
  /** `POST /channels/{channel_id}/messages`, or `*`. */
  readonly route: string
  /** Calls that it meets; 1 where not given. */
  readonly times?: number
  /** Further narrowing. */
  readonly when?: (call: Call) => boolean
}

export interface Faults {
  next(route: string | FaultRule, fault: Fault): FaultHandle
  clear(): void
}

export interface FaultHandle {
  /** How many calls it met. */
  readonly met: () => number
  /** Calls that hang because of it go on; later ones pass. */
  release(): void
}

/** A shard's number narrows to it; all of them where not given. */
export interface GatewayControl {
  /** Sessions that are connected and ready. */
  readonly open: number
  /** IDENTIFYs and RESUMEs that were accepted so far. */
  readonly identifies: number
  readonly resumes: number
  readonly shards: readonly { readonly shard: number; readonly count: number; readonly session: string }[]
  /** Cuts connections, without a close frame; sessions can be resumed. */
  drop(shard?: number): void
  /** Op 7. */
  reconnect(shard?: number): void
  /** Op 9; a session that is not resumable is forgotten. */
  invalidate(resumable: boolean, shard?: number): void
  /** Closes with a code; 4004 and 4007 and 4009 forget the session. */
  close(code: number, reason?: string, shard?: number): void
  /** The next RESUMEs are answered with op 9, not resumable: what happened in between is gone. */
  forgetSessions(): void
  /** The next IDENTIFYs are closed with this code; undefined accepts them again. */
  refuseIdentify(code: number | undefined): void
  /** Op 1: the bot must send a heartbeat at once. */
  askHeartbeat(shard?: number): void
  withholdAcks(): void
  giveAcks(): void
  /** New connections are refused until `admit`. */
  refuse(): void
  admit(): void
}

export interface EventControl {
  /** Events are kept back from now on; interactions are not. */
  hold(): void
  /** Delivers what was held, in this order (as held where not given). */
  release(order?: (held: readonly Dispatch[]) => readonly Dispatch[]): void
  /** Each event is delivered this often from now on; interactions are not. */
  repeat(times: number): void
  /** The same event again, with a sequence number of its own. */
  redeliver(dispatch: Dispatch, times?: number): void
  /** Delivers an event that the test has made; to shard 0 without a server. */
  send(name: string, data: Readonly<Record<string, unknown>>, guild?: string): Dispatch
}
