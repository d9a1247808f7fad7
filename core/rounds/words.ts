import type { Message } from '../platform.ts'
import type { Question } from '../questions/question.ts'
import { counted, literal, quoted, shortened } from '../text.ts'
import type { RankedAnswer } from './vote-rule.ts'

/** Every sentence about rounds. */
export const roundWords = {
  noOwnVote: "You can't vote for your own answer.",
  answerTooLate:
    'This round is closed, so your message does not count as an answer. The next question gives you another go.',
  voteTooLate: 'This round is closed, so your vote no longer counts.',
  deletedAnswer: '(deleted by its author)',
  asked: 'Here comes a question.',
  alreadyOpen: 'A question is already open here. Close it with `/study close`, then ask the next one.',
  noneOpen: 'No question is open here. Ask one with `/study post`.',
  closing: 'Closing the round. The results follow in its thread.',
  noQuestions: 'There is no question to ask: the bank is empty.',
} as const

const answerShown = 700
const topAnswersShown = 3
const titleLimit = 90

export function threadTitle(question: Question, topic: string): string {
  return shortened(`${topic}: ${question.tests}`, titleLimit)
}

/** The opening message, as long as the round is open. */
export function openingWords(question: Question, topic: string, until: Until): Message {
  return {
    text: [
      `**Question of the day** · ${literal(topic)} · ${question.level}`,
      question.question.trim(),
      invitation(until),
    ].join('\n\n'),
  }
}

interface Until {
  readonly answersUntil: Temporal.Instant
  readonly closesAt: Temporal.Instant
}

function invitation({ answersUntil, closesAt }: Until): string {
  if (answersUntil.equals(closesAt)) {
    return `Answer in this thread until ${moment(closesAt)}. Vote for good answers with 👍: the votes are counted at the close.`
  }
  return `Answer in this thread until ${moment(answersUntil)}, and vote for good answers with 👍 until ${moment(closesAt)}.`
}

/** A moment, for each reader in their own zone. */
function moment(at: Temporal.Instant): string {
  return `<time:${at.toString({ smallestUnit: 'second' })}>`
}

/** The opening message once its round is closed. */
export function closedOpeningWords(question: Question, topic: string, answers: number): Message {
  return {
    text: [
      `**Closed** · ${literal(topic)} · ${question.level}`,
      question.question.trim(),
      answers === 0 ? 'Nobody answered.' : `${counted(answers, 'answer')}. The results are in the thread.`,
    ].join('\n\n'),
  }
}

export interface Results {
  readonly round: string
  readonly question: Question
  readonly answers: readonly (RankedAnswer & { readonly name: string })[]
  readonly points: readonly { readonly name: string; readonly points: number }[]
  readonly board: readonly { readonly name: string; readonly place: number; readonly points: number }[]
}

/** The results of a round, said in its thread. */
export function resultsWords(results: Results): Message {
  const { question, answers } = results
  if (answers.length === 0) {
    return { text: `**Closed without an answer.** A reference answer:\n\n${question.reference.trim()}` }
  }
  return {
    text: [
      `**Results**: ${counted(answers.length, 'answer')}, ${counted(votesIn(answers), 'vote')}.`,
      topAnswers(answers),
      `**What a good answer covers**\n\n${question.key_points.map(({ point }) => `- ${point}`).join('\n')}`,
      `**Reference answer**\n\n${question.reference.trim()}`,
      `Sources: ${question.sources.map(({ title, url }) => `[${literal(title)}](${url})`).join(', ')}`,
      `**Points**: ${results.points.map(({ name, points }) => `${literal(name)} +${points}`).join(', ')}`,
      `**This week here**: ${results.board.map(({ name, place, points }) => `${place}. ${literal(name)} ${points}`).join(' · ')}`,
    ].join('\n\n'),
    buttons: [{ id: `board:${results.round}`, label: 'Leaderboard' }],
  }
}

function topAnswers(answers: Results['answers']): string {
  const shown = answers.slice(0, topAnswersShown)
  const left = answers.length - shown.length
  return [
    ...shown.map(
      ({ name, place, voters, text }) =>
        `**${place}. ${literal(name)}** · ${counted(voters.length, 'vote')}\n\n${quoted(shortened(text, answerShown))}`,
    ),
    ...(left > 0 ? [`And ${counted(left, 'more answer', 'more answers')} above.`] : []),
  ].join('\n\n')
}

function votesIn(answers: readonly RankedAnswer[]): number {
  return answers.reduce((sum, { voters }) => sum + voters.length, 0)
}

export interface ChannelStatus {
  readonly bankSize: number
  readonly nextAt: Temporal.Instant | undefined
  readonly open: readonly { readonly tests: string; readonly answers: number; readonly closesAt: Temporal.Instant }[]
}

/** `/study status`. */
export function statusWords({ bankSize, nextAt, open }: ChannelStatus): string {
  return [
    ...open.map(
      ({ tests, answers, closesAt }) =>
        `Open: *${literal(tests)}*, ${counted(answers, 'answer')} so far, closes ${moment(closesAt)}.`,
    ),
    ...(open.length === 0 ? ['No question is open here.'] : []),
    nextAt === undefined ? 'This channel has no schedule.' : `The next question comes ${moment(nextAt)}.`,
    `${counted(bankSize, 'question')} in the bank.`,
  ].join('\n\n')
}
