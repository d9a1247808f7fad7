import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readQuestions } from '../../core/questions/formats/read.ts'

/** Files in Moodle's GIFT, a feature each (tests/fixtures/formats/README.md). */

const folder = new URL('../fixtures/formats/gift/', import.meta.url)
const expected = parse(await readFile(new URL('expected.yaml', folder), 'utf8')) as Record<string, Expected>

interface Expected {
  readonly questions?: readonly object[]
  readonly refused?: readonly string[]
  readonly complaint?: string
}

describe('each file is read', () => {
  test.each(Object.entries(expected))('%s', async (name, { questions = [], refused = [], complaint }) => {
    const reading = readQuestions(`${name}.gift`, await readFile(new URL(`${name}.gift`, folder)))
    if ('complaint' in reading) return expect(reading.complaint).toBe(complaint)
    expect(reading.refused.map(({ says }) => says)).toEqual(refused.map((part) => expect.stringContaining(part)))
    expect(reading.questions.map(({ question }) => question)).toEqual(
      questions.map((question) => expect.objectContaining(matching(question))),
    )
  })
})

function matching(question: object): object {
  const nested = Object.entries(question).map(([key, value]) => [
    key,
    key === 'options' ? (value as object[]).map((option) => expect.objectContaining(option)) : value,
  ])
  return Object.fromEntries(nested)
}

test('no file is left out', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.gift'))
  expect(files.map((name) => name.replace('.gift', '')).sort()).toEqual(Object.keys(expected).sort())
  expect(files.length).toBeGreaterThanOrEqual(51)
})

test('a refused question is told by its line, the others come in', async () => {
  const text = ['// a comment', '', 'Is this one right?{T}', '', 'And this?{', '=no', '', 'The last one.{F}'].join('\n')
  const reading = readQuestions('set.gift', new TextEncoder().encode(text))
  expect(reading).toMatchObject({
    questions: [{ line: 3 }, { line: 8 }],
    refused: [{ line: 5, what: 'And this?{ =no', says: expect.stringContaining('not valid GIFT') }],
  })
})
