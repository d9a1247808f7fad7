import type { levels, Question } from '../questions/question.ts'

/** What answers say about a member's skill and a question's difficulty: an Elo of its own per member, per member and topic, and per question. Pure. */

/** In logits; 0 is the middle. */
export interface Estimate {
  readonly value: number
  /** How many answers it rests on. */
  readonly answers: number
}

export interface Skill {
  /** The member's, over all topics. */
  readonly overall: Estimate
  /** What the topic adds to it. */
  readonly inTopic: Estimate
}

export interface Learnt {
  /** The chance of a right answer, as it was before this one. */
  readonly expected: number
  readonly skill: Skill
  readonly difficulty: Estimate
}

const noAnswers: Estimate = { value: 0, answers: 0 }

export const newSkill: Skill = { overall: noAnswers, inTopic: noAnswers }

const seeds = { easy: -1, medium: 0, hard: 1 } as const satisfies Record<(typeof levels)[number], number>

/** A question's difficulty before anybody has answered it: its author's label. */
export function seededDifficulty(level: Question['level']): Estimate {
  return { value: seeds[level], answers: 0 }
}

/** How far one answer moves an estimate, in logits per unit of surprise: `first` at first, less with each answer. */
const steps = {
  overall: { first: 0.3, fading: 0.02 },
  inTopic: { first: 0.6, fading: 0.1 },
  /** Difficulties do not drift: fading at .05 still follows each answer at the fiftieth (rank correlation .92, so .94). */
  difficulty: { first: 1, fading: 0.1 },
} as const

/**
 * The estimates after one answer. Only a member's first attempt at a question says how difficult it is.
 *
 * @param guess the chance of a right answer without any knowledge (`guessingChance`)
 * @param score from 0 to 1; part of a point counts as such
 * @throws RangeError for any other score: a stored estimate would never recover from it
 */
export function learnFrom(
  skill: Skill,
  difficulty: Estimate,
  { guess, score, firstAttempt }: { readonly guess: number; readonly score: number; readonly firstAttempt: boolean },
): Learnt {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`a score lies between 0 and 1, not ${score}`)
  const expected = chanceOfRight(skill, difficulty, guess)
  const surprise = score - expected
  return {
    expected,
    skill: {
      overall: moved(skill.overall, steps.overall, surprise),
      inTopic: moved(skill.inTopic, steps.inTopic, surprise),
    },
    difficulty: firstAttempt ? moved(difficulty, steps.difficulty, -surprise) : difficulty,
  }
}

/** @returns from `guess` to 1: the three-parameter logistic of item response theory, with one slope for all */
export function chanceOfRight(skill: Skill, difficulty: Estimate, guess: number): number {
  return guess + (1 - guess) * logistic(levelIn(skill) - difficulty.value)
}

/** A member's skill in a topic, in logits. */
export function levelIn({ overall, inTopic }: Skill): number {
  return overall.value + inTopic.value
}

/** In logits: wrong answers where one could have guessed would lead ever further away, and back is a long way. */
const furthest = 6

function moved({ value, answers }: Estimate, step: { first: number; fading: number }, surprise: number): Estimate {
  const next = value + (step.first / (1 + step.fading * answers)) * surprise
  return { value: Math.min(furthest, Math.max(-furthest, next)), answers: answers + 1 }
}

/** One of its options where exactly one is right, else 0. */
export function guessingChance(question: Question): number {
  if (question.kind === 'single') return 1 / question.options.length
  return question.kind === 'true-false' ? 1 / 2 : 0
}

const answersUntilSettled = 20

/** Whether a difficulty is still mostly its author's opinion. */
export function isProvisional(difficulty: Estimate): boolean {
  return difficulty.answers < answersUntilSettled
}

/** What is known before the first answer, in squared logits. */
const firstVariance = { overall: 1, inTopic: 0.25, difficulty: 0.84 } as const
/**
 * What one answer tells, in inverse squared logits. At a success of .75 it is p·(1 − p) = .19, less where one can
 * guess; at .1 the standard errors of simulated members are right.
 */
const informationPerAnswer = 0.1

/** The standard error of a member's skill in a topic, in logits: 1.1 before the first answer, ever less with each. */
export function uncertaintyOf({ overall, inTopic }: Skill): number {
  return Math.sqrt(variance(firstVariance.overall, overall) + variance(firstVariance.inTopic, inTopic))
}

/** The standard error of a question's difficulty, in logits: 0.92 before the first answer, 0.52 after twenty. */
export function errorOf(difficulty: Estimate): number {
  return Math.sqrt(variance(firstVariance.difficulty, difficulty))
}

/**
 * The chance of a right answer with what is not known yet counted in. `chanceOfRight` is too sure where it has
 * seen little: among people who were thought to have a chance of .75, too few are right. (The probit
 * approximation of a logistic under normal doubt, MacKay 1992.)
 */
export function forecastSuccess(skill: Skill, difficulty: Estimate, guess: number): number {
  const doubt = uncertaintyOf(skill) ** 2 + variance(firstVariance.difficulty, difficulty)
  const ahead = levelIn(skill) - difficulty.value
  return guess + (1 - guess) * logistic(ahead / Math.sqrt(1 + (Math.PI / 8) * doubt))
}

const middling: Estimate = { value: 0, answers: Number.MAX_SAFE_INTEGER }

/** A skill as a person understands it: the chance of a right answer to a question of middling difficulty, without guessing. */
export function chanceOfMiddling(skill: Skill): number {
  return forecastSuccess(skill, middling, 0)
}

function variance(first: number, { answers }: Estimate): number {
  return 1 / (1 / first + informationPerAnswer * answers)
}

function logistic(logits: number): number {
  return 1 / (1 + Math.exp(-logits))
}
