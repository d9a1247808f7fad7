import { z } from 'zod'
import { fingerprint } from './fingerprint.ts'
import { gradeAnswer } from './grade.ts'
import { line, type Question, slug } from './question.ts'
import { hasOptions } from './show.ts'

/** Independent readings: what someone answered to each question without seeing its key. Pure. */

export const verdicts = ['agrees', 'settled', 'differs'] as const

const readingSchema = z.strictObject({
  item: slug,
  /** The fingerprint of all that the question said when it was read. */
  text: z.string().regex(/^[0-9a-f]{16}$/, 'write the 16 digits in quotes; `content restamp` makes them'),
  reader: line(60),
  /** The texts of options or items, what was typed, or the points of an open answer. */
  answer: z.union([z.boolean(), z.string().trim().min(1).max(3000), z.array(line(200)).min(1)]),
  verdict: z.enum(verdicts),
  /** What differed, and what was decided. */
  settled: z.string().trim().min(1).max(1000).optional(),
  source: z.url({ protocol: /^https$/ }).optional(),
})
export type Reading = z.infer<typeof readingSchema>
export type ReadAnswer = Reading['answer']

export const readingsSchema = z.strictObject({ readings: z.array(readingSchema) })

/** Of all that a question says: a reading holds for this text alone. Phrases, tags and sources are not read. */
export function textFingerprint(question: Question): string {
  return fingerprint([question.kind, question.question, ...saidBeside(question)])
}

function saidBeside(question: Question): unknown[] {
  switch (question.kind) {
    case 'open':
      return [question.key_points.map(({ point, weight }) => [point, weight]), question.reference]
    case 'single':
    case 'multi':
      return [question.options.map(({ text, right, why }) => [text, right, why ?? '']), question.explanation]
    case 'true-false':
      return [question.answer, question.explanation]
    case 'numeric':
      return [question.answer, question.tolerance, question.unit ?? '', question.explanation]
    case 'short':
      return [question.accepted, question.explanation]
    case 'ordering':
      return [question.items, question.explanation]
    default:
      return question satisfies never
  }
}

/** Whether a recorded answer to a closed question is right; `unreadable` where it names what the question has not. */
export function gradeReading(question: Question, answer: ReadAnswer): 'right' | 'wrong' | 'unreadable' | 'open' {
  if (question.kind === 'open') return 'open'
  const grade = gradeAnswer(question, valuesOf(question, answer))
  return grade === 'right' || grade === 'wrong' ? grade : 'unreadable'
}

/** What grading takes: indexes of options and items, as they stand in the pack. */
function valuesOf(question: Question, answer: ReadAnswer): string[] {
  const said = Array.isArray(answer) ? answer : [String(answer)]
  const texts = textsOf(question)
  return texts.length === 0 ? said : said.map((text) => String(texts.indexOf(text)))
}

/** The texts of options or items in their own order; none where something is typed. */
export function textsOf(question: Question): string[] {
  if (question.kind === 'true-false') return ['true', 'false']
  if (hasOptions(question)) return question.options.map(({ text }) => text)
  return question.kind === 'ordering' ? question.items : []
}
