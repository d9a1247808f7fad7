import type { Row } from 'postgres'
import type { Memory } from './memory.ts'

/** A memory as it stands in its table. */

export function memoryOf({ due, stability, difficulty, reps, lapses, state, last_review: lastReview }: Row): Memory {
  return {
    due: Temporal.Instant.from(due),
    stability,
    difficulty,
    reps,
    lapses,
    state,
    lastReview: Temporal.Instant.from(lastReview),
  }
}

export function memoryRow({ due, lastReview, ...rest }: Memory): object {
  return { ...rest, due: due.toString(), last_review: lastReview.toString() }
}
