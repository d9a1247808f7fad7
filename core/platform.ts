/**
 * The port between the engine and a chat platform: types only.
 *
 * The words of this house:
 *
 * - **workspace**: a Slack workspace, a Discord server, or the web room; the tenant
 * - **channel**: where a schedule posts
 * - **member**: a person in a workspace
 * - **team**: a named group of members
 * - **question**: one item of a **pack**
 * - **schedule**: which channel is asked what, on which days, at which local time
 * - **round**: one question asked once in one channel: open → (voting) → closed
 * - **answer**: a member's one answer to a round
 * - **vote / ballot**: a member's judgement of answers
 * - **quiz**: a run of questions for one member or a channel
 * - **review**: a question that comes back when due
 * - **score entry**: one line of the points ledger
 * - **standing**: a member's or team's place on a board for a window
 * - **streak**: local days in a row
 *
 * Two sentences hold it together. **Adapters translate**: platform traffic becomes events in plain chat
 * words, and a handful of verbs become platform calls. **The engine decides**: each event runs one core
 * function, in one transaction, that returns its reply; what is due runs from one tick.
 */

/** The tenant, as `platform/id on the platform`: `slack/T024BE7LD`, `discord/81384788765712384`, `room/local`. */
export type WorkspaceId = string

/**
 * Where messages are said, opaque to the engine: a Slack channel, a Discord channel or thread.
 * `(workspace, place, message id)` finds any message without a look-up on the platform.
 */
export type Place = string

/** A member's id on their platform. Always a string, also where the platform has numbers. */
export type MemberId = string

/** A message that stands on the platform. */
export interface Posted {
  readonly place: Place
  readonly id: string
}

/**
 * A thread that stands on the platform. `place` is where messages in it are said: on Slack the channel,
 * on Discord the thread itself. `opening` is the message it hangs from.
 */
export interface Thread {
  readonly place: Place
  readonly id: string
  readonly opening: Posted
}

/**
 * What the bot says. `text` is CommonMark with five autolinks of our own, which an adapter renders
 * the platform's way:
 *
 * - `<time:2026-11-20T17:00:00Z>` a moment, shown in each reader's own zone
 * - `<until:2026-11-20T17:00:00Z>` how long until then, counting down where the platform can: “in 20 seconds”
 * - `<member:ID>` a member's name, never a ping
 * - `<channel:ID>` a channel's name, leading there
 * - `<role:ID>` the one mention that may ping: a role that a schedule was told to ping
 *
 * What a member wrote goes through `literal` or `quoted` (core/text.ts) before it becomes part of a text.
 * Adapters switch all other mentions off and cut at the platform's limits without breaking words or fences.
 */
export interface Message {
  /** A plain line above the text, larger where the platform can. */
  readonly heading?: string
  readonly text: string
  readonly buttons?: readonly Button[]
  readonly menus?: readonly Menu[]
  /** Small texts to keep, such as one's own data. */
  readonly files?: readonly MessageFile[]
  /** Shown with it, below the text. */
  readonly pictures?: readonly Picture[]
}

/** A picture that the bot drew. The message's text holds the same facts: a platform may fail to show it. */
export interface Picture {
  /** Of the file, ending in `.png`. */
  readonly name: string
  /** What it shows, for those who do not see it. Plain text. */
  readonly alt: string
  /** Base64. */
  readonly png: string
}

/** A button's id names what it does and the row it does it to; both are checked when it is pressed. */
export interface Button {
  readonly id: string
  readonly label: string
  readonly tone?: 'primary' | 'danger'
  /** Rarely wanted: in a menu of its own where the platform has one, else a button like the others. */
  readonly aside?: true
}

/** A list to choose from, at most 25 choices. What is chosen comes as a press of its id with `values`. */
export interface Menu {
  readonly id: string
  readonly label: string
  readonly choices: readonly Choice[]
  /** How many may be chosen at once; one unless it says otherwise. */
  readonly most?: number
  /** The values that are chosen as it is shown: so far, as each choice is kept until a button sends it. */
  readonly chosen?: readonly string[]
}

export interface Choice {
  readonly value: string
  readonly label: string
}

export interface MessageFile {
  readonly name: string
  readonly type: 'text/plain' | 'application/json' | 'text/csv'
  readonly text: string
}

/**
 * Something to fill in, at most five fields (Discord's limit). `id` names what it does and the row it does it
 * to, as a button's. What is submitted comes back as it was typed; a refused form is shown again with it.
 */
export interface Form {
  readonly id: string
  readonly title: string
  /** Shown above the fields: who will see what is sent. */
  readonly note?: string
  readonly submit: string
  readonly fields: readonly Field[]
}

interface FieldCommon {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly required?: boolean
}

export interface TextField extends FieldCommon {
  readonly kind: 'text' | 'paragraph'
  readonly value?: string
  /** Characters. */
  readonly most?: number
}

/** One of up to 25 choices, or several where `kind` says so. */
export interface ChoiceField extends FieldCommon {
  readonly kind: 'choice' | 'choices'
  readonly choices: readonly Choice[]
  readonly value?: readonly string[]
}

/** A channel, by the platform's own picker. */
export interface ChannelField extends FieldCommon {
  readonly kind: 'channel'
  readonly value?: Place
}

/** One of the platform's groups (a Discord role, a Slack user group), by the platform's own picker. */
export interface GroupField extends FieldCommon {
  readonly kind: 'group'
  readonly value?: string
}

export type Field = TextField | ChoiceField | ChannelField | GroupField

/** Who did something, as the platform describes them at that moment. */
export interface Actor {
  readonly id: MemberId
  readonly name: string
  /** IANA zone, where the platform knows it. */
  readonly zone?: string
  /** May manage the workspace, by the platform's own rules. */
  readonly admin?: boolean
  /** Ids of the roles or groups that they are in, where the platform tells. */
  readonly groups?: readonly string[]
  /** Bots are ignored, except for what a person did through them. */
  readonly bot?: boolean
}

interface Happening {
  readonly workspace: WorkspaceId
  /** When it happened, by the platform's clock; where it tells no time, when the bot heard of it. */
  readonly at: Temporal.Instant
}

/** A file that someone shared with a message. Its content stays on the platform. */
export interface SharedFile {
  readonly name: string
  readonly isPicture: boolean
}

/** A file of a message whose action was pressed, for the bot to read. */
export interface HandedFile {
  readonly name: string
  /** As the platform states it: not to be trusted. */
  readonly bytes: number
  /** What `readFile` takes, opaque, good for some hours. None where the file is not the platform's own: it is never read. */
  readonly file?: string
}

/** A message in a place where the bot is. `thread` is the thread's id, when it was said in one. */
export interface SaidEvent extends Happening {
  readonly kind: 'said'
  readonly place: Place
  readonly thread?: string
  readonly message: string
  readonly member: Actor
  /** As it was typed; the platform's own codes for names and emoji are resolved. */
  readonly text: string
  readonly files?: readonly SharedFile[]
}

/** A message was edited; `text` is the new text, `at` the time of the edit. */
export interface ChangedEvent extends Happening {
  readonly kind: 'changed'
  readonly place: Place
  readonly thread?: string
  readonly message: string
  readonly member: Actor
  readonly text: string
  readonly files?: readonly SharedFile[]
}

export interface DeletedEvent extends Happening {
  readonly kind: 'deleted'
  readonly place: Place
  readonly thread?: string
  readonly message: string
}

/** A reaction was added or taken back. Slack does not say in which thread, so no adapter does. */
export interface ReactedEvent extends Happening {
  readonly kind: 'reacted' | 'unreacted'
  readonly place: Place
  readonly message: string
  readonly member: Actor
  /** Unicode where there is one (`👍`), else as one types it on the platform: `:partyparrot:`, `<:parrot:812>`. */
  readonly emoji: string
  /** The platform told no time: it may have happened long before `at`. */
  readonly undated?: true
}

/**
 * A slash command. `id` is the interaction's, and the same when the platform delivers it again.
 * A platform with structured commands fills `options`, one with plain text leaves all of it in `words`.
 */
export interface CommandEvent extends Happening {
  readonly kind: 'command'
  readonly id: string
  readonly place: Place
  readonly member: Actor
  /** What was typed, without the slash: `study post`, `leaderboard week`. */
  readonly words: string
  readonly options?: Readonly<Record<string, string>>
}

export interface PressedEvent extends Happening {
  readonly kind: 'pressed'
  readonly id: string
  readonly place: Place
  readonly message: string
  readonly member: Actor
  readonly button: string
  /** What was chosen, when it was a menu. */
  readonly values?: readonly string[]
  /** By the platform's own clock, where it tells: the order of one member's presses, whichever process takes them up. */
  readonly pressedAt?: Temporal.Instant
  /** When it was an action on someone's message: the files of that message. */
  readonly files?: readonly HandedFile[]
}

/** A form was sent. `message` is the one whose button opened it, where there was one. */
export interface SubmittedEvent extends Happening {
  readonly kind: 'submitted'
  readonly id: string
  readonly place: Place
  readonly message?: string
  readonly member: Actor
  readonly form: string
  /** When it was sent, by the platform's own clock, where it tells. */
  readonly pressedAt?: Temporal.Instant
  /** By the fields' names: one text, or the values that were chosen. */
  readonly values: Readonly<Record<string, readonly string[]>>
}

/**
 * The bot was added to a workspace, or meets it for the first time or again after a start. The reply is a welcome for
 * whoever invited it, where the platform tells who did.
 */
export interface JoinedEvent extends Happening {
  readonly kind: 'joined'
  readonly name: string
  readonly zone: string
  readonly invitedBy?: MemberId
}

/** Someone types in an option that makes suggestions; `options` are those typed before it. The reply is choices. */
export interface TypingEvent extends Happening {
  readonly kind: 'typing'
  readonly place: Place
  readonly member: Actor
  /** The command, without the slash. */
  readonly words: string
  readonly option: string
  readonly typed: string
  readonly options: Readonly<Record<string, string>>
}

/** A member was banned from the workspace. */
export interface BannedEvent extends Happening {
  readonly kind: 'banned'
  readonly member: MemberId
}

/** A channel was deleted. */
export interface ChannelGoneEvent extends Happening {
  readonly kind: 'channel-gone'
  readonly place: Place
}

/** The bot was removed from the workspace, or may no longer act there: nothing can be said there until it joins again. */
export interface LeftEvent extends Happening {
  readonly kind: 'left'
}

/** A member opened the bot's own page, where the platform has one. The reply is what it shows. */
export interface HomeOpenedEvent extends Happening {
  readonly kind: 'home-opened'
  readonly member: Actor
}

/** Events may have been missed: the engine reads the open threads again. */
export interface ReconnectedEvent extends Happening {
  readonly kind: 'reconnected'
}

export type ChatEvent =
  | SaidEvent
  | ChangedEvent
  | DeletedEvent
  | ReactedEvent
  | CommandEvent
  | PressedEvent
  | SubmittedEvent
  | JoinedEvent
  | LeftEvent
  | HomeOpenedEvent
  | TypingEvent
  | BannedEvent
  | ChannelGoneEvent
  | ReconnectedEvent

/**
 * What a handler returns. Acknowledgement, deferral and tokens stay in the adapter.
 *
 * - `message`: say this, to the actor alone or to all; it answers a command or a press in its place
 * - `update`: what the message with the pressed button says from now on
 * - `form`: open this form; `complaints` stand beside its fields when it was refused and is shown again
 * - `mark`: a ✓ from the bot on the message that the event was about, or its removal
 * - `home`: what the bot's own page shows this member, part by part
 * - `choices`: what to suggest to someone who is typing, at most 25
 */
export type Reply =
  | { readonly kind: 'message'; readonly seen: Visibility; readonly message: Message }
  | { readonly kind: 'update'; readonly message: Message }
  | { readonly kind: 'form'; readonly form: Form; readonly complaints?: readonly Complaint[] }
  | { readonly kind: 'mark'; readonly shown: boolean }
  | { readonly kind: 'home'; readonly parts: readonly Message[] }
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] }

export interface Complaint {
  /** The field's name. */
  readonly field: string
  readonly says: string
}

/**
 * Who sees a reply. Fixed by the command or button before its handler runs, because a platform fixes it
 * at the acknowledgement; adapters read it from the command table.
 */
export type Visibility = 'private' | 'public'

/**
 * What a command or button gives. Known before its handler runs: a platform cannot open a form once it has
 * acknowledged in another way. What gives a form may also reply in private instead, never in public.
 */
export type Gives = Visibility | 'update' | 'form'

/** Why a platform refused for good, until a person changes something. */
export type Refusal = 'not-in-channel' | 'no-permission' | 'no-threads' | 'gone' | 'unreachable' | 'revoked'

/**
 * What became of a verb: done, refused until a person acts, or to be tried again after some seconds.
 * A verb that throws is in doubt: it may have happened, and is tried again with the same key.
 */
export type Said<T> =
  | { readonly done: T }
  | { readonly refused: Refusal; readonly detail: string }
  | { readonly later: number }

/** A thread's message as it stands now, with who reacted to it. Texts of bots are left out. */
export interface ThreadEntry {
  readonly message: string
  readonly member: Actor
  readonly text: string
  readonly files?: readonly SharedFile[]
  readonly at: Temporal.Instant
  readonly editedAt?: Temporal.Instant
  readonly reactions: readonly { readonly emoji: string; readonly members: readonly Actor[] }[]
}

/** What not every platform can do: close a thread, tell who was banned, give members a role. */
export type Ability = 'thread-end' | 'bans' | 'roles'

export interface PlatformNotes {
  /** Messages cannot be read here, only buttons and forms: why, and how to change it. Unset where they can. */
  readonly formsOnly?: string
  /** What else to do so that people whom an admin named can set things up. */
  readonly namedAdmins?: string
  /** How the bot is brought into a channel: completes “Bring me there first: …”. */
  readonly invite?: string
}

/**
 * What every platform can do. **A verb with a key is idempotent: said twice with one key, it is posted
 * once**, also when the first response was lost, and also by another process. How is the adapter's secret;
 * `tests/platforms/contract.ts` holds all of them to it. Verbs use ids, never a gateway's cache, so a
 * process without a gateway can deliver.
 */
export interface ChatPlatform {
  /** The first half of its workspaces' ids: `room`, `slack`, `discord`. */
  readonly name: string
  /** What people should know of it: CommonMark, said where it matters. */
  readonly notes?: PlatformNotes
  /** What of the port cannot be done there, so that it is not offered. */
  readonly lacks?: readonly Ability[]
  /** Connects, offers the commands, and brings events to the engine from then on. */
  start(engine: Engine): Promise<void>
  /** Posts `opening` in a channel with a thread under it that is called `title`. */
  openThread(
    workspace: WorkspaceId,
    channel: Place,
    title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>>
  /** Says something in a thread; `channel-too` shows it in the channel as well, the platform's own way. */
  say(workspace: WorkspaceId, thread: Thread, message: Message, key: string, reach?: Reach): Promise<Said<Posted>>
  /** Replaces what a message of the bot's says. */
  edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>>
  /** Says something to one member in private, outside any channel. */
  tell(workspace: WorkspaceId, member: MemberId, message: Message, key: string): Promise<Said<Posted>>
  /** All that people said in a thread, oldest first: the net after downtime and before closing. */
  readThread(workspace: WorkspaceId, thread: Thread): Promise<Said<readonly ThreadEntry[]>>
  /** What becomes of a thread after its results, on platforms whose threads can be closed; else nothing happens. */
  endThread(workspace: WorkspaceId, thread: Thread, end: ThreadEnd): Promise<Said<Thread>>
  /**
   * Gives one of the platform's groups to a member, or takes it from them, on platforms with roles that a bot may give;
   * else nothing happens. As often as wanted. Done with whether they have it now: never, for who is no longer there.
   */
  award(workspace: WorkspaceId, group: string, member: MemberId, has: boolean): Promise<Said<boolean>>
  /** Whether the bot can post in a channel, and what it is called: asked before a schedule is made for it. */
  lookAt(workspace: WorkspaceId, channel: Place): Promise<Said<ChannelSeen>>
  /**
   * The bytes of a file that was handed over by a press, as often as wanted.
   *
   * @param most bytes; what is larger is not read to its end, whatever the platform said of its size
   */
  readFile(workspace: WorkspaceId, file: string, most: number): Promise<Said<FileRead>>
  /** Ends the connection; events under way are finished first. */
  stop(): Promise<void>
}

export type FileRead = Uint8Array | 'too-large'

/** Kept open, put away (a new message brings it back), or locked so that only moderators write. */
export type ThreadEnd = 'open' | 'archived' | 'locked'

export type Reach = 'thread' | 'channel-too'

export interface ChannelSeen {
  readonly name: string
}

/** What an adapter sees of the engine. */
export interface Engine {
  /** What to offer as slash commands. */
  readonly commands: readonly CommandWord[]
  /** What to offer on people's messages (a shortcut, a context menu): a press of its id on that message. */
  readonly messageActions: readonly MessageAction[]
  /** What a press of this button (or menu) gives, so that it can be acknowledged the right way. */
  gives(button: string): Gives
  /**
   * Resolves when the event's effect is committed: acknowledge then, and not before. When it rejects,
   * nothing is recorded: do not acknowledge, or tell the person to try again.
   */
  handle(event: ChatEvent): Promise<Reply | undefined>
}

export interface MessageAction {
  readonly id: string
  readonly label: string
  readonly forAdmins?: boolean
  /** Of use on messages with files only: where the platform lets one choose, it is not offered on others. */
  readonly onFiles?: boolean
}

/** A command as platforms register it: options or sub-words, never both; at most 25 of each. */
export interface CommandWord {
  readonly word: string
  readonly about: string
  readonly forAdmins?: boolean
  readonly gives?: Gives
  /** Where the platform lacks it, the command is not to be offered. */
  readonly needs?: Ability
  readonly options?: readonly CommandOption[]
  readonly subwords?: readonly CommandWord[]
  /** The sub-word that is meant where the word stands alone in what is said. */
  readonly bare?: string
}

export interface CommandOption {
  readonly name: string
  readonly about: string
  readonly required?: boolean
  /** A text unless it says otherwise; a member is given by id, or by a name that is theirs alone. */
  readonly kind?: 'text' | 'member'
  readonly choices?: readonly { readonly value: string; readonly about: string }[]
  /** While someone types, the engine suggests what would fit. */
  readonly suggests?: true
}
