import { counted, literal, quoted, shortened } from '../text.ts'
import { type BlindAnswer, type BlindResults, blindResults, type Score } from './ballot-results.ts'

/** What the results of a blind round say, in its thread and wherever one of its answers is shown later. */

export const ballotResultsWords = {
  nameless: 'Without a name',
  tooClose: '**Too close to call**: no answer is clearly ahead of the others.',
  tooSmall: 'There are too few answers or ratings to rank them.',
  noRank: 'too few ratings for a rank',
  numbers:
    'Scores go from 1 to 5: the ratings, evened out between strict and lenient voters. ± says how far a score may be off.',
} as const

interface Room {
  /** How many answers are shown with their texts. */
  readonly texts: number
  /** The most characters of each. */
  readonly text: number
  /** How many of the others have a line. */
  readonly lines: number
}

const rooms: readonly Room[] = [
  { texts: 3, text: 700, lines: 20 },
  { texts: 3, text: 300, lines: 20 },
  { texts: 3, text: 160, lines: 10 },
  { texts: 3, text: 80, lines: 5 },
]
const leastRoom: Room = { texts: 1, text: 80, lines: 3 }

/**
 * The answers of a blind round: who is ahead, if anyone is, and all of them in the order of their scores.
 *
 * @param most characters that should not be exceeded
 */
export function blindAnswersWords(kept: readonly BlindAnswer[], most: number): string[] {
  const fitting = rooms.find((room) => wordsIn(kept, room).join('\n\n').length <= most)
  return wordsIn(kept, fitting ?? leastRoom)
}

function wordsIn(kept: readonly BlindAnswer[], room: Room): string[] {
  const results = blindResults(kept)
  const { verdict, ranked, unranked, gone } = results
  const ratings = kept.reduce((sum, { score }) => sum + (score?.ratings ?? 0), 0)
  const first = [...ranked, ...(ranked.length === 0 ? unranked : [])].slice(0, room.texts)
  const rest = [...ranked, ...unranked].filter((one) => !first.includes(one))
  const lines = [...rest.map(lineOf), ...gone.map(goneLine)]
  return [
    `${counted(kept.length, 'answer')}, ${counted(ratings, 'rating')}.`,
    verdictWords(results),
    ...first.map((one) => `${headOf(one)}\n\n${quoted(shortened(one.text, room.text))}`),
    ...(lines.length > 0 ? [listed(lines, room.lines)] : []),
    ...(verdict === 'too-small' ? [] : [ballotResultsWords.numbers]),
  ]
}

/** `4.1 ± 0.4 (5 ratings)`. */
export function scoreWords({ value, error, ratings }: Score): string {
  const shown = Math.min(5, Math.max(1, value))
  return `${shown.toFixed(1)} ± ${error.toFixed(1)} (${counted(ratings, 'rating')})`
}

function verdictWords({ verdict, ranked: [first] }: BlindResults): string {
  if (verdict === 'top' && first !== undefined) return `**Top answer**: ${titleOf(first)}.`
  return verdict === 'too-small' ? ballotResultsWords.tooSmall : ballotResultsWords.tooClose
}

function headOf(answer: BlindAnswer): string {
  const { place, name, number, score } = answer
  if (place === 0 || score === undefined) return `**${titleOf(answer)}**`
  const of = number === undefined ? [] : [`answer ${number}`]
  return [`**${place}. ${nameOf(name)}**`, ...of, scoreWords(score)].join(' · ')
}

function lineOf(answer: BlindAnswer): string {
  const { place, name, number, score } = answer
  if (place === 0 || score === undefined) return `- ${titleOf(answer)}: ${ballotResultsWords.noRank}`
  const of = number === undefined ? [] : [`answer ${number}`]
  return `- ${[`${place}\\. ${nameOf(name)}`, ...of, scoreWords(score)].join(' · ')}`
}

/** Whose it was goes with its text. */
function goneLine({ number, text }: BlindAnswer): string {
  return `- ${number === undefined ? 'An answer' : `Answer ${number}`}: ${text}`
}

function listed(lines: readonly string[], most: number): string {
  const left = lines.length - most
  return [...lines.slice(0, most), ...(left > 0 ? [`- And ${counted(left, 'more answer')} above.`] : [])].join('\n')
}

/** `Answer 3 by Bo`. */
function titleOf({ name, number }: BlindAnswer): string {
  const what = number === undefined ? 'An answer' : `Answer ${number}`
  return name === undefined ? `${what}, without a name` : `${what} by ${literal(name)}`
}

function nameOf(name: string | undefined): string {
  return name === undefined ? ballotResultsWords.nameless : literal(name)
}
