import type { Button, Message } from '../platform.ts'
import { literal, quoted, shortened } from '../text.ts'
import { moment } from './words.ts'

/** Every sentence about rating the answers of a blind round, and about ratings that do not count. */

export const ballotWords = {
  notYet: 'The answers are not shown yet. You can rate them once they are.',
  tooLate: 'This round is closed, so ratings no longer change. The results are in its thread.',
  nothingToRate: 'With so few answers there is nothing to rate.',
  uncounted: 'Your ratings do not count here as things are: ask an admin of this workspace.',
  own: "You can't rate your own answer.",
  notOnIt: 'That answer is not on your ballot.',
  gone: 'That answer was taken out of the round.',
  full: '**You have rated all answers on your ballot.** Thank you.',
  hidden: 'Only you see this. The totals come at the close, without who gave what.',
} as const

const anchors = ['wrong or misleading', 'thin', 'would pass', 'strong', 'I would steal this'] as const

export const ratings = [1, 2, 3, 4, 5] as const
export type RatingGiven = (typeof ratings)[number]

/** An answer on someone's ballot. */
export interface BallotLine {
  /** The answer's number in the thread. */
  readonly number: number
  readonly text: string
  readonly rating: number | undefined
}

export interface BallotShown {
  readonly round: string
  readonly closesAt: Temporal.Instant
  /** In the order in which they are shown. */
  readonly lines: readonly BallotLine[]
}

const textShown = 3_000

/** The answer to rate now: the one that is asked for, else the first without a rating; what was given, where none is left. */
export function ballotMessage(ballot: BallotShown, asked?: number, before?: string): Message {
  const { lines } = ballot
  const line = lines.find(({ number }) => number === asked) ?? lines.find(({ rating }) => rating === undefined)
  const message = line === undefined ? fullWords(ballot) : lineWords(ballot, line)
  return before === undefined ? message : { ...message, text: `${before}\n\n${message.text}` }
}

function lineWords({ round, lines, closesAt }: BallotShown, line: BallotLine): Message {
  const { number, text, rating } = line
  return {
    text: [
      `**Answer ${number} of the round** · ${lines.indexOf(line) + 1} of ${lines.length}`,
      quoted(shortened(text, textShown)),
      rating === undefined ? 'How good is it?' : `You gave it ${ratingWords(rating)}. What shall it be?`,
      `${ballotWords.hidden} That is ${moment(closesAt)}.`,
    ].join('\n\n'),
    buttons: ratings.map((one) => ({ id: `rate-${one}:${round}/${number}`, label: ratingWords(one) })),
  }
}

function fullWords({ round, lines, closesAt }: BallotShown): Message {
  const given = lines.map(({ number, rating = 0 }) => `- Answer ${number}: ${ratingWords(rating)}`)
  return {
    text: [ballotWords.full, given.join('\n'), `You can change them until ${moment(closesAt)}.`].join('\n\n'),
    buttons: lines.map(({ number }): Button => ({ id: `rerate:${round}/${number}`, label: `Change answer ${number}` })),
  }
}

function ratingWords(rating: number): string {
  return `${rating} ${anchors[rating - 1] ?? ''}`.trim()
}

/** Whose ratings of whose answers count for nothing, and how often they have met. */
export interface FilteredPair {
  readonly voter: string
  readonly author: string
  readonly rounds: number
}

const pairsShown = 5

/** What admins read in `/study status`. */
export function filteredWords(pairs: readonly FilteredPair[]): string {
  const lines = pairs
    .slice(0, pairsShown)
    .map(
      ({ voter, author, rounds }) =>
        `- Ratings of ${literal(author)}'s answers by ${literal(voter)} weigh nothing: they lie far above what others give (${rounds} rounds).`,
    )
  return [filteredIntro, lines.join('\n'), filteredMeaning].join('\n\n')
}

const filteredIntro = 'In blind rounds of the last 30 days:'
const filteredMeaning =
  'This may have an innocent reason. Nobody else is told, and the scores are right without you doing anything.'
