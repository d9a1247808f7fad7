import type { Framing } from '../paths/following.ts'
import type { Button, Message } from '../platform.ts'
import { bankWords } from '../questions/bank-words.ts'
import type { OpenQuestion, Question } from '../questions/question.ts'
import { counted, literal, quoted, shortened } from '../text.ts'
import type { BlindAnswer } from './ballot-results.ts'
import { blindAnswersWords } from './ballot-results-words.ts'
import type { MovedUp } from './board-moves.ts'
import { answerControls, type ChoiceMade, howToChoose, questionText, splitWords } from './closed-questions-words.ts'
import { refusalWords } from './parking-words.ts'
import { goodAnswer, mostInMessage, sourcesWords, wholeButtons } from './reference-words.ts'
import { emojiToName } from './vote-emoji.ts'
import { isWeighed, type RankedAnswer } from './vote-rule.ts'

/** Every sentence about rounds. */
export const roundWords = {
  noOwnVote: "You can't vote for your own answer.",
  answerTooLate:
    'This round is closed, so your message does not count as an answer. The next question gives you another go.',
  voteTooLate: 'This round is closed, so your vote no longer counts.',
  questionGone: '**Closed.** The question is no longer in the bank, so there is no reference answer to show.',
  closedWithoutAnswer: '**Closed without an answer.**',
  deletedAnswer: '(deleted by its author)',
  weighed: 'Votes of people who have answered on fewer than 3 days count a quarter.',
  asked: 'Here comes a question.',
  alreadyOpen: 'A question is already open here. Close it with `/study close`, then ask the next one.',
  noneOpen: 'No question is open here. Ask one with `/study post`.',
  closing: 'Closing the round. The results follow in its thread.',
  noQuestions: 'There is no question to ask: the bank is empty.',
  byForm: 'Questions are answered with the button “Answer” here; messages in their threads do not count.',
} as const

/** What became of asking a question out of turn. */
export function postedWords(outcome: 'opened' | 'asked-before' | 'already-open' | 'no-questions'): string {
  switch (outcome) {
    case 'opened':
    case 'asked-before':
      return roundWords.asked
    case 'already-open':
      return roundWords.alreadyOpen
    case 'no-questions':
      return roundWords.noQuestions
    default:
      throw outcome satisfies never
  }
}

/** The most characters of each answer, as long as the reference is shown to its end. */
const answersShown = [700, 400, 200] as const
const topAnswersShown = 3
const titleLimit = 90

export function threadTitle(question: Question, topic: string): string {
  return shortened(`${topic}: ${question.tests}`, titleLimit)
}

interface OpenRound {
  readonly id: string
  readonly answersUntil: Temporal.Instant
  readonly closesAt: Temporal.Instant
  /** Those that are votes in it; none for the usual ones. */
  readonly voteEmoji?: readonly string[] | null
  /** Messages cannot be read there: it is answered with the button alone. */
  readonly byForm?: boolean
  /** Open unless it says otherwise. */
  readonly voting?: 'open' | 'blind'
  /** How the company asks it whose track is followed. */
  readonly framing?: Framing | undefined
}

/** What the controls of an opening message are called. */
const answerIds = { pick: 'choose', menu: 'choose', form: 'answer' } as const

/** The opening message, as long as the round is open. It pings the role that its schedule was told to ping. */
export function openingWords(question: Question, topic: string, round: OpenRound, pingRole?: string): Message {
  const { buttons = [], menus = [] } = answerControls(question, round.id, answerIds)
  return {
    heading: 'Question of the day',
    text: [
      `${pingRole === undefined ? '' : `<role:${pingRole}> `}${literal(topic)} · ${question.level}`,
      ...framingWords(round.framing),
      questionText(question, round.id),
      question.kind === 'open' ? invitation(round) : howToChoose(question, moment(round.answersUntil)),
    ].join('\n\n'),
    buttons: [
      ...buttons,
      { id: `tell:${round.id}`, label: 'Tell me before it closes' },
      { id: `flag:${round.id}`, label: 'Something is wrong with this question', aside: true },
    ],
    menus,
  }
}

function framingWords(framing: Framing | undefined): string[] {
  return framing === undefined ? [] : [`Reported at ${literal(framing.company)} as: ${framing.asks}`]
}

function invitation({ answersUntil, closesAt, voteEmoji, byForm = false, voting = 'open' }: OpenRound): string {
  if (voting === 'blind') return blindInvitation(moment(answersUntil), moment(closesAt))
  const vote = emojiToName(voteEmoji ?? null)
  const answer = byForm ? 'Answer with the button below' : 'Answer in this thread'
  if (answersUntil.equals(closesAt)) {
    return `${answer} until ${moment(closesAt)}. Vote for good answers with ${vote}: the votes are counted at the close.`
  }
  return `${answer} until ${moment(answersUntil)}, and vote for good answers with ${vote} until ${moment(closesAt)}.`
}

function blindInvitation(answersUntil: string, closesAt: string): string {
  return [
    `Answer with the button below until ${answersUntil}. Nobody here sees an answer before; then all of them appear in the thread, without names.`,
    `From then on, rate some of the others' in private until ${closesAt}: scores and names come at the close.`,
  ].join('\n\n')
}

/** A moment, for each reader in their own zone. */
export function moment(at: Temporal.Instant): string {
  return `<time:${at.toString({ smallestUnit: 'second' })}>`
}

/** The opening message once its round is closed. */
export function closedOpeningWords(
  question: Question,
  topic: string,
  { id, answers, framing }: { readonly id: string; readonly answers: number; readonly framing?: Framing | undefined },
): Message {
  return {
    heading: 'Closed',
    text: [
      `${literal(topic)} · ${question.level}`,
      ...framingWords(framing),
      questionText(question, id),
      answers === 0 ? 'Nobody answered.' : `${counted(answers, 'answer')}. The results are in the thread.`,
    ].join('\n\n'),
  }
}

export interface Results {
  readonly round: string
  readonly question: Question
  /** Of an open question, best first. */
  readonly answers: readonly (RankedAnswer & { readonly name: string })[]
  /** Of a blind round, best first. */
  readonly blind: readonly BlindAnswer[]
  /** Of a question with buttons or a short text. */
  readonly choices: readonly ChoiceMade[]
  readonly points: readonly { readonly name: string; readonly points: number }[]
  readonly board: readonly { readonly name: string; readonly place: number; readonly points: number }[]
  readonly moved: readonly MovedUp[]
}

/** The results of a round, said in its thread; one line when nobody answered. */
export function resultsWords(results: Results): Message {
  const { round, question, choices } = results
  if (answersIn(results) === 0) return { text: roundWords.closedWithoutAnswer }
  return {
    heading: 'Results',
    text: [
      ...(question.kind === 'open' ? openWords(question, results) : splitWords(question, round, choices)),
      ...belowWords(results),
    ].join('\n\n'),
    buttons: [
      ...(question.kind === 'open' ? [besideButton(round)] : []),
      { id: `board:${round}`, label: 'Leaderboard' },
      practiseButton(round),
      ...(question.kind === 'open' ? wholeButtons(question) : []),
    ],
  }
}

/** The results of a round whose question has been taken out of the bank since it was asked. */
export function resultsWithoutQuestion(results: Omit<Results, 'question'>): Message {
  return {
    text: [roundWords.questionGone, ...standingsWords(results)].join('\n\n'),
    buttons: [{ id: `board:${results.round}`, label: 'Leaderboard' }],
  }
}

function besideButton(round: string): Button {
  return { id: `beside:${round}`, label: 'My answer beside it' }
}

export function practiseButton(round: string, label = 'Practise it alone'): Button {
  return { id: `practise:${round}`, label }
}

/** How many answers a round had, of any kind. */
export function answersIn({ answers, blind, choices }: Pick<Results, 'answers' | 'blind' | 'choices'>): number {
  return answers.length + blind.length + choices.length
}

/** Texts of answers give way where the reference is to be shown to its end. */
function openWords(question: OpenQuestion, results: Results): string[] {
  const { answers, blind } = results
  const good = goodAnswer(question, roomForLong)
  const taken = [...good, ...belowWords(results)].join('\n\n').length
  if (blind.length > 0) return [...blindAnswersWords(blind, mostInMessage - taken), ...good]
  return [...votedWords(answers, mostInTwoParts - taken), ...good]
}

/** What Discord shows of a longer message, in two parts. */
const mostInTwoParts = 4_800

/** Of a long reference, beside the answers of the round. */
const roomForLong = 2_400

function belowWords(results: Results): string[] {
  return [...sourcesWords(results.question), ...standingsWords(results)]
}

/** @param room characters that should not be exceeded, where a message is to hold the reference as well */
function votedWords(answers: Results['answers'], room: number): string[] {
  const inRoom = answersShown.map((shown) => votedIn(answers, shown))
  return inRoom.find((words) => words.join('\n\n').length <= room) ?? inRoom.at(-1) ?? []
}

function votedIn(answers: Results['answers'], shown: number): string[] {
  return [
    `${counted(answers.length, 'answer')}, ${counted(votesIn(answers), 'vote')}.`,
    ...(isWeighed(answers) ? [roundWords.weighed] : []),
    topAnswers(answers, shown),
  ]
}

/** The points of the round, and what they moved; left out where nobody got any. */
function standingsWords({ points, board, moved }: Pick<Results, 'points' | 'board' | 'moved'>): string[] {
  const given = points.map(({ name, points: sum }) => `${literal(name)} +${sum}`)
  const places = board.map(({ name, place, points: sum }) => `${place}. ${literal(name)} ${sum}`)
  const moves = moved.map(({ name, from, to }) => `${literal(name)} ${from} → ${to}`)
  return [
    ...(given.length > 0 ? [`**Points**: ${given.join(', ')}`] : []),
    ...(places.length > 0 ? [`**This week here**: ${places.join(' · ')}`] : []),
    ...(moves.length > 0 ? [`**Moved up**: ${moves.join(', ')}`] : []),
  ]
}

function topAnswers(answers: Results['answers'], most: number): string {
  const first = answers.slice(0, topAnswersShown)
  const left = answers.length - first.length
  return [
    ...first.map(
      ({ name, place, voters, text }) =>
        `**${place}. ${literal(name)}** · ${counted(voters.length, 'vote')}\n\n${quoted(shortened(text, most))}`,
    ),
    ...(left > 0 ? [`And ${counted(left, 'more answer')} above.`] : []),
  ].join('\n\n')
}

function votesIn(answers: readonly RankedAnswer[]): number {
  return answers.reduce((sum, { voters }) => sum + voters.length, 0)
}

export interface ChannelStatus {
  readonly bank: Iterable<{ readonly topic: string }>
  readonly nextAt: Temporal.Instant | 'paused' | 'no-schedule'
  /** The company whose track the schedule follows that asks next. */
  readonly track?: string | undefined
  readonly open: readonly { readonly tests: string; readonly answers: number; readonly closesAt: Temporal.Instant }[]
  /** Why the latest question could not be posted, if so. */
  readonly refusal: string | undefined
}

/** `/study status`. */
export function statusWords({ bank, nextAt, track, open, refusal }: ChannelStatus): string {
  return [
    ...(refusal === undefined ? [] : [refusalWords(refusal)]),
    ...open.map(
      ({ tests, answers, closesAt }) =>
        `Open: *${literal(tests)}*, ${counted(answers, 'answer')} so far, closes ${moment(closesAt)}.`,
    ),
    ...(open.length === 0 ? ['No question is open here.'] : []),
    comingWords(nextAt),
    ...(track === undefined ? [] : [`The schedule follows the track of ${literal(track)}.`]),
    `${bankWords(bank)} in the bank.`,
  ].join('\n\n')
}

function comingWords(nextAt: ChannelStatus['nextAt']): string {
  if (nextAt === 'no-schedule') return 'This channel has no schedule.'
  if (nextAt === 'paused') return 'The schedule of this channel is paused.'
  return `The next question comes ${moment(nextAt)}.`
}
