import { z } from 'zod'
import type { Bank } from './bank.ts'
import type { Finding } from './finding.ts'
import { line } from './question.ts'

/** Which headings of which documents the content covers with what. Pure. */

const row = z.strictObject({
  heading: line(120),
  /** Ids of items, `path:PATH/STEP`, `path:PATH` or `track:TRACK`. */
  covers: z.array(z.string()).default([]),
  /** Why there is nothing to cover, for an advertisement. */
  nothing: line(120).optional(),
})

export const coverageSchema = z.strictObject({
  documents: z.array(z.strictObject({ title: line(120), headings: z.array(row).min(1) })).min(1),
})
export type Coverage = z.infer<typeof coverageSchema>
type Row = z.infer<typeof row>

/** What a row can name. */
export type Covered =
  | { readonly kind: 'item' | 'track' | 'step'; readonly title: string }
  | { readonly kind: 'unknown'; readonly title: string }

export function coveredBy(bank: Bank, id: string): Covered {
  if (id.startsWith('track:')) return named('track', bank.tracks.get(id.slice('track:'.length))?.company, id)
  if (id.startsWith('path:')) return named('step', stepTitle(bank, id.slice('path:'.length)), id)
  return named('item', bank.questions.get(id)?.tests, id)
}

function named(kind: 'item' | 'track' | 'step', title: string | undefined, id: string): Covered {
  return title === undefined ? { kind: 'unknown', title: id } : { kind, title }
}

function stepTitle({ paths }: Bank, id: string): string | undefined {
  const [name = '', step] = id.split('/')
  const path = paths.get(name)
  if (step === undefined) return path?.title
  const found = path?.steps.find((one) => one.id === step)
  return found === undefined ? undefined : `${path?.title}: ${found.title}`
}

/** @returns findings about `coverage:N`, the Nth heading of the file, from 0 */
export function coverageFindings({ documents }: Coverage, bank: Bank): Finding[] {
  const rows = documents.flatMap(({ title, headings }) => headings.map((one) => ({ title, row: one })))
  return rows.flatMap(({ title, row }, index) =>
    wrongWith(row, bank).map((says) => ({ about: `coverage:${index}`, says: `${title}, “${row.heading}”: ${says}` })),
  )
}

function wrongWith({ covers, nothing }: Row, bank: Bank): string[] {
  const unknown = covers.filter((id) => coveredBy(bank, id).kind === 'unknown')
  return [
    ...(covers.length === 0 && nothing === undefined ? ['nothing covers it: name items, steps or a track'] : []),
    ...(covers.length > 0 && nothing !== undefined ? ['it has both `covers` and `nothing`'] : []),
    ...unknown.map((id) => `there is no ${id}`),
  ]
}
