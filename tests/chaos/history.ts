import type { Spot } from './chat.ts'

/** What people did and what came of it, by the runner's own clock (milliseconds since the beginning). */

export interface Line {
  readonly at: number
  readonly what: string
}

export interface Change {
  readonly begun: number
  /** None while its outcome is unknown. */
  done: number | undefined
  /** By the platform's clock, milliseconds. */
  readonly platformAt: number
  acknowledged: boolean
}

export interface Edit extends Change {
  readonly text: string
}

export interface SaidMessage extends Change, Spot {
  readonly workspace: string
  readonly round: string
  readonly person: string
  readonly member: string
  readonly text: string
  readonly edits: Edit[]
  readonly deletions: Change[]
}

export interface Vote extends Change {
  readonly workspace: string
  readonly round: string
  readonly message: string
  readonly person: string
  readonly member: string
  readonly isOn: boolean
}

export interface Choice extends Change {
  readonly workspace: string
  readonly round: string
  readonly person: string
  readonly member: string
  readonly label: string
  /** They were told that it stands. */
  stands: boolean
}

export interface PostCommand extends Change {
  readonly workspace: string
  readonly channel: string
  /** They were told that a question comes. */
  stands: boolean
  /** They were told nothing, or that something broke. */
  isInDoubt: boolean
}

export interface Erasure {
  readonly workspace: string
  readonly person: string
  readonly member: string
  readonly begun: number
  done: number | undefined
  stands: boolean
}

export interface Span {
  readonly process: number
  readonly from: number
  readonly to: number
}

export interface History {
  readonly lines: Line[]
  readonly messages: SaidMessage[]
  readonly votes: Vote[]
  readonly choices: Choice[]
  readonly posts: PostCommand[]
  readonly erasures: Erasure[]
  /** Workspace → when the bot was removed from it. */
  readonly uninstalled: Map<string, number>
  readonly doomed: Map<string, number>
  /** When processes that were stopped (SIGSTOP) went on, by the platforms' clock. */
  readonly resumptions: number[]
  /** When a process' clock was an hour off. */
  readonly skews: Span[]
  /** Clocks were off, or days were slept through. */
  clocksMoved: boolean
  /** When nothing waited any more, by the platforms' clock. */
  settledAt: number
  /** What the nemesis saw go wrong by itself. */
  readonly complaints: string[]
  note(what: string): void
  /** Milliseconds since the beginning. */
  now(): number
}

export function openHistory(): History {
  const began = performance.now()
  const now = () => Math.round(performance.now() - began)
  const lines: Line[] = []
  return {
    lines,
    messages: [],
    votes: [],
    choices: [],
    posts: [],
    erasures: [],
    uninstalled: new Map(),
    doomed: new Map(),
    resumptions: [],
    skews: [],
    clocksMoved: false,
    settledAt: 0,
    complaints: [],
    note: (what) => void lines.push({ at: now(), what }),
    now,
  }
}
