import type { HandedFile } from '../platform.ts'
import type { Reading, Refused } from './formats/found.ts'
import { importWords } from './import-words.ts'
import type { Question } from './question.ts'

/** What is kept of a file that was handed over, and which files are taken at all. Pure. */

/** A file as it was read, until an admin has decided. */
export interface KeptReading {
  readonly pack: { readonly id: string; readonly title: string; readonly licence?: string }
  /** What would come in. */
  readonly questions: readonly KeptQuestion[]
  /** How many of these stand in the workspace already. */
  readonly same: number
  readonly refused: readonly Refused[]
}

export interface KeptQuestion {
  readonly question: Question
  /** Where it begins in the file, from 1. */
  readonly line: number
}

export type Readable = Required<HandedFile>

/** The one file that can be read, or a sentence about what would be right. */
export function oneFile(
  files: readonly HandedFile[],
  most: number,
): { readonly file: Readable } | { readonly complaint: string } {
  const [first, ...more] = files
  if (first === undefined) return { complaint: importWords.noFile }
  if (more.length > 0) return { complaint: importWords.severalFiles(files.length) }
  const { name, bytes, file } = first
  if (file === undefined) return { complaint: importWords.elsewhere(name) }
  if (bytes > most) return { complaint: importWords.tooLarge(name) }
  return { file: { name: storable(name), bytes: Math.max(0, Math.trunc(bytes)), file } }
}

/** A reading as the database can keep it: a question with what is no text is refused like any other. */
export function keptOf({ pack, questions, refused }: Exclude<Reading, { complaint: string }>): KeptReading {
  const { id, title, licence } = pack
  const unfit = questions.filter(({ question }) => !isStorable(question))
  const refusedToo = unfit.map(({ question, line }) => ({ line, what: question.tests, says: importWords.noText }))
  return {
    pack: {
      id: storable(id),
      title: storable(title),
      ...(licence === undefined ? {} : { licence: storable(licence) }),
    },
    questions: questions.filter(({ question }) => isStorable(question)),
    same: 0,
    refused: byLine([...refused, ...refusedToo]).map(({ line, what, says }) => ({
      line,
      what: storable(what),
      says: storable(says),
    })),
  }
}

/** What remains after a try: what the workspace would refuse stands among the refused. */
export function triedOf(
  kept: KeptReading,
  {
    same,
    refused,
  }: { readonly same: number; readonly refused: readonly { readonly id: string; readonly says: string }[] },
): KeptReading {
  const reasons = new Map(refused.map(({ id, says }) => [id, says]))
  const reasonOf = ({ question }: KeptQuestion) => reasons.get(question.id)
  const refusedToo = kept.questions.flatMap((one) => {
    const says = reasonOf(one)
    return says === undefined ? [] : [{ line: one.line, what: one.question.tests, says }]
  })
  return {
    pack: kept.pack,
    questions: kept.questions.filter((one) => reasonOf(one) === undefined),
    same,
    refused: byLine([...kept.refused, ...refusedToo]),
  }
}

function byLine(refused: readonly Refused[]): Refused[] {
  return [...refused].sort((a, b) => a.line - b.line)
}

/** PostgreSQL takes no NUL, and no half of a surrogate pair. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value === storable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every(isStorable)
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
