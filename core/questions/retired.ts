import type { Bank } from './bank.ts'
import type { Question } from './question.ts'

const known = new WeakMap<Bank, ReadonlyMap<string, Question>>()

/** The questions that may be chosen: all that are not retired. Pure, and worked out once a bank. */
export function withoutRetired(bank: Bank): ReadonlyMap<string, Question> {
  const { questions, retired } = bank
  if (retired.size === 0) return questions
  const left = known.get(bank) ?? new Map([...questions].filter(([id]) => !retired.has(id)))
  known.set(bank, left)
  return left
}
