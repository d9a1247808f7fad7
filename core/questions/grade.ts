import { distance } from 'fastest-levenshtein'
import { gradeNumber, type NumberGrade, plainCharacters } from './grade-number.ts'
import { isOrder, isRightOrder, lettersOf, readOrder, shareInOrder } from './ordering.ts'
import type { ClosedQuestion } from './question.ts'
import { hasOptions, shownOptions } from './show.ts'

/** Whether what was chosen or typed is right. Pure. */

/** Right or wrong, or why it cannot be taken: what would be right stands in the capability's words. */
export type Grade = NumberGrade | 'nothing-chosen' | 'no-such-option' | 'nothing-typed' | 'too-long' | 'no-order'

/** Characters of what can be typed. */
export const mostTyped = 200

/**
 * @param values the indexes of options, as they stand in the pack; for `ordering` those of all items, in the order
 *   given; or the one text that was typed. `valuesTyped` makes them of what a form brings.
 */
export function gradeAnswer(question: ClosedQuestion, values: readonly string[]): Grade {
  if (hasOptions(question)) return gradeChoice(question, values)
  if (question.kind === 'ordering' && isOrder(question, values)) return isRightOrder(values) ? 'right' : 'wrong'
  const typed = values[0]?.trim() ?? ''
  if (typed === '') return 'nothing-typed'
  if (isTooLong(typed)) return 'too-long'
  if (question.kind === 'ordering') return 'no-order'
  if (question.kind === 'numeric') return gradeNumber(question, typed)
  return question.accepted.some((accepted) => saysTheSame(typed, accepted)) ? 'right' : 'wrong'
}

/**
 * From 0 to 1, and 1 exactly for what `gradeAnswer` calls right. Parts count in two kinds: in `multi` the right options
 * chosen less the wrong ones, as a share of the right ones; in `ordering` Kendall's tau, twice the share of pairs that
 * stand in the right order less one. Neither is ever below 0, so choosing everything or guessing an order earns little.
 */
export function scoreOf(question: ClosedQuestion, values: readonly string[]): number {
  const grade = gradeAnswer(question, values)
  if (grade !== 'wrong') return grade === 'right' ? 1 : 0
  if (question.kind === 'multi') return shareChosen(question, values)
  return question.kind === 'ordering' ? Math.max(0, 2 * shareInOrder(values) - 1) : 0
}

/**
 * What is graded and kept of what was typed in a form: the text itself, or for `ordering` the indexes of its letters.
 * Letters that are no order stay as they were typed, and are graded `no-order`.
 *
 * @param seed what the question was shown with
 */
export function valuesTyped(question: ClosedQuestion, seed: string, typed: string): readonly string[] {
  if (question.kind !== 'ordering' || isTooLong(typed)) return [typed]
  return readOrder(question, seed, typed) ?? [typed]
}

/** What was typed, for its author to read or to type again: undoes `valuesTyped`. */
export function typedOf(question: ClosedQuestion, seed: string, values: readonly string[]): string {
  const isLetters = question.kind === 'ordering' && isOrder(question, values)
  return isLetters ? lettersOf(question, seed, values).join(' ') : (values[0] ?? '')
}

/** Looked at before anything else reads a text: a pasted book is not worth a search. */
function isTooLong(typed: string): boolean {
  const mostUnits = 2 * mostTyped
  return typed.length > mostUnits || [...typed].length > mostTyped
}

function gradeChoice(question: ClosedQuestion, values: readonly string[]): Grade {
  const options = shownOptions(question, '')
  const chosen = new Set(values)
  if (chosen.size === 0) return 'nothing-chosen'
  const most = question.kind === 'multi' ? options.length : 1
  const known = values.every((value) => options.some(({ index }) => index === value))
  if (!known || chosen.size > most) return 'no-such-option'
  return options.every(({ index, right }) => chosen.has(index) === right) ? 'right' : 'wrong'
}

function shareChosen({ options }: Extract<ClosedQuestion, { kind: 'multi' }>, values: readonly string[]): number {
  const chosen = options.filter((_, index) => values.includes(String(index)))
  const right = chosen.filter((option) => option.right).length
  const wrong = chosen.length - right
  return Math.max(0, (right - wrong) / options.filter((option) => option.right).length)
}

/**
 * Whether a typed text is an accepted one: spelt in any case, width and accents, with or without articles,
 * quotes and hyphens, with one slip in words of five letters and more. A slip never changes a first letter
 * (synchronous, asynchronous) nor a word with a digit in it (SHA-256).
 */
export function saysTheSame(typed: string, accepted: string): boolean {
  const said = wordsOf(typed)
  const wanted = wordsOf(accepted)
  if (wanted.join('') === said.join('')) return wanted.length > 0
  return said.length === wanted.length && wanted.every((word, place) => isSameWord(said[place] ?? '', word))
}

const fewestLettersForSlip = 5
const onlyLetters = /^\p{L}+$/u

function isSameWord(said: string, wanted: string): boolean {
  if (said === wanted) return true
  const mayslip = wanted.length >= fewestLettersForSlip && onlyLetters.test(wanted) && onlyLetters.test(said)
  return mayslip && said[0] === wanted[0] && distance(said, wanted) <= 1
}

function wordsOf(text: string): string[] {
  const plain = plainCharacters(text)
    .toUpperCase()
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[`'"‘’“”«»]/g, '')
    .replace(/(?<=[\p{L}\p{N}])[-_\u2010-\u2015](?=[\p{L}\p{N}])/gu, ' ')
    .replace(/[.,;:!?]+(?=\s|$)/g, '')
  const words = plain.split(/\s+/).filter((word) => word !== '')
  return words.length > 1 ? words.filter((word, place) => place > 0 || !articles.has(word)) : words
}

const articles = new Set(['a', 'an', 'the'])
