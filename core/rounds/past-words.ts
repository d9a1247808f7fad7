import type { Form, Message } from '../platform.ts'
import type { OpenQuestion, Question } from '../questions/question.ts'
import { isClosedKind } from '../questions/show.ts'
import type { Faulty } from '../quizzes/faulty.ts'
import type { FaultShown } from '../quizzes/faulty-questions.ts'
import { counted, literal, quoted, shortened } from '../text.ts'
import type { Score } from './ballot-results.ts'
import { ballotResultsWords, scoreWords } from './ballot-results-words.ts'
import { answerControls, questionText, rightAnswer, typedForm } from './closed-questions-words.ts'
import { goodAnswer, isLong, mostInMessage, sourcesWords, wholeButtons } from './reference-words.ts'
import { moment, practiseButton } from './words.ts'

/** Every sentence about a channel's earlier questions: looking through them, practising alone, flagging one. */

export const pastWords = {
  noneYet: 'No question has been closed in this channel yet. Each one can be read here once it is.',
  noneBefore: 'That was the earliest question of this channel.',
  noneAfter: 'That was the latest question of this channel.',
  noPoints: 'Only you see this, and practising alone gives no points.',
  openNow: 'This question is being asked right now. Practise it once it has closed.',
  empty: 'There is nothing in it: write your answer first.',
  onlyYou: 'Only you see what you send. Practising alone gives no points.',
  noQuestionToFlag: 'No question has been asked in this channel yet, so there is none to flag.',
  flagged: 'Thank you. Those who manage this workspace see it with `/study status`.',
  reasonWrong: 'Choose one of the reasons.',
  otherNeedsText: 'Say in a few words what is wrong with it.',
} as const

export function unknownTopic(typed: string, topics: readonly string[]): string {
  return `No earlier question here is about “${literal(shortened(typed, 60))}”. Topics here: ${topics.map(literal).join(', ')}.`
}

/** Of a choice, so no CommonMark. */
export function topicLabel(title: string, questions: number): string {
  return `${title} (${questions})`
}

export interface PastQuestion {
  readonly round: string
  readonly question: Question
  readonly topic: string
  readonly closedAt: Temporal.Instant
  /** It is being asked again just now: its answers stay hidden. */
  readonly openNow: boolean
  readonly best: BestAnswer | undefined
}

export interface BestAnswer {
  /** None where its author wants none. */
  readonly name: string | undefined
  readonly text: string
  /** By votes, or by the ratings of a blind round, which may be too few for a score. */
  readonly judged: { readonly votes: number } | { readonly score: Score | undefined }
}

export interface PastPage {
  readonly shown: readonly PastQuestion[]
  /** What the subject of the buttons ends with. */
  readonly topic: string
  readonly older: boolean
  readonly newer: boolean
}

const bestShown = 280

/** One page of a channel's earlier questions, latest first. */
export function pageWords({ shown, topic, older, newer }: PastPage): Message {
  const [first, last] = [shown[0], shown.at(-1)]
  const subject = (question: PastQuestion | undefined) => `${question?.round}${topic === '' ? '' : `:${topic}`}`
  return {
    text: ['**Earlier questions here**', ...shown.map((one, index) => pastQuestion(one, index + 1))].join('\n\n'),
    buttons: [
      ...shown.map(({ round }, index) => practiseButton(round, `Practise ${index + 1}`)),
      ...(newer ? [{ id: `newer:${subject(first)}`, label: 'Newer' }] : []),
      ...(older ? [{ id: `older:${subject(last)}`, label: 'Older' }] : []),
    ],
  }
}

function pastQuestion(past: PastQuestion, number: number): string {
  const { question, topic, closedAt } = past
  return `**${number}. ${literal(question.tests)}** · ${literal(topic)} · ${moment(closedAt)}\n\n${bestAnswer(past)}`
}

function bestAnswer({ round, question, openNow, best }: PastQuestion): string {
  if (openNow) return 'It is being asked again right now.'
  if (isClosedKind(question)) return `The right answer: ${rightAnswer(question, round)}`
  if (best === undefined) return 'No answer stands.'
  const { name, text, judged } = best
  const by = name === undefined ? ballotResultsWords.nameless : literal(name)
  return `${by} · ${judgedWords(judged)}\n\n${quoted(shortened(text, bestShown))}`
}

function judgedWords(judged: BestAnswer['judged']): string {
  if ('votes' in judged) return counted(judged.votes, 'vote')
  return judged.score === undefined ? ballotResultsWords.noRank : scoreWords(judged.score)
}

/** What the controls of practising are called. */
const practiceIds = { pick: 'try', menu: 'try', form: 'try-form' } as const

/** The question to one member alone. */
export function practiceWords(question: Question, round: string): Message {
  return {
    text: ['**Practise alone**', questionText(question, round), pastWords.noPoints].join('\n\n'),
    ...answerControls(question, round, practiceIds),
  }
}

export function practiceForm(question: Question, round: string, text: string): Form {
  const id = `try:${round}`
  if (isClosedKind(question)) return typedForm(id, question, text, pastWords.onlyYou)
  return {
    id,
    title: 'Practise alone',
    note: pastWords.onlyYou,
    submit: 'Compare',
    fields: [{ kind: 'paragraph', name: 'answer', label: 'Your answer', required: true, most: 4_000, value: text }],
  }
}

/** One's own text beside what a good answer covers. */
export function comparedWords(question: OpenQuestion, text: string): Message {
  return {
    text: [
      `**You wrote**\n\n${quoted(isLong(question) ? shortened(text, ownShown) : text)}`,
      ...goodAnswer(question, mostInMessage - ownShown),
      ...sourcesWords(question),
      pastWords.noPoints,
    ].join('\n\n'),
    buttons: wholeButtons(question),
  }
}

/** Of one's own text, beside a long reference. */
const ownShown = 700

export const flagReasons = {
  wrong: 'The answer is wrong',
  unclear: 'It is unclear',
  outdated: 'It is outdated',
  duplicate: 'It was asked before',
  other: 'Something else',
} as const
export type FlagReason = keyof typeof flagReasons

export const mostInFlag = 500

export function flagForm(round: string, question: Question, given: { reason: string; text: string }): Form {
  const choices = Object.entries(flagReasons).map(([value, label]) => ({ value, label }))
  return {
    id: `flag:${round}`,
    title: 'Flag a question',
    note: `It is about: ${question.tests}. Those who manage this workspace see what you send, with your name.`,
    submit: 'Send',
    fields: [
      {
        kind: 'choice',
        name: 'reason',
        label: 'What is wrong?',
        required: true,
        choices,
        ...(given.reason in flagReasons ? { value: [given.reason] } : {}),
      },
      { kind: 'paragraph', name: 'text', label: 'In a few words', most: mostInFlag, value: given.text },
    ],
  }
}

export function flagTooLong(characters: number): string {
  return `That is too long: ${characters.toLocaleString('en')} characters, and ${mostInFlag} fit.`
}

export interface FlagShown {
  readonly tests: string
  readonly name: string
  readonly reason: string
}

const flagShown = 200

/** What admins read in `/study status`. */
export function flagsWords(count: number, latest: readonly FlagShown[]): string {
  const lines = latest.map(
    ({ tests, name, reason }) => `- *${literal(tests)}*: ${literal(shortened(reason, flagShown))} (${literal(name)})`,
  )
  return [`${counted(count, 'flag')} on questions. The latest:`, lines.join('\n')].join('\n\n')
}

const faultsShown = 3

const faultWords: Readonly<Record<Faulty['fault'], string>> = {
  'wrong-key': 'its key is probably wrong: those who know most choose another option',
  review: 'those who know more do no better: it may be unclear, or its key wrong',
}

/** What admins read in `/study status` about questions that are faulty by their answers. */
export function faultsWords(faults: readonly FaultShown[]): string {
  const lines = faults
    .slice(0, faultsShown)
    .map(
      ({ question, tests, fault, answers }) =>
        `- *${literal(tests)}* (\`${question}\`): ${faultWords[fault]} (${counted(answers, 'answer')}).`,
    )
  return [faultsIntro, lines.join('\n'), whatToDo].join('\n\n')
}

const faultsIntro = 'The answers suggest that something is wrong here:'
const whatToDo =
  'Read each with its sources. Where one is wrong, put a corrected question with an id of its own into its pack.'
