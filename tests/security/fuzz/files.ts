import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { mostQuestions, mostRefused, type Reading } from '../../../core/questions/formats/found.ts'
import { readQuestions } from '../../../core/questions/formats/read.ts'
import { parsePack } from '../../../core/questions/pack.ts'
import { questionSchema } from '../../../core/questions/question.ts'
import { must, soon, type Target } from './target.ts'
import { wildText } from './wild.ts'

/** Packs, and files of questions in all formats. */

const folder = new URL('../../fixtures/formats/', import.meta.url)
const mostFixture = 6_000
const fixtures = ['gift/', ''].flatMap((part) =>
  readdirSync(new URL(part, folder))
    .filter((name) => /\.(gift|md|csv|txt|yaml|json)$/.test(name))
    .map((name) => ({ name, text: readFileSync(new URL(part + name, folder), 'utf8').slice(0, mostFixture) })),
)
const pack = {
  name: 'pack.yaml',
  text: `pack: sql
title: SQL
questions:
  - id: a-key
    kind: single
    topic: sql
    level: easy
    tests: keys
    question: Which one?
    options:
      - text: this
        right: true
      - text: that
    explanation: Because it is so.
`,
}
const samples = [...fixtures, pack]
const names = fc.constantFrom('a.yaml', 'a.csv', 'a.tsv', 'a.gift', 'a.txt', 'a.md', 'a.json', 'a', '../a.yaml')
const marks = fc.constantFrom(
  ...['{', '}', '=', '~', '#', '####', '::', '->', '%50%', '\\', '\n\n', '"', '""', '\t', ';', ',', '- ', ': ', '|'],
  ...['&a ', '*a', '<<: *a', '!!js/function ', '---\n', '...\n', '%TAG ! x\n', '? ', '[', ']', '> ', "'", '{{c1::'],
  ...['<b>', '</', '<!--', '&lt;', '&#0;', '&#x110000;', '```', '- [ ] ', '###### 1. ', '\r', '\ufeff', '//', '$'],
)

const slips = fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.oneof(marks, wildText)), { minLength: 1, maxLength: 5 })
const slippedFile = fc.tuple(fc.constantFrom(...samples), slips).map(([{ name, text }, all]) => ({
  name,
  text: all.reduce((sofar, [at, out, put]) => {
    const place = at % (sofar.length + 1)
    return sofar.slice(0, place) + put + sofar.slice(place + out)
  }, text),
}))
const madeUpFile = fc.record({
  name: names,
  text: fc.array(fc.oneof(marks, wildText), { maxLength: 30 }).map((parts) => parts.join('')),
})
const bytesFile = fc.record({ name: names, bytes: fc.uint8Array({ maxLength: 200 }) })

function check(name: string, bytes: Uint8Array): void {
  const read = soon(`reading ${name}`, () => readQuestions(name, bytes))
  const fault = faultIn(read)
  must(fault === undefined, `${fault} in ${name}`)
}

function faultIn(read: Reading): string | undefined {
  if ('complaint' in read) return read.complaint.length > 5 ? undefined : 'no complaint'
  const { questions, refused } = read
  if (questions.length > mostQuestions || refused.length > mostRefused) return 'too much'
  if (new Set(questions.map(({ question }) => question.id)).size < questions.length) return 'an id twice'
  const isWhole = questions.every(({ question, line }) => line > 0 && questionSchema.safeParse(question).success)
  return isWhole ? undefined : 'what is no question'
}

const encoder = new TextEncoder()

export const fileTargets: readonly Target[] = [
  {
    name: 'files with slips in them',
    weight: 3,
    property: fc.property(slippedFile, ({ name, text }) => check(name, encoder.encode(text))),
  },
  {
    name: 'files that are made up',
    weight: 4,
    property: fc.property(madeUpFile, ({ name, text }) => check(name, encoder.encode(text))),
  },
  {
    name: 'files of any bytes',
    weight: 4,
    property: fc.property(bytesFile, ({ name, bytes }) => check(name, bytes)),
  },
  {
    name: 'packs',
    weight: 3,
    property: fc.property(fc.oneof(slippedFile, madeUpFile), ({ name, text }) => {
      const read = soon(`parsing ${name}`, () => parsePack(name, text))
      must('value' in read || read.complaints.every(({ line, says }) => line >= 1 && says !== ''), 'a bare complaint')
    }),
  },
]
