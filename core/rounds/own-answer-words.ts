import type { Button, Form, Message } from '../platform.ts'
import type { OpenQuestion } from '../questions/question.ts'
import type { Feedback } from '../quizzes/feedback.ts'
import { feedbackWords, secondTryWords } from '../quizzes/feedback-words.ts'
import { judgeButtons } from '../quizzes/quiz-words.ts'
import { counted, quoted, shortened } from '../text.ts'
import { mostInAnswer } from './answer-words.ts'
import type { Score } from './ballot-results.ts'
import { scoreWords } from './ballot-results-words.ts'
import { mostInMessage, wholeButtons } from './reference-words.ts'
import { moment } from './words.ts'

/** Every sentence about one's own answer after the close: the hint on it, a second try, how it went. */

export const ownAnswerWords = {
  notAnswered: 'You have no answer in this round. You can still try it: only you see what you write.',
  onlyYou: 'Only you see what you send. You get a hint on it, and no points.',
  empty: 'There is nothing in it: write your answer first.',
  judge: 'How did it go? What you say decides when it comes back to you in `/review`, and nothing else.',
} as const

export interface OwnAnswer {
  readonly text: string
  /** By votes, or by the ratings of a blind round. */
  readonly judged: { readonly votes: number } | { readonly score: Score | undefined }
  /** None without a rank. */
  readonly place: number | undefined
  /** How many answers the round had. */
  readonly answers: number
  readonly points: number
}

/** What stands beside the hint: the question, the round, and when it comes back where they have said how it went. */
export interface Beside {
  readonly round: string
  readonly question: OpenQuestion
  readonly comesBack: Temporal.Instant | undefined
}

/** One's own answer with the hint on it, and what strong ones say. */
export function besideWords(beside: Beside, own: OwnAnswer, feedback: Feedback): Message {
  const { text, judged, place, answers, points } = own
  const head = [
    '**Your answer**',
    judgedWords(judged),
    place === undefined ? 'no rank' : `place ${place} of ${answers}`,
    counted(points, 'point'),
  ].join(' · ')
  return withJudging(beside, 'Second try', (room) => [
    head,
    quoted(shortened(text, room.own)),
    feedbackWords(beside.question, feedback, room.quotes),
  ])
}

function judgedWords(judged: OwnAnswer['judged']): string {
  if ('votes' in judged) return counted(judged.votes, 'vote')
  const { score } = judged
  return score === undefined || score.ratings === 0 ? counted(0, 'rating') : scoreWords(score)
}

export function notAnsweredWords({ round }: Pick<Beside, 'round'>): Message {
  return { text: ownAnswerWords.notAnswered, buttons: [tryButton(round, 'Try it now')] }
}

/** The hint on another try, and what it changed against the answer that was given in the round. */
export function secondWords(beside: Beside, first: Feedback | undefined, second: Feedback): Message {
  return withJudging(beside, 'Try again', (room) => [
    first === undefined ? '**Your try**' : '**Your second try**',
    ...(first === undefined ? [] : [secondTryWords(first, second, room !== leastRoom)]),
    feedbackWords(beside.question, second, room.quotes),
  ])
}

export function secondForm(round: string, text: string): Form {
  return {
    id: `second:${round}`,
    title: 'Second try',
    note: ownAnswerWords.onlyYou,
    submit: 'Compare',
    fields: [
      { kind: 'paragraph', name: 'answer', label: 'Your answer', required: true, most: mostInAnswer, value: text },
    ],
  }
}

export function notedWords(comesBack: Temporal.Instant, before: 'just-now' | 'before'): string {
  const noted = before === 'before' ? 'You have said before how it went: it is noted.' : 'Noted.'
  return `${noted} ${comesBackWords(comesBack)}`
}

function comesBackWords(at: Temporal.Instant): string {
  return `It comes back to you ${moment(at)}, in \`/review\`.`
}

interface Room {
  /** The most characters of one's own answer. */
  readonly own: number
  /** The most characters of each quote. */
  readonly quotes: number
}

/** Quotes give way, so that the reference stands there to its end on every platform. */
const rooms: readonly Room[] = [
  { own: 600, quotes: 240 },
  { own: 400, quotes: 140 },
  { own: 240, quotes: 80 },
]
const leastRoom: Room = { own: 120, quotes: 40 }

function withJudging(
  { round, question, comesBack }: Beside,
  again: string,
  partsIn: (room: Room) => string[],
): Message {
  const last = comesBack === undefined ? ownAnswerWords.judge : comesBackWords(comesBack)
  const textIn = (room: Room) => [...partsIn(room), last].filter((part) => part !== '').join('\n\n')
  const room = rooms.find((one) => textIn(one).length <= mostInMessage) ?? leastRoom
  return {
    text: textIn(room),
    buttons: [
      ...(comesBack === undefined ? judgeButtons('judge', round) : []),
      tryButton(round, again),
      ...wholeButtons(question),
    ],
  }
}

function tryButton(round: string, label: string): Button {
  return { id: `second:${round}`, label }
}
