import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Progress } from '../../core/quizzes/progress.ts'
import { knowledgeOf, type TopicProgress, topicsShown } from '../../core/quizzes/progress-rule.ts'
import { progressAlt, progressChart, progressMessage } from '../../core/quizzes/progress-words.ts'
import { dueWords } from '../../core/quizzes/review-notices-words.ts'
import { newSkill, type Skill } from '../../core/quizzes/skill.ts'

const estimate = fc.record({ value: fc.double({ min: -6, max: 6, noNaN: true }), answers: fc.nat(5_000) })
const skill = fc.record({ overall: estimate, inTopic: estimate })

function skillAt(value: number, answers: number): Skill {
  return { overall: { value, answers }, inTopic: { value: 0, answers } }
}

function topic(title: string, answers: number, value = 0): TopicProgress {
  return { title, answers, knowledge: knowledgeOf(skillAt(value, answers)) }
}

const some: Progress = {
  answered: 30,
  answeredLately: 12,
  first: 26,
  firstRight: 18,
  topics: [topic('Databases', 24, 0.6), topic('Caching', 1)],
  dueToday: 3,
  dueTomorrow: 1,
}

test('what I would get right is a share, and lies in the range that is shown with it', () => {
  fc.assert(
    fc.property(skill, (any) => {
      const { low, chance, high } = knowledgeOf(any)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThanOrEqual(chance)
      expect(chance).toBeLessThanOrEqual(high)
      expect(high).toBeLessThanOrEqual(1)
    }),
  )
})

test('what I would get right may be as much less as more', () => {
  const { low, high } = knowledgeOf(skillAt(0, 10))
  expect(low).toBeLessThan(0.5)
  expect(low).toBeCloseTo(1 - high)
})

test('with every answer the range becomes narrower', () => {
  const width = (answers: number) => {
    const { low, high } = knowledgeOf(skillAt(0.4, answers))
    return high - low
  }
  const widths = [0, 1, 5, 20, 100, 1_000].map(width)
  expect(widths).toEqual(widths.toSorted((a, b) => b - a))
  expect(new Set(widths).size).toBe(widths.length)
})

test('before the first answer it is an even chance and a guess; after many it is neither', () => {
  expect(knowledgeOf(newSkill)).toMatchObject({ chance: 0.5, isGuess: true })
  expect(knowledgeOf(skillAt(0, 40)).isGuess).toBe(false)
})

test('the twelve topics with most answers are shown, and how many there are besides', () => {
  const topics = Array.from({ length: 15 }, (_, index) => topic(`Topic ${index}`, index))
  const { shown, more } = topicsShown(topics)
  expect(shown.map(({ answers }) => answers)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3])
  expect(more).toBe(2)
  expect(topicsShown([topic('B', 2), topic('A', 2)]).shown.map(({ title }) => title)).toEqual(['A', 'B'])
  expect(progressAlt({ ...some, topics })).toContain('and 2 more')
  expect(progressMessage({ ...some, topics }, false, []).text).toContain('- and 2 more')
  expect(progressChart({ ...some, topics }).bars).toHaveLength(12)
})

test('it reads as one would say it', () => {
  const { heading, text } = progressMessage(some, false, [])
  expect(heading).toBe('Your progress')
  expect(text).toMatch(/- ▰▰▰▰▱▱ Databases \*\*6\d %\*\* \(\d\d–\d\d\) · 24 answers\n/)
  expect(text).toMatch(/- ▰▰▰▱▱▱ Caching \*\*50 %\*\* \(\d\d–\d\d\) · 1 answer, a first guess/)
  expect(text).toContain('**30 questions answered**, 12 in the last 7 days. Right at first try: 18 of 26.')
  expect(text).toContain('**Due for review**: 3 today, 1 tomorrow. `/review` asks what is due.')
  expect(text).toContain('Only you see this')
})

test('without anything due there is nothing to review, and without topics no scale', () => {
  const { text, buttons } = progressMessage({ ...some, dueToday: 0, first: 0, topics: [] }, true, [])
  expect(text).toContain('**Due for review**: 0 today, 1 tomorrow.')
  expect(text).not.toMatch(/▰|▱|\/review|first try/)
  expect(buttons?.map(({ id }) => id)).toEqual(['reviews-told:off'])
})

test('the text beside the picture says the same of each topic, in at most a thousand characters', () => {
  const title = fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' })
  const topics = fc.array(
    fc.tuple(title, fc.nat(99_999), skill).map(([name, answers, of]) => ({
      title: name.replace(/\s+/g, ' '),
      answers: answers + 1,
      knowledge: knowledgeOf(of),
    })),
    { minLength: 1, maxLength: 20 },
  )
  const longest = Array.from({ length: 20 }, (_, index) => topic('long '.repeat(30), 50_000 + index, 0.2))
  fc.assert(
    fc.property(topics, (all) => {
      const alt = progressAlt({ ...some, topics: all })
      expect([...alt].length).toBeLessThanOrEqual(1_000)
      expect(alt.split('\n')).toHaveLength(1 + Math.min(12, all.length) + (all.length > 12 ? 1 : 0))
      const chart = progressChart({ ...some, topics: all })
      for (const [line, { value }] of chart.bars.entries()) expect(alt.split('\n')[line + 1]).toContain(`: ${value} (`)
    }),
    { examples: [[longest]] },
  )
})

test('one question is due, or several are', () => {
  expect(dueWords(1)).toBe('1 question is due for review today. `/review` asks it.')
  expect(dueWords(5)).toBe('5 questions are due for review today. `/review` asks them.')
})
