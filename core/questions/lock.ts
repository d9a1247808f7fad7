import { z } from 'zod'
import type { Finding } from './finding.ts'
import { fingerprint } from './fingerprint.ts'
import type { Question } from './question.ts'
import { rubricOf } from './rubric.ts'

/**
 * The lock holds a fingerprint of each id's key and rubric, so that no id changes its meaning. Pure.
 */

const gone = 'superseded by '

/** An id → its fingerprint, or by which id it was superseded. */
export const lockSchema = z
  .record(
    z.string(),
    z.string().regex(/^([0-9a-f]{16}|superseded by [a-z0-9-]+)$/, 'this line is not as `content lock` writes it'),
  )
  .transform((lines) => new Map(Object.entries(lines)))
export type Lock = ReadonlyMap<string, string>

/** Where a question may name the one that it stands in for. */
type Locked = readonly (Question & { readonly supersedes?: string | undefined })[]

export function keyFingerprint(question: Question): string {
  return fingerprint(rubricOf(question))
}

export function lockFindings(lock: Lock, questions: Locked): Finding[] {
  const ids = new Set(questions.map(({ id }) => id))
  const superseded = new Set(questions.map(({ supersedes }) => supersedes))
  const left = [...lock].filter(([id, holds]) => !ids.has(id) && !superseded.has(id) && !holds.startsWith(gone))
  return [
    ...questions.flatMap((question) => lockFinding(lock, question)),
    ...left.map(([id]) => ({
      about: `lock:${id}`,
      says: `${id} is gone: bring it back, or name it in its successor, \`supersedes: ${id}\``,
    })),
  ]
}

function lockFinding(lock: Lock, question: Question): Finding[] {
  const { id } = question
  const held = lock.get(id)
  const finding = (says: string) => [{ about: id, says: `question ${id}: ${says}` }]
  if (held === undefined) return finding('it is not in lock.yaml: run `npm run studyhall -- content lock`')
  if (held.startsWith(gone)) return finding(`this id was ${held} and never comes back: give it a new one`)
  if (held === keyFingerprint(question)) return []
  return finding(
    `its key or rubric changed: give it a new id with \`supersedes: ${id}\`; if it is a typo only: \`npm run studyhall -- content lock --typo ${id}\``,
  )
}

/** The lock with new ids, and with the successors of those that are gone; nothing else changes. */
export function lockWithNew(lock: Lock, questions: Locked): Lock {
  const fresh = questions.flatMap((question) =>
    lock.has(question.id) ? [] : [[question.id, keyFingerprint(question)] as const],
  )
  const ids = new Set(questions.map(({ id }) => id))
  const left = questions.flatMap(({ id, supersedes }) =>
    supersedes === undefined || ids.has(supersedes) ? [] : [[supersedes, `${gone}${id}`] as const],
  )
  return new Map([...lock, ...fresh, ...left])
}

/** The lock with these questions as they stand now. */
export function lockAfterTypos(lock: Lock, questions: readonly Question[]): Lock {
  return new Map([...lock, ...questions.map((question) => [question.id, keyFingerprint(question)] as const)])
}

/** The file: a line each, sorted, in quotes since some fingerprints are digits only. */
export function lockText(lock: Lock): string {
  const lines = [...lock].map(([id, holds]) => `${id}: "${holds}"\n`)
  return `# Made by \`npm run studyhall -- content lock\`: the key and rubric of each id.\n${lines.sort().join('')}`
}
