import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bankOf } from '../../core/questions/bank.ts'
import { coveragePage } from '../../core/questions/coverage-page.ts'
import { findingLines, placesIn } from '../../core/questions/finding.ts'
import { lintQuestions } from '../../core/questions/lints.ts'
import { keyFingerprint, lockAfterTypos, lockFindings, lockText, lockWithNew } from '../../core/questions/lock.ts'
import { nearDuplicates } from '../../core/questions/near-duplicates.ts'
import { shownItems } from '../../core/questions/ordering.ts'
import type { OpenQuestion, Question } from '../../core/questions/question.ts'
import { gradeReading, textFingerprint } from '../../core/questions/reading.ts'
import { blindText } from '../../core/questions/reading-blind.ts'
import { recorded } from '../../core/questions/reading-record.ts'
import { shownOptions } from '../../core/questions/show.ts'
import { smallContent } from '../support/small-content.ts'

const { questions } = smallContent()
const named = <K extends Question['kind']>(kind: K) => {
  const found = questions.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`no ${kind}`)
  return found as Extract<Question, { kind: K }>
}
const topics = new Map([['ground', 'Ground']])
const lints = (...all: Question[]) => lintQuestions(all, [], topics).map(({ says }) => says)

test('each lint names what is wrong with a question, and a good one has nothing wrong', () => {
  expect(lints(...questions)).toEqual([])
  const single = named('single')
  const open = named('open')
  const [right, wrong] = single.options
  if (right === undefined || wrong === undefined) throw new Error('there are options')
  const cases: [Question, string][] = [
    [{ ...single, topic: 'heaven' }, 'the topic heaven is not in topics.yaml'],
    [{ ...single, topic: 'system-design' }, 'the topic system-design is for scenarios'],
    [{ ...single, tags: [] }, 'name a tag'],
    [{ ...single, sources: [] }, 'name a source'],
    [{ ...single, question: 'Too short?' }, 'ask in 20 characters'],
    [{ ...single, explanation: 'Because.' }, 'explain in 40 characters'],
    [{ ...single, options: [right, wrong] }, '3 to 5 options'],
    [{ ...single, options: [right, wrong, { text: 'Bare', right: false }] }, 'needs a `why`'],
    [{ ...named('ordering'), items: ['a', 'b', 'c', 'd', 'e', 'f'] }, '3 to 5 items'],
    [{ ...named('ordering'), items: ['Then a', 'b', 'c'] }, 'begins with its place'],
    [{ ...open, key_points: open.key_points.slice(0, 2) }, '3 to 7 key points'],
    [{ ...open, follow_ups: ['Just one?'] }, 'two follow-ups'],
    [{ ...open, reference: 'Short.' }, 'has 1 words'],
    [{ ...open, reference: 'Nothing of it. '.repeat(40) }, 'the hint gives the reference'],
    [{ ...open, id: 'b', supersedes: 'b' }, 'it supersedes b, which is still there'],
  ]
  for (const [question, says] of cases) expect(lints(question)).toContainEqual(expect.stringContaining(says))
})

test('no option speaks of the others, in whatever words', () => {
  const single = named('single')
  const says = (text: string) =>
    lints({ ...single, options: single.options.map((one, index) => (index === 1 ? { ...one, text } : one)) })
  const others = [
    'All of the above',
    'None of these',
    'all the above',
    'Both of them',
    'The other options',
    'Options A and B',
  ]
  for (const text of others)
    expect([text, says(text)]).toEqual([text, [expect.stringContaining('speaks of the other')]])
  for (const text of ['Some of the rows', 'It depends on the option `fsync`', 'All of the rows above 10'])
    expect([text, says(text)]).toEqual([text, []])
})

test('two stems are nearly the same when four of five words of both are', () => {
  const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 5, maxLength: 30 })
  const asking = (id: string, all: readonly string[]) => ({ ...named('short'), id, question: all.join(' ') })
  fc.assert(
    fc.property(words, fc.nat(30), (all, from) => {
      const some = all.slice(Math.min(from, all.length))
      const found = nearDuplicates([asking('one', all), asking('two', some)])
      expect(found).toHaveLength(some.length / all.length >= 0.8 ? 1 : 0)
    }),
  )
})

const locked = lockWithNew(new Map(), questions)

test('the lock sees a changed key or rubric, and not a mended wording', () => {
  expect(lockFindings(locked, questions)).toEqual([])
  const open = named('open')
  const single = named('single')
  const changed: Question[] = [
    { ...open, key_points: open.key_points.map((point, index) => ({ ...point, weight: [0.3, 0.4, 0.3][index] ?? 0 })) },
    { ...single, options: single.options.map((option) => ({ ...option, text: `${option.text}!` })) },
    { ...named('multi'), options: named('multi').options.map((option, index) => ({ ...option, right: index > 0 })) },
    { ...named('true-false'), answer: true },
    { ...named('numeric'), tolerance: 2 },
    { ...named('short'), accepted: ['other'] },
    { ...named('ordering'), items: ['Wait', 'Ask', 'Think', 'Try', 'Answer'] },
  ]
  for (const question of changed) {
    const all = questions.map((one) => (one.id === question.id ? question : one))
    const says = expect.stringContaining(`\`supersedes: ${question.id}\``)
    expect(lockFindings(locked, all)).toEqual([{ about: question.id, says }])
    expect(lockFindings(lockWithNew(locked, all), all)).toHaveLength(1)
    expect(lockFindings(lockAfterTypos(locked, [question]), all)).toEqual([])
  }
  const mended: Question[] = [
    { ...open, question: 'Another wording of it?', reference: 'Other.', tags: [], sources: [], follow_ups: [] },
    { ...open, key_points: open.key_points.map((point) => ({ ...point, phrases: [['other']] })) },
    { ...single, explanation: 'Other.', tests: 'Other', level: 'hard' },
  ]
  for (const question of mended) expect(keyFingerprint(question)).toBe(locked.get(question.id))
})

test('the lock is the same whatever the order of questions, and safe with any id', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...questions], { minLength: questions.length }), (all) => {
      expect(lockText(lockWithNew(new Map(), all))).toBe(lockText(locked))
    }),
  )
  const odd = { ...named('short'), id: 'constructor' }
  expect(lockFindings(new Map(), [odd])).toEqual([{ about: 'constructor', says: expect.stringContaining('is not in') }])
})

test('an id that is gone needs a successor, and its successor may be superseded too', () => {
  const [first, ...others] = questions
  if (first === undefined) throw new Error('there are questions')
  const as = (id: string, supersedes?: string) => ({ ...first, id, supersedes })
  expect(lockFindings(locked, others)).toEqual([
    { about: `lock:${first.id}`, says: expect.stringContaining('is gone') },
  ])
  const second = [as('second', first.id), ...others]
  const then = lockWithNew(locked, second)
  expect(lockFindings(then, second)).toEqual([])
  expect(lockFindings(locked, second)).toEqual([{ about: 'second', says: expect.stringContaining('is not in lock') }])
  const third = [as('third', 'second'), ...others]
  expect(lockFindings(lockWithNew(then, third), third)).toEqual([])
})

const closed = questions.filter((one) => one.kind !== 'open')

/** What a reader types who chose these, by the letters that were shown. */
function typed(question: Question, chosen: readonly number[], by: string): string {
  const shown = question.kind === 'ordering' ? shownItems(question, question.id) : shownOptions(question, question.id)
  return chosen.map((index) => shown.find((one) => one.index === String(index))?.letter).join(by)
}

const separators = fc.constantFrom(',', ', ', ' ', '', ') ')

test('whatever a reader chose is recorded as its texts, and graded as the question would', () => {
  const single = named('single')
  const multi = named('multi')
  const ordering = named('ordering')
  fc.assert(
    fc.property(fc.nat(2), fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), separators, (one, some, by) => {
      const verdictOf = (question: Question, chosen: readonly number[]) => {
        const made = recorded(question, typed(question, chosen, by), 'reader')
        return 'reading' in made ? [made.reading.verdict, made.reading.answer] : made.says
      }
      expect(verdictOf(single, [one])).toEqual([one === 0 ? 'agrees' : 'differs', single.options[one]?.text])
      const right = some.length === 2 && !some.includes(2)
      const texts = some.toSorted().map((index) => multi.options[index]?.text)
      expect(verdictOf(multi, some)).toEqual([right ? 'agrees' : 'differs', texts])
      const order = [...some, ...[0, 1, 2].filter((index) => !some.includes(index)), 3, 4]
      const inOrder = order.join() === '0,1,2,3,4'
      const items = order.map((index) => ordering.items[index])
      expect(verdictOf(ordering, order)).toEqual([inOrder ? 'agrees' : 'differs', items])
    }),
  )
})

test('no text at all makes a reading fall over', () => {
  fc.assert(
    fc.property(fc.constantFrom(...questions), fc.string(), (question, said) => {
      const made = recorded(question, said, 'reader')
      const says = 'says' in made ? made.says : question.id
      expect(says).toContain(question.id)
      if ('says' in made) return
      const grade = gradeReading(question, made.reading.answer)
      expect(made.reading.verdict).toBe(grade === 'right' ? 'agrees' : 'differs')
    }),
  )
})

test('an open answer differs until someone has compared it', () => {
  expect(recorded(named('open'), 'Copies near readers.', 'reader')).toMatchObject({ reading: { verdict: 'differs' } })
  expect(recorded(named('open'), ' ', 'reader')).toHaveProperty('says')
})

test('a reading holds until the text, the key or what explains it changes', () => {
  const open = named('open')
  const changes = closed.flatMap((question): Question[] => [
    { ...question, question: `${question.question}!` },
    { ...question, explanation: `${question.explanation}!` },
  ])
  const [point, ...points] = open.key_points
  if (point === undefined) throw new Error('there are key points')
  const ofOpen: Question[] = [
    { ...open, reference: `${open.reference}!` },
    { ...open, key_points: [{ ...point, point: 'Another' }, ...points] },
  ]
  const single = named('single')
  const whys = { ...single, options: single.options.map((option) => ({ ...option, why: 'Other.' })) }
  for (const changed of [...changes, ...ofOpen, whys]) {
    const before = questions.find(({ id }) => id === changed.id)
    expect(before && textFingerprint(before)).not.toBe(textFingerprint(changed))
  }
  const phrased = { ...open, tags: [], sources: [], key_points: [{ ...point, phrases: [['other']] }, ...points] }
  expect(textFingerprint(phrased)).toBe(textFingerprint(open))
})

test('a blind text tells nothing of how right a question holds something', () => {
  const open: OpenQuestion = named('open')
  const text = blindText('Ground', questions)
  const keys = [open.reference, ...open.key_points.map(({ point }) => point), 'It is wrong', 'first chapter']
  for (const key of keys) expect(text).not.toContain(key)
  expect(text).toContain('===== a-single\nsingle, easy: Testing a-single')
  const single = named('single')
  const lettered = shownOptions(single, single.id).map((option) => `${option.letter}. ${option.text}`)
  const items = shownItems(named('ordering'), 'an-ordering').map((item) => `${item.letter}. ${item.text}`)
  expect(text).toContain(lettered.join('\n'))
  expect(text).toContain(items.join('\n'))
})

test('a finding stands where its subject does first, and without a place where nobody knows', () => {
  const files = [{ file: 'a.yaml', text: 'x: 1\n  - id: one\n    id: "two"\n  - id: one' }]
  const places = placesIn(files, /id: *"?([a-z]+)/)
  const findings = [
    { about: 'one', says: 'A' },
    { about: 'two', says: 'B' },
    { about: 'gone', says: 'C' },
    { says: 'D' },
  ]
  expect(findingLines(findings, places)).toEqual(['a.yaml:2: A', 'a.yaml:3: B', 'C', 'D'])
})

test('a title cannot break the table of coverage', () => {
  const bank = bankOf([
    { pack: 'p', title: 'P', licence: 'L', questions: [{ ...named('short'), tests: 'a | b\n<c>' }] },
  ])
  const rows = [{ heading: 'One', covers: ['a-short', 'lost'] }]
  expect(coveragePage({ documents: [{ title: 'A guide', headings: rows }] }, bank)).toContain(
    '| One | a \\| b &lt;c> (`a-short`)<br>lost (`lost`) |  |  |',
  )
})
