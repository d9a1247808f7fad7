import type { AppSettings, Call, Delivery, Fault, FaultRule } from './types.ts'

/** All that the fake Slack knows; the other files act on it. */

export type Json = Record<string, unknown>

export interface Team {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly botUser: string
  readonly botId: string
  botToken: string
  refreshToken: string | undefined
  scopes: readonly string[]
  installed: boolean
  readonly people: Map<string, Member>
  readonly channels: Map<string, Channel>
  /** Open modals by user, the top one last. */
  readonly modals: Map<string, View[]>
  readonly homes: Map<string, View>
}

export interface Member {
  readonly id: string
  name: string
  readonly realName: string
  readonly zone: string
  readonly admin: boolean
  readonly owner: boolean
  readonly bot: boolean
  readonly from: string | undefined
  readonly groups: readonly string[]
}

export interface Channel {
  readonly id: string
  readonly name: string
  readonly kind: 'public' | 'private' | 'im'
  readonly members: Set<string>
  archived: boolean
  /** Of a direct message with the bot. */
  readonly user?: string
  readonly messages: Message[]
}

export interface Message {
  readonly ts: string
  readonly thread?: string
  readonly user: string
  readonly fromBot: boolean
  text: string
  blocks: Json[]
  metadata: unknown
  files: SlackFile[]
  readonly reactions: { readonly name: string; readonly users: string[] }[]
  edited?: { readonly user: string; readonly ts: string }
  readonly broadcast: boolean
  /** Shown to this person only. */
  readonly onlyFor?: string
  tombstone?: true
  attachments?: Json[]
}

export interface SlackFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly user: string
  text: string
  bytes?: Buffer
  readonly size?: number
  readonly external?: boolean
  /** What a picture shows, for those who do not see it. */
  readonly alt?: string
  readonly created: number
}

export interface View {
  readonly id: string
  readonly user: string
  readonly type: 'modal' | 'home'
  source: Json
  blocks: Json[]
  hash: string
  readonly root: string
  readonly previous: string | undefined
  /** What was filled in: block id → action id → value as in `view.state`. */
  readonly values: Map<string, Json>
  errors: Record<string, string>
}

export interface TokenRecord {
  readonly team: string
  expires: number | undefined
  dead: 'token_revoked' | 'account_inactive' | undefined
}

export interface Trigger {
  readonly team: string
  readonly user: string
  readonly at: number
  /** The view that it came from, if it came from one. */
  readonly view?: string
  used: boolean
}

export interface ResponseUrl {
  readonly team: string
  readonly channel: string
  readonly user: string
  readonly at: number
  readonly message?: string
  readonly thread?: string
  uses: number
}

export interface Slack {
  readonly app: { -readonly [K in keyof AppSettings]: AppSettings[K] }
  readonly teams: Map<string, Team>
  readonly tokens: Map<string, TokenRecord>
  readonly refreshTokens: Map<string, { readonly team: string; used: boolean }>
  readonly codes: Map<string, { readonly team: string; readonly redirect: string | null; used: boolean }>
  readonly triggers: Map<string, Trigger>
  readonly responseUrls: Map<string, ResponseUrl>
  readonly uploads: Map<string, { readonly team: string; readonly file: SlackFile; arrived: boolean; shared: boolean }>
  /** So often blocks with a new file are refused: Slack is not done with it yet. */
  filesRefused: number
  readonly violations: string[]
  readonly missed: Delivery[]
  readonly calls: Call[]
  readonly deliveries: Delivery[]
  readonly faults: {
    readonly rule: FaultRule
    readonly fault: Fault
    left: number
    met: number
    wait?: Promise<void>
  }[]
  /** When an app whose reading is limited has last read, by method and workspace. */
  lastReads: Map<string, number> | undefined
  readonly ackWithin: number
  readonly retries: number
  /** What is being delivered or called. */
  underWay: number
  url: string
  now(): number
  nextTs(): string
  nextId(prefix: string): string
  secret(): string
  changed(): void
  onChange(listener: () => void): () => void
  violation(sentence: string): void
  /** Set by `deliveries.ts`: sends an event of this workspace to the app, if it may hear it. */
  event(team: Team, event: Json, options?: { readonly strangers?: boolean }): Promise<Delivery | undefined>
}

/** By id or name; throws when the test names a channel that is not there. */
export function channelOf(team: Team, name: string): Channel {
  const plain = name.replace(/^#/, '')
  const found = team.channels.get(plain) ?? [...team.channels.values()].find((channel) => channel.name === plain)
  if (found === undefined) throw new Error(`${team.id} has no channel ${name}`)
  return found
}

export function teamOf(slack: Slack, id: string): Team {
  const team = slack.teams.get(id)
  if (team === undefined) throw new Error(`the fake Slack has no workspace ${id}`)
  return team
}

export function messageOf(channel: Channel, ts: string): Message | undefined {
  return channel.messages.find((message) => message.ts === ts)
}

/** Replies of a thread, as all can see them. */
export function repliesOf(channel: Channel, ts: string): Message[] {
  return channel.messages.filter((one) => one.thread === ts && one.ts !== ts && one.onlyFor === undefined)
}
