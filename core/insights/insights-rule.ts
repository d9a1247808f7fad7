import type { Question } from '../questions/question.ts'
import type { Faulty } from '../quizzes/faulty.ts'
import { type Estimate, errorOf, isProvisional } from '../quizzes/skill.ts'

/**
 * What a workspace's answers say about its questions: by topic and by question, and which stand out. Nobody is in it,
 * not even by a share that one or two people alone have made. Pure.
 */

/** What was counted: of one question, of a topic, or of all. */
export interface AnswerCounts {
  readonly answers: number
  /** Who gave them. */
  readonly people: number
  /** Answers that were graded, and how many of them were right. */
  readonly graded: number
  readonly right: number
  /** Who gave those. */
  readonly gradedPeople: number
}

/** All that was counted of a workspace, by question, by topic and in all. */
export interface Counted {
  readonly byQuestion: ReadonlyMap<string, AnswerCounts>
  readonly byTopic: ReadonlyMap<string, AnswerCounts>
  readonly all: AnswerCounts
  /** By question: in how many rounds it was asked. */
  readonly asked: ReadonlyMap<string, number>
  readonly flags: ReadonlyMap<string, number>
  /** Since ever: an estimate rests on all answers. */
  readonly difficulties: ReadonlyMap<string, Estimate>
  readonly faults: readonly Faulty[]
}

export interface Difficulty {
  /** In logits; 0 is the middle. */
  readonly value: number
  /** Its standard error. */
  readonly error: number
  /** It still rests mostly on its author's label. */
  readonly isProvisional: boolean
}

interface Shown {
  readonly asked: number
  readonly answers: number
  readonly people: number
  readonly graded: number
  /** From 0 to 1; none where the sample is too small. */
  readonly share: number | undefined
  /** None where too few have answered for the first time. */
  readonly difficulty: Difficulty | undefined
  readonly flags: number
}

export interface TopicInsight extends Shown {
  readonly id: string
  readonly title: string
}

export interface ItemInsight extends Shown {
  readonly id: string
  readonly topic: string
  readonly level: Question['level']
  readonly kind: Question['kind']
  readonly tests: string
  readonly fault: Faulty['fault'] | undefined
}

export interface StandingOut {
  readonly hardest: readonly ItemInsight[]
  readonly easiest: readonly ItemInsight[]
  readonly flagged: readonly ItemInsight[]
  readonly faulty: readonly ItemInsight[]
}

export interface Insights {
  readonly asked: number
  readonly answers: number
  readonly people: number
  /** Those with most answers first. */
  readonly topics: readonly TopicInsight[]
  readonly items: readonly ItemInsight[]
  readonly standingOut: StandingOut
}

/** Below these nothing is said of how many were right: it would be chance, or one member's own result. */
export const fewest = { answers: 5, people: 3 } as const

/** @param questions all that are looked at @param titleOf a topic's title, by its id */
export function insightsFrom(
  questions: Iterable<Question>,
  titleOf: (topic: string) => string,
  counted: Counted,
): Insights {
  const all = [...questions].map((question) => itemOf(question, counted))
  const items = all
    .filter(({ asked, answers, flags, fault }) => asked + answers + flags > 0 || fault !== undefined)
    .sort(byUse(({ id }) => id))
  const topics = [...Map.groupBy(items, ({ topic }) => topic)]
    .map(([id, own]) => topicOf(id, titleOf(id), own, counted))
    .sort(byUse(({ title }) => title))
  const { answers, people } = counted.all
  const asked = sumOf(items, (item) => item.asked)
  return { asked, answers, people, topics, items, standingOut: standingOutOf(items) }
}

const nothing: AnswerCounts = { answers: 0, people: 0, graded: 0, right: 0, gradedPeople: 0 }

function itemOf({ id, topic, level, kind, tests }: Question, counted: Counted): ItemInsight {
  const counts = counted.byQuestion.get(id) ?? nothing
  return {
    id,
    topic,
    level,
    kind,
    tests,
    asked: counted.asked.get(id) ?? 0,
    answers: counts.answers,
    people: counts.people,
    graded: counts.graded,
    share: shareOf(counts),
    difficulty: difficultyOf(counted.difficulties.get(id)),
    flags: counted.flags.get(id) ?? 0,
    fault: counted.faults.find(({ question }) => question === id)?.fault,
  }
}

function shareOf({ graded, right, gradedPeople }: AnswerCounts): number | undefined {
  return graded < fewest.answers || gradedPeople < fewest.people ? undefined : right / graded
}

/** A difficulty rests on first attempts alone, so its answers are so many people's. */
function difficultyOf(estimate: Estimate | undefined): Difficulty | undefined {
  if (estimate === undefined || estimate.answers < fewest.answers) return undefined
  return { value: estimate.value, error: errorOf(estimate), isProvisional: isProvisional(estimate) }
}

function topicOf(id: string, title: string, items: readonly ItemInsight[], counted: Counted): TopicInsight {
  const counts = counted.byTopic.get(id) ?? nothing
  return {
    id,
    title,
    asked: sumOf(items, ({ asked }) => asked),
    answers: counts.answers,
    people: counts.people,
    graded: counts.graded,
    share: shareOf(counts),
    difficulty: meanDifficulty(items),
    flags: sumOf(items, ({ flags }) => flags),
  }
}

/** The mean of the questions whose own is shown, each with the same weight; errors of independent estimates add up in squares. */
function meanDifficulty(items: readonly ItemInsight[]): Difficulty | undefined {
  const known = items.flatMap(({ difficulty }) => (difficulty === undefined ? [] : [difficulty]))
  if (known.length === 0) return undefined
  return {
    value: sumOf(known, ({ value }) => value) / known.length,
    error: Math.sqrt(sumOf(known, ({ error }) => error ** 2)) / known.length,
    isProvisional: known.some((one) => one.isProvisional),
  }
}

const mostStandingOut = 3

/** Hard and easy ones lie further from the middle than they may be off; the surest come first. */
function standingOutOf(items: readonly ItemInsight[]): StandingOut {
  const beyond = (side: 1 | -1) => {
    const sureness = ({ difficulty }: ItemInsight) =>
      difficulty === undefined ? Number.NEGATIVE_INFINITY : side * difficulty.value - difficulty.error
    return items
      .filter((item) => sureness(item) > 0)
      .sort((a, b) => sureness(b) - sureness(a))
      .slice(0, mostStandingOut)
  }
  return {
    hardest: beyond(1),
    easiest: beyond(-1),
    flagged: items
      .filter(({ flags }) => flags > 0)
      .sort((a, b) => b.flags - a.flags)
      .slice(0, mostStandingOut),
    faulty: items
      .filter(({ fault }) => fault !== undefined)
      .sort((a, b) => Number(b.fault === 'wrong-key') - Number(a.fault === 'wrong-key'))
      .slice(0, mostStandingOut),
  }
}

function byUse<T extends Shown>(nameOf: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => b.answers - a.answers || b.asked - a.asked || compare(nameOf(a), nameOf(b))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

function sumOf<T>(all: readonly T[], numberOf: (one: T) => number): number {
  return all.reduce((sum, one) => sum + numberOf(one), 0)
}
