import { stringify } from 'csv-stringify/sync'
import type { ClosedQuestion, Question } from '../question.ts'
import { guarded } from './cells.ts'

/**
 * Notes for Anki, as it imports plain text. It carries id, topic, level, tags and the question; an open question's
 * reference, a short one's first wording. Other kinds become open ones: options and items stand on the front, the right
 * answer and the explanation on the back. Lost is all else. The cards show CommonMark as it is written. Pure.
 */
export function writeAnki(questions: readonly Question[]): string {
  const head = ['#separator:tab', '#html:false', '#guid column:1', '#tags column:4', '']
  const rows = questions.map((question) =>
    [question.id, frontOf(question), backOf(question), tagsOf(question)].map(guarded),
  )
  return `${head.join('\n')}${stringify(rows, { delimiter: '\t', quoted_string: true })}`
}

function tagsOf({ topic, level, kind, tags }: Question): string {
  return [`topic::${topic}`, `level::${level}`, `kind::${kind === 'short' ? 'short' : 'open'}`, ...tags].join(' ')
}

function frontOf(question: Question): string {
  if ('options' in question) return `${question.question}\n\n${listed(question.options.map(({ text }) => text))}`
  if (question.kind === 'ordering') return `${question.question}\n\n${listed([...question.items].sort())}`
  return question.question
}

function listed(texts: readonly string[]): string {
  return texts.map((text) => `- ${text}`).join('\n')
}

function backOf(question: Question): string {
  switch (question.kind) {
    case 'open':
      return question.reference
    case 'short':
      return question.accepted[0] ?? ''
    default:
      return [rightOf(question), question.explanation].filter(Boolean).join('\n\n')
  }
}

function rightOf(question: Exclude<ClosedQuestion, { kind: 'short' }>): string {
  switch (question.kind) {
    case 'single':
    case 'multi':
      return listed(question.options.filter(({ right }) => right).map(({ text }) => text))
    case 'true-false':
      return question.answer ? 'True' : 'False'
    case 'numeric':
      return [question.answer, question.unit].filter((part) => part !== undefined).join(' ')
    case 'ordering':
      return question.items.map((item, index) => `${index + 1}. ${item}`).join('\n')
    default:
      throw question satisfies never
  }
}
