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
  /** One more of which it is certain what must be kept: a check that is certain of nothing says nothing. */
  looked(at: 'answers' | 'votes' | 'choices'): void
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
  /** Of how many acts it was certain what must be kept. */
  readonly certain: Readonly<Record<'answers' | 'votes' | 'choices', number>>
}

export interface Checked {
  readonly town: Town
  readonly history: History
  readonly watcher: Watcher
  readonly bank: Bank
  /** Those that were done. */
  readonly faults: Iterable<number>
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
/** So many acts of a kind leave some of which the outcome is known, whatever happens to the bot. */
const enough = 30

export async function check({ town, history, watcher, bank, faults, startedAt }: Checked): Promise<Verdict> {
  const violations: Violation[] = []
  const excused: string[] = []
  const certain = { answers: 0, votes: 0, choices: 0 }
  const rounds = await watcher.look()
  const checking: Checking = {
    town,
    history,
    watcher,
    rounds,
    startedAt,
    doomedChannels: new Set(
      town.tenants.filter(({ workspace }) => history.doomed.has(workspace)).map(({ doomedId }) => doomedId),
    ),
    complain: (what, about) => void violations.push({ what, lines: linesAbout(history, about) }),
    excuse: (what) => void excused.push(what),
    looked: (at) => {
      certain[at] += 1
    },
    choiceOf: (round, label) => optionOf(bank, round, label),
  }
  for (const one of checks) await one(checking)
  for (const what of history.complaints) violations.push({ what, lines: [] })
  for (const what of violationsOf(town, mayBeLate(faults))) violations.push({ what, lines: [] })
  const acts = { answers: history.messages, votes: history.votes, choices: history.choices }
  for (const [what, all] of Object.entries(acts)) {
    const isBlind = all.length >= enough && certain[what as keyof typeof acts] === 0
    if (isBlind) violations.push({ what: `of ${all.length} ${what} not one was certain enough to check`, lines: [] })
  }
  return { violations, excused, certain }
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

const isLate = /was not acknowledged within|not answered within|no answer|did not answer|within \d|too late/
/** Processes or the database are away, or what they hear comes late. */
const slowing: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 19])

function mayBeLate(faults: Iterable<number>): boolean {
  return [...faults].some((fault) => slowing.has(fault))
}

/** What the fakes hold against the bot, without what the faults themselves bring about: no process, no answer in time. */
function violationsOf({ slack, discord }: Town, lateIsForgiven: boolean): string[] {
  const all = [...slack.violations.map((one) => `Slack: ${one}`), ...discord.violations.map((one) => `Discord: ${one}`)]
  return [...new Set(all)].filter((one) => !(lateIsForgiven && isLate.test(one)))
}
