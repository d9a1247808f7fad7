import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatPlatform, Message } from '../../core/platform.ts'
import { keptOf, oneFile, triedOf } from '../../core/questions/import-rule.ts'
import { importedWords, importTable, sizeOf } from '../../core/questions/import-words.ts'
import { questionSchema } from '../../core/questions/question.ts'
import { progressOf } from '../../core/questions/read-import.ts'
import { silentLog } from '../support/world.ts'

const question = (id: string, words = id) =>
  questionSchema.parse({
    id,
    topic: 'operations',
    level: 'easy',
    kind: 'short',
    tests: words,
    question: words,
    accepted: ['outage'],
  })
const pack = { id: 'ours', title: 'Ours' }

test('one file that the platform keeps is taken, with a size that makes sense', () => {
  const file = { name: 'a.csv', bytes: 9, file: 'F1' }
  expect(oneFile([file], 9)).toEqual({ file })
  expect(oneFile([{ ...file, bytes: -1 }], 9)).toEqual({ file: { ...file, bytes: 0 } })
  for (const refused of [[], [file, file], [{ ...file, bytes: 10 }], [{ name: 'a.csv', bytes: 9 }]]) {
    expect(oneFile(refused, 9)).toEqual({ complaint: expect.any(String) })
  }
})

test('nothing is kept that PostgreSQL would not take, and nothing gets lost without a word', () => {
  const word = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom('\0', 'a\0b', '\ud800', '🔑'.slice(1)),
  )
  fc.assert(
    fc.property(
      fc.array(
        word.filter((text) => text.trim() !== '' && text.length < 100),
        { maxLength: 8 },
      ),
      (words) => {
        const questions = words.map((text, n) => ({ question: question(`q-${n}`, `x${text}x`), line: n + 1 }))
        const refused = words.map((text, n) => ({ line: n, what: text, says: text }))
        const kept = keptOf({ format: 'csv', pack: { ...pack, title: `t${words.join('')}` }, questions, refused })
        const text = JSON.stringify(kept)
        expect(JSON.parse(text)).toEqual(kept)
        expect(isWell(kept)).toBe(true)
        expect(kept.questions.length + kept.refused.length).toBe(2 * words.length)
      },
    ),
  )
})

test('what the workspace would refuse is named with its line, and no longer counts', () => {
  const questions = ['one', 'two', 'three'].map((id, n) => ({ question: question(id), line: 10 * (n + 1) }))
  const kept = { pack, questions, same: 0, refused: [{ line: 15, what: 'x', says: 'odd' }] }
  const tried = triedOf(kept, { same: 1, refused: [{ id: 'two', says: 'no room' }] })
  expect(tried.questions.map(({ question: { id } }) => id)).toEqual(['one', 'three'])
  expect(tried.refused).toEqual([
    { line: 15, what: 'x', says: 'odd' },
    { line: 20, what: 'two', says: 'no room' },
  ])
})

test('one question is spoken of as one, and several as several', () => {
  const kept = (count: number, same: number) => ({
    pack,
    questions: Array.from({ length: count }, (_, n) => ({ question: question(`q-${n}`), line: n })),
    same,
    refused: [],
  })
  const table = (count: number, same: number) =>
    importTable('1', 'a.csv', kept(count, same), (topic) => topic).text.split('\n')[0]
  expect(table(1, 1)).toMatch(/: 1 question, here already\.$/)
  expect(table(2, 1)).toMatch(/: 2 questions, 1 of them here already\.$/)
  const one = importedWords(pack, { brought: 1, same: 1, refused: [] })
  expect(one).toContain('1 question came in, 1 was here already and has the words of this file now.')
  expect(one).toContain('It is asked in this workspace from now on; `/question packs` takes it out again.')
  const several = importedWords(pack, { brought: 2, same: 2, refused: [] })
  expect(several).toContain('2 were here already and have the words of this file now.')
  expect(several).toContain('They are asked in this workspace from now on; `/question packs` takes them out again.')
})

test('whatever a file says, the table stays short, pings nobody, and its buttons fit', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('<role:1>', '```', '**', '@everyone', '<member:U1>', '\n# '))
  const refusals = fc.array(fc.record({ line: fc.nat(), what: text, says: text }), { maxLength: 30 })
  const id = '0199aaaa-0000-7000-8000-000000000000'
  fc.assert(
    fc.property(refusals, text, fc.nat(30), (refused, name, count) => {
      const questions = Array.from({ length: count }, (_, n) => ({
        question: question(`q-${n}`, `x ${name}`),
        line: n,
      }))
      const kept = { pack: { id: 'ours', title: name }, questions, same: 0, refused }
      const { text: says, buttons = [] } = importTable(id, name, kept, (topic) => topic)
      expect(says.length).toBeLessThan(6_000)
      expect(says).not.toMatch(/(^|[^\\])<(role|member):/)
      expect(buttons.every((button) => button.id.length <= 100 && button.label.length <= 75)).toBe(true)
      expect(buttons.some((button) => button.label.startsWith('Import'))).toBe(count > 0)
      const outcome = { brought: count, same: 0, refused: refused.map(({ what }) => ({ id: 'x', says: what })) }
      expect(importedWords(kept.pack, outcome)).not.toMatch(/(^|[^\\])<(role|member):/)
    }),
  )
})

test('sizes are said as people say them', () => {
  expect([1, 812, 2_900, 1_234_567, 50 * 2 ** 20].map(sizeOf)).toEqual([
    '1 byte',
    '812 bytes',
    '3 kB',
    '1.2 MB',
    '52.4 MB',
  ])
})

test('how far a large file has been read is one message that changes every three seconds; a small one is read in silence', async () => {
  const { said, at, progress } = watched()
  at(1)
  progress.heard(1, 100)
  await progress.ended()
  expect(said).toEqual([])
  for (const [second, done] of [
    [3, 10],
    [4, 20],
    [5, 30],
    [6, 40],
    [9, 99],
    [12, 100],
  ] as const) {
    at(second)
    progress.heard(done, 100)
  }
  await progress.ended()
  expect(said).toEqual([
    'tell import-progress:1: Reading big\\.csv … Read 10 %.',
    'edit: Reading big\\.csv … Read 40 %.',
    'edit: Reading big\\.csv … Read 99 %.',
    'edit: I have read big\\.csv.',
  ])
})

test('where it cannot be told, the reading goes on', async () => {
  const { at, progress } = watched(async () => {
    throw new Error('down')
  })
  at(10)
  progress.heard(10, 100)
  await progress.ended()
})

/** A platform that writes down what is said, and a clock that is set by hand. */
function watched(tell?: ChatPlatform['tell']) {
  const said: string[] = []
  let seconds = 0
  const posted = { done: { place: 'direct', id: '1' } }
  const platform = {
    tell: async (_workspace: string, _member: string, { text }: Message, key: string) => {
      said.push(`tell ${key}: ${text}`)
      return posted
    },
    edit: async (_workspace: string, _posted: object, { text }: Message) => {
      said.push(`edit: ${text}`)
      return posted
    },
    ...(tell === undefined ? {} : { tell }),
  } as unknown as ChatPlatform
  const clock = () => Temporal.Instant.fromEpochMilliseconds(seconds * 1_000)
  const study = { platforms: new Map([['room', platform]]), clock, log: silentLog }
  const progress = progressOf(study, { workspace: 'room/one', member: 'ada', id: '1', fileName: 'big.csv' })
  const at = (second: number) => {
    seconds = second
  }
  return { said, at, progress }
}

function isWell(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  return typeof value !== 'object' || value === null || Object.values(value).every(isWell)
}
