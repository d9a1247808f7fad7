import { chanceOfMiddling, levelIn, type Skill, uncertaintyOf } from './skill.ts'

/** What answers say about a member, as a person understands it. Pure. */

/** Chances of a right answer to a question of middling difficulty, without guessing; from 0 to 1. */
export interface Knowledge {
  readonly chance: number
  /** Between which it likely lies: one standard error of the skill to either side. */
  readonly low: number
  readonly high: number
  /** So few answers that it is mostly a guess. */
  readonly isGuess: boolean
}

/** In logits: about the first dozen answers. */
const guessedFrom = 0.8

export function knowledgeOf(skill: Skill): Knowledge {
  const [level, uncertainty] = [levelIn(skill), uncertaintyOf(skill)]
  const chance = chanceOfMiddling(skill)
  return {
    chance,
    low: Math.min(chance, chanceAt(level - uncertainty)),
    high: Math.max(chance, chanceAt(level + uncertainty)),
    isGuess: uncertainty > guessedFrom,
  }
}

/** For a skill that is known for sure. */
function chanceAt(level: number): number {
  const sure = { answers: Number.MAX_SAFE_INTEGER }
  return chanceOfMiddling({ overall: { ...sure, value: level }, inTopic: { ...sure, value: 0 } })
}

export interface TopicProgress {
  readonly title: string
  readonly answers: number
  readonly knowledge: Knowledge
}

const mostShown = 12

/** Those with most answers first, and how many are left out. */
export function topicsShown(topics: readonly TopicProgress[]): {
  readonly shown: readonly TopicProgress[]
  readonly more: number
} {
  const sorted = topics
    .filter(({ answers }) => answers > 0)
    .sort((a, b) => b.answers - a.answers || a.title.localeCompare(b.title, 'en'))
  return { shown: sorted.slice(0, mostShown), more: Math.max(0, sorted.length - mostShown) }
}

/** In whole per cent. */
export function percent(share: number): number {
  return Math.round(share * 100)
}
