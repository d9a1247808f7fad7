import { parse } from 'csv-parse/sync'
import { longestItem } from './found.ts'
import { words } from './words.ts'

/** Rows of a text with separators, one by one, so that a broken row is told by its line. Pure. */

export type Row = { readonly line: number; readonly start: number; readonly at: number } & (
  | { readonly cells: readonly string[] }
  /** A line of white space and separators only. */
  | { readonly blank: true }
  | { readonly says: string; readonly what: string }
)

/** @param from where to begin, at line `line` */
export function* rowsOf(
  text: string,
  delimiter: string,
  { from = 0, line = 1 }: { readonly from?: number; readonly line?: number } = {},
): Generator<Row, void, void> {
  let start = from
  let number = line
  while (start < text.length) {
    const { end, isOpen } = recordEnd(text, start, delimiter)
    const record = text.slice(start, end)
    const next = end + (text.startsWith('\r\n', end) ? 2 : 1)
    yield { line: number, start, at: Math.min(next, text.length), ...rowOf(record, delimiter, isOpen) }
    number += 1 + (record.match(/\r\n|\r|\n/g)?.length ?? 0)
    start = next
  }
}

function rowOf(record: string, delimiter: string, isOpen: boolean) {
  const what = record.slice(0, 200)
  if (isOpen) return { what, says: words.openQuote }
  if (record.length > longestItem) return { what, says: words.tooLong(longestItem) }
  if (record.replaceAll(delimiter, '').trim() === '') return { blank: true as const }
  try {
    const rows = parse(record, { delimiter, relax_quotes: true, relax_column_count: true, record_delimiter: '\u0000' })
    const [cells] = rows
    return rows.length === 1 && cells !== undefined ? { cells } : { what, says: words.brokenRow }
  } catch {
    return { what, says: words.brokenRow }
  }
}

/** A line's end that does not stand in a cell in quotes; those open at the start of a cell only. */
function recordEnd(text: string, start: number, delimiter: string): { readonly end: number; readonly isOpen: boolean } {
  let startsCell = true
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (startsCell && character === '"') {
      const closing = closingQuote(text, at + 1)
      if (closing === -1) return { end: text.length, isOpen: true }
      at = closing
    } else if (character === '\n' || character === '\r') {
      return { end: at, isOpen: false }
    }
    startsCell = character === delimiter
  }
  return { end: text.length, isOpen: false }
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}
