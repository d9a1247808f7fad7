import type { Bank } from '../questions/bank.ts'
import { type TermWeights, tellingText, termWeights } from './feedback.ts'

const known = new WeakMap<Bank, TermWeights>()

/** How much each word tells among the bank's questions: worked out once a bank. */
export function weightsOf(bank: Bank): TermWeights {
  const weights = known.get(bank) ?? termWeights([...bank.questions.values()].map(tellingText))
  known.set(bank, weights)
  return weights
}
