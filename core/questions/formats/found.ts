import type { Question } from '../question.ts'

/** What readers of formats give to `read.ts`, and what it makes of that. Types and limits only. */

export type Format = 'yaml' | 'csv' | 'gift' | 'anki' | 'javascript-questions'

/** Bytes of a file. */
export const mostBytes = 50 * 2 ** 20
/** Questions of a file. */
export const mostQuestions = 5_000
/** After so many refusals a file is not what was meant. */
export const mostRefused = 5_000
/** Characters of one question as it stands in a file. */
export const longestItem = 50_000

/** What whoever imports a file says about it. Both win over what the file says. */
export interface Hints {
  readonly pack?: string | undefined
  readonly topic?: string | undefined
}

/** A question as far as its format can say it. */
export interface Draft {
  /** Of `Question`, not checked yet. */
  readonly fields: Readonly<Record<string, unknown>>
  /** What its id is made of, where `fields` has none. */
  readonly name?: string | undefined
}

/** Where in a file: `line` counts from 1. */
interface Place {
  readonly line: number
  /** A few words by which its author knows it. */
  readonly what: string
}

export interface Refused extends Place {
  readonly says: string
}

export interface PackFound {
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly licence?: string | undefined
}

/** One step through a file; `at` is how many of its characters were read. A pack comes before its questions. */
export type Found = { readonly at: number } & (
  | { readonly kind: 'nothing' }
  | { readonly kind: 'complaint'; readonly says: string }
  | ({ readonly kind: 'pack' } & PackFound)
  | ({ readonly kind: 'refused' } & Refused)
  | ({ readonly kind: 'draft'; readonly draft: Draft } & Place)
)

export type FoundQuestions = Generator<Found, void, void>

export interface ReadQuestion {
  readonly question: Question
  readonly line: number
}

/** What a file holds, or why it cannot be read at all. */
export type Reading =
  | {
      readonly format: Format
      readonly pack: { readonly id: string; readonly title: string; readonly licence?: string | undefined }
      readonly questions: readonly ReadQuestion[]
      readonly refused: readonly Refused[]
    }
  | { readonly complaint: string }
