import type { Button, Message } from '../platform.ts'
import { moment } from '../rounds/words.ts'
import { counted, literal, quoted, shortened, shortenedMarkdown } from '../text.ts'
import type { Question } from './question.ts'

/** Every sentence about suggested questions. */
export const suggestionWords = {
  which: 'What kind of question do you want to suggest?',
  excluded: 'An admin of this workspace has excluded you, so you cannot suggest questions for now.',
  threeWaiting:
    'You have three suggestions waiting. Once an admin has decided about one of them, you can make the next; you are told what becomes of each.',
  taken: 'Thank you. An admin looks at it, and you are told what becomes of it.',
  forAdmins: 'Members have suggested questions: `/question suggestions` shows what waits for you.',
  noneWait: 'No suggestion is waiting.',
  gone: 'This suggestion is no longer there.',
  edited: 'Saved. Nothing is decided yet.',
  nothingTyped: 'Say why: the one who suggested it reads it.',
  reasonTooLong: 'That is too long: 500 characters fit.',
  noQuestion: 'Write the question.',
  howManyOptions: 'Give 2 to 8 options, each on a line of its own.',
  emptyOption: 'An option has no text: write one after each `*`.',
  sameOption: 'Two options say the same: each needs a text of its own.',
  noneRight: 'Put `*` before the option that is right, or before each of several.',
  allRight: 'At least one option must be wrong.',
  trueOrFalse: 'Choose true or false.',
  howManyAccepted: 'Give 1 to 20 right answers, each on a line of its own.',
  noTopic: 'Name a topic, like Caching; Latin letters or digits are needed.',
  longTopic: 'That topic is too long: 40 letters fit.',
  notAnAddress: 'Give a whole address of at most 300 characters that begins with https://, or leave it empty.',
  untitled: 'A question without words',
} as const

export function tooLong(text: string, most: number): string {
  const fits = `${most.toLocaleString('en')} characters fit`
  return text.length > most * 2 || text.includes('\n')
    ? `That is too long: it has ${text.length.toLocaleString('en')} characters, and ${fits}.`
    : `“${shortened(text, 40)}” is too long: ${fits}.`
}

/** A suggestion as admins read it. */
export interface SuggestionShown {
  readonly id: string
  readonly question: Question
  readonly topic: string
  /** None where its author had their data deleted. */
  readonly author: string | undefined
  readonly at: Temporal.Instant
  /** How many wait besides it. */
  readonly more: number
}

const shownOfText = 700

/** The oldest suggestion that waits, with what became of the one before it. */
export function suggestionMessage(shown: SuggestionShown | undefined, before?: string): Message {
  const above = before === undefined ? [] : [before]
  if (shown === undefined) return { text: [...above, suggestionWords.noneWait].join('\n\n') }
  const { id, question, topic, author, at, more } = shown
  const [source] = question.sources
  const buttons: Button[] = [
    { id: `suggestion-approve:${id}`, label: 'Approve', tone: 'primary' },
    { id: `suggestion-edit:${id}`, label: 'Edit' },
    { id: `suggestion-refuse:${id}`, label: 'Refuse', tone: 'danger' },
  ]
  return {
    text: [
      ...above,
      `**Suggested by ${literal(author ?? 'someone who left')}** ${moment(at)}${more === 0 ? '' : `; ${counted(more, 'more waits', 'more wait')}`}`,
      `${literal(topic)} · ${kindWords[question.kind]}`,
      quoted(question.question),
      ...answerWords(question),
      ...(source === undefined ? [] : [`Source: ${literal(source.url)}`]),
    ].join('\n\n'),
    buttons,
  }
}

const kindWords: Readonly<Record<Question['kind'], string>> = {
  open: 'answered in the thread',
  single: 'one option is right',
  multi: 'several options are right',
  'true-false': 'true or false',
  numeric: 'a number',
  short: 'a short answer',
  ordering: 'an order',
}

function answerWords(question: Question): string[] {
  if (question.kind === 'open') return titled('A good answer', question.reference)
  return [...keyWords(question), ...titled('Why', question.explanation)]
}

function keyWords(question: Question): string[] {
  switch (question.kind) {
    case 'single':
    case 'multi':
      return [question.options.map(({ text, right }) => `- ${right ? '✓ ' : ''}${literal(text)}`).join('\n')]
    case 'true-false':
      return [`Right: ${question.answer ? 'true' : 'false'}`]
    case 'short':
      return [`Right: ${question.accepted.map(literal).join(' · ')}`]
    default:
      return []
  }
}

function titled(title: string, text: string): string[] {
  return text === '' ? [] : [`**${title}**\n\n${quoted(shortenedMarkdown(text, shownOfText))}`]
}

export function approvedWords(tests: string, id: string): string {
  return `Approved: *${literal(tests)}* can be asked from now on, as \`${id}\`.`
}

/** @param isTold not an admin who refuses a suggestion of their own */
export function refusedWords(tests: string, isTold: boolean): string {
  return `Refused: *${literal(tests)}*.${isTold ? ' Its author is told why.' : ''}`
}

export function decidedBefore(tests: string, by: string | undefined, wasApproved: boolean): string {
  const who = by === undefined ? 'Someone else' : literal(by)
  return `${who} ${wasApproved ? 'approved' : 'refused'} *${literal(tests)}* already.`
}

export function notBroughtIn(says: string): string {
  return `It cannot come in: ${says}.`
}

/** To its author, in their daily message. */
export function thanksNotice(tests: string): string {
  return `Thank you: the question that you suggested, *${literal(tests)}*, was approved and can be asked here now.`
}

export function refusalNotice(tests: string, reason: string): string {
  return `The question that you suggested, *${literal(tests)}*, was not taken: “${literal(reason)}”`
}
