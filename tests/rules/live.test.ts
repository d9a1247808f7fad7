import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedWords, ownPlaceWords, podiumWords, resultWords } from '../../core/quizzes/live-game-words.ts'
import {
  chooseLive,
  gradedAnswers,
  isLiveQuestion,
  type LiveAnswer,
  type LiveCandidate,
  livePoints,
  missBy,
  secondsFor,
} from '../../core/quizzes/live-rule.ts'
import { lobbyWords } from '../../core/quizzes/live-words.ts'
import { newSkill } from '../../core/quizzes/skill.ts'
import { ranked } from '../../core/standings/ranks.ts'
import { ownBank } from '../support/world.ts'

const opensAt = Temporal.Instant.from('2026-03-02T09:00:00Z')
const closesAt = opensAt.add({ seconds: 20 })
const limit = 20_000

const playable = [...ownBank.questions.values()].filter(isLiveQuestion)
const single = playable.find(({ kind }) => kind === 'single')
if (single?.kind !== 'single') throw new Error('our bank should have a question with one right option')
const rightOf = String(single.options.findIndex(({ right }) => right))
const wrongOf = String(single.options.findIndex(({ right }) => !right))

test('a right answer gives 1,000 points at once and 500 at the last moment, a wrong one none', () => {
  const after = (elapsed: number) => livePoints({ right: true, elapsed, limit })
  expect([0, 5_000, 10_000, 20_000].map(after)).toEqual([1_000, 875, 750, 500])
  expect(livePoints({ right: false, elapsed: 0, limit })).toBe(0)
})

test('points lie between 0 and 1,000, and who is faster never gets less', () => {
  const any = fc.integer({ min: -60_000, max: 600_000 })
  fc.assert(
    fc.property(any, any, fc.integer({ min: 1_000, max: 60_000 }), fc.boolean(), (one, other, within, right) => {
      const [faster, slower] = [Math.min(one, other), Math.max(one, other)]
      const [first, second] = [faster, slower].map((elapsed) => livePoints({ right, elapsed, limit: within }))
      expect(first).toBeGreaterThanOrEqual(second ?? 0)
      expect(second).toBeGreaterThanOrEqual(right ? 500 : 0)
      expect(first).toBeLessThanOrEqual(right ? 1_000 : 0)
    }),
  )
})

const anyAnswers = fc
  .uniqueArray(
    fc.record({
      member: fc.integer({ min: 1, max: 300 }).map(String),
      values: fc.constantFrom([rightOf], [wrongOf], ['17'], []),
      milliseconds: fc.nat({ max: 21_000 }),
    }),
    { selector: ({ member }) => member, maxLength: 60 },
  )
  .map((all): LiveAnswer[] =>
    all.map(({ member, values, milliseconds }) => ({ member, values, at: opensAt.add({ milliseconds }) })),
  )

test('in which order presses are taken up changes nothing', () => {
  const shuffled = anyAnswers.chain((answers) =>
    fc.tuple(fc.constant(answers), fc.shuffledSubarray(answers, { minLength: answers.length })),
  )
  fc.assert(
    fc.property(shuffled, ([answers, others]) => {
      const [one, other] = [answers, others].map((all) => gradedAnswers(single, all, { opensAt, closesAt }))
      expect(one).toEqual(other)
    }),
  )
})

test('points are for right answers alone, and what I chose stays as it was', () => {
  fc.assert(
    fc.property(anyAnswers, (answers) => {
      for (const { member, values, right, points, score } of gradedAnswers(single, answers, { opensAt, closesAt })) {
        expect(values).toEqual(answers.find((one) => one.member === member)?.values)
        expect([right, points > 0, score === 1]).toEqual(Array(3).fill(values[0] === rightOf))
      }
    }),
  )
})

const anyCandidates = fc
  .array(
    fc.record({
      topic: fc.constantFrom('kafka', 'sql', 'http'),
      miss: fc.double({ min: 0, max: 0.75, noNaN: true }),
      had: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((all): LiveCandidate[] => all.map((one, index) => ({ ...one, id: `q${index}` })))
const anyCount = fc.constantFrom(3, 5, 10, 15)

test('as many questions as wanted, or all there are, each once, and the same for the same quiz', () => {
  fc.assert(
    fc.property(anyCandidates, anyCount, fc.string(), (candidates, count, seed) => {
      const chosen = chooseLive(candidates, count, seed)
      expect(chosen.length).toBe(Math.min(count, candidates.length))
      expect(new Set(chosen).size).toBe(chosen.length)
      expect(chooseLive([...candidates].reverse(), count, seed)).toEqual(chosen)
    }),
  )
})

test('no question that the channel had comes before one that it never had', () => {
  fc.assert(
    fc.property(anyCandidates, anyCount, fc.string(), (candidates, count, seed) => {
      const had = chooseLive(candidates, count, seed).map((id) => candidates.find((one) => one.id === id)?.had)
      expect(had).toEqual([...had].sort((a, b) => Number(a) - Number(b)))
    }),
  )
})

test('a topic comes twice running only where no other is left', () => {
  fc.assert(
    fc.property(anyCandidates, anyCount, fc.string(), (candidates, count, seed) => {
      const fresh = candidates.map((one) => ({ ...one, had: false }))
      const topicOf = (id: string | undefined) => fresh.find((one) => one.id === id)?.topic
      const chosen = chooseLive(fresh, count, seed)
      for (const [index, id] of chosen.entries()) {
        if (index === 0 || topicOf(id) !== topicOf(chosen[index - 1])) continue
        const left = fresh.filter((one) => !chosen.slice(0, index).includes(one.id))
        expect(new Set(left.map(({ topic }) => topic))).toEqual(new Set([topicOf(id)]))
      }
    }),
  )
})

test('within a topic the question that fits the players best is asked', () => {
  const candidates = [0.4, 0.1, 0.3].map((miss, index) => ({ id: `q${index}`, topic: 'sql', miss, had: false }))
  expect(chooseLive(candidates, 2, 'any')).toEqual(['q1', 'q2'])
})

test('newcomers fit a question of middling difficulty less than an easy one', () => {
  const at = (value: number) => missBy({ ...single, level: 'medium' }, [newSkill, newSkill], { value, answers: 0 })
  expect(at(-1)).toBeLessThan(at(1))
})

test('a question takes as long as it is to be read, at least 20 seconds and at most a minute', () => {
  const options = [0, 1, 2, 3, 4].map((index) => ({ text: `Option ${index}`, right: index === 0 }))
  const short = { ...single, question: 'What does `1` print here, and why?', options }
  expect(secondsFor(short)).toBe(20)
  expect(secondsFor({ ...short, question: 'What does this print?\n\n```js\n1\n```' })).toBe(30)
  expect(secondsFor({ ...short, question: 'word '.repeat(120) })).toBe(43)
  expect(secondsFor({ ...short, question: 'word '.repeat(1_000) })).toBe(60)
  for (const question of playable) expect(secondsFor(question)).toBeGreaterThanOrEqual(20)
})

const subject = '018f0000-0000-7000-8000-000000000000/15'

test('no button is longer than a platform takes', () => {
  for (const question of playable) {
    const { buttons = [], menus = [] } = askedWords({ subject, place: 15, count: 15, question }, closesAt)
    expect(buttons.length + menus.length).toBeGreaterThan(0)
    for (const { id } of [...buttons, ...menus]) expect(id.length).toBeLessThanOrEqual(100)
  }
})

test('a question gives nothing of its answer away', () => {
  for (const question of playable) {
    const message = askedWords({ subject, place: 1, count: 5, question }, closesAt)
    expect(JSON.stringify(message)).not.toContain(question.explanation.trim().slice(0, 40))
    expect(message.text).not.toContain('✅')
  }
})

function boardOf(...points: readonly number[]) {
  return ranked(points.map((sum, index) => ({ member: `m${index}`, name: `N${index}`, points: sum })))
}

test('as many points are the same place: 1, 2, 2, 4', () => {
  const { text } = resultWords({ subject, place: 2, count: 5, question: single }, [], boardOf(900, 800, 800, 700))
  expect(text).toContain('1\\. N0 · 900\\\n2\\. N1 · 800\\\n2\\. N2 · 800\\\n4\\. N3 · 700')
})

test('the board shows five, and nobody without points', () => {
  const shown = (...points: number[]) =>
    resultWords({ subject, place: 2, count: 5, question: single }, [], boardOf(...points)).text.match(/\\. N/g)?.length
  expect([shown(900, 800, 700, 600, 500, 400), shown(500, 0, 0)]).toEqual([5, 1])
  expect(shown(0, 0)).toBeUndefined()
})

test('a tie at the top gives two gold medals, and a crowd of equals is counted', () => {
  const podium = (...points: number[]) =>
    podiumWords({ id: 'x', board: boardOf(...points), asked: 5, ending: 'finished' }).text
  expect(podium(2_900, 2_900, 800, 700)).toContain('🥇 **N0** · 2,900 points\\\n🥇 **N1** · 2,900 points\\\n🥉 **N2**')
  expect(podium(2_900, 2_900, 800, 700)).not.toContain('N3')
  expect(podium(...Array(9).fill(500))).toContain('And 3 more beside them.')
  expect(podium(0, 0)).toContain('Nobody got a point this time.')
})

test('the lobby names ten and counts the rest', () => {
  const lobby = { id: 'x', host: 'A*da', topic: 'Kafka', level: 'hard', count: 5, startsAt: closesAt }
  const names = Array.from({ length: 10 }, (_, index) => `P${index}`)
  const { text } = lobbyWords({ ...lobby, names, players: 212 })
  expect(text).toContain('**A\\*da** asks everyone here to a live quiz: 5 questions · Kafka · hard.')
  expect(text).toContain('P8, P9 and 202 more.')
  expect(lobbyWords({ ...lobby, names: [], players: 0 }).text).toContain('Nobody has joined yet.')
  expect(lobbyWords({ ...lobby, names: [], players: 2 }).text).toContain('Joined: 2 players.')
  expect(lobbyWords({ ...lobby, names: ['Bo'], players: 1 }).text).toContain('Joined: Bo.')
})

test('my place is told in words that fit its number', () => {
  const own = { players: 30, points: 1_950, right: 2, asked: 5, earned: 9, comesBack: undefined }
  const told = (place: number) => ownPlaceWords({ ...own, place }).split('\n')[0]
  expect([1, 2, 3, 4, 11, 21].map(told)).toEqual(
    ['1st', '2nd', '3rd', '4th', '11th', '21st'].map(
      (place) => `You came ${place} of 30 with 1,950 points: 2 of 5 right.`,
    ),
  )
})
