/** What a test sees of the fake Slack. `fake-slack.ts` opens one. */

export interface FakeSlackOptions {
  /** Slack's clock: message ids, lives of triggers and tokens follow it. A Date, or milliseconds. */
  readonly now: () => Date | number
  /** The clock that signs HTTP requests: Bolt checks it against the real one. As `now` where not given. */
  readonly signedAt?: () => Date | number
  readonly app?: Partial<AppSettings>
  /** One workspace, `T0STUDY`, with ada, bo and the channel general where none are given. */
  readonly teams?: readonly TeamSettings[]
  /** Real milliseconds in which an app must acknowledge; Slack gives 3,000. */
  readonly ackWithin?: number
  /** How often a failed event is sent again over HTTP, at once; 1 where not given. */
  readonly retries?: number
}

export interface AppSettings {
  readonly id: string
  readonly name: string
  readonly signingSecret: string
  readonly clientId: string
  readonly clientSecret: string
  readonly appToken: string
  /** What the app asks for; a workspace may have granted less. */
  readonly scopes: readonly string[]
  /** Where events, commands and interactions are posted to; Socket Mode without it. */
  readonly requestUrl?: string
  readonly redirectUrl?: string
  /** The slash commands that its manifest has. */
  readonly commands: readonly string[]
  /** Tokens live 12 hours and are renewed with a refresh token. */
  readonly rotation: boolean
}

export interface TeamSettings {
  readonly id: string
  readonly name?: string
  readonly people?: readonly PersonSettings[]
  readonly channels?: readonly ChannelSettings[]
  readonly scopes?: readonly string[]
  readonly botToken?: string
  readonly botUser?: string
  readonly botId?: string
  /** Not yet installed where false: OAuth does it. */
  readonly installed?: boolean
}

export interface PersonSettings {
  readonly id?: string
  readonly name: string
  readonly realName?: string
  readonly zone?: string
  readonly admin?: boolean
  readonly owner?: boolean
  readonly bot?: boolean
  /** The workspace they come from, when they are strangers in shared channels of this one. */
  readonly from?: string
  readonly groups?: readonly string[]
}

export interface ChannelSettings {
  readonly id?: string
  readonly name: string
  readonly kind?: 'public' | 'private'
  /** Whether the bot is in it; it is where not given. */
  readonly botIn?: boolean
  /** Names of its people; everyone where not given. */
  readonly members?: readonly string[]
  readonly archived?: boolean
}

export interface MessageRef {
  readonly channel: string
  readonly ts: string
}

export interface FakeSlack {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** For a client's `slackApiUrl`. */
  readonly apiUrl: string
  /** For the installer's `authorizationUrl`. */
  readonly authorizeUrl: string
  readonly app: AppSettings
  /** Programming errors of the app, in plain sentences: should stay empty. */
  readonly violations: string[]
  /** Empties `violations` and returns what was in it, for a test that provoked it. */
  takeViolations(): string[]
  /** Deliveries for which no socket was open. */
  readonly missed: Delivery[]
  readonly calls: readonly Call[]
  readonly deliveries: readonly Delivery[]
  /** Calls of one method, oldest first. */
  callsOf(method: string, team?: string): readonly Call[]
  team(id?: string): FakeTeam
  addTeam(settings: TeamSettings): FakeTeam
  /** A person by name, of the first team unless told otherwise. */
  person(name: string, team?: string): Person
  /** From now on deliveries are posted here, as with an HTTP app. */
  useRequestUrl(url: string): void
  readonly faults: Faults
  readonly sockets: SocketControl
  readonly events: EventControl
  readonly door: DoorControl
  readonly oauth: OAuthControl
  /** Nothing is being delivered or called. */
  quiet(): Promise<void>
  /** Re-checked at every change; rejects after 5 s with what the state was. */
  until(condition: () => boolean, what?: string): Promise<void>
  close(): Promise<void>
}

export interface Call {
  readonly method: string
  readonly team?: string
  readonly token?: string
  readonly args: Readonly<Record<string, unknown>>
  /** By the fake's clock. */
  readonly at: Date
  /** What was answered, or what kept it from being answered. */
  outcome: string
}

export type DeliveryKind = 'event' | 'command' | 'interaction'

export interface Delivery {
  readonly id: string
  readonly kind: DeliveryKind
  /** `message`, `/study`, `block_actions`, `view_submission`. */
  readonly name: string
  readonly team: string
  readonly body: Readonly<Record<string, unknown>>
  readonly attempts: Attempt[]
  state: 'held' | 'under-way' | 'acknowledged' | 'failed' | 'missed'
  /** What the acknowledgement carried. */
  response?: unknown
}

export interface Attempt {
  readonly at: Date
  readonly via: 'socket' | 'http'
  readonly retry: number
  readonly reason?: string
  /** Real milliseconds until it was acknowledged. */
  ackedAfter?: number
  /** HTTP only. */
  status?: number
  /** HTTP only: the raw request, for replays. */
  readonly request?: RawRequest
}

export interface RawRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of something that a person did. */
export interface Outcome {
  readonly delivery: Delivery
  readonly acknowledged: boolean
  /** Messages that this person sees since then, ephemerals among them. */
  readonly shown: readonly SeenMessage[]
  readonly modal: SeenView | undefined
}

export interface SaidOutcome extends MessageRef {
  readonly thread_ts?: string
  readonly acknowledged: boolean
  readonly deliveries: readonly Delivery[]
}

export interface SubmitOutcome {
  /** `incomplete`: the client kept it, as a required field was empty or too long. */
  readonly outcome: 'closed' | 'errors' | 'replaced' | 'cleared' | 'incomplete' | 'failed'
  /** By the block's id. */
  readonly errors: Readonly<Record<string, string>>
  readonly shown: readonly SeenMessage[]
  readonly modal: SeenView | undefined
}

export interface SeenMessage extends MessageRef {
  readonly thread_ts?: string
  readonly user: string
  readonly text: string
  /** All texts of the blocks, line by line; the message's text where there are none. */
  readonly words: string
  readonly blocks: readonly Record<string, unknown>[]
  readonly buttons: readonly string[]
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[]
  readonly files: readonly SeenFile[]
  /** Shown in its blocks. */
  readonly pictures: readonly SeenPicture[]
  readonly metadata?: unknown
  readonly ephemeral: boolean
  readonly edited: boolean
  readonly broadcast: boolean
}

export interface SeenPicture {
  readonly file: string
  /** What is read to those who do not see it. */
  readonly alt: string
}

export interface SeenFile {
  readonly id: string
  readonly name: string
  readonly text: string
}

export interface SeenView {
  readonly id: string
  readonly type: 'modal' | 'home'
  readonly title: string
  readonly words: string
  readonly callbackId: string
  readonly blocks: readonly Record<string, unknown>[]
  readonly buttons: readonly string[]
  readonly fields: readonly SeenField[]
  /** Beside fields, by the block's id, after a refused submission. */
  readonly errors: Readonly<Record<string, string>>
}

export interface SeenField {
  readonly blockId: string
  readonly actionId: string
  readonly label: string
  readonly type: string
  readonly optional: boolean
  readonly value: string | readonly string[] | undefined
}

export type FieldValue = string | readonly string[]

export interface SayOptions {
  readonly thread?: MessageRef | string
  readonly broadcast?: boolean
  readonly files?: readonly SharedFile[]
}

export interface SharedFile {
  readonly name: string
  readonly type?: string
  readonly text?: string
  /** What Slack says of its size, where that is not its size. */
  readonly size?: number
  /** Kept by another service, to which Slack links. */
  readonly external?: boolean
}

/** Where a button is: a message (also an ephemeral one), the open modal, or the home page. */
export type PressedOn = MessageRef | 'modal' | 'home'

export interface Person {
  readonly id: string
  readonly name: string
  readonly team: string
  /** `where` is a channel's name or id, or `dm` for the bot's direct messages. */
  say(where: string, text: string, options?: SayOptions): Promise<SaidOutcome>
  edit(message: MessageRef, text: string): Promise<Outcome>
  remove(message: MessageRef): Promise<Outcome>
  /** `+1`, `+1::skin-tone-3` */
  react(message: MessageRef, emoji: string): Promise<Outcome>
  unreact(message: MessageRef, emoji: string): Promise<Outcome>
  /** `command('/study', 'post', 'general')` */
  command(command: string, text: string, where: string): Promise<Outcome>
  /** By label, action_id or value; in the open modal, else in the newest thing they see that has it. */
  press(button: string, on?: PressedOn): Promise<Outcome>
  /** Chooses in a menu (by action_id or placeholder) or an overflow: options by text or value. */
  choose(menu: string, options: FieldValue, on?: PressedOn): Promise<Outcome>
  /** Types into the open modal without sending; fields by block_id, action_id or label. */
  fill(values: Readonly<Record<string, FieldValue>>): void
  submit(values?: Readonly<Record<string, FieldValue>>): Promise<SubmitOutcome>
  /** Closes the top modal, or all of them. */
  closeModal(all?: boolean): Promise<void>
  shortcut(callbackId: string, message: MessageRef): Promise<Outcome>
  openHome(): Promise<Outcome>
  join(channel: string): Promise<Outcome>
  leave(channel: string): Promise<Outcome>
  /** Top level messages, with replies that were sent to the channel too. */
  sees(channel: string): readonly SeenMessage[]
  /** Without the opening. */
  thread(opening: MessageRef): readonly SeenMessage[]
  message(ref: MessageRef): SeenMessage | undefined
  /** Only they see these; oldest first, of all channels unless told otherwise. */
  ephemerals(channel?: string): readonly SeenMessage[]
  dm(): readonly SeenMessage[]
  modal(): SeenView | undefined
  home(): SeenView | undefined
}

export interface FakeTeam {
  readonly id: string
  readonly botUser: string
  readonly botId: string
  /** The token that is valid now. */
  readonly botToken: string
  readonly refreshToken: string | undefined
  channel(name: string): {
    readonly id: string
    readonly name: string
    readonly archived: boolean
    readonly botIn: boolean
  }
  /** All that stands in a channel and its threads, oldest first. */
  messages(channel: string): readonly SeenMessage[]
  addPerson(settings: PersonSettings): Person
  addChannel(settings: ChannelSettings): string
  inviteBot(channel: string, by?: string): Promise<void>
  kickBot(channel: string, by?: string): Promise<void>
  archive(channel: string): Promise<void>
  unarchive(channel: string): Promise<void>
  deleteChannel(channel: string): Promise<void>
  rename(person: string, name: string): void
  grant(scopes: readonly string[]): void
  /** Both events, in this order; tokens are dead before the first. */
  uninstall(order?: 'uninstalled-first' | 'revoked-first'): Promise<void>
  /** The bot's token is dead; `tokens_revoked` is sent unless `silently`. */
  revokeToken(silently?: boolean): Promise<void>
  /** As if 12 hours had passed: the access token answers `token_expired`. */
  expireToken(): void
  /** Slack adds a preview: message_changed without `edited`. */
  unfurl(message: MessageRef): Promise<void>
}

export type Fault =
  | { readonly kind: 'lose-response' }
  | { readonly kind: 'rate-limited'; readonly seconds: number }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'error'; readonly error: string }
  /** Waits until released, then is done. */
  | { readonly kind: 'hang' }
  /** Nothing is done, the connection is dropped. */
  | { readonly kind: 'refuse' }

export interface FaultRule {
  readonly method: string
  readonly team?: string
  /** Calls that it meets; 1 where not given. */
  readonly times?: number
  /** Further narrowing. */
  readonly when?: (args: Readonly<Record<string, unknown>>) => boolean
}

export interface Faults {
  next(method: string | FaultRule, fault: Fault): FaultHandle
  /** From now on threads and channels are read once a minute, 15 objects at a time, as by new apps outside of the Marketplace. */
  limitReading(): void
  /** So often from now on blocks with a file are refused, as while Slack is not done with it yet. */
  refuseNewFiles(times: number): void
  clear(): void
}

export interface FaultHandle {
  /** How many calls it met. */
  readonly met: () => number
  /** Calls that hang because of it go on; later ones pass. */
  release(): void
}

export interface SocketControl {
  readonly open: number
  /** Cuts all of them, without a close frame. */
  drop(): void
  /** New ones are refused until `allow`. */
  refuse(): void
  allow(): void
  /** Sends `disconnect`; Slack closes after a `warning` some 10 s later, the fake when told with `drop`. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void
  ping(): void
  /** Acknowledgements get lost until `hearAcks`: Slack takes the delivery for failed. */
  ignoreAcks(): void
  hearAcks(): void
}

export interface EventControl {
  /** Events are kept back from now on; all of them where not told which. */
  hold(which?: (delivery: Delivery) => boolean): void
  /** Delivers what was held, in this order (as held where not given), each after the other. */
  release(order?: (held: readonly Delivery[]) => readonly Delivery[]): Promise<void>
  /** The same event again, with its event_id and a retry number. */
  redeliver(delivery: Delivery, times?: number): Promise<void>
  /** Each event is delivered this often from now on. */
  repeat(times: number): void
  /** Delivers an event that the test has made. */
  send(team: string, event: Readonly<Record<string, unknown>>): Promise<Delivery>
}

export interface DoorControl {
  /** The same raw request, byte for byte. */
  replay(delivery: Delivery): Promise<number>
  /** A request that Slack did not sign as it should; resolves to the status. */
  forge(kind: 'wrong-secret' | 'old-timestamp' | 'future-timestamp' | 'unsigned', body?: string): Promise<number>
  /** Resolves to whether the app answered with the challenge. */
  verifyUrl(): Promise<boolean>
}

export interface OAuthControl {
  /** As someone who agrees on the authorize page; returns where Slack sends the browser back to. */
  authorize(url: string, team?: string): string
  /** As someone who refuses. */
  deny(url: string): string
}
