import { withoutAutolinks } from '../text.ts'
import type { Bank } from './bank.ts'
import type { Question } from './question.ts'

/** A workspace's bank: the shared questions and its own. Pure. */

/** What a workspace adds to the bank, at one version. Ids as they are known everywhere: `own.` and the id in the pack. */
export interface OwnPart {
  readonly version: number
  readonly questions: readonly Question[]
  readonly retired: readonly string[]
}

const prefix = 'own.'

/** No id of ours has a dot, so none can collide. */
export function ownId(idInPack: string): string {
  return `${prefix}${idInPack}`
}

/** The shared bank itself where there is nothing to add. Texts of members name and ping nobody. */
export function mergedBank(shared: Bank, { questions, retired }: OwnPart): Bank {
  if (questions.length === 0) return shared
  const own = questions.map((question): [string, Question] => [question.id, disarmed(question)])
  const all = [...shared.questions, ...own].sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...shared, questions: new Map(all), retired: new Set([...shared.retired, ...retired]) }
}

function disarmed<T>(value: T): T {
  if (typeof value === 'string') return withoutAutolinks(value) as T
  if (Array.isArray(value)) return value.map(disarmed) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, disarmed(one)])) as T
}
