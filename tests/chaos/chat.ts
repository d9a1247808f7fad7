/** A tenant's chat as its people use it, the same for both platforms. */

export interface Tenant {
  readonly workspace: string
  /** On the platform. */
  readonly id: string
  /** Their names; the first one manages it, the last one will have their data erased. */
  readonly people: readonly string[]
  /** Each has a schedule of its own. */
  readonly channels: readonly string[]
  /** Without a schedule: questions come by command. */
  readonly posts: string
  /** Archived or deleted in the middle of some runs. */
  readonly doomed: string
  readonly doomedId: string
  readonly chat: Chat
}

export interface Spot {
  readonly place: string
  /** The message's id, or the thread's. */
  readonly id: string
}

export interface Written extends Spot {
  /** By the platform's clock, milliseconds. */
  readonly at: number
  readonly acknowledged: boolean
}

export interface Replied {
  readonly acknowledged: boolean
  /** All that the person was shown. */
  readonly words: string
}

export interface BotMessage extends Spot {
  readonly channel: string
  /** The thread that it stands in; none at the top of a channel. */
  readonly thread: string | undefined
  readonly words: string
  /** The key under which it was posted, as the platform shows it. */
  readonly key: string | undefined
  /** Shown to one person alone. */
  readonly isPrivate: boolean
  /** Results shown in the channel too are the thread's message. */
  readonly at: number
}

export interface Chat {
  /** The platform's id of a person. */
  idOf(person: string): string
  channelId(channel: string): string
  answer(person: string, thread: Spot, text: string): Promise<Written>
  edit(person: string, message: Spot, text: string): Promise<boolean>
  remove(person: string, message: Spot): Promise<boolean>
  vote(person: string, message: Spot): Promise<boolean>
  unvote(person: string, message: Spot): Promise<boolean>
  /** The labels of the buttons on a message. */
  buttons(message: Spot): readonly string[]
  press(person: string, label: string, message: Spot): Promise<Replied>
  /** `post`, `close`, `leaderboard`, `help` */
  command(person: string, words: CommandWords, channel: string): Promise<Replied>
  /** Has their data deleted, with their answers. */
  erase(person: string, channel: string): Promise<Replied>
  /** The bot is removed from it. */
  uninstall(): Promise<void>
  /** All that the bot has said to anyone here and that still stands. */
  said(): readonly BotMessage[]
  /** The doomed channel goes. */
  doom(): Promise<void>
}

export type CommandWords = 'post' | 'close' | 'leaderboard' | 'help'
