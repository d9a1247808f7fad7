import { type Dice, diceOf } from './dice.ts'

/** What a run will do, decided by its seed before it begins. */

export const faultNames: Readonly<Record<number, string>> = {
  1: 'redelivered events, replayed commands',
  2: 'kill -9 right after an acknowledgement',
  3: 'database away, dropped or slow at the door',
  4: 'sockets and gateway dropped, resumed, doubled',
  5: 'a session that cannot be resumed (op 9)',
  6: 'the gateway closes for good (4004)',
  7: 'events out of order',
  8: 'posts with a lost, late or failing response',
  9: 'rate limits',
  10: 'a channel that is gone',
  11: 'clocks an hour off, days asleep',
  12: 'processes killed at random',
  13: 'a process stopped past its lease',
  14: 'database restarts, all processes at once',
  15: 'SIGTERM under load',
  16: 'double, changed and late votes',
  17: 'many tenants at once',
  18: 'erasure and uninstall during traffic',
  19: 'disk full',
}

export const allFaults: readonly number[] = Object.keys(faultNames).map(Number)

export interface PlannedFault {
  /** Milliseconds after the beginning. */
  readonly at: number
  readonly fault: number
  /** Throws for all that it decides, from 0 to 1. */
  readonly dice: readonly number[]
}

export type ActKind = 'answer' | 'edit' | 'delete' | 'vote' | 'unvote' | 'choose' | 'post' | 'board' | 'help'

export interface PlannedAct {
  readonly at: number
  readonly kind: ActKind
  readonly dice: readonly number[]
}

export interface Plan {
  readonly seed: string
  readonly seconds: number
  readonly slack: 'http' | 'socket'
  readonly faults: readonly PlannedFault[]
  readonly acts: readonly PlannedAct[]
  /** Seconds after the beginning at which a schedule asks, for each channel of a tenant. */
  readonly askings: readonly number[]
}

export interface PlanWish {
  readonly seed: string
  readonly seconds: number
  /** Numbers of `faultNames`. */
  readonly faults: readonly number[]
  /** Acts of all people together in a second. */
  readonly pace?: number
  /** Seconds between two faults, on average. */
  readonly every?: number
  readonly slack?: Plan['slack']
  /** Throws of every fault, where chance must not decide. */
  readonly dice?: readonly number[]
}

/** These are not single events: people and tenants do them all along. */
const always: ReadonlySet<number> = new Set([16, 17])
const weights: readonly (readonly [ActKind, number])[] = [
  ['answer', 26],
  ['edit', 8],
  ['delete', 4],
  ['vote', 22],
  ['unvote', 7],
  ['choose', 22],
  ['post', 4],
  ['board', 4],
  ['help', 3],
]
const scheduled = 6

export function planOf({ seed, seconds, faults, pace = 5, every = 6, slack, dice }: PlanWish): Plan {
  const happening = faults.filter((fault) => !always.has(fault))
  const planned = happening.length === 0 ? [] : faultsOf(diceOf(`${seed} faults`), seconds, happening, every)
  return {
    seed,
    seconds,
    slack: slack ?? (faults.includes(4) && diceOf(`${seed} slack`).next() < 0.5 ? 'socket' : 'http'),
    faults: planned.map((fault) =>
      dice === undefined ? fault : { ...fault, dice: [...dice, ...fault.dice.slice(dice.length)] },
    ),
    acts: actsOf(diceOf(`${seed} acts`), seconds, pace),
    askings: askingsOf(seconds),
  }
}

/** Every fault comes once before one comes again. */
function faultsOf(dice: Dice, seconds: number, faults: readonly number[], every: number): PlannedFault[] {
  const planned: PlannedFault[] = []
  let bag: number[] = []
  let at = Math.min(4, seconds / 4) * 1000
  while (at < (seconds - 2) * 1000) {
    if (bag.length === 0) bag = dice.shuffled(faults)
    planned.push({ at, fault: bag.pop() ?? 0, dice: throws(dice, 6) })
    at += dice.between(0.4, 1.6) * every * 1000
  }
  return planned
}

function actsOf(dice: Dice, seconds: number, pace: number): PlannedAct[] {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  const kinds = (thrown: number): ActKind => {
    let left = thrown * total
    for (const [kind, weight] of weights) {
      left -= weight
      if (left < 0) return kind
    }
    return 'help'
  }
  return Array.from({ length: Math.floor(seconds * pace) }, (_, index) => ({
    at: ((index + dice.next()) / pace) * 1000,
    kind: kinds(dice.next()),
    dice: throws(dice, 6),
  }))
}

/** The first ask at once, so that people have something to do; the others while it goes on. */
function askingsOf(seconds: number): number[] {
  return Array.from({ length: scheduled }, (_, index) => (index < 2 ? -90 : (seconds * (index - 2)) / (scheduled - 2)))
}

function throws(dice: Dice, howMany: number): number[] {
  return Array.from({ length: howMany }, () => dice.next())
}
