import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framingOf, itemsOf, wantedBy } from '../../core/paths/following.ts'
import { nextQuestion, rankQuestions, type Wanted, wantedAmong } from '../../core/questions/next-question.ts'
import { isOnlyByChoice } from '../../core/questions/practice.ts'
import type { Question } from '../../core/questions/question.ts'
import { chooseQuestion, nextBest } from '../../core/questions/upcoming-rule.ts'
import { type Audience, nextForChannel, rankForChannel } from '../../core/quizzes/choosing.ts'
import { readTopics, readTrack } from '../../core/rounds/schedule-reading.ts'
import { trackBank } from '../support/track-bank.ts'

const topics = ['a', 'b', 'c', 'system-design'] as const
const levels = ['easy', 'medium', 'hard'] as const

/** Five questions a topic, without their texts. */
const questions: ReadonlyMap<string, Question> = new Map(
  topics.flatMap((topic) =>
    Array.from({ length: 5 }, (_, index) => {
      const id = `${topic}-${index}`
      const level = levels[index % 3] ?? 'easy'
      return [
        id,
        { id, topic, level, tags: [index % 2 ? 'odd' : 'even'], kind: 'open' } as unknown as Question,
      ] as const
    }),
  ),
)
const ids = [...questions.keys()]

const anyWanted: fc.Arbitrary<Wanted> = fc.record({
  topics: fc.subarray([...topics]),
  levels: fc.subarray([...levels]),
  tags: fc.subarray(['odd', 'even']),
  track: fc.record({
    items: fc.shuffledSubarray([...ids, 'gone'], { maxLength: 10 }),
    topics: fc.subarray(['a', 'b', 'system-design', 'gone']),
  }),
})
const anyPast = fc.shuffledSubarray(ids)
const anyReserved = fc.subarray(ids, { maxLength: 4 }).map((all) => new Set(all))

/** 0 for the track's own, 1 for its topics, 2 for what is wanted besides. */
function groupOf({ id, topic }: Question, { track }: Wanted): number {
  if (track?.items.includes(id)) return 0
  return track?.topics.includes(topic) ? 1 : 2
}

const audience: Audience = {
  skillsIn: () => [{ overall: { value: 0.3, answers: 50 }, inTopic: { value: 0, answers: 50 } }],
  difficultyOf: ({ id }) => ({ value: (Number(id.at(-1)) - 2) / 2, answers: 9 }),
}

test('a track goes first in its own order, then its topics, then what is wanted besides; repeats and reserved ones last', () => {
  fc.assert(
    fc.property(anyWanted, anyPast, anyReserved, fc.string(), (wanted, asked, reserved, seed) => {
      const wish = { wanted, reserved }
      for (const ranked of [
        rankQuestions(questions, asked, seed, wish),
        rankForChannel(questions, asked, seed, wish, audience),
      ]) {
        expect(new Set(ranked.map(({ id }) => id)).size).toBe(ranked.length)
        const late = ranked.map(({ id }) => (reserved.has(id) ? 2 : asked.includes(id) ? 1 : 0))
        expect(late).toEqual(late.toSorted((x, y) => x - y))
        const fresh = ranked.filter((_, index) => late[index] === 0)
        const groups = fresh.map((question) => groupOf(question, wanted))
        expect(groups).toEqual(groups.toSorted((x, y) => x - y))
        const own = wanted.track?.items.filter((id) => questions.has(id) && !asked.includes(id) && !reserved.has(id))
        expect(fresh.slice(0, own?.length).map(({ id }) => id)).toEqual(own)
        for (const { id } of ranked) expect(id).not.toBe('gone')
      }
    }),
  )
})

test('of what a track leads to, levels and tags hold, and what is asked by choice comes where it is named', () => {
  fc.assert(
    fc.property(anyWanted, (wanted) => {
      const { fitting, leftOut } = wantedAmong(questions, wanted)
      const named = [...wanted.topics, ...(wanted.track?.topics ?? [])]
      const led = fitting.filter((question) => groupOf(question, wanted) > 0)
      for (const { topic } of led) expect(!isOnlyByChoice(topic) || named.includes(topic)).toBe(true)
      const usual = led.filter((question) => groupOf(question, wanted) === 2)
      const isLevelled = wanted.levels.length > 0 && !leftOut.includes('levels')
      for (const { level } of usual) expect(!isLevelled || wanted.levels.includes(level)).toBe(true)
      const without = wantedAmong(questions, { ...wanted, track: undefined })
      expect(leftOut).toEqual(without.leftOut)
      for (const question of without.fitting) expect(fitting).toContain(question)
    }),
  )
})

test('no question comes again before all were asked, however the days go', () => {
  fc.assert(
    fc.property(anyWanted, fc.string(), (wanted, seed) => {
      const { fitting } = wantedAmong(questions, wanted)
      const asked: string[] = []
      for (const _ of fitting) asked.unshift(nextQuestion(questions, asked, seed, { wanted })?.id ?? '')
      expect(new Set(asked)).toEqual(new Set(fitting.map(({ id }) => id)))
      expect(nextQuestion(questions, asked, seed, { wanted })?.id).toBe(asked.at(-1))
    }),
  )
})

test('the best for a channel is the first of its ranking, with a track too', () => {
  fc.assert(
    fc.property(anyWanted, anyPast, anyReserved, fc.string(), (wanted, asked, reserved, seed) => {
      const wish = { wanted, reserved }
      expect(nextForChannel(questions, asked, seed, wish, audience)).toBe(
        rankForChannel(questions, asked, seed, wish, audience)[0],
      )
    }),
  )
})

test('a pinned question wins over the track, and one pinned elsewhere waits for its day', () => {
  const date = Temporal.PlainDate.from('2026-03-02')
  const anyDay = fc.integer({ min: 0, max: 3 })
  fc.assert(
    fc.property(anyWanted, fc.constantFrom(...ids), anyDay, fc.string(), (wanted, id, day, seed) => {
      const past = { asked: [], pins: [{ schedule: 's', date: date.add({ days: day }), question: id }], seed }
      const occasion = { schedule: 's', date, wanted }
      const chosen = chooseQuestion(questions, past, occasion)
      expect([chosen.pinned, chosen.question?.id === id]).toEqual([day === 0, day === 0])
      expect(nextBest(questions, past, occasion)?.id).not.toBe(chosen.question?.id)
    }),
  )
})

test('a schedule follows a track that is there; one that is gone is none', () => {
  const bank = trackBank()
  const none = { topics: [], levels: [], tags: [] }
  const [track] = bank.tracks.values()
  expect(wantedBy(bank, { ...none, track: 'acme' }).track).toEqual({
    items: track && itemsOf(track),
    topics: ['ground', 'system-design'],
  })
  expect(wantedBy(bank, { ...none, track: 'gone' })).toEqual(none)
  expect(wantedBy(bank, { ...none, track: null })).toEqual(none)
  expect(framingOf(bank, 'acme', 'a-multi')).toEqual({ company: 'Acme', asks: 'How?' })
  expect(framingOf(bank, 'acme', 'other-first')).toBeUndefined()
  expect(framingOf(bank, null, 'a-multi')).toBeUndefined()
})

test('all topics chosen are no choice, unless one of them is asked by choice only', () => {
  const offered = ['http', 'sql', 'projects', 'behavioural']
  const read = (...chosen: string[]) => readTopics(chosen, offered)
  expect(read('http', 'sql')).toEqual({ value: [] })
  expect(read(...offered)).toEqual({ value: offered })
  expect(read('projects')).toEqual({ value: ['projects'] })
  expect(read('sql', 'gone')).toEqual({ value: ['sql'] })
  expect(read()).toEqual({ value: [] })
})

test('a track that nobody knows is not followed', () => {
  const known = new Map([['acme', true]])
  expect([['acme'], ['none'], ['forged'], []].map((chosen) => readTrack(chosen, known))).toEqual(
    ['acme', null, null, null].map((value) => ({ value })),
  )
})
