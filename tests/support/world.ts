import { v7 as increasingId } from 'uuid'
import type { Log } from '../../core/log.ts'
import { type Bank, loadBank } from '../../core/questions/bank.ts'

/** What `bots/main.ts` gives the bot of the real world, for tests. */

export const newId = (): string => increasingId()

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** A log that remembers, to see what an operator would see. */
export function recordingLog(): Log & { readonly lines: { level: string; about: object; says: string }[] } {
  const lines: { level: string; about: object; says: string }[] = []
  const at = (level: string) => (about: object, says: string) => void lines.push({ level, about, says })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** Studyhall's own questions. */
export const ownBank = await loadBank(new URL('../../content', import.meta.url).pathname)

/** Of these, the questions that are answered in the thread. */
export const openBank: Bank = {
  topics: ownBank.topics,
  questions: new Map([...ownBank.questions].filter(([, { kind }]) => kind === 'open')),
}

/** One question of ours a kind, which stories know by heart. */
const known = {
  single: 'latest-events-of-one-tenant',
  multi: 'repeat-after-a-lost-response',
  'true-false': 'six-partitions-in-order',
  numeric: 'minutes-left-at-three-and-a-half-nines',
  short: 'index-while-orders-come-in',
  ordering: 'no-more-nulls-in-shipments',
} as const

/** A bank of those that are answered by buttons and forms: one of each of these kinds. */
export function closedBank(...kinds: readonly (keyof typeof known)[]): Bank {
  const ids: ReadonlySet<string> = new Set(kinds.map((kind) => known[kind]))
  return { ...ownBank, questions: new Map([...ownBank.questions].filter(([id]) => ids.has(id))) }
}
