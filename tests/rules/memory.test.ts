import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  gradeOf,
  isDue,
  type Memory,
  type RecallGrade,
  type Review,
  recallOf,
  reviewed,
} from '../../core/quizzes/memory.ts'

const start = Temporal.Instant.from('2026-03-02T09:00:00Z')
const hoursADay = 24
const grade = fc.constantFrom<RecallGrade[]>('again', 'hard', 'good', 'easy')
const study = fc.array(fc.record({ grade, hours: fc.integer({ min: -50, max: 20_000 }) }), {
  minLength: 1,
  maxLength: 40,
})

function studied(reviews: readonly { readonly grade: RecallGrade; readonly hours: number }[]): Memory {
  let now = start
  let memory: Memory | undefined
  for (const { grade: given, hours } of reviews) {
    now = now.add({ hours })
    memory = reviewed(memory, given, now).memory
  }
  if (memory === undefined) throw new Error('nothing was studied')
  return memory
}

/** One who comes on the day that it is due, each time. */
function punctual(grades: string): Review[] {
  let now = start
  let memory: Memory | undefined
  return [...grades].map((letter) => {
    const step = reviewed(memory, gradeOf(letter === 'G'), now)
    memory = step.memory
    now = memory.due
    return step.review
  })
}

test('a question comes back after the days that FSRS-6 gives without short-term steps', () => {
  const days = punctual('GGGGGGAAGGGGG').map(({ daysUntil }) => daysUntil)
  expect(days).toEqual([3, 14, 57, 196, 586, 1559, 10, 1, 3, 5, 9, 15, 25])
})

test('the log tells the grade, the days before it and the recall foretold', () => {
  const [first, second] = punctual('GA')
  expect(first).toEqual({ grade: 'good', at: start, daysSince: 0, daysUntil: 3, recall: undefined })
  expect(second).toMatchObject({ grade: 'again', at: start.add({ hours: 3 * hoursADay }), daysSince: 3 })
  expect(second?.recall).toBeCloseTo(0.9, 1)
})

test('right is good and wrong is again; only a lapse counts as one', () => {
  expect([gradeOf(true), gradeOf(false)]).toEqual(['good', 'again'])
  const memory = studied([
    { grade: 'good', hours: 0 },
    { grade: 'again', hours: 72 },
    { grade: 'good', hours: 72 },
  ])
  expect(memory).toMatchObject({ reps: 3, lapses: 1, state: 'Review' })
})

test('a question is due from its due instant on', () => {
  const { due } = studied([{ grade: 'good', hours: 0 }])
  const memory = studied([{ grade: 'good', hours: 0 }])
  expect(isDue(memory, due.subtract({ seconds: 1 }))).toBe(false)
  expect(isDue(memory, due)).toBe(true)
})

test('a review that arrives before the last one counts as at the same time', () => {
  const { memory } = reviewed(undefined, 'good', start)
  const late = reviewed(memory, 'again', start.subtract({ hours: 300 * hoursADay }))
  expect(late).toEqual(reviewed(memory, 'again', start))
  expect(recallOf(memory, start.subtract({ hours: 300 * hoursADay }))).toBe(1)
})

test('any grades at any times leave a memory that is finite and due after its last review', () => {
  fc.assert(
    fc.property(study, fc.integer({ min: 0, max: 100_000 }), (reviews, hours) => {
      const memory = studied(reviews)
      expect(Temporal.Instant.compare(memory.due, memory.lastReview)).toBe(1)
      expect(memory.stability).toBeGreaterThan(0)
      expect(Number.isFinite(memory.stability)).toBe(true)
      expect(memory.difficulty).toBeGreaterThanOrEqual(1)
      expect(memory.difficulty).toBeLessThanOrEqual(10)
      expect(memory.reps).toBe(reviews.length)
      const [sooner, later] = [hours, hours + hoursADay].map((after) =>
        recallOf(memory, memory.lastReview.add({ hours: after })),
      )
      expect(later).toBeLessThan(sooner ?? 0)
      expect(later).toBeGreaterThan(0)
      expect(sooner).toBeLessThanOrEqual(1)
    }),
  )
})

test('a wrong answer never brings a question back later than a right one', () => {
  fc.assert(
    fc.property(study, fc.integer({ min: 0, max: 5_000 }), (reviews, hours) => {
      const memory = studied(reviews)
      const now = memory.lastReview.add({ hours })
      const [wrong, right] = [reviewed(memory, 'again', now), reviewed(memory, 'good', now)]
      expect(wrong.review.daysUntil).toBeLessThanOrEqual(right.review.daysUntil)
    }),
  )
})
