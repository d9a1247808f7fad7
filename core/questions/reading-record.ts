import { readOrder } from './ordering.ts'
import type { Question } from './question.ts'
import { gradeReading, type ReadAnswer, type Reading, textFingerprint, textsOf } from './reading.ts'
import { shownOptions } from './show.ts'

/** From the answers of a reader to readings. Pure. */

export type Recorded = { readonly reading: Reading } | { readonly says: string }

/**
 * The reading that an answer makes: right ones agree; wrong ones and those to open questions differ, until someone has
 * compared them.
 *
 * @param said as `content blind` asks for it
 */
export function recorded(question: Question, said: string, reader: string): Recorded {
  const answer = answerOf(question, said)
  if (answer === undefined) return { says: `${question.id}: “${said}” is no answer to a question of this kind` }
  const grade = gradeReading(question, answer)
  if (grade === 'unreadable') return { says: `${question.id}: “${said}” cannot be graded` }
  const verdict = grade === 'right' ? 'agrees' : 'differs'
  return { reading: { item: question.id, text: textFingerprint(question), reader, answer, verdict } }
}

/** Letters become the texts that `content blind` showed under them. */
function answerOf(question: Question, said: string): ReadAnswer | undefined {
  const typed = said.trim()
  switch (question.kind) {
    case 'true-false':
      return trueOrFalse(typed)
    case 'single':
      return chosen(question, typed, 1)?.[0]
    case 'multi':
      return chosen(question, typed, question.options.length)
    case 'ordering':
      return readOrder(question, question.id, typed)?.flatMap((index) => textsOf(question)[Number(index)] ?? [])
    default:
      return typed === '' ? undefined : typed
  }
}

function trueOrFalse(typed: string): boolean | undefined {
  const word = typed.toLowerCase()
  return word === 'true' || word === 'false' ? word === 'true' : undefined
}

/** The texts of the letters, in the order of the pack. */
function chosen(question: Question, typed: string, most: number): string[] | undefined {
  const letters = typed.toUpperCase().replace(/[\s,;.)]/g, '')
  const named = new Set(letters)
  const options = shownOptions(question, question.id).filter(({ letter }) => named.delete(letter))
  if (named.size > 0 || options.length === 0 || options.length > most) return undefined
  return options.sort((a, b) => Number(a.index) - Number(b.index)).map(({ text }) => text)
}

/**
 * The readings of a topic with new ones among them, in the order of its questions. One that says the same of the same
 * text stays as it is, with what was settled.
 */
export function mergedReadings(
  before: readonly Reading[],
  fresh: readonly Reading[],
  questions: readonly Question[],
): Reading[] {
  const all = new Map(before.map((reading) => [reading.item, reading]))
  for (const reading of fresh) {
    if (!isSameAnswer(all.get(reading.item), reading)) all.set(reading.item, reading)
  }
  const order = new Map(questions.map(({ id }, index) => [id, index]))
  const last = questions.length
  return [...all.values()].sort((a, b) => (order.get(a.item) ?? last) - (order.get(b.item) ?? last))
}

function isSameAnswer(one: Reading | undefined, other: Reading): boolean {
  return one?.text === other.text && JSON.stringify(one.answer) === JSON.stringify(other.answer)
}

/** The key, for the reader who has answered. */
export function keyWords(question: Question): string {
  switch (question.kind) {
    case 'open':
      return question.key_points.map(({ point }) => `\n    - ${point}`).join('')
    case 'single':
    case 'multi':
      return question.options.flatMap(({ text, right }) => (right ? [text] : [])).join(' | ')
    case 'true-false':
      return String(question.answer)
    case 'numeric':
      return `${question.answer} ± ${question.tolerance} ${question.unit ?? ''}`.trim()
    case 'short':
      return question.accepted.join(' | ')
    case 'ordering':
      return question.items.join(' > ')
    default:
      return question satisfies never
  }
}

/** A recorded answer on a line. */
export function answerWords(answer: ReadAnswer): string {
  return Array.isArray(answer) ? answer.join(' > ') : String(answer)
}
