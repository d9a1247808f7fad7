import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Question } from '../../core/questions/question.ts'
import {
  chanceOfRight,
  type Estimate,
  forecastSuccess,
  guessingChance,
  isProvisional,
  learnFrom,
  levelIn,
  newSkill,
  type Skill,
  seededDifficulty,
  uncertaintyOf,
} from '../../core/quizzes/skill.ts'

const level = fc.constantFrom('easy', 'medium', 'hard')
const guess = fc.constantFrom(0, 1 / 5, 1 / 4, 1 / 3, 1 / 2)
const answer = fc.record({
  guess,
  score: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  firstAttempt: fc.boolean(),
})
const estimate = fc.record({
  value: fc.double({ min: -4, max: 4, noNaN: true }),
  answers: fc.integer({ min: 0, max: 500 }),
})
const skill = fc.record({ overall: estimate, inTopic: estimate })

test('the first right answer to a medium question with four options moves all three estimates as written down', () => {
  const learnt = learnFrom(newSkill, seededDifficulty('medium'), { guess: 0.25, score: 1, firstAttempt: true })
  expect(learnt.expected).toBeCloseTo(0.625, 10)
  expect(learnt.skill.overall.value).toBeCloseTo(0.3 * 0.375, 10)
  expect(learnt.skill.inTopic.value).toBeCloseTo(0.6 * 0.375, 10)
  expect(learnt.difficulty.value).toBeCloseTo(-0.375, 10)
  expect([learnt.skill.overall, learnt.skill.inTopic, learnt.difficulty].map(({ answers }) => answers)).toEqual([
    1, 1, 1,
  ])
})

test('the eleventh answer moves an estimate less than the first', () => {
  const tenth: Estimate = { value: 0, answers: 10 }
  const learnt = learnFrom({ overall: tenth, inTopic: tenth }, tenth, { guess: 0, score: 0, firstAttempt: true })
  expect(learnt.skill.overall.value).toBeCloseTo((-0.3 / 1.2) * 0.5, 10)
  expect(learnt.skill.inTopic.value).toBeCloseTo((-0.6 / 2) * 0.5, 10)
  expect(learnt.difficulty.value).toBeCloseTo((1 / 2) * 0.5, 10)
})

test('a question gets easier in our eyes only by first attempts', () => {
  const again = learnFrom(newSkill, seededDifficulty('hard'), { guess: 0, score: 1, firstAttempt: false })
  expect(again.difficulty).toEqual(seededDifficulty('hard'))
  expect(levelIn(again.skill)).toBeGreaterThan(0)
})

test('what is expected changes nothing, and part of a point counts as such', () => {
  const half = learnFrom(newSkill, seededDifficulty('medium'), { guess: 0, score: 0.5, firstAttempt: true })
  expect(levelIn(half.skill)).toBe(0)
  expect(half.difficulty.value).toBeCloseTo(0, 12)
})

test('a difficulty begins with its label and is provisional before twenty answers', () => {
  expect((['easy', 'medium', 'hard'] as const).map((one) => seededDifficulty(one).value)).toEqual([-1, 0, 1])
  expect([0, 19, 20].map((answers) => isProvisional({ value: 0, answers }))).toEqual([true, true, false])
})

test('one can guess where exactly one of the options is right', () => {
  const options = ['a', 'b', 'c', 'd'].map((text, index) => ({ text, right: index === 0 }))
  const chances = [
    { kind: 'single', options },
    { kind: 'true-false', answer: true },
    { kind: 'multi', options },
    { kind: 'short' },
    { kind: 'numeric' },
    { kind: 'open' },
  ].map((question) => guessingChance(question as Question))
  expect(chances).toEqual([0.25, 0.5, 0, 0, 0, 0])
})

test('a score that is none is refused, so that it never becomes part of a skill', () => {
  for (const score of [Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY]) {
    const learn = () => learnFrom(newSkill, seededDifficulty('easy'), { guess: 0, score, firstAttempt: true })
    expect(learn).toThrow(RangeError)
  }
})

test('skill and difficulty stay finite and within reach under any sequence of answers', () => {
  fc.assert(
    fc.property(level, fc.array(answer, { maxLength: 400 }), (label, answers) => {
      let known: { skill: Skill; difficulty: Estimate } = { skill: newSkill, difficulty: seededDifficulty(label) }
      for (const one of answers) {
        const { expected, ...learnt } = learnFrom(known.skill, known.difficulty, one)
        expect(expected).toBeGreaterThanOrEqual(one.guess)
        expect(expected).toBeLessThanOrEqual(1)
        known = learnt
      }
      for (const value of [levelIn(known.skill), known.difficulty.value, uncertaintyOf(known.skill)]) {
        expect(Math.abs(value)).toBeLessThanOrEqual(12)
      }
    }),
  )
})

test('ten thousand right answers, or wrong ones, do not run away', () => {
  for (const score of [0, 1]) {
    let known: { skill: Skill; difficulty: Estimate } = { skill: newSkill, difficulty: seededDifficulty('medium') }
    for (let count = 0; count < 10_000; count += 1) {
      known = learnFrom(known.skill, known.difficulty, { guess: 0.25, score, firstAttempt: true })
    }
    const { overall, inTopic } = known.skill
    for (const { value } of [overall, inTopic, known.difficulty]) expect(Math.abs(value)).toBeLessThanOrEqual(6)
  }
})

test('we are less sure of a forecast than of what we have seen, and surer with each answer', () => {
  fc.assert(
    fc.property(skill, estimate, guess, (one, difficulty, chance) => {
      const [sure, doubted] = [chanceOfRight(one, difficulty, chance), forecastSuccess(one, difficulty, chance)]
      const middle = chance + (1 - chance) / 2
      expect(doubted).toBeGreaterThanOrEqual(chance)
      expect(doubted).toBeLessThanOrEqual(1)
      expect(Math.abs(doubted - middle)).toBeLessThanOrEqual(Math.abs(sure - middle) + 1e-12)
      const more = { overall: one.overall, inTopic: { ...one.inTopic, answers: one.inTopic.answers + 1 } }
      expect(uncertaintyOf(more)).toBeLessThan(uncertaintyOf(one))
    }),
  )
  expect(uncertaintyOf(newSkill)).toBeCloseTo(Math.sqrt(1.25), 10)
})
