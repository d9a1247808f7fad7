import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lintPacks } from '../../core/questions/lints.ts'
import { nextQuestion, type Wanted, wantedAmong } from '../../core/questions/next-question.ts'
import { parsePack } from '../../core/questions/pack.ts'
import type { Question } from '../../core/questions/question.ts'
import { chooseQuestion, nextBest, plannedQuestions } from '../../core/questions/upcoming-rule.ts'
import { ownBank, ownItems } from '../support/world.ts'

const packText = await readFile(new URL('../../content/packs/scaling-and-reliability.yaml', import.meta.url), 'utf8')

test('a channel gets every question once before any comes again, then the one asked longest ago', () => {
  const askable = ownItems.map(({ id }) => id)
  const asked: string[] = []
  for (const _ of askable) {
    const next = nextQuestion(ownBank.questions, asked.toReversed(), 'a channel')
    asked.push(next?.id ?? '')
  }
  expect(new Set(asked)).toEqual(new Set(askable))
  expect(nextQuestion(ownBank.questions, asked.toReversed(), 'a channel')?.id).toBe(asked[0])
})

test('the choice is the same for the same seed, and channels do not walk in step', () => {
  const walk = (seed: string) => {
    const asked: string[] = []
    for (let round = 0; round < 8; round += 1) asked.unshift(nextQuestion(ownBank.questions, asked, seed)?.id ?? '')
    return asked.join(' ')
  }
  expect(walk('one')).toBe(walk('one'))
  expect(new Set(['one', 'two', 'three', 'four', 'five'].map(walk)).size).toBeGreaterThan(3)
})

test('no topic comes again within two questions while another is left', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const asked: string[] = []
      const topics: string[] = []
      for (let round = 0; round < 8; round += 1) {
        const next = nextQuestion(ownBank.questions, asked, seed)
        asked.unshift(next?.id ?? '')
        expect(topics.slice(0, 2)).not.toContain(next?.topic)
        topics.unshift(next?.topic ?? '')
      }
    }),
    { numRuns: 30 },
  )
})

const anything: Wanted = { topics: [], levels: [], tags: [] }

/** A bank of this many questions a topic, without their texts. */
function bankOfTopics(sizes: Readonly<Record<string, number>>): ReadonlyMap<string, Question> {
  const [template] = ownItems
  const levels = ['easy', 'medium', 'hard'] as const
  const all = Object.entries(sizes).flatMap(([topic, size]) =>
    Array.from({ length: size }, (_, index) => {
      const level = levels[index % 3] ?? 'easy'
      return { ...template, id: `${topic}-${index}`, topic, level, tags: [index % 2 ? 'odd' : 'even'] } as Question
    }),
  )
  return new Map(all.map((question) => [question.id, question]))
}

function walk(questions: ReadonlyMap<string, Question>, rounds: number, wanted: Wanted, seed: string): Question[] {
  const asked: Question[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = asked.map(({ id }) => id)
    const next = nextQuestion(questions, before, seed, { wanted })
    if (next !== undefined) asked.unshift(next)
  }
  return asked.reverse()
}

test('the wanted topics get equal shares, and nothing else is asked', () => {
  const questions = bankOfTopics({ a: 30, b: 30, c: 30, d: 30 })
  const wanted = fc.record({
    topics: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
    levels: fc.subarray(['easy', 'medium', 'hard']),
    tags: fc.subarray(['odd', 'even']),
  })
  fc.assert(
    fc.property(wanted, fc.string(), (wish, seed) => {
      const asked = walk(questions, 4 * wish.topics.length, wish, seed)
      for (const topic of wish.topics) expect(asked.filter((one) => one.topic === topic)).toHaveLength(4)
      for (const { level, tags } of asked) {
        if (wish.levels.length > 0) expect(wish.levels).toContain(level)
        if (wish.tags.length > 0) expect(tags.some((tag) => wish.tags.includes(tag))).toBe(true)
      }
      expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length)
      expect(asked).toEqual(walk(questions, 4 * wish.topics.length, wish, seed))
    }),
    { numRuns: 60 },
  )
})

test('a topic that is new in the mix does not take every third day for months', () => {
  const old = walk(bankOfTopics({ a: 60, b: 60, c: 60 }), 90, anything, 'seed')
  const questions = bankOfTopics({ a: 60, b: 60, c: 60, d: 60 })
  const asked = old.map(({ id }) => id).reverse()
  const topics: string[] = []
  for (let round = 0; round < 64; round += 1) {
    const next = nextQuestion(questions, asked, 'seed')
    asked.unshift(next?.id ?? '')
    expect(topics.slice(-2)).not.toContain(next?.topic)
    topics.push(next?.topic ?? '')
  }
  expect(topics.slice(32).filter((topic) => topic === 'd').length).toBeLessThanOrEqual(9)
})

test('a filter that leaves nothing is left out and named, and the others hold', () => {
  const questions = bankOfTopics({ a: 6, b: 6 })
  const ids = (wanted: Partial<Wanted>) => {
    const { fitting, leftOut } = wantedAmong(questions, { ...anything, ...wanted })
    return [fitting.map(({ id }) => id), leftOut]
  }
  expect(ids({ topics: ['a'], levels: ['hard'], tags: ['odd'] })).toEqual([['a-5'], []])
  expect(ids({ topics: ['a'], levels: ['hard'], tags: ['unheard-of'] })).toEqual([['a-2', 'a-5'], ['tags']])
  expect(ids({ topics: ['gone'], levels: ['hard'] })).toEqual([['a-2', 'a-5', 'b-2', 'b-5'], ['topics']])
  expect(ids({})[0]).toHaveLength(12)
})

test('a pinned question comes on its date, and not on another one before', () => {
  const questions = bankOfTopics({ a: 4, b: 4, c: 4 })
  const first = Temporal.PlainDate.from('2026-03-02')
  const times = { days: [1, 2, 3, 4, 5, 6, 7], localTime: '09:00', zone: 'UTC' }
  const after = Temporal.Instant.from('2026-03-02T00:00:00Z')
  fc.assert(
    fc.property(fc.constantFrom(...questions.keys()), fc.integer({ min: 0, max: 9 }), fc.string(), (id, day, seed) => {
      const date = first.add({ days: day })
      const past = { asked: [], pins: [{ schedule: 's', date, question: id }], seed }
      const plan = [...plannedQuestions(questions, past, [{ id: 's', times, after, wanted: anything }]).take(10)]
      expect(plan.findIndex(({ question }) => question?.id === id)).toBe(day)
      expect(plan[day]?.pinned).toBe(true)
      expect(new Set(plan.map(({ question }) => question?.id)).size).toBe(10)
    }),
  )
})

test('swapping goes on to ever other questions until all had their turn', () => {
  const questions = bankOfTopics({ a: 3, b: 3 })
  const date = Temporal.PlainDate.from('2026-03-02')
  const occasion = { schedule: 's', date, wanted: anything }
  const seen: string[] = []
  for (let swap = 0; swap < 6; swap += 1) {
    const pins = seen.length === 0 ? [] : [{ schedule: 's', date, question: seen.at(-1) ?? '' }]
    const past = { asked: [], pins, seed: 'seed' }
    seen.push(
      (swap === 0 ? chooseQuestion(questions, past, occasion).question : nextBest(questions, past, occasion))?.id ?? '',
    )
  }
  expect(new Set(seen).size).toBe(6)
  const [only] = bankOfTopics({ a: 1 })
  expect(nextBest(new Map(only ? [only] : []), { asked: [], pins: [], seed: '' }, occasion)).toBeUndefined()
})

test('an empty bank has no question', () => {
  expect(nextQuestion(new Map(), [], '')).toBeUndefined()
})

test('a mistake in a pack is named with its line, its question and what to do', () => {
  const complaints = (text: string) => {
    const parsed = parsePack('pack.yaml', text)
    return 'complaints' in parsed ? parsed.complaints : []
  }
  expect(complaints(packText)).toEqual([])
  const wrongLevel = packText.replace('level: medium', 'level: tricky')
  const line = wrongLevel.split('\n').findIndex((text) => text.includes('level: tricky')) + 1
  expect(complaints(wrongLevel)).toMatchObject([
    { line, says: expect.stringMatching(/^question [a-z-]+, level: .*"easy"/) },
  ])
  expect(complaints(packText.replace(/weight: 0\.\d+/, 'weight: 0.9'))[0]?.says).toContain('must sum to 1')
  expect(complaints(packText.replace('kind: open', 'kind: essay'))[0]?.says).toContain('kind')
  expect(complaints(packText.replace('    tags:', '    colour: red\n    tags:'))[0]?.says).toContain('colour')
  expect(complaints('pack: [')[0]?.says).toContain('not valid YAML')
  expect(complaints('- just\n- a list')).toHaveLength(1)
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(',')}]`).join('\n')}`
  expect(complaints(bomb)[0]?.says).toContain('cannot be read')
})

test('the lints see repeated ids, unknown topics and references of the wrong length', () => {
  const parsed = parsePack('pack.yaml', packText)
  if ('complaints' in parsed) throw new Error('the pack should be right')
  const [question] = parsed.value.questions
  if (question === undefined) throw new Error('the pack should not be empty')
  const pack = { ...parsed.value, questions: [question, { ...question, reference: 'Short.' }] }
  const says = lintPacks([pack], new Map())
  expect(says).toContainEqual(`two questions have the id ${question.id}`)
  expect(says).toContainEqual(expect.stringContaining('two questions test the same thing'))
  expect(says).toContainEqual(expect.stringContaining('is not in topics.yaml'))
  expect(says).toContainEqual(expect.stringContaining('has 1 words'))
  expect(lintPacks([parsed.value], ownBank.topics)).toEqual([])
})

test('two stems that are nearly the same are named, and ours are not', () => {
  const [question] = ownItems
  if (question === undefined) throw new Error('the bank should not be empty')
  const again = { ...question, id: 'again', tests: 'Something else', question: `${question.question} Why?` }
  const pack = { pack: 'p', title: 'P', licence: 'CC-BY-4.0', questions: [question, again] }
  expect(lintPacks([pack], ownBank.topics)).toEqual([
    expect.stringContaining(`questions ${question.id} and again ask nearly the same`),
  ])
  const all = { ...pack, questions: [...ownItems] }
  expect(lintPacks([all], ownBank.topics)).toEqual([])
})
