import { draw } from '../draw.ts'
import { gradeAnswer, scoreOf } from '../questions/grade.ts'
import type { Question } from '../questions/question.ts'
import { hasOptions } from '../questions/show.ts'
import { targetSuccess } from './choosing.ts'
import { type Estimate, forecastSuccess, guessingChance, type Skill } from './skill.ts'

/** A live quiz: what it may ask and in which order, how long a question takes, and what an answer gives. Pure. */

/** A question that can be answered with one press or one choice. */
export type LiveQuestion = Extract<Question, { kind: 'single' | 'multi' | 'true-false' }>

export function isLiveQuestion(question: Question | undefined): question is LiveQuestion {
  return question !== undefined && hasOptions(question)
}

export const liveTimes = {
  /** From the opening message to the first question. */
  lobbySeconds: 45,
  /** So long after the time is up answers that were given in time may still come in. */
  graceSeconds: 1,
  /** The board is looked at before the next question. */
  boardSeconds: 7,
  /** A posting that took longer than this gives its question the time anew. */
  slowSeconds: 3,
} as const

const seconds = { usual: 20, longer: 30, toThink: 10, most: 60 } as const
/** A brisk reader of a second language: some 220 words a minute. */
const charactersASecond = 20

/** Time to read it and to think; never less than 20 seconds, or 30 where several options are weighed or code is read. */
export function secondsFor(question: LiveQuestion): number {
  const hasCode = question.question.includes('```')
  const least = question.kind === 'multi' || hasCode ? seconds.longer : seconds.usual
  const options = question.kind === 'true-false' ? [] : question.options.map(({ text }) => text)
  const toRead = [question.question, ...options].join(' ').length / charactersASecond
  return Math.min(seconds.most, Math.max(least, Math.ceil(toRead) + seconds.toThink))
}

const mostPoints = 1_000

/**
 * Points of the game: for a right answer 1,000 at once and half of that at the last moment, for a wrong one none
 * (https://support.kahoot.com/hc/en-us/articles/115002303908).
 *
 * @param elapsed from when the question stood there; `limit` the time for it; both in milliseconds
 */
export function livePoints({ right, elapsed, limit }: { right: boolean; elapsed: number; limit: number }): number {
  const used = Math.min(1, Math.max(0, elapsed / limit))
  return right ? Math.round(mostPoints * (1 - used / 2)) : 0
}

export interface LiveAnswer {
  readonly member: string
  readonly values: readonly string[]
  readonly at: Temporal.Instant
}

export interface GradedAnswer extends LiveAnswer {
  readonly right: boolean
  readonly points: number
  /** From 0 to 1. */
  readonly score: number
}

/** The answers to a question as they count, those given first first: the order in which they came in is none. */
export function gradedAnswers(
  question: LiveQuestion,
  answers: readonly LiveAnswer[],
  { opensAt, closesAt }: { readonly opensAt: Temporal.Instant; readonly closesAt: Temporal.Instant },
): GradedAnswer[] {
  const limit = millisecondsBetween(opensAt, closesAt)
  return answers
    .map((answer) => {
      const right = gradeAnswer(question, answer.values) === 'right'
      const points = livePoints({ right, elapsed: millisecondsBetween(opensAt, answer.at), limit })
      return { ...answer, right, points, score: scoreOf(question, answer.values) }
    })
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at) || (a.member < b.member ? -1 : 1))
}

function millisecondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return from.until(to).total('milliseconds')
}

/** How far the mean chance of these players lies from the target. */
export function missBy(question: Question, skills: readonly Skill[], difficulty: Estimate): number {
  const guess = guessingChance(question)
  const sum = skills.reduce((total, skill) => total + forecastSuccess(skill, difficulty, guess), 0)
  return Math.abs(sum / skills.length - targetSuccess(question.kind))
}

export interface LiveCandidate {
  readonly id: string
  readonly topic: string
  /** How far the players' chance lies from the target (`missBy`). */
  readonly miss: number
  /** A live quiz of the channel had it before. */
  readonly had: boolean
}

/**
 * The questions of a live quiz, in their order: none that the channel had before while others remain, no topic
 * twice running where that can be, topics that came least first, and among those the one nearest the target.
 */
export function chooseLive(candidates: readonly LiveCandidate[], count: number, seed: string): string[] {
  const left = new Set(
    candidates
      .map((candidate) => ({ ...candidate, chance: draw(seed, candidate.id) }))
      .sort((a, b) => a.miss - b.miss || a.chance - b.chance || (a.id < b.id ? -1 : 1)),
  )
  const chosen: LiveCandidate[] = []
  while (left.size > 0 && chosen.length < count) {
    const next = [...left].reduce((best, one) => (isBefore(one, best, chosen) ? one : best))
    left.delete(next)
    chosen.push(next)
  }
  return chosen.map(({ id }) => id)
}

/** Of two candidates, the nearer one first, whether the second goes before it. */
function isBefore(one: LiveCandidate, best: LiveCandidate, chosen: readonly LiveCandidate[]): boolean {
  const [costs, others] = [one, best].map(({ topic, had }) => [
    had ? 1 : 0,
    chosen.at(-1)?.topic === topic ? 1 : 0,
    chosen.filter((earlier) => earlier.topic === topic).length,
  ])
  const differs = costs?.findIndex((cost, place) => cost !== others?.[place]) ?? -1
  return differs >= 0 && (costs?.[differs] ?? 0) < (others?.[differs] ?? 0)
}
