import { readFile, writeFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { v7 as increasingId } from 'uuid'
import type { Log } from '../../core/log.ts'
import { type Bank, loadBank } from '../../core/questions/bank.ts'
import { isOnlyByChoice } from '../../core/questions/practice.ts'
import type { Question } from '../../core/questions/question.ts'

/** What `bots/main.ts` gives the bot of the real world, for tests. */

export const newId = (): string => increasingId()

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** A log that remembers, to see what an operator would see. */
export function recordingLog(): Log & { readonly lines: { level: string; about: object; says: string }[] } {
  const lines: { level: string; about: object; says: string }[] = []
  const at = (level: string) => (about: object, says: string) => void lines.push({ level, about, says })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** Studyhall's own questions. Read once for all test files: parsing them takes longer than many a test. */
export const ownBank: Bank = await (process.env.TEST_BANK === undefined
  ? parsedBank()
  : keptBank(process.env.TEST_BANK))

function parsedBank(): Promise<Bank> {
  return loadBank(new URL('../../content', import.meta.url).pathname)
}

/** Where test files find the bank that {@link ownBank} was read into. */
export async function keepBank(file: string): Promise<void> {
  await writeFile(file, serialize(ownBank))
  process.env.TEST_BANK = file
}

async function keptBank(file: string): Promise<Bank> {
  return deserialize(await readFile(file))
}

/** Of these, those of the packs: without scenarios, prompts and projects. */
export const ownItems: readonly Question[] = [...ownBank.questions.values()].filter(
  ({ topic }) => !isOnlyByChoice(topic),
)

/** Of these, the questions that are answered in the thread. */
export const openBank: Bank = {
  ...ownBank,
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
