import { distance } from 'fastest-levenshtein'
import { isNegator, type Word, wordsOf } from './sentences.ts'

/** Whether words and phrases stand in a text, stemmed and with one slip in longer words. Pure. */

/** Groups of alternatives. */
export type Phrases = readonly (readonly (readonly Word[])[])[]

export function phrasesOf(groups: readonly (readonly string[])[]): Phrases {
  return groups.map((group) => group.map(wordsOf).filter((phrase) => phrase.length > 0))
}

/** Which of the stems stand among the words. */
export function termsIn(stems: Iterable<string>, words: readonly Word[]): Set<string> {
  const there = new Set(words.map(({ stem }) => stem))
  return new Set([...stems].filter((stem) => there.has(stem) || [...there].some((other) => isSlipOf(other, stem))))
}

/** Whether one of the phrases stands in a sentence and is not negated right before it. */
export function hits(group: readonly (readonly Word[])[], words: readonly Word[]): boolean {
  return group.some((phrase) =>
    words.some((_, place) => standsAt(phrase, words, place) && !isNegatedAt(words, place, phrase)),
  )
}

function standsAt(phrase: readonly Word[], words: readonly Word[], place: number): boolean {
  return phrase.every((wanted, offset) => {
    const said = words[place + offset]
    return said !== undefined && (said.stem === wanted.stem || isSlipOf(said.plain, wanted.plain))
  })
}

/** Words before a phrase that can take it back. */
const reach = 3
const dismissed =
  /^(?:\w+ )?(?:is|are|was|were|do|does|did|would|will) not (?:\w+ )?(?:needed|necessary|required|useful|worth|help|work|matter)/

/** “does not multiply” and “a lock is not needed” take the phrase back; “does not know” may be the phrase. */
function isNegatedAt(words: readonly Word[], place: number, phrase: readonly Word[]): boolean {
  if (phrase.some((_, index) => isNegator(phrase, index))) return false
  const start = Math.max(0, place - reach)
  const before = words.slice(start, place).some((_, back) => isNegator(words, start + back))
  const after = words.slice(place + phrase.length, place + phrase.length + 2 * reach).map(({ plain }) => plain)
  return before || dismissed.test(after.join(' '))
}

const fewestLettersForSlip = 5
const onlyLetters = /^\p{L}+$/u

/** A slip never changes a first letter (synchronous, asynchronous). */
function isSlipOf(said: string, wanted: string): boolean {
  if (Math.min(said.length, wanted.length) < fewestLettersForSlip || said[0] !== wanted[0]) return false
  if (Math.abs(said.length - wanted.length) > 1 || !onlyLetters.test(said)) return false
  return distance(said, wanted) <= 1
}
