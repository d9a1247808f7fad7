import type { Button, Form, Message } from '../platform.ts'
import type { ClosedQuestion, OpenQuestion, Question } from '../questions/question.ts'
import { isClosedKind, shownOptions } from '../questions/show.ts'
import { mostInAnswer } from '../rounds/answer-words.ts'
import {
  answerControls,
  chosenText,
  closedQuestionWords,
  questionText,
  rightAnswer,
  typedForm,
} from '../rounds/closed-questions-words.ts'
import { sourcesWords, wholeButtons } from '../rounds/reference-words.ts'
import { moment } from '../rounds/words.ts'
import { counted, literal, shortened, shortenedMarkdown } from '../text.ts'
import type { QuizItem } from './quiz-rows.ts'

/** Every sentence of a member's quiz. It is seen by that member alone. */

export const quizWords = {
  onlyYou: 'Only you see what you send.',
  hintOnly: 'Only you see what you send. You get a hint on it, and no points.',
  underWay: 'You are in the middle of this quiz: one at a time. Here is where you are.',
  staleAnswer: 'That question is answered already. Here is where you are.',
  over: 'That quiz is over.',
  swapped: 'That question has just been asked in a channel, so it is left for there. Here is another one.',
  empty: 'There is nothing in it: write your answer first.',
  nothingWanted: 'There is no question left that fits. Try another topic, level or kind, or a bare `/quiz`.',
  nothingWrong: 'There was nothing wrong in that quiz.',
  noneAnswered: 'You stopped before the first answer. `/quiz` starts another one.',
  dayIsFull: 'You have reached the most points of a day; more are given tomorrow.',
  dontKnow: "I don't know",
  noted: 'Noted.',
} as const

export const quizKinds: Readonly<Record<string, string>> = {
  single: 'one right option',
  multi: 'several right options',
  'true-false': 'true or false',
  numeric: 'a number',
  short: 'a word or a few',
  ordering: 'an order',
  open: 'an answer of your own, with a hint on it',
  all: 'all of these',
}

export function unknownTopic(typed: string, near: readonly string[]): string {
  return `There is no topic or tag “${literal(shortened(typed, 60))}”. Near it: ${near.map(literal).join(', ')}.`
}

export function tooLong(characters: number): string {
  return `That is too long: ${characters.toLocaleString('en')} characters, and ${mostInAnswer.toLocaleString('en')} fit.`
}

/** A quiz and the question that it stands at. */
export interface AtQuestion {
  readonly id: string
  readonly purpose: 'practice' | 'review' | 'retry'
  readonly count: number
  readonly item: QuizItem
  readonly question: Question
  readonly topic: string
}

const ids = { pick: 'quiz', menu: 'quiz-pick', form: 'quiz-form' } as const

/** What the buttons of a question are about: `quiz-next:QUIZ/3`. */
export function subjectOf({ quiz, place }: Pick<QuizItem, 'quiz' | 'place'>): string {
  return `${quiz}/${place}`
}

/** A question that waits for its answer. */
export function askingWords(at: AtQuestion, note?: string): Message {
  const { question, item } = at
  const subject = subjectOf(item)
  const { buttons = [], menus = [] } = answerControls(question, subject, ids)
  const draft = item.draft.length > 0 ? [`Chosen: ${chosen(question, item)}.`] : []
  return {
    text: [...noted(note), headOf(at), questionText(question, subject), ...draft, ...howTo(question)].join('\n\n'),
    buttons: [
      ...buttons,
      ...(question.kind === 'multi' ? [{ id: `quiz-send:${subject}`, label: 'Submit', tone: 'primary' as const }] : []),
      ...(isClosedKind(question) ? [{ id: `quiz-pass:${subject}`, label: quizWords.dontKnow }] : []),
      ...lessWanted(at),
    ],
    menus: menus.map((menu) => ({ ...menu, chosen: item.draft })),
  }
}

/** A question with its answer: right or wrong, why, and what comes next. */
export function answeredWords(at: AtQuestion & { readonly question: ClosedQuestion }, note?: string): Message {
  const { question, item } = at
  const subject = subjectOf(item)
  return {
    text: [
      ...noted(note),
      headOf(at),
      questionText(question, subject),
      verdictWords(question, item),
      optionsWords(question, subject),
      question.explanation.trim(),
      ...sourcesWords(question),
      afterWords(item),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    buttons: [nextButton(at), ...lessWanted(at)],
  }
}

/** An open answer with the hint on it, and how it went by its author's own judgement. */
export function openAnsweredWords(
  at: AtQuestion & { readonly question: OpenQuestion },
  hint: string,
  note?: string,
): Message {
  const { question, item } = at
  return {
    text: [
      ...noted(note),
      headOf(at),
      shortenedMarkdown(question.question.trim(), mostOfStem),
      hint,
      ...sourcesWords(question),
      item.judged === null ? judgeWords : afterWords(item),
    ].join('\n\n'),
    buttons: [
      ...(item.judged === null ? judgeButtons('quiz-judge', subjectOf(item)) : []),
      ...wholeButtons(question),
      { id: `quiz-second:${subjectOf(item)}`, label: 'Second try' },
      { ...nextButton(at), ...(item.judged === null ? { tone: undefined } : {}) } as Button,
      ...lessWanted(at),
    ],
  }
}

const mostOfStem = 300
const judgeWords = 'How did it go? What you say decides when it comes back, and nothing else.'

/** What an author says of their own answer, as buttons: `quiz-judge-good:QUIZ/3`. */
export function judgeButtons(action: string, subject: string): Button[] {
  return [
    { id: `${action}-good:${subject}`, label: 'I had it' },
    { id: `${action}-again:${subject}`, label: 'Not yet' },
    { id: `${action}-hard:${subject}`, label: 'I had it, and it was hard', aside: true },
    { id: `${action}-easy:${subject}`, label: 'I had it, and it was easy', aside: true },
  ]
}

export function answerFormOf(at: AtQuestion, typed: string): Form {
  const { question, item } = at
  const id = `quiz-answer:${subjectOf(item)}`
  if (isClosedKind(question)) return typedForm(id, question, typed, quizWords.onlyYou)
  return {
    id,
    title: closedQuestionWords.answerTitle,
    note: quizWords.hintOnly,
    submit: 'Send',
    fields: [
      { kind: 'paragraph', name: 'answer', label: 'Your answer', required: true, most: mostInAnswer, value: typed },
    ],
  }
}

export function secondForm(item: QuizItem, typed: string): Form {
  return {
    id: `quiz-second:${subjectOf(item)}`,
    title: 'Second try',
    note: quizWords.hintOnly,
    submit: 'Compare',
    fields: [
      { kind: 'paragraph', name: 'answer', label: 'Your answer', required: true, most: mostInAnswer, value: typed },
    ],
  }
}

export interface SummaryLine {
  readonly tests: string
  readonly item: QuizItem
}

export interface Summary {
  readonly quiz: string
  readonly purpose: AtQuestion['purpose']
  readonly answered: readonly SummaryLine[]
  /** How the chance of a medium question moved, by topic. */
  readonly moved: readonly { readonly topic: string; readonly before: number; readonly after: number }[]
  readonly dayIsFull: boolean
}

/** The end of a quiz: how many were right, how long it took, what moved, and what comes back when. */
export function summaryWords({ quiz, purpose, answered, moved, dayIsFull }: Summary, note?: string): Message {
  if (answered.length === 0)
    return { text: [...noted(note), quizWords.noneAnswered].join('\n\n'), buttons: [again(quiz)] }
  const wrong = answered.filter(({ item }) => item.score !== null && item.score < 1)
  const points = answered.reduce((sum, { item }) => sum + (item.points ?? 0), 0)
  return {
    heading: purpose === 'review' ? 'Review done' : 'Quiz done',
    text: [
      ...noted(note),
      scoreWords(answered, points),
      ...(dayIsFull ? [quizWords.dayIsFull] : []),
      answered.map(summaryLine).join('\n'),
      ...movedWords(moved),
    ].join('\n\n'),
    buttons: [
      ...(wrong.length > 0 ? [{ id: `quiz-retry:${quiz}`, label: 'Retry the wrong ones' }] : []),
      ...(purpose === 'practice' ? [again(quiz)] : [{ id: 'quiz-any', label: 'Start a quiz' }]),
    ],
  }
}

/** Nothing is due: what comes back next, and what to do instead. */
export function nothingDueWords(
  next: { readonly at: Temporal.Instant; readonly questions: number } | undefined,
  tellMe: Button,
): Message {
  const coming =
    next === undefined
      ? 'What you answer in quizzes and in daily questions comes back here when you are about to forget it.'
      : `Next: ${counted(next.questions, 'question')} ${next.questions === 1 ? 'comes' : 'come'} back ${moment(next.at)}.`
  return {
    text: ['Nothing is due for review today.', coming].join('\n\n'),
    buttons: [{ id: 'quiz-any', label: 'Start a quiz' }, tellMe],
  }
}

export function insteadButton(id: string): Button {
  return { id, label: 'Stop this one and start the new one' }
}

function noted(note: string | undefined): string[] {
  return note === undefined ? [] : [`*${note}*`]
}

function headOf({ purpose, item, count, topic, question }: AtQuestion): string {
  const names = { practice: 'Question', review: 'Review', retry: 'Once more' }
  return `**${names[purpose]} ${item.place} of ${count}** · ${literal(topic)} · ${question.level}`
}

function howTo({ kind }: Question): string[] {
  if (kind === 'multi') return ['Choose all that apply, then submit.']
  return kind === 'ordering' ? ['Press Answer and give the letters in the right order.'] : []
}

function lessWanted({ id, item }: AtQuestion): Button[] {
  return [
    { id: `quiz-flag:${subjectOf(item)}`, label: 'Something is wrong with this question', aside: true },
    { id: `quiz-stop:${id}`, label: 'Stop', aside: true },
  ]
}

function nextButton({ item, count }: AtQuestion): Button {
  const isLast = item.place >= count
  return { id: `quiz-next:${subjectOf(item)}`, label: isLast ? 'See how it went' : 'Next', tone: 'primary' }
}

function chosen(question: Question, item: QuizItem): string {
  return isClosedKind(question) ? chosenText(question, subjectOf(item), item.draft) : ''
}

function verdictWords(question: ClosedQuestion, item: QuizItem): string {
  const { score, values, points } = item
  const subject = subjectOf(item)
  const right = `The right answer: ${shortAnswer(question, subject)}`
  const gained = points !== null && points > 0 ? ` +${counted(points, 'point')}` : ''
  if (score === 1) return `✅ **Right.**${gained}`
  if (values === null || values.length === 0) return `**No answer.** ${right}`
  const yours = `You said: ${chosenText(question, subject, values)}.`
  return `❌ **${score !== null && score > 0 ? 'Partly right' : 'Not quite'}.** ${yours} ${right}`
}

/** The options stand right above: of several right ones the letters are enough. */
function shortAnswer(question: ClosedQuestion, subject: string): string {
  if (question.kind !== 'multi') return rightAnswer(question, subject)
  const right = shownOptions(question, subject).filter((option) => option.right)
  return right.map(({ name }) => `**${name}**`).join(', ')
}

/** What each wrong option gets wrong. */
function optionsWords(question: ClosedQuestion, subject: string): string {
  return shownOptions(question, subject)
    .filter(({ right, why }) => !right && why !== undefined)
    .map(({ name, why }) => `- **${name}**: ${why}`)
    .join('\n')
}

function afterWords({ comesBack, judged }: QuizItem): string {
  if (comesBack === null) return judged === null ? '' : quizWords.noted
  return `It comes back ${moment(comesBack)}.`
}

function again(quiz: string): Button {
  return { id: `quiz-again:${quiz}`, label: 'Another one like it' }
}

function scoreWords(answered: readonly SummaryLine[], points: number): string {
  const graded = answered.filter(({ item }) => item.score !== null)
  const right = graded.filter(({ item }) => item.score === 1).length
  const open = answered.length - graded.length
  const time = timeWords(answered.reduce((sum, { item }) => sum + secondsOn(item), 0))
  return [
    ...(graded.length > 0 ? [`**${right} of ${graded.length} right**`] : []),
    ...(open > 0 ? [counted(open, 'open answer')] : []),
    time,
    ...(points > 0 ? [`+${counted(points, 'point')}`] : []),
  ].join(' · ')
}

/** A question left open over lunch does not count its hours. */
const longestOnOne = 600

function secondsOn({ shownAt, answeredAt }: QuizItem): number {
  return answeredAt === null ? 0 : Math.min(longestOnOne, shownAt.until(answeredAt).total('seconds'))
}

function timeWords(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

function summaryLine({ tests, item }: SummaryLine): string {
  const mark = item.score === null ? '✏️' : item.score === 1 ? '✅' : '❌'
  const back = item.comesBack === null ? '' : `, comes back ${moment(item.comesBack)}`
  return `- ${mark} ${literal(tests)}${back}`
}

/** How each topic's skill moved, as a person understands it. */
function movedWords(moved: Summary['moved']): string[] {
  if (moved.length === 0) return []
  const lines = moved.map(({ topic, before, after }) => {
    const [from, to] = [before, after].map((chance) => `${Math.round(100 * chance)} %`)
    return `- ${literal(topic)}: ${from === to ? `${to}, as before` : `${from} → ${to}`}`
  })
  return [`**Your skill**, as the share of medium questions that you would get right:\n\n${lines.join('\n')}`]
}
