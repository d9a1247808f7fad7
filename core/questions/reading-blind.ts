import { shownItems } from './ordering.ts'
import type { Question } from './question.ts'
import { shownOptions } from './show.ts'

/** Questions as an independent reader sees them: without key, explanation, key points and whys. Pure. */

/** @param questions of one topic, in the order in which they are read */
export function blindText(title: string, questions: readonly Question[]): string {
  return [`${title}: ${questions.length} to answer`, howToAnswer, ...questions.map(blind)].join('\n\n')
}

const howToAnswer = `Answer each on your own knowledge and its primary sources, without its pack. Write one file of JSON (or YAML) that
leads from each id to your answer:

{
  "id-of-a-single": "B",
  "id-of-a-multi": "A,C",
  "id-of-a-true-false": "true",
  "id-of-a-numeric": "42 min",
  "id-of-a-short": "a word or a few",
  "id-of-an-ordering": "C,A,B",
  "id-of-an-open": "the points that a strong answer must have"
}`

function blind(question: Question): string {
  return [
    `===== ${question.id}\n${question.kind}, ${question.level}: ${question.tests}`,
    question.question.trim(),
    ...lettered(question),
    `Answer: ${asksFor(question)}`,
  ].join('\n\n')
}

function lettered(question: Question): string[] {
  if (question.kind === 'true-false') return []
  const shown = question.kind === 'ordering' ? shownItems(question, question.id) : shownOptions(question, question.id)
  return shown.length === 0 ? [] : [shown.map(({ letter, text }) => `${letter}. ${text}`).join('\n')]
}

function asksFor(question: Question): string {
  switch (question.kind) {
    case 'open':
      return 'the points that a strong answer must have'
    case 'single':
      return 'one letter'
    case 'multi':
      return 'the letters of all that are right'
    case 'true-false':
      return 'true or false'
    case 'numeric':
      return question.unit === undefined ? 'a number' : `a number in ${question.unit}`
    case 'short':
      return 'a word or a few'
    case 'ordering':
      return 'all letters, in the right order'
    default:
      return question satisfies never
  }
}
