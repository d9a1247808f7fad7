import type { Transaction } from './db/connect.ts'
import type { Carried } from './delivery/deliveries.ts'
import type {
  Ability,
  Actor,
  Choice,
  CommandOption,
  Gives,
  HandedFile,
  MessageAction,
  Place,
  Reply,
  WorkspaceId,
} from './platform.ts'
import type { Study } from './study.ts'

/** What a handler is given: one command, press or form, in its transaction. */
export interface Asked {
  readonly study: Study
  readonly tx: Transaction
  readonly workspace: WorkspaceId
  /** The workspace's zone. */
  readonly zone: string
  readonly place: Place
  readonly member: Actor
  readonly now: Temporal.Instant
  /** By the platform's own clock, where it tells. */
  readonly pressedAt?: Temporal.Instant
  /** The interaction's id. */
  readonly id: string
  /** The message whose button was pressed. */
  readonly message?: string
  /** The files of the message whose action was pressed. */
  readonly files?: readonly HandedFile[]
}

/** What is known while someone types: as `Asked`, before there is an interaction. */
export type Typing = Omit<Asked, 'id' | 'message' | 'files'>

/** What could be meant by what has been typed so far, best first; `given` are the options typed before. */
type Suggest = (
  typing: Typing,
  typed: string,
  given: Readonly<Record<string, string>>,
) => Promise<readonly Choice[]> | readonly Choice[]

export interface Command {
  /** `leaderboard`, `study post`: one word, or two. */
  readonly words: string
  readonly about: string
  readonly gives: Gives
  /** Its first word alone means it, where a platform lets one type that; or also with its options. */
  readonly bare?: 'alone' | 'with-options'
  readonly forAdmins?: true
  /** It does nothing where the platform lacks this. */
  readonly needs?: Ability
  readonly options?: readonly CommandOption[]
  /** By an option's name: what to suggest while it is typed. */
  readonly suggestions?: Readonly<Record<string, Suggest>>
  /** `given`: by the options' names what was typed, checked against their choices. */
  run(asked: Asked, given: Readonly<Record<string, string>>): Promise<Reply>
}

/** A button or menu, by the part of its id before the colon; `subject` is the rest and names a row, or is empty. */
export interface ButtonAction {
  readonly gives: Gives
  readonly forAdmins?: true
  run(asked: Asked, subject: string, values: readonly string[]): Promise<Reply>
}

/** A form, by the part of its id before the colon. Refused, it returns itself with complaints and what was typed. */
export interface FormAction {
  readonly forAdmins?: true
  run(asked: Asked, subject: string, values: FormValues): Promise<Reply>
}

export type FormValues = Readonly<Record<string, readonly string[]>>

/** `subject`: the id of the row that the delivery is about. */
export type CarryOut = (study: Study, workspace: WorkspaceId, subject: string) => Promise<Carried>

/** What one capability offers. The table in `core/commands.ts` gathers them. */
export interface Capability {
  readonly commands?: readonly Command[]
  readonly buttons?: Readonly<Record<string, ButtonAction>>
  readonly forms?: Readonly<Record<string, FormAction>>
  /** By a delivery's kind: carries it out, at least once each; idempotent. */
  readonly deliveries?: Readonly<Record<string, CarryOut>>
  /** Buttons of the table that are offered on people's messages; pressed there, they have no subject. */
  readonly messageActions?: readonly MessageAction[]
}

/** A text field's value, trimmed. */
export function textOf(values: FormValues, field: string): string {
  return values[field]?.[0]?.trim() ?? ''
}

/** Whether a button's or form's subject can be a row's id; the database takes no other texts for one. */
export function isRowId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
