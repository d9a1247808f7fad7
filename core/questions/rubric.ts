import type { Question } from './question.ts'

/**
 * What decides whether an answer to a question is right, as canonical JSON: two questions with the same text here are
 * graded alike, however they are worded. Options and items stand in their order, since answers are kept by it. Pure.
 */
export function rubricOf(question: Question): string {
  return JSON.stringify(keyOf(question))
}

function keyOf(question: Question): object {
  switch (question.kind) {
    case 'open':
      return { kind: 'open', keyPoints: question.key_points.map(({ point, weight }) => ({ point, weight })) }
    case 'single':
    case 'multi':
      return { kind: question.kind, options: question.options.map(({ text, right }) => ({ text, right })) }
    case 'true-false':
      return { kind: 'true-false', answer: question.answer }
    case 'numeric':
      return { kind: 'numeric', answer: question.answer, tolerance: question.tolerance, unit: question.unit ?? null }
    case 'short':
      return { kind: 'short', accepted: question.accepted }
    case 'ordering':
      return { kind: 'ordering', items: question.items }
    default:
      throw question satisfies never
  }
}
