import type { Complaint, Field, Form, Message } from '../platform.ts'
import { type Grade, mostTyped, typedOf } from '../questions/grade.ts'
import { itemsInOrder, shownItems } from '../questions/ordering.ts'
import type { ClosedQuestion, OrderingQuestion, Question } from '../questions/question.ts'
import { type Letter, letters, type ShownOption, shownOptions } from '../questions/show.ts'
import { counted, literal, shortened } from '../text.ts'

/** Every sentence about questions that are answered with buttons, a menu or a short text. */

export const closedQuestionWords = {
  answerTitle: 'Your answer',
  onlyYou: 'Only you see what you send. Everyone sees how the answers split when the question closes.',
  nothingChosen: 'Nothing was chosen: choose at least one option.',
  noSuchOption: 'One of those is not an option of this question. Nothing was changed; please choose again.',
} as const

/** The question itself: its text, and its options or items with letters. */
export function questionText(question: Question, seed: string): string {
  const list = lettered(question, seed)
    .map(({ letter, text }) => `- **${letter}** ${text}`)
    .join('\n')
  return [question.question.trim(), ...(list === '' ? [] : [list])].join('\n\n')
}

function lettered(question: Question, seed: string): readonly Pick<ShownOption, 'letter' | 'text'>[] {
  if (question.kind === 'true-false') return []
  return question.kind === 'ordering' ? shownItems(question, seed) : shownOptions(question, seed)
}

/** What the buttons, the menu and the form's button are called: those that count, or those of practising. */
export interface AnswerIds {
  readonly pick: string
  readonly menu: string
  readonly form: string
}

const menuLabelLimit = 75

/** With what a question is answered; `round` is the subject of each. */
export function answerControls(question: Question, round: string, ids: AnswerIds): Pick<Message, 'buttons' | 'menus'> {
  switch (question.kind) {
    case 'single':
    case 'true-false':
      return {
        buttons: shownOptions(question, round).map(({ letter, name }) => ({
          id: `${ids.pick}-${letter.toLowerCase()}:${round}`,
          label: name,
        })),
      }
    case 'multi': {
      const choices = shownOptions(question, round).map(({ index, name, text }) => ({
        value: index,
        label: shortened(`${name} · ${text}`, menuLabelLimit),
      }))
      return { menus: [{ id: `${ids.menu}:${round}`, label: 'Choose all that apply', choices, most: choices.length }] }
    }
    case 'numeric':
    case 'short':
    case 'ordering':
    case 'open':
      return { buttons: [{ id: `${ids.form}:${round}`, label: 'Answer', tone: 'primary' }] }
    default:
      throw question satisfies never
  }
}

/** How it is answered, in the opening message. */
export function howToChoose(question: ClosedQuestion, until: string): string {
  const means = {
    single: 'Choose with the buttons',
    multi: 'Choose all that apply in the menu',
    'true-false': 'Choose with the buttons',
    numeric: 'Press Answer and give a number',
    short: 'Press Answer and give a few words',
    ordering: 'Press Answer and give the letters in the right order',
  }[question.kind]
  return `${means} until ${until}. Nobody sees your answer before the close, and you can change it until then. The thread is for talking.`
}

/** What was chosen or typed, as its author reads it. */
export function chosenText(question: ClosedQuestion, round: string, values: readonly string[]): string {
  const options = shownOptions(question, round)
  if (options.length === 0) return literal(typedOf(question, round, values))
  return namesIn(options.filter(({ index }) => values.includes(index)))
}

export function choiceStands(chosen: string, until: string): string {
  return `Your answer: ${chosen}. You can change it until ${until}.`
}

/** The form of a number, a short text or an order. */
export function typedForm(id: string, question: ClosedQuestion, typed: string, note: string): Form {
  const field: Field = {
    kind: 'text',
    name: 'answer',
    label: typedLabel(question),
    required: true,
    most: mostTyped,
    value: typed,
  }
  return { id, title: closedQuestionWords.answerTitle, note, submit: 'Send', fields: [field] }
}

function typedLabel(question: ClosedQuestion): string {
  if (question.kind === 'ordering') return `The letters in order, such as ${lettersIn(question).join(' ')}`
  if (question.kind !== 'numeric') return 'A word or a few'
  return question.unit === undefined ? 'A number' : `A number in ${question.unit}`
}

/** A sample of an order, too: items are never shown in the right one, so the alphabet gives nothing away. */
function lettersIn(question: ClosedQuestion): readonly Letter[] {
  return question.kind === 'ordering' ? letters.slice(0, question.items.length) : letters
}

type Ungraded = Exclude<Grade, 'right' | 'wrong'>

/** Why something cannot be taken as an answer, and what would be right. */
export function ungradedWords(question: ClosedQuestion, grade: Ungraded): string {
  switch (grade) {
    case 'nothing-chosen':
      return closedQuestionWords.nothingChosen
    case 'no-such-option':
      return closedQuestionWords.noSuchOption
    case 'nothing-typed':
      return 'There is nothing in it: type your answer.'
    case 'too-long':
      return `That is too long: at most ${mostTyped} characters fit.`
    case 'no-number':
      return `That is not a number: type it in digits, such as \`${sample(question)}\`.`
    case 'other-unit':
      return unitWords(question)
    case 'no-order':
      return orderWords(question)
    default:
      throw grade satisfies never
  }
}

export function ungradedComplaint(question: ClosedQuestion, grade: Ungraded): Complaint {
  return { field: 'answer', says: ungradedWords(question, grade) }
}

/** A number in the right form that gives nothing away. */
function sample(question: ClosedQuestion): string {
  const unit = question.kind === 'numeric' && question.unit !== undefined ? ` ${question.unit}` : ''
  return `1,500${unit}`
}

function unitWords(question: ClosedQuestion): string {
  const unit = question.kind === 'numeric' ? question.unit : undefined
  return unit === undefined
    ? 'This is a plain number: leave the unit out.'
    : `That unit does not fit: give it in ${unit}, or leave the unit out.`
}

function orderWords(question: ClosedQuestion): string {
  const all = lettersIn(question)
  return `Give each of the letters ${all[0]} to ${all.at(-1)} once, such as \`${all.join(' ')}\`.`
}

/** The right answer, in a few words. */
export function rightAnswer(question: ClosedQuestion, round: string): string {
  switch (question.kind) {
    case 'single':
    case 'multi':
      return shownOptions(question, round)
        .filter(({ right }) => right)
        .map(({ name, text }) => `**${name}** ${text}`)
        .join(' and ')
    case 'true-false':
      return question.answer ? '**True**' : '**False**'
    case 'numeric':
      return numericAnswer(question)
    case 'short':
      return `**${literal(question.accepted[0] ?? '')}**`
    case 'ordering':
      return itemsInOrder(question, round)
        .map(({ letter, text }) => `**${letter}** ${text}`)
        .join(' → ')
    default:
      throw question satisfies never
  }
}

function numericAnswer({ answer, tolerance, unit }: Extract<ClosedQuestion, { kind: 'numeric' }>): string {
  const inUnit = (value: number) =>
    [value.toLocaleString('en'), ...(unit === undefined ? [] : [literal(unit)])].join(' ')
  return `**${inUnit(answer)}**${tolerance > 0 ? ` (give or take ${inUnit(tolerance)})` : ''}`
}

export interface ChoiceMade {
  readonly values: readonly string[]
  readonly right: boolean
}

/** How the answers split, which was right and why, and why each wrong one that was chosen is not. */
export function splitWords(question: ClosedQuestion, round: string, choices: readonly ChoiceMade[]): string[] {
  const right = choices.filter((choice) => choice.right).length
  const options = shownOptions(question, round)
  return [
    `${counted(choices.length, 'answer')}, ${right} right.`,
    ...(options.length > 0 ? [optionsSplit(options, choices)] : typedSplit(question, round, choices)),
    ...(question.explanation === '' ? [] : [`**Why**\n\n${question.explanation.trim()}`]),
  ]
}

function optionsSplit(options: readonly ShownOption[], choices: readonly ChoiceMade[]): string {
  return options
    .map(({ index, name, text, right, why }) => {
      const votes = choices.filter(({ values }) => values.includes(index)).length
      const words = name === text ? '' : ` ${text}`
      const whyNot = votes > 0 && !right && why !== undefined ? `. Why not: ${why}` : ''
      return `- ${right ? '✅ ' : ''}**${name}**${words} · ${votes}${whyNot}`
    })
    .join('\n')
}

const typedShown = 6
const typedLimit = 60

function typedSplit(question: ClosedQuestion, round: string, choices: readonly ChoiceMade[]): string[] {
  const wrong = choices.filter(({ right }) => !right).map(({ values }) => typedOf(question, round, values).trim())
  const same = [...Map.groupBy(wrong, (typed) => typed.toLowerCase()).values()].sort((a, b) => b.length - a.length)
  const said = same.slice(0, typedShown).map((all) => `${literal(shortened(all[0] ?? '', typedLimit))} (${all.length})`)
  const left = same.length - said.length
  return [
    `✅ ${question.kind === 'ordering' ? orderedList(question, round) : rightAnswer(question, round)}`,
    ...(said.length > 0 ? [`Also said: ${said.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`] : []),
  ]
}

/** The right order, an item a line. */
function orderedList(question: OrderingQuestion, round: string): string {
  const items = itemsInOrder(question, round).map(({ letter, text }, place) => `${place + 1}. **${letter}** ${text}`)
  return `The right order:\n\n${items.join('\n')}`
}

/** What practising alone tells at once. */
export function gradedWords(question: ClosedQuestion, round: string, { values, right }: ChoiceMade): string {
  const options = shownOptions(question, round)
  const whyNot = options
    .filter(({ index, right: isRight, why }) => values.includes(index) && !isRight && why !== undefined)
    .map(({ name, why }) => `**${name}**: ${why}`)
  return [
    right ? '**Right.**' : `**Not quite.** ${rightWords(question, round)}`,
    ...whyNot,
    question.explanation.trim(),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function rightWords(question: ClosedQuestion, round: string): string {
  return question.kind === 'ordering'
    ? orderedList(question, round)
    : `The right answer: ${rightAnswer(question, round)}`
}

function namesIn(options: readonly ShownOption[]): string {
  return options.map(({ name }) => name).join(', ')
}
