import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bank, bankOf } from '../../core/questions/bank.ts'
import { bringingOf, mostOwnQuestions, type StandingQuestion } from '../../core/questions/bring-in-rule.ts'
import { keptBanks } from '../../core/questions/kept-banks.ts'
import { mergedBank, ownId } from '../../core/questions/merged-bank.ts'
import { rankQuestions, type Wanted } from '../../core/questions/next-question.ts'
import { practiceTopics } from '../../core/questions/practice.ts'
import { type Question, questionSchema } from '../../core/questions/question.ts'
import { withoutRetired } from '../../core/questions/retired.ts'
import { rubricOf } from '../../core/questions/rubric.ts'
import { chooseQuestion, nextBest } from '../../core/questions/upcoming-rule.ts'
import { topicsOffered, wantedQuestions } from '../../core/quizzes/wanted.ts'

function short(id: string, rest: Partial<Extract<Question, { kind: 'short' }>> = {}): Question {
  const common = { id, topic: 'caching', level: 'medium', tests: id, question: `What is ${id}?` } as const
  return questionSchema.parse({ ...common, kind: 'short', accepted: ['yes'], ...rest })
}

function standing(body: Question, rest: Partial<StandingQuestion> = {}): StandingQuestion {
  return { id: ownId(body.id), pack: 'ours', body, isRetired: false, ...rest }
}

const ids = (questions: readonly Question[]) => questions.map(({ id }) => id)

test('a question may be worded anew under its id, but never mean something else', () => {
  const there = short('ttl')
  const reworded = { ...there, question: 'What ends an entry?', tests: 'What ends it' }
  expect(rubricOf(reworded)).toBe(rubricOf(there))
  const brought = bringingOf([reworded], 'ours', [standing(there)], 10)
  expect([ids(brought.brought), brought.same, brought.refused]).toEqual([[], [reworded], []])
  const other = short('ttl', { accepted: ['no'] })
  expect(bringingOf([other], 'ours', [standing(there)], 10)).toMatchObject({
    same: [],
    brought: [],
    refused: [{ id: 'ttl', says: expect.stringContaining('needs a new id and `supersedes`') }],
  })
})

test('what decides about right and wrong is the rubric, and nothing else is', () => {
  const options = [{ text: 'a', right: true, why: 'x' }, { text: 'b' }]
  const asked = { id: 'one', topic: 'caching', level: 'easy', tests: 't', question: 'q' } as const
  const single = (all: object[]) => questionSchema.parse({ ...asked, kind: 'single', options: all })
  expect(rubricOf(single(options))).toBe(
    rubricOf(
      single([
        { text: 'a', right: true },
        { text: 'b', why: 'y' },
      ]),
    ),
  )
  expect(rubricOf(single(options))).not.toBe(rubricOf(single([...options].reverse())))
  expect(rubricOf(single(options))).not.toBe(rubricOf(single([{ text: 'a' }, { text: 'b', right: true }])))
  const numeric = (rest: object) => questionSchema.parse({ ...asked, kind: 'numeric', answer: 3, ...rest })
  expect(
    new Set([{}, { tolerance: 1 }, { unit: 'ms' }, { answer: 4 }].map((rest) => rubricOf(numeric(rest)))).size,
  ).toBe(4)
  const points = (phrases: string[][], weight = 1) => [{ point: 'p', weight, phrases }]
  const open = (key_points: object[]) => questionSchema.parse({ ...asked, kind: 'open', key_points })
  expect(rubricOf(open(points([['x']])))).toBe(rubricOf(open(points([['y']]))))
  expect(rubricOf(open([]))).not.toBe(rubricOf(open(points([['x']]))))
  const truth = (answer: boolean) => questionSchema.parse({ ...asked, kind: 'true-false', answer })
  expect(rubricOf(truth(true))).not.toBe(rubricOf(truth(false)))
  const ordering = (items: string[]) => questionSchema.parse({ ...asked, kind: 'ordering', items })
  expect(rubricOf(ordering(['a', 'b', 'c']))).not.toBe(rubricOf(ordering(['b', 'a', 'c'])))
})

test('an id stands in one pack, and once in a file', () => {
  const there = standing(short('ttl'), { pack: 'theirs' })
  expect(bringingOf([short('ttl')], 'ours', [there], 10).refused[0]?.says).toContain('the pack `theirs`')
  const twice = bringingOf([short('lru'), short('lru'), short('lru', { accepted: ['no'] })], 'ours', [], 10)
  expect(ids(twice.brought)).toEqual(['lru'])
  expect(twice.refused).toEqual([{ id: 'lru', says: 'another question in the file has this id' }])
})

test('a topic that no button could carry is refused', () => {
  const long = short('ttl', { topic: 'x'.repeat(41) })
  expect(bringingOf([long], 'ours', [], 10).refused[0]?.says).toContain('40 letters')
})

test('what supersedes a question retires it, and the old one does not come back by itself', () => {
  const old = short('ttl')
  const fresh = short('ttl-2', { supersedes: 'ttl', accepted: ['no'] })
  expect(bringingOf([fresh], 'ours', [standing(old)], 10).superseded).toEqual(['own.ttl'])
  const both = [standing(old, { isRetired: true }), standing(fresh)]
  expect(ids(bringingOf([old, fresh], 'ours', both, 10).same)).toEqual(['ttl', 'ttl-2'])
  expect(ids(bringingOf([old], 'ours', [standing(old, { isRetired: true })], 10).brought)).toEqual(['ttl'])
  expect(bringingOf([short('self', { supersedes: 'self' })], 'ours', [], 10).superseded).toEqual([])
})

test('what does not fit any more is refused, what stands there is not', () => {
  const all = Array.from({ length: 5 }, (_, index) => short(`q-${index}`))
  const [first = short('x')] = all
  const bringing = bringingOf(all, 'ours', [standing(first)], 2)
  expect(ids(bringing.same)).toEqual(['q-0'])
  expect(ids(bringing.brought)).toEqual(['q-1', 'q-2'])
  expect(bringing.refused.map(({ id }) => id)).toEqual(['q-3', 'q-4'])
  expect(bringing.refused[0]?.says).toContain(mostOwnQuestions.toLocaleString('en'))
})

test('each question that is brought in is brought, the same, said twice, or refused with a reason', () => {
  const some = fc.array(
    fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      accepted: fc.constantFrom('yes', 'no'),
      topic: fc.constantFrom('x', 'y'),
    }),
    { maxLength: 8 },
  )
  const made = some.map((all) => all.map(({ id, accepted, topic }) => short(id, { accepted: [accepted], topic })))
  fc.assert(
    fc.property(made, made, fc.nat(3), (there, given, room) => {
      const rows = [...new Map(there.map((body) => [body.id, standing(body)])).values()]
      const { brought, same, refused } = bringingOf(given, 'ours', rows, room)
      const kept = [...brought, ...same]
      expect(new Set(ids(kept)).size).toBe(kept.length)
      expect(brought.length).toBeLessThanOrEqual(room)
      for (const { id } of given) expect([...ids(kept), ...refused.map((one) => one.id)]).toContain(id)
      for (const question of same) {
        const row = rows.find(({ body }) => body.id === question.id)
        expect(row && rubricOf(row.body)).toBe(rubricOf(question))
      }
    }),
  )
})

/** A bank of these topics, four questions each; some of them retired. */
function bankWith(topics: readonly string[], retired: readonly number[] = []): Bank {
  const questions = topics.flatMap((topic) =>
    Array.from({ length: 4 }, (_, index) => short(`${topic}-${index}`, { topic, tags: [index % 2 ? 'odd' : 'even'] })),
  )
  const all = new Map(questions.map((question) => [question.id, question]))
  const gone = retired.flatMap((index) => questions[index % questions.length]?.id ?? [])
  return { ...bankOf([]), questions: all, retired: new Set(gone) }
}

const byChoice = Object.keys(practiceTopics)
const topicIds = ['caching', 'security', ...byChoice]
const anyBank = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...topicIds), { minLength: 1 }), fc.array(fc.nat(30), { maxLength: 12 }))
  .map(([topics, retired]) => bankWith(topics, retired))

test('a schedule asks scenarios, prompts and projects only where it was told their topic, and never a retired question', () => {
  const anyWanted: fc.Arbitrary<Wanted> = fc.record({
    topics: fc.uniqueArray(fc.constantFrom(...topicIds), { maxLength: 3 }),
    levels: fc.constantFrom([], ['medium'], ['hard']),
    tags: fc.constantFrom([], ['odd'], ['none']),
  })
  fc.assert(
    fc.property(anyBank, anyWanted, fc.string(), (bank, wanted, seed) => {
      const may = ({ id, topic }: Question) =>
        !bank.retired.has(id) && (!byChoice.includes(topic) || wanted.topics.includes(topic))
      const questions = withoutRetired(bank)
      for (const question of rankQuestions(questions, [], seed, { wanted })) expect(may(question)).toBe(true)
      const date = Temporal.PlainDate.from('2026-03-02')
      const pins = [...bank.retired].map((question) => ({ schedule: 's', date, question }))
      const past = { asked: [...bank.questions.keys()].slice(0, 3), pins, seed }
      const occasion = { schedule: 's', date, wanted }
      for (const question of [chooseQuestion(questions, past, occasion).question, nextBest(questions, past, occasion)])
        if (question !== undefined) expect(may(question)).toBe(true)
      if ([...questions.values()].some(may)) expect(chooseQuestion(questions, past, occasion).question).toBeDefined()
    }),
  )
})

test('a quiz asks them only where their topic was named, and never a retired question', () => {
  fc.assert(
    fc.property(anyBank, fc.constantFrom(undefined, null, 'odd', ...topicIds), (bank, topic) => {
      const found = wantedQuestions(bank, { topic })
      for (const question of found) {
        expect(bank.retired.has(question.id)).toBe(false)
        expect(!byChoice.includes(question.topic) || question.topic === topic).toBe(true)
      }
      for (const { id, questions } of topicsOffered(bank))
        expect([id, wantedQuestions(bank, { topic: id }).length]).toEqual([id, questions])
    }),
  )
})

test("a workspace's questions stand among the shared ones under ids that no shared one can have", () => {
  const shared = bankWith(['caching', 'security'])
  const own = [short(ownId('caching-0').slice(4)), short('zoo')].map((question) => ({
    ...question,
    id: ownId(question.id),
  }))
  const bank = mergedBank(shared, { version: 1, questions: own, retired: ['own.zoo'] })
  expect([...bank.questions.keys()]).toEqual([...shared.questions.keys(), 'own.caching-0', 'own.zoo'].sort())
  expect(bank.questions.get('caching-0')).toBe(shared.questions.get('caching-0'))
  expect([...withoutRetired(bank).keys()]).not.toContain('own.zoo')
  expect(mergedBank(shared, { version: 1, questions: [], retired: [] })).toBe(shared)
})

test('what members wrote into a question names and pings nobody', () => {
  const question = short('ping', { question: 'Hi <role:1>', accepted: ['<member:2>'] } as never)
  const { questions } = mergedBank(bankOf([]), { version: 1, questions: [question], retired: [] })
  expect(JSON.stringify([...questions.values()])).not.toMatch(/<(role|member):/)
})

test('banks in memory are at the version that was asked for, on the shared bank of now, and no more than fit', () => {
  const one = bankWith(['caching'])
  const another = bankWith(['security'])
  const part = (version: number, ...own: string[]) => ({ version, questions: own.map((id) => short(id)), retired: [] })
  const kept = keptBanks({ banks: 2, questions: 3 })
  const bank = kept.keep('a', part(1, 'x'), one)
  expect(kept.at('a', 1, one)).toBe(bank)
  expect(kept.at('a', 2, one)).toBeUndefined()
  expect([...(kept.at('a', 1, another)?.questions.keys() ?? [])]).toEqual([...another.questions.keys(), 'x'])
  kept.at('a', 1, one)
  kept.keep('b', part(1, 'x'), one)
  kept.at('a', 1, one)
  kept.keep('c', part(1, 'x'), one)
  expect(['a', 'b', 'c'].map((workspace) => kept.at(workspace, 1, one) !== undefined)).toEqual([true, false, true])
  kept.keep('d', part(1, 'x', 'y', 'z'), one)
  expect(['a', 'c', 'd'].map((workspace) => kept.at(workspace, 1, one) !== undefined)).toEqual([false, false, true])
  kept.keep('e', part(1, 'u', 'v', 'w', 'x', 'y'), one)
  expect(['d', 'e'].map((workspace) => kept.at(workspace, 1, one) !== undefined)).toEqual([false, true])
})

test('the questions of a workspace that was forgotten do not come back with it', () => {
  const bank = bankOf([])
  const kept = keptBanks()
  for (const workspace of ['a', 'b']) kept.keep(workspace, { version: 1, questions: [short('x')], retired: [] }, bank)
  kept.keepOnly(new Map([['b', 1]]))
  expect(['a', 'b'].map((workspace) => kept.at(workspace, 1, bank) !== undefined)).toEqual([false, true])
})
