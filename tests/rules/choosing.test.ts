import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankQuestions } from '../../core/questions/next-question.ts'
import type { Question } from '../../core/questions/question.ts'
import { nextBest, plannedQuestions } from '../../core/questions/upcoming-rule.ts'
import {
  type Audience,
  type Candidate,
  nextForChannel,
  rankForChannel,
  rankForMember,
  targetSuccess,
  topicDeficits,
} from '../../core/quizzes/choosing.ts'
import type { Estimate } from '../../core/quizzes/skill.ts'

const now = Temporal.Instant.from('2026-03-02T09:00:00Z')
const hoursADay = 24
const nothingYet = { inQuiz: new Set<string>(), perTopic: new Map<string, number>() }

/** At the target, never had, well known to us. */
function candidate(id: string, more: Partial<Candidate> = {}): Candidate {
  return { id, topic: 'kafka', chance: 0.75, target: 0.75, answers: 1_000, ...more }
}

function daysAgo(days: number, recall: number, due: boolean): Candidate['seen'] {
  return { lastAnswered: now.subtract({ hours: days * hoursADay }), recall, due }
}

function best(candidates: readonly Candidate[], past = nothingYet, seed = 'a seed'): string | undefined {
  return rankForMember(candidates, past, { now, seed })[0]?.id
}

const anyCandidates = fc
  .array(
    fc.record({
      topic: fc.constantFrom('kafka', 'sql', 'http'),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      target: fc.constantFrom(0.65, 0.75),
      answers: fc.nat({ max: 200 }),
      seen: fc.option(
        fc.record({
          lastAnswered: fc.integer({ min: 0, max: 900 }).map((hours) => now.subtract({ hours })),
          recall: fc.double({ min: 0, max: 1, noNaN: true }),
          due: fc.boolean(),
        }),
        { nil: undefined },
      ),
    }),
    { maxLength: 40 },
  )
  .map((all): Candidate[] => all.map((one, index) => ({ ...one, id: `q${index}` })))

test('closed questions aim at three of four right, open ones lower', () => {
  expect((['single', 'short', 'open'] as const).map(targetSuccess)).toEqual([0.75, 0.75, 0.65])
})

test('the question nearest the target comes first, also where all are too hard', () => {
  expect(
    best([candidate('easy', { chance: 0.95 }), candidate('fits', { chance: 0.7 }), candidate('hard', { chance: 0.4 })]),
  ).toBe('fits')
  expect(best([candidate('hopeless', { chance: 0.05 }), candidate('hard', { chance: 0.3 })])).toBe('hard')
})

test('what is nearly forgotten comes before what fits, however hard it is', () => {
  const due = candidate('due', { chance: 0.2, seen: daysAgo(3, 0.7, true) })
  expect(best([candidate('fits'), due])).toBe('due')
  const hardlyDue = candidate('hardly', { seen: daysAgo(3, 0.89, true) })
  for (let seed = 0; seed < 20; seed += 1) expect(best([hardlyDue, due], nothingYet, `${seed}`)).toBe('due')
})

test('a topic that lacks its share comes first, and so does a question that nobody has answered', () => {
  const past = {
    inQuiz: new Set<string>(),
    perTopic: new Map([
      ['kafka', 9],
      ['sql', 1],
    ]),
  }
  expect(best([candidate('kafka'), candidate('sql', { topic: 'sql' })], past)).toBe('sql')
  expect(best([candidate('old'), candidate('new', { answers: 0 })])).toBe('new')
})

test('of what was answered already, that of the last seven days comes last', () => {
  const [recent, older] = [
    candidate('recent', { seen: daysAgo(6, 0.95, false) }),
    candidate('older', { seen: daysAgo(8, 0.95, false), chance: 0.85 }),
  ]
  expect(best([recent, older])).toBe('older')
})

test('equal questions come in an order of the seed, the same each time', () => {
  const equal = Array.from({ length: 6 }, (_, index) => candidate(`q${index}`))
  const order = (seed: string) =>
    rankForMember(equal, nothingYet, { now, seed })
      .map(({ id }) => id)
      .join()
  expect(order('one')).toBe(order('one'))
  expect(new Set(['one', 'two', 'three', 'four'].map(order)).size).toBeGreaterThan(1)
})

test('a quiz never repeats within itself, and nothing undue comes back while unseen remain', () => {
  fc.assert(
    fc.property(anyCandidates, fc.string(), (candidates, seed) => {
      const inQuiz = new Set<string>()
      for (const _ of candidates) {
        const ranked = rankForMember(candidates, { ...nothingYet, inQuiz }, { now, seed })
        const first = ranked[0]
        expect(ranked).toHaveLength(candidates.length - inQuiz.size)
        expect(inQuiz.has(first?.id ?? '')).toBe(false)
        const unseen = ranked.some(({ seen }) => seen === undefined)
        if (unseen) expect(first?.seen === undefined || first.seen.due).toBe(true)
        inQuiz.add(first?.id ?? '')
      }
      expect(rankForMember(candidates, { ...nothingYet, inQuiz }, { now, seed })).toEqual([])
    }),
  )
})

test('a topic lacks nothing with its share, all of it when it never came, and nothing before the first question', () => {
  const deficits = topicDeficits(
    new Set(['a', 'b', 'c']),
    new Map([
      ['a', 4],
      ['b', 2],
      ['gone', 50],
    ]),
  )
  expect([...deficits]).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 1],
  ])
  expect([...topicDeficits(new Set(['a']), new Map())]).toEqual([['a', 0]])
})

const levels = ['easy', 'medium', 'hard'] as const
const bank = new Map(
  ['a', 'b', 'c', 'd'].flatMap((topic) =>
    Array.from({ length: 6 }, (_, index) => {
      const id = `${topic}-${index}`
      return [id, { id, topic, level: levels[index % 3], tags: [], kind: 'short' } as unknown as Question] as const
    }),
  ),
)

/** The question's number less 3 is its difficulty; all members have answered a thousand. */
function audienceOf(...skills: number[]): Audience {
  return {
    skillsIn: () => skills.map((value) => ({ overall: settled(value), inTopic: settled(0) })),
    difficultyOf: ({ id }) => settled(Number(id.slice(2)) - 3),
  }
}

function settled(value: number): Estimate {
  return { value, answers: 1_000 }
}

const audience = audienceOf(1)
const nobody = audienceOf()

function walk(seed: string, rounds: number, people: Audience): Question[] {
  const asked: Question[] = []
  for (let round = 0; round < rounds; round += 1) {
    const [next] = rankForChannel(
      bank,
      asked.map(({ id }) => id),
      seed,
      {},
      people,
    )
    if (next !== undefined) asked.unshift(next)
  }
  return asked.reverse()
}

test('a channel gets no question again while others remain, then the one asked longest ago', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const asked = walk(seed, bank.size + 1, audience).map(({ id }) => id)
      expect(new Set(asked.slice(0, -1)).size).toBe(bank.size)
      expect(asked.at(-1)).toBe(asked[0])
    }),
    { numRuns: 20 },
  )
})

test('no topic comes again within two days, and each gets its share', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const topics = walk(seed, 20, audience).map(({ topic }) => topic)
      for (const [day, topic] of topics.entries()) expect(topics.slice(Math.max(0, day - 2), day)).not.toContain(topic)
      for (const topic of ['a', 'b', 'c', 'd']) {
        expect(Math.abs(topics.filter((one) => one === topic).length - 5)).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 20 },
  )
})

test('within a topic the question nearest the target of the active members comes first', () => {
  const order = (people: Audience) => {
    const ranked = rankForChannel(bank, [], 'a seed', {}, people)
    return ranked.filter(({ topic }) => topic === ranked[0]?.topic).map(({ id }) => Number(id.slice(2)))
  }
  expect(order(audience)).toEqual([3, 2, 1, 0, 4, 5])
  expect(order(audienceOf(3))[0]).toBe(5)
  // One is always right, so the target is met where the other is right half of the time.
  expect(order(audienceOf(-2, 6))[0]).toBe(1)
})

test('where nobody is active, and for what an admin put on another date, the plain order stands', () => {
  const reserved = new Set(['a-2', 'b-2'])
  expect(rankForChannel(bank, ['c-1'], 'a seed', { reserved }, nobody)).toEqual(
    rankQuestions(bank, ['c-1'], 'a seed', { reserved }),
  )
  expect(
    rankForChannel(bank, ['c-1'], 'a seed', { reserved }, audience)
      .slice(-3)
      .map(({ id }) => id),
  ).toEqual(['c-1', 'a-2', 'b-2'])
})

const anyPast = fc.record({
  asked: fc.shuffledSubarray([...bank.keys()]),
  seed: fc.string(),
  skills: fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 4 }),
  reserved: fc.subarray([...bank.keys()], { maxLength: 6 }).map((ids) => new Set(ids)),
})

test('the one question that is asked is the first of all that are ranked', () => {
  fc.assert(
    fc.property(anyPast, ({ asked, seed, skills, reserved }) => {
      const people = audienceOf(...skills)
      const [first] = rankForChannel(bank, asked, seed, { reserved }, people)
      expect(nextForChannel(bank, asked, seed, { reserved }, people)).toBe(first)
    }),
  )
})

const everyDay = { days: [1, 2, 3, 4, 5, 6, 7], localTime: '09:00', zone: 'UTC' }
const ahead = [{ id: 's', times: everyDay, after: now, wanted: { topics: [], levels: [], tags: [] } }]

test('what is planned for a channel never comes twice while others remain, nor a topic within two days, and stays as it was', () => {
  fc.assert(
    fc.property(anyPast, ({ asked, seed, skills }) => {
      const past = { asked, pins: [], seed, audience: audienceOf(...skills) }
      const plan = () => [...plannedQuestions(bank, past, ahead).take(12)].map(({ question }) => question)
      const planned = plan()
      expect(plan()).toEqual(planned)
      const before = asked.map((id) => bank.get(id))
      for (const [day, question] of planned.entries()) {
        const had = [...planned.slice(0, day).reverse(), ...before]
        const left = [...bank.values()].filter((one) => !had.includes(one))
        if (left.length > 0) expect(had).not.toContain(question)
        const lastTopics = had.slice(0, 2).map((one) => one?.topic)
        if (left.some(({ topic }) => !lastTopics.includes(topic))) expect(lastTopics).not.toContain(question?.topic)
      }
    }),
    { numRuns: 50 },
  )
})

test('what is planned fits the members, and so does the one to swap in', () => {
  const past = { asked: [], pins: [], seed: 'a seed', audience }
  const [first] = plannedQuestions(bank, past, ahead)
  expect(first?.question?.id).toMatch(/-3$/)
  const occasion = first?.occasion
  if (occasion === undefined) throw new Error('a question should be planned')
  expect(nextBest(bank, past, occasion)?.id).toMatch(/-2$/)
  const plain = [...plannedQuestions(bank, { asked: [], pins: [], seed: 'a seed' }, ahead).take(8)]
  const withNobody = [...plannedQuestions(bank, { ...past, audience: nobody }, ahead).take(8)]
  expect(withNobody.map(({ question }) => question)).toEqual(plain.map(({ question }) => question))
})
