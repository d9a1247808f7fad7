import type { Message } from '../platform.ts'
import { shownOptions } from '../questions/show.ts'
import {
  answerControls,
  type ChoiceMade,
  chosenText,
  questionText,
  splitWords,
} from '../rounds/closed-questions-words.ts'
import { sourcesWords } from '../rounds/reference-words.ts'
import { moment } from '../rounds/words.ts'
import type { Standing } from '../standings/ranks.ts'
import { counted, literal } from '../text.ts'
import type { LiveQuestion } from './live-rule.ts'
import { type Ending, liveWords, until } from './live-words.ts'

/** Every sentence of the game itself: questions, results, the podium, one's own place. */

/** A question of the quiz, and of which quiz. */
export interface AskedShown {
  /** `ID/PLACE`: the subject of its buttons, and the seed of the order of its options. */
  readonly subject: string
  readonly place: number
  readonly count: number
  readonly question: LiveQuestion
}

/** What the buttons of its options and its menu are called. */
const answerIds = { pick: 'live', menu: 'live-choose', form: 'live-choose' } as const

export function askedWords(asked: AskedShown, closesAt: Temporal.Instant): Message {
  const { subject, question } = asked
  return {
    heading: headingOf(asked),
    text: `${questionText(question, subject)}\n\nTime is up ${until(closesAt)}. Answers stay hidden until then.`,
    ...answerControls(question, subject, answerIds),
  }
}

export function answerKept({ subject, question }: AskedShown, values: readonly string[]): string {
  return `Your answer: ${chosenText(question, subject, values)}. You can change it until the time is up.`
}

/** What the message of a question says once its time is up. */
export function resultWords(
  asked: Omit<AskedShown, 'question'> & { readonly question: LiveQuestion | undefined },
  choices: readonly ChoiceMade[],
  board: readonly Standing[],
): Message {
  const { question } = asked
  const parts = question === undefined ? [liveWords.questionGone] : resultParts(question, asked.subject, choices)
  return { heading: headingOf(asked), text: [...parts, boardWords(board)].join('\n\n') }
}

function resultParts(question: LiveQuestion, subject: string, choices: readonly ChoiceMade[]): string[] {
  const [counts = '', split = '', ...why] = splitWords(question, subject, choices)
  return [
    question.question.trim(),
    `The right answer: **${rightOnes(question, subject)}**`,
    choices.length === 0 ? liveWords.nobodyAnswered : counts,
    split,
    ...why,
    ...sourcesWords(question),
  ]
}

/** As they are called there: the split below says what they are. */
function rightOnes(question: LiveQuestion, subject: string): string {
  const right = shownOptions(question, subject).filter((option) => option.right)
  return right.map(({ name }) => name).join(' and ')
}

/** What the message of a question says when the quiz ended before its time was up. */
export function unfinishedWords({ subject, question, ...asked }: AskedShown): Message {
  return { heading: headingOf(asked), text: `${questionText(question, subject)}\n\n${liveWords.notCounted}` }
}

const shownOnBoard = 5

function boardWords(board: readonly Standing[]): string {
  const lines = withPoints(board)
    .filter(({ place }) => place <= shownOnBoard)
    .slice(0, shownOnBoard)
    // a backslash keeps CommonMark from renumbering the places
    .map(({ place, name, points }) => `${place}\\. ${literal(name)} · ${inDigits(points)}`)
  return `**Board**\n\n${lines.length === 0 ? 'Nobody has points yet.' : lines.join('\\\n')}`
}

const medals = ['🥇', '🥈', '🥉'] as const
const mostOnPodium = 6

export interface PodiumShown {
  readonly id: string
  readonly board: readonly Standing[]
  readonly asked: number
  readonly ending: Ending
}

export function podiumWords({ id, board, asked, ending }: PodiumShown): Message {
  const first = withPoints(board).filter(({ place }) => place <= medals.length)
  const shown = first
    .slice(0, mostOnPodium)
    .map(({ place, name, points }) => `${medals[place - 1]} **${literal(name)}** · ${inDigits(points)} points`)
  const left = first.length - shown.length
  return {
    heading: ending === 'finished' ? 'The podium' : 'The quiz is over',
    text: [
      ...(ending === 'nobody' ? [liveWords.nobodyTwice] : []),
      ...(ending === 'called-off' ? [liveWords.calledOff] : []),
      shown.length === 0 ? liveWords.noPoints : shown.join('\\\n'),
      ...(left > 0 ? [`And ${left} more beside them.`] : []),
      `${counted(board.length, 'person', 'people')} played ${counted(asked, 'question')}.`,
    ].join('\n\n'),
    buttons: [{ id: `live-mine:${id}`, label: 'My place' }],
  }
}

export interface OwnPlace {
  readonly place: number
  readonly players: number
  /** Of the game. */
  readonly points: number
  readonly right: number
  readonly asked: number
  /** On the workspace's board. */
  readonly earned: number
  /** Its questions that the member's reviews bring back, and when the first one does. */
  readonly comesBack: { readonly questions: number; readonly first: Temporal.Instant } | undefined
}

export function ownPlaceWords({ place, players, points, right, asked, earned, comesBack }: OwnPlace): string {
  return [
    `You came ${ordinal(place)} of ${players} with ${inDigits(points)} points: ${right} of ${asked} right.`,
    earned > 0
      ? `For the boards that is worth ${counted(earned, 'point')}.`
      : 'It gave no points for the boards: those are for right answers to what you have not just seen.',
    comesBack === undefined
      ? liveWords.nothingComesBack
      : `For review ${counted(comesBack.questions, 'question comes back', 'questions come back')}, the first ${moment(comesBack.first)}. \`/review\` asks what is due.`,
  ].join('\n\n')
}

function ordinal(place: number): string {
  const endings = new Intl.PluralRules('en', { type: 'ordinal' })
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[endings.select(place)]
  return `${place}${ending}`
}

function withPoints(board: readonly Standing[]): readonly Standing[] {
  return board.filter(({ points }) => points > 0)
}

function inDigits(points: number): string {
  return points.toLocaleString('en')
}

function headingOf({ place, count }: Pick<AskedShown, 'place' | 'count'>): string {
  return `Question ${place} of ${count}`
}
