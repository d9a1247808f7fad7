import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guarded, unguarded } from '../../core/questions/formats/cells.ts'
import { type ExportFormat, writeQuestions } from '../../core/questions/formats/export.ts'
import type { Reading } from '../../core/questions/formats/found.ts'
import { readQuestions } from '../../core/questions/formats/read.ts'
import type { Question } from '../../core/questions/question.ts'
import { anyQuestionOf, anyQuestions } from '../fixtures/formats/any-question.ts'

/** What goes out comes back in: all of it by YAML and CSV, what they can carry by GIFT and Anki. */

const pack = { id: 'our-pack', title: 'Our pack', licence: 'CC0-1.0' }
const extensions = { yaml: 'yaml', csv: 'csv', gift: 'gift', anki: 'txt' }

function throughFile(format: ExportFormat, questions: readonly Question[]): Reading {
  const { text } = writeQuestions(format, pack, questions)
  return readQuestions(`our-pack.${extensions[format]}`, new TextEncoder().encode(text))
}

function questionsOf(reading: Reading): Question[] {
  if ('complaint' in reading) throw new Error(reading.complaint)
  expect(reading.refused).toEqual([])
  return reading.questions.map(({ question }) => question)
}

test('YAML brings back every question exactly, with its pack', () => {
  fc.assert(
    fc.property(anyQuestions, (questions) => {
      const reading = throughFile('yaml', questions)
      expect(questionsOf(reading)).toEqual(questions)
      expect(reading).toMatchObject({ pack })
    }),
    { numRuns: 300 },
  )
})

test('CSV brings back every question exactly', () => {
  fc.assert(
    fc.property(anyQuestions, (questions) => {
      expect(questionsOf(throughFile('csv', questions))).toEqual(questions)
    }),
    { numRuns: 300 },
  )
})

const { ordering, ...kindsOfGift } = anyQuestionOf

test('GIFT brings back kind, id, topic, level, tags, title, question, answers, feedback and explanation', () => {
  fc.assert(
    fc.property(fc.oneof(...Object.values(kindsOfGift)), (question) => {
      fc.pre(!JSON.stringify(question).includes('->') || question.kind !== 'short')
      expect(questionsOf(throughFile('gift', [question]))).toEqual([inGift(question)])
    }),
    { numRuns: 300 },
  )
})

/** What GIFT carries of a question: gift-write.ts. */
function inGift(question: Question): Question {
  const { supersedes: _, ...rest } = question
  const kept = { ...rest, sources: [], ...ofKind() }
  return mapTexts(kept, (text) => text.replace(/\r\n|\r/g, '\n').trim()) as Question

  function ofKind(): object {
    if (question.kind === 'open') return { key_points: [], follow_ups: [] }
    if (question.kind !== 'numeric') return {}
    const answer = question.answer === 0 ? 0 : question.answer
    if (question.unit === undefined) return { answer }
    return { answer, question: `${question.question}\n\n(${question.unit})`, unit: undefined }
  }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(entries.map(([key, one]) => [key, mapTexts(one, change)]))
}

test('an order and a wording with an arrow stay out of GIFT, and that is said', () => {
  fc.assert(
    fc.property(ordering, (question) => {
      expect(writeQuestions('gift', pack, [question]).left).toEqual([
        { id: question.id, says: 'GIFT has no kind for putting things in order' },
      ])
    }),
  )
  const arrow: Question = { ...base, kind: 'short', accepted: ['a->b'], explanation: '' }
  expect(writeQuestions('gift', pack, [arrow]).left).toHaveLength(1)
})

test('an option with an arrow does not make it a matching question', () => {
  const options = [
    { text: 'x -> x', right: true },
    { text: 'x => y', right: false },
  ]
  const question: Question = { ...base, options, kind: 'single', explanation: '' }
  expect(questionsOf(throughFile('gift', [question]))).toEqual([question])
})

const base = {
  id: 'one',
  topic: 'http',
  level: 'easy' as const,
  tags: [],
  tests: 'A thing',
  question: 'What?',
  sources: [],
}

test('Anki brings back id, topic, level, tags, question, and the reference or the wording that is shown', () => {
  fc.assert(
    fc.property(fc.oneof(anyQuestionOf.open, anyQuestionOf.short), (question) => {
      fc.pre(!/\{\{c\d+::|\[sound:/.test(JSON.stringify(question)))
      const { id, topic, level, tags, kind } = question
      const answer =
        question.kind === 'open' ? { reference: question.reference } : { accepted: [firstAccepted(question)] }
      const [back] = questionsOf(throughFile('anki', [question]))
      expect(back).toMatchObject({ id, topic, level, tags, kind, question: question.question, ...answer })
    }),
    { numRuns: 300 },
  )
})

function firstAccepted(question: Question): string | undefined {
  return question.kind === 'short' ? question.accepted[0] : undefined
}

test('of other kinds Anki gets an open question with the options on its front and the right ones on its back', () => {
  fc.assert(
    fc.property(fc.oneof(anyQuestionOf.single, anyQuestionOf.multi), (question) => {
      const [back] = questionsOf(throughFile('anki', [question]))
      expect(back?.kind).toBe('open')
      expect(back?.question.startsWith(question.question)).toBe(true)
      if (back?.kind !== 'open' || !('options' in question)) return
      for (const { text, right } of question.options) {
        expect(back.question).toContain(text)
        if (right) expect(back.reference).toContain(text)
      }
    }),
  )
})

const formulaStart = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r]/u

test('no cell that goes out can start a formula, and each comes back as it was', () => {
  const start = fc.constantFrom('', "'", "''", ' ', '\t', '\r', '\n', '\u00a0', '\u200b', '\u0000', '\ufeff', '\u3000')
  const mark = fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', 'a', '')
  fc.assert(
    fc.property(fc.array(start, { maxLength: 4 }), mark, fc.string({ unit: 'binary' }), (before, one, after) => {
      const cell = `${before.join('')}${one}${after}`
      expect(guarded(cell)).not.toMatch(formulaStart)
      expect(unguarded(guarded(cell))).toBe(cell)
    }),
    { numRuns: 2000 },
  )
})

test('no cell of a CSV or an Anki file starts a formula', () => {
  fc.assert(
    fc.property(anyQuestions, fc.constantFrom('csv' as const, 'anki' as const), (questions, format) => {
      const { text } = writeQuestions(format, pack, questions)
      const body = format === 'csv' ? text.slice(1) : text.split('\n').slice(4).join('\n')
      for (const [, cell = ''] of body.matchAll(/"((?:[^"]|"")*)"/g)) expect(cell).not.toMatch(formulaStart)
    }),
  )
})
