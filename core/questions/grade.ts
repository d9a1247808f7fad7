import { distance } from 'fastest-levenshtein'
import { gradeNumber, type NumberGrade } from './grade-number.ts'
import type { ClosedQuestion } from './question.ts'
import { hasOptions, shownOptions } from './show.ts'

/** Whether what was chosen or typed is right. Pure. */

/** Right or wrong, or why it cannot be taken: what would be right stands in the capability's words. */
export type Grade = NumberGrade | 'nothing-chosen' | 'no-such-option' | 'nothing-typed' | 'too-long'

/** Characters of what can be typed. */
export const mostTyped = 200

/** @param values the indexes of options, as they stand in the pack; or what was typed */
export function gradeAnswer(question: ClosedQuestion, values: readonly string[]): Grade {
  if (hasOptions(question)) return gradeChoice(question, values)
  const typed = values[0]?.trim() ?? ''
  if (typed === '') return 'nothing-typed'
  if ([...typed].length > mostTyped) return 'too-long'
  if (question.kind === 'numeric') return gradeNumber(question, typed)
  return question.accepted.some((accepted) => saysTheSame(typed, accepted)) ? 'right' : 'wrong'
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
  const plain = text
    .normalize('NFKC')
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
