import type { Bank } from '../../core/questions/bank.ts'
import { isClosedKind, shownOptions } from '../../core/questions/show.ts'
import { checkErased, checkQueue, checkTenants } from './checks-database.ts'
import { checkAnswers, checkChoices, checkPosts } from './checks-model.ts'
import { checkPosted } from './checks-once.ts'
import { checkSchedules } from './checks-schedules.ts'
import { checkScores } from './checks-scores.ts'
import type { History } from './history.ts'
import type { Town } from './town.ts'
import type { SeenRound, Watcher } from './watcher.ts'

/** What a run must have kept, looked up at its end on both platforms and in the database. */

export interface Checking {
  readonly town: Town
  readonly history: History
  readonly watcher: Watcher
  readonly rounds: readonly SeenRound[]
  /** By the platforms' clock. */
  readonly startedAt: number
  /** Ids of channels that went in the middle. */
  readonly doomedChannels: ReadonlySet<string>
  /** @param about what the history's lines are searched for */
  complain(what: string, about: string): void
  /** Known to be possible, and counted apart. */
  excuse(what: string): void
  /** What is kept for a button's label. */
  choiceOf(round: SeenRound, label: string): string | undefined
}

export interface Violation {
  readonly what: string
  /** Lines of the history that name it. */
  readonly lines: readonly string[]
}

export interface Verdict {
  readonly violations: readonly Violation[]
  readonly excused: readonly string[]
}

export interface Checked {
  readonly town: Town
  readonly history: History
  readonly watcher: Watcher
  readonly bank: Bank
  readonly startedAt: number
}

const checks = [
  checkAnswers,
  checkChoices,
  checkPosts,
  checkPosted,
  checkSchedules,
  checkTenants,
  checkErased,
  checkQueue,
  checkScores,
] as const
const linesShown = 12

export async function check({ town, history, watcher, bank, startedAt }: Checked): Promise<Verdict> {
  const violations: Violation[] = []
  const excused: string[] = []
  const rounds = await watcher.look()
  const checking: Checking = {
    ...{ town, history, watcher, rounds, startedAt },
    doomedChannels: new Set(town.tenants.map(({ doomedId }) => doomedId)),
    complain: (what, about) => void violations.push({ what, lines: linesAbout(history, about) }),
    excuse: (what) => void excused.push(what),
    choiceOf: (round, label) => optionOf(bank, round, label),
  }
  for (const one of checks) await one(checking)
  for (const what of history.complaints) violations.push({ what, lines: [] })
  for (const what of violationsOf(town)) violations.push({ what, lines: [] })
  return { violations, excused }
}

function linesAbout({ lines }: History, about: string): string[] {
  return lines
    .filter(({ what }) => what.includes(about))
    .slice(-linesShown)
    .map(({ at, what }) => `${String(at).padStart(7)} ${what}`)
}

function optionOf(bank: Bank, round: SeenRound, label: string): string | undefined {
  const question = bank.questions.get(round.question)
  if (!isClosedKind(question)) return undefined
  return shownOptions(question, round.id).find(({ name }) => name === label)?.index
}

/** What the fakes hold against the bot, without what the faults themselves bring about: no process, no answer in time. */
const byFaults = /was not acknowledged within|not answered within|no answer|did not answer|within \d|too late/

function violationsOf({ slack, discord }: Town): string[] {
  const all = [...slack.violations.map((one) => `Slack: ${one}`), ...discord.violations.map((one) => `Discord: ${one}`)]
  return [...new Set(all)].filter((one) => !byFaults.test(one))
}
