import {
  type Card,
  createEmptyCard,
  type FSRSParameters,
  fsrs,
  type Grade,
  Rating,
  State,
  type StateType,
} from 'ts-fsrs'

/** When a question comes back to a member: FSRS-6 with its default weights, whole days, nothing by chance. Pure. */

/** `hard` and `easy` only where the member says so. Votes of others never become a grade: they measure taste. */
export type RecallGrade = 'again' | 'hard' | 'good' | 'easy'

/** What is kept about one member and one question. */
export interface Memory {
  readonly due: Temporal.Instant
  /** Days until recall has fallen to 90 %. */
  readonly stability: number
  /** From 1 to 10. */
  readonly difficulty: number
  readonly reps: number
  readonly lapses: number
  readonly state: StateType
  readonly lastReview: Temporal.Instant
}

/** One line of the review log: the grade, and what it was given on. */
export interface Review {
  readonly grade: RecallGrade
  readonly at: Temporal.Instant
  /** Whole days since the review before; 0 for the first. */
  readonly daysSince: number
  /** Days until the next one. */
  readonly daysUntil: number
  /** As predicted at that moment; none for the first. */
  readonly recall: number | undefined
}

const wantedRecall = 0.9

const parameters: Partial<FSRSParameters> = {
  request_retention: wantedRecall,
  enable_short_term: false,
  enable_fuzz: false,
}
const scheduler = fsrs(parameters)

const ratings: Readonly<Record<RecallGrade, Grade>> = {
  again: Rating.Again,
  hard: Rating.Hard,
  good: Rating.Good,
  easy: Rating.Easy,
}

const dayInMilliseconds = 86_400_000

export function gradeOf(right: boolean): RecallGrade {
  return right ? 'good' : 'again'
}

/**
 * The memory after a review.
 *
 * @param now an instant before the last review counts as that review's: answers may arrive late
 */
export function reviewed(
  before: Memory | undefined,
  grade: RecallGrade,
  now: Temporal.Instant,
): { readonly memory: Memory; readonly review: Review } {
  const at = before === undefined ? now : later(before.lastReview, now)
  const { card, log } = scheduler.next(cardOf(before, at), dateOf(at), ratings[grade])
  return {
    memory: {
      due: instantOf(card.due),
      stability: card.stability,
      difficulty: card.difficulty,
      reps: card.reps,
      lapses: card.lapses,
      state: nameOf(card.state),
      lastReview: at,
    },
    review: {
      grade,
      at,
      daysSince: log.elapsed_days,
      daysUntil: card.scheduled_days,
      recall: before && recallOf(before, at),
    },
  }
}

/** The chance that the member still knows it, from 0 to 1; 1 on the day of the last review and before it. */
export function recallOf(memory: Memory, now: Temporal.Instant): number {
  return scheduler.get_retrievability(cardOf(memory, now), dateOf(now), false)
}

export function isDue(memory: Memory, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(memory.due, now) <= 0
}

function cardOf(memory: Memory | undefined, at: Temporal.Instant): Card {
  if (memory === undefined) return createEmptyCard(dateOf(at))
  const { due, stability, difficulty, reps, lapses, state, lastReview } = memory
  return {
    due: dateOf(due),
    stability,
    difficulty,
    reps,
    lapses,
    state: State[state],
    last_review: dateOf(lastReview),
    scheduled_days: Math.round((due.epochMilliseconds - lastReview.epochMilliseconds) / dayInMilliseconds),
    elapsed_days: 0,
    learning_steps: 0,
  }
}

function nameOf(state: State): StateType {
  return State[state] as StateType
}

function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) < 0 ? other : one
}

function dateOf(instant: Temporal.Instant): Date {
  return new Date(instant.epochMilliseconds)
}

function instantOf(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime())
}
