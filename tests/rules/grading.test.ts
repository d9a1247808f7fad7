import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gradeAnswer, mostTyped, saysTheSame, scoreOf, typedOf, valuesTyped } from '../../core/questions/grade.ts'
import { gradeNumber, readNumber } from '../../core/questions/grade-number.ts'
import { lintPacks } from '../../core/questions/lints.ts'
import { itemsInOrder, shownItems } from '../../core/questions/ordering.ts'
import { parsePack } from '../../core/questions/pack.ts'
import type { ClosedQuestion } from '../../core/questions/question.ts'
import { shownOptions } from '../../core/questions/show.ts'
import { movedUpAmong } from '../../core/rounds/board-moves.ts'
import { ranked } from '../../core/standings/ranks.ts'
import { ownBank } from '../support/world.ts'

const closed = [...ownBank.questions.values()].filter(
  (question): question is ClosedQuestion => question.kind !== 'open',
)

function asked<Kind extends ClosedQuestion['kind']>(kind: Kind) {
  const question = closed.find((one) => one.kind === kind)
  if (question === undefined) throw new Error(`the bank has no ${kind} question`)
  return question as Extract<ClosedQuestion, { kind: Kind }>
}

test('a number is read however its thousands and decimals are set apart', () => {
  const same: Record<string, number> = {
    '1000': 1000,
    '1,000': 1000,
    '1 000': 1000,
    '1_000': 1000,
    "1'000": 1000,
    '1,000,000.5': 1_000_000.5,
    '1.000.000,5': 1_000_000.5,
    '1.0': 1,
    '1,5': 1.5,
    '0,125': 0.125,
    '.5': 0.5,
    '-3': -3,
    '1e3': 1000,
    '2.5E-1': 0.25,
  }
  for (const [typed, value] of Object.entries(same)) expect([typed, readNumber(typed)]).toEqual([typed, value])
  for (const typed of ['', 'ten', '1,2,3', '--1', '1 2', 'e5', '1e999', '1/2'])
    expect([typed, readNumber(typed)]).toEqual([typed, undefined])
})

test('any finite number that is written in English is read back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (drawn) => {
      // no minus before a nought
      const value = drawn + 0
      expect(readNumber(value.toLocaleString('en', { maximumFractionDigits: 20 }))).toBeCloseTo(value, 6)
      expect(readNumber(String(value))).toBe(value)
    }),
  )
})

test('units are converted where they measure the same, and refused where they do not', () => {
  const second = { answer: 1000, tolerance: 10, unit: 'ms' }
  for (const typed of [
    '1,000 ms',
    '1s',
    '1.0 s',
    '1000',
    '~1 sec',
    '1 second.',
    '1000000µs',
    '0.0166 min',
    '１ｓ',
    '1,005 msec',
  ])
    expect([typed, gradeNumber(second, typed)]).toEqual([typed, 'right'])
  for (const typed of ['2 s', '1 ms', '1h', '989'])
    expect([typed, gradeNumber(second, typed)]).toEqual([typed, 'wrong'])
  for (const typed of ['1 GB', '1000 ms or so', '1000 requests'])
    expect([typed, gradeNumber(second, typed)]).toEqual([typed, 'other-unit'])
  for (const typed of ['fast', 'ms', '1 2 ms', '10-20 ms'])
    expect([typed, gradeNumber(second, typed)]).toEqual([typed, 'no-number'])
  const exactly = (answer: number, unit: string | undefined, typed: string) =>
    gradeNumber({ answer, tolerance: 0, unit }, typed)
  expect(exactly(1, 'GiB', '1024 MiB')).toBe('right')
  expect(exactly(1, 'GiB', '1000 MB')).toBe('wrong')
  expect(exactly(1, 'MB', '1000 KB')).toBe('right')
  expect(exactly(8, 'Mbit/s', '1 MB/s')).toBe('right')
  expect(exactly(50, 'requests/s', '3,000 requests per minute')).toBe('right')
  expect(exactly(5, 'nodes', '5 node')).toBe('right')
  expect(exactly(5, 'nodes', '5 disks')).toBe('other-unit')
  expect(exactly(5, undefined, '5')).toBe('right')
  expect(exactly(5, undefined, '5 nodes')).toBe('other-unit')
  expect(exactly(99, '%', '99%')).toBe('right')
})

test('digits of other scripts are numbers too, and what cannot be seen is left out', () => {
  const second = { answer: 1000, tolerance: 0, unit: 'ms' }
  for (const typed of [
    '١٠٠٠',
    '١٬٠٠٠ ms',
    '١٠٠٠٫٠',
    '۱۰۰۰ ms',
    '१००० ms',
    '১০০০',
    '๑๐๐๐',
    '１，０００ ＭＳ',
    '\u200f1\u200b000\ufeff ms',
    '1\u00a0000\u202fms',
  ])
    expect([typed, gradeNumber(second, typed)]).toEqual([typed, 'right'])
  expect(gradeNumber({ answer: 99, tolerance: 0, unit: '%' }, '٩٩٪')).toBe('right')
  expect(gradeNumber({ answer: -3, tolerance: 0 }, '\u22123')).toBe('right')
  for (const typed of ['10³', '10₃', '½', '1½', '²'])
    expect([typed, gradeNumber(second, typed)]).toEqual([typed, 'no-number'])
})

test('a number is right within its tolerance, in whatever unit, and wrong outside it', () => {
  const seconds = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 }
  const unit = fc.constantFrom(...(Object.keys(seconds) as (keyof typeof seconds)[]))
  fc.assert(
    fc.property(
      unit,
      unit,
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      (to, from, answer, off) => {
        fc.pre(Math.abs(Math.abs(off) - 1) > 1e-3)
        const tolerance = answer / 100
        const typed = `${((answer + off * tolerance) * seconds[to]) / seconds[from]} ${from}`
        expect(gradeNumber({ answer, tolerance, unit: to }, typed)).toBe(Math.abs(off) < 1 ? 'right' : 'wrong')
      },
    ),
  )
})

test('a short answer is the same in any case, width and accents, with or without hyphens and articles', () => {
  for (const [typed, accepted] of [
    ['WRITE AHEAD-LOG', 'write-ahead log'],
    ['the outbox', 'Outbox'],
    ['naïve', 'NAIVE'],
    ['ｌｅａｓｅ', 'lease'],
    ['“backpressure”.', 'back-pressure'],
    ['`FOR UPDATE`', 'for update'],
    ['Straße', 'STRASSE'],
    ['C++', 'c++'],
    ['cafe\u0301', 'café'],
    ['le\u00adase\u200b', 'lease'],
    ['٤٢٩', '429'],
  ] as const)
    expect([typed, saysTheSame(typed, accepted)]).toEqual([typed, true])
})

test('one slip is forgiven in words of five letters and more, unless it makes another word of it', () => {
  for (const [typed, accepted, same] of [
    ['idempotancy key', 'idempotency key', true],
    ['idemptency ky', 'idempotency key', false],
    ['leese', 'lease', true],
    ['loese', 'lease', false],
    ['ETga', 'ETag', false],
    ['asynchronous', 'synchronous', false],
    ['SHA-255', 'SHA-256', false],
    ['sha255', 'SHA256', false],
    ['C', 'C++', false],
    ['C#', 'C++', false],
    ['', 'lease', false],
    ['a', 'the', false],
  ] as const)
    expect([typed, saysTheSame(typed, accepted)]).toEqual([typed, same])
})

test('each accepted wording of our own is right, also with one letter too many', () => {
  const wordings = [...ownBank.questions.values()].flatMap((question) =>
    question.kind === 'short' ? question.accepted.map((text) => ({ question, text })) : [],
  )
  fc.assert(
    fc.property(fc.constantFrom(...wordings), fc.nat(), fc.constantFrom(...'xyz'), ({ question, text }, at, letter) => {
      expect(gradeAnswer(question, [text])).toBe('right')
      const [long] = text.match(/(?<!\S)\p{L}{5,}(?!\S)/u) ?? []
      if (long === undefined) return
      const place = 1 + (at % long.length)
      const slipped = text.replace(long, long.slice(0, place) + letter + long.slice(place))
      expect(gradeAnswer(question, [slipped])).toBe('right')
    }),
  )
})

test('grading never breaks, whatever is typed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...closed),
      fc.array(fc.string({ unit: 'grapheme', maxLength: 250 }), { maxLength: 3 }),
      (question, values) => {
        expect(typeof gradeAnswer(question, values)).toBe('string')
      },
    ),
  )
})

test('a pasted book is refused, whatever is asked', () => {
  for (const book of ['9'.repeat(100_000), `${'1 '.repeat(50_000)}x`, 'a-'.repeat(50_000), '😀'.repeat(mostTyped + 1)])
    for (const question of [asked('numeric'), asked('short'), asked('ordering')]) {
      expect(gradeAnswer(question, valuesTyped(question, 'any', book))).toBe('too-long')
      expect(scoreOf(question, [book])).toBe(0)
    }
  const long = `${' '.repeat(100_000)}${'😀'.repeat(mostTyped)}`
  expect(gradeAnswer(asked('short'), [long])).toBe('wrong')
  expect(gradeAnswer(asked('single'), ['9'.repeat(100_000)])).toBe('no-such-option')
})

const anyValues = fc.oneof(
  fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 6 }),
  fc.array(fc.constantFrom(...'012345'), { maxLength: 6 }),
  fc.shuffledSubarray(['0', '1', '2', '3', '4']),
)

test('a score lies between nothing and one, and only what is right has all of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...closed), anyValues, (question, values) => {
      const score = scoreOf(question, values)
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(score === 1).toBe(gradeAnswer(question, values) === 'right')
    }),
    { numRuns: 1_000 },
  )
})

test('part of a score is for part of the right options, less the wrong ones', () => {
  const options = ['a', 'b', 'c', 'd', 'e'].map((text, index) => ({ text, right: index < 3, why: 'No.' }))
  const multi = { ...asked('multi'), options }
  expect(scoreOf(multi, ['0', '1', '2'])).toBe(1)
  expect(scoreOf(multi, ['0', '1'])).toBeCloseTo(2 / 3)
  expect(scoreOf(multi, ['0', '1', '2', '3'])).toBeCloseTo(2 / 3)
  expect(scoreOf(multi, ['0', '1', '2', '3', '4'])).toBeCloseTo(1 / 3)
  for (const values of [['0', '3'], ['3', '4'], [], ['0', '9']]) expect(scoreOf(multi, values)).toBe(0)
})

test('part of a score is for pairs in the right order, and none for half of them', () => {
  const four = { ...asked('ordering'), items: ['a', 'b', 'c', 'd'] }
  expect(scoreOf(four, ['0', '1', '2', '3'])).toBe(1)
  expect(scoreOf(four, ['0', '1', '3', '2'])).toBeCloseTo(2 / 3)
  expect(scoreOf(four, ['3', '0', '1', '2'])).toBe(0)
  expect(scoreOf(four, ['3', '2', '1', '0'])).toBe(0)
  for (const values of [['0', '1', '2'], ['0', '1', '2', '2'], ['0', '1', '2', '3', '4'], ['A B C D']])
    expect([values, gradeAnswer(four, values), scoreOf(four, values)]).toEqual([values, 'no-order', 0])
})

const seedAndItems = [fc.uuid(), fc.integer({ min: 3, max: 5 })] as const

function ordering(items: number) {
  return { ...asked('ordering'), items: ['one', 'two', 'three', 'four', 'five'].slice(0, items) }
}

test('items are all shown, the same for everyone, and never in the right order', () => {
  fc.assert(
    fc.property(...seedAndItems, (seed, items) => {
      const question = ordering(items)
      const shown = shownItems(question, seed)
      expect(shown).toEqual(shownItems(question, seed))
      expect(shown.map(({ letter }) => letter).join('')).toBe('ABCDE'.slice(0, items))
      expect(shown.map(({ text }) => text)).not.toEqual(question.items)
      expect(itemsInOrder(question, seed).map(({ text }) => text)).toEqual(question.items)
    }),
  )
})

test('an order is typed with anything between its letters, and is given back as it was meant', () => {
  fc.assert(
    fc.property(
      ...seedAndItems,
      fc.array(fc.constantFrom(' ', ', ', '', ' > ', '-', ' → ', ') ', '\n'), { minLength: 6, maxLength: 6 }),
      fc.boolean(),
      (seed, items, between, isLower) => {
        const question = ordering(items)
        const right = itemsInOrder(question, seed).map(({ letter }) => letter)
        const text = right.map((letter, place) => `${between[place]}${letter}`).join('') + between[5]
        const values = valuesTyped(question, seed, isLower ? text.toLowerCase() : text)
        expect(gradeAnswer(question, values)).toBe('right')
        expect(typedOf(question, seed, values)).toBe(right.join(' '))
        const turned = valuesTyped(question, seed, right.toReversed().join(' '))
        expect([gradeAnswer(question, turned), scoreOf(question, turned)]).toEqual(['wrong', 0])
      },
    ),
  )
  const question = ordering(4)
  const graded = (typed: string) => gradeAnswer(question, valuesTyped(question, 'any', typed))
  for (const typed of ['ＢＤＡＣ', 'b d a c', 'B, D > A-C']) expect([typed, graded(typed)]).not.toContain('no-order')
  for (const typed of [
    'ABC',
    'A B C C',
    'A B C D E',
    'ABCDA',
    '1 2 3 0',
    '0 1 2 3',
    'A then B C D',
    'A or B C D',
    'Á B C D',
    '->',
  ])
    expect([typed, graded(typed)]).toEqual([typed, 'no-order'])
  expect(graded(' ')).toBe('nothing-typed')
})

test('exactly the right options are right, whatever else could be chosen', () => {
  for (const question of [asked('single'), asked('multi'), asked('true-false')]) {
    const options = shownOptions(question, 'any')
    const right = options.filter((option) => option.right).map(({ index }) => index)
    fc.assert(
      fc.property(fc.subarray(options.map(({ index }) => index)), (chosen) => {
        const same = chosen.length === right.length && right.every((index) => chosen.includes(index))
        const fits = chosen.length > 0 && (question.kind === 'multi' || chosen.length === 1)
        expect(gradeAnswer(question, chosen) === 'right').toBe(same)
        expect(['right', 'wrong'].includes(gradeAnswer(question, chosen))).toBe(fits)
      }),
    )
    expect(gradeAnswer(question, ['9'])).toBe('no-such-option')
    expect(gradeAnswer(question, [])).toBe('nothing-chosen')
  }
})

test('the options are all shown, in the order that the round draws', () => {
  const single = asked('single')
  if (single.kind !== 'single') throw new Error('a question with options is needed')
  fc.assert(
    fc.property(fc.uuid(), (seed) => {
      const shown = shownOptions(single, seed)
      expect(shown).toEqual(shownOptions(single, seed))
      expect(shown.map(({ letter }) => letter).join('')).toBe('ABCDE'.slice(0, single.options.length))
      expect(shown.map(({ index }) => index).sort()).toEqual(single.options.map((_, index) => String(index)))
    }),
  )
  const first = new Set(Array.from({ length: 60 }, (_, round) => shownOptions(single, `round ${round}`)[0]?.index))
  expect(first.size).toBe(single.options.length)
})

test('a mistake in a closed question is named with what to do', () => {
  const says = (yaml: string) => {
    const text = `pack: p\ntitle: P\nlicence: CC-BY-4.0\nquestions:\n  - id: q\n    topic: t\n    level: easy\n    tags: [t]\n    tests: Something\n    question: Twenty characters and more.\n    sources: [{ title: S, url: "https://example.org" }]\n${yaml}`
    const parsed = parsePack('pack.yaml', text)
    const complaints =
      'complaints' in parsed
        ? parsed.complaints.map((complaint) => complaint.says)
        : lintPacks([parsed.value], new Map([['t', 'T']]))
    return complaints.join('; ') || 'right'
  }
  const why = '    explanation: Because it is so, and here is at length why it is so.\n'
  const options = (...all: string[]) =>
    `${why}    kind: single\n    options: [${all.map((one) => `{ ${one} }`).join(', ')}]`
  expect(says(options('text: a, right: true', 'text: b, why: no', 'text: c, why: no'))).toBe('right')
  expect(says(options('text: a, right: true', 'text: b, why: no'))).toContain('3 to 5 options')
  expect(says(options('text: a, right: true', 'text: b', 'text: c, why: no'))).toContain('needs a `why`')
  expect(says(options('text: a, right: true', 'text: b, right: true', 'text: c, why: no'))).toContain(
    'exactly one option',
  )
  expect(says(options('text: a, right: true', 'text: B, why: no', 'text: b, why: no'))).toContain('say the same')
  expect(says(options('text: a, right: true', 'text: b, why: no', 'text: c, why: no, colour: red'))).toContain('colour')
  expect(says(`${why}    kind: true-false\n    answer: maybe`)).toContain('answer')
  expect(says(`    explanation: Short.\n    kind: true-false\n    answer: true`)).toContain('40 characters')
  expect(says(`${why}    kind: numeric\n    answer: 3\n    tolerance: -1`)).toContain('tolerance')
  expect(says(`${why}    kind: short\n    accepted: []`)).toContain('accepted')
  expect(says(`${why}    kind: ordering\n    items: [a, b, c]`)).toBe('right')
  expect(says(`${why}    kind: ordering\n    items: [a, b]`)).toContain('3 to 8 items')
  expect(says(`${why}    kind: ordering\n    items: [a, b, c, d, e, f]`)).toContain('3 to 5 items')
  expect(says(`${why}    kind: ordering\n    items: [a, b, A]`)).toContain('two items say the same')
  expect(says(`${why}    kind: ordering\n    items: [a, b, ${'c'.repeat(201)}]`)).toContain('items.2')
  expect(says(`${why}    kind: essay`)).toContain(
    'kind: use one of open, single, multi, true-false, numeric, short, ordering',
  )
})

test('the lints see options that speak of the others, and right ones that are always the longest', () => {
  const single = asked('single')
  const as = (id: string, texts: readonly string[]) => ({
    ...single,
    id,
    tests: id,
    question: Array.from({ length: 9 }, (_, word) => `word${id}${word}`).join(' '),
    options: texts.map((text, index) => ({ text, right: index === 0, why: 'No.' })),
  })
  const pack = (questions: ClosedQuestion[]) =>
    lintPacks([{ pack: 'p', title: 'P', licence: 'L', questions }], ownBank.topics)
  expect(pack([as('one', ['None of the above', 'b', 'c'])])).toContainEqual(
    expect.stringContaining('speaks of the other options'),
  )
  const five = ['1', '2', '3', '4', '5']
  expect(pack(five.map((id) => as(id, ['the longest', 'b', 'c'])))).toEqual([
    expect.stringContaining('in 5 of 5 questions'),
  ])
  expect(pack(five.map((id) => as(id, ['a', 'the longest', 'c'])))).toEqual([])
})

test('the lints see items that begin with their place', () => {
  const says = (...items: string[]) =>
    lintPacks([{ pack: 'p', title: 'P', licence: 'L', questions: [{ ...asked('ordering'), items }] }], ownBank.topics)
  for (const given of ['Then the client waits', '2. The client waits', '`Finally`: the client waits'])
    expect([given, says('a', given, 'c')]).toEqual([given, [expect.stringContaining('begins with its place')]])
  expect(says('Thenceforth', 'Next.js renders', '2.5 seconds pass')).toEqual([])
})

test('who was on the board and stands higher now has moved up; nobody else has', () => {
  const totals = fc.uniqueArray(
    fc.record({ member: fc.constantFrom(...'abcdefgh'), before: fc.nat(20), gained: fc.nat(15) }),
    { selector: ({ member }) => member },
  )
  fc.assert(
    fc.property(totals, (all) => {
      const board = ranked(
        all
          .map(({ member, before, gained }) => ({ member, name: member, points: before + gained }))
          .filter(({ points }) => points > 0),
      )
      const earlier = ranked(
        all.map(({ member, before }) => ({ member, name: member, points: before })).filter(({ points }) => points > 0),
      )
      const gained = new Map(all.map((one) => [one.member, one.gained]))
      const counts = [board.map(({ points }) => points), board.map(() => 1)] as const
      const moved = movedUpAmong(board, gained, counts)
      const placeIn = (standings: typeof board, name: string) => standings.find(({ member }) => member === name)?.place
      for (const { name, from, to } of moved) {
        expect([from, to]).toEqual([placeIn(earlier, name), placeIn(board, name)])
        expect(to).toBeLessThan(from)
      }
      const climbed = earlier.filter(({ member, place }) => (placeIn(board, member) ?? 99) < place)
      expect(moved.length).toBe(climbed.length)
    }),
  )
})
