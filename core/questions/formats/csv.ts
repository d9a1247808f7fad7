import { stringify } from 'csv-stringify/sync'
import type { Question } from '../question.ts'
import { guarded, unguarded } from './cells.ts'
import { type Column, cellsOf, columns, draftOfCells } from './csv-cells.ts'
import { rowsOf } from './csv-rows.ts'
import type { Found, FoundQuestions } from './found.ts'
import { words } from './words.ts'

/**
 * A table of questions: docs/importing.md tells its columns. The separator is the first line's; Excel's `sep=;` before it
 * is understood. A cell that a spreadsheet might run as a formula has an apostrophe before it (`cells.ts`). Pure.
 */
export function* readCsv(text: string): FoundQuestions {
  const header = headerOf(text)
  if ('says' in header) return yield { kind: 'complaint', at: 0, says: header.says }
  const { delimiter, names } = header
  for (const row of rowsOf(text, delimiter, header)) {
    const { line, at } = row
    if ('blank' in row) yield { kind: 'nothing', at }
    else if ('says' in row) yield { kind: 'refused', at, line, what: row.what, says: row.says }
    else yield foundInRow(row.cells, names, { at, line, hasDecimalCommas: delimiter !== ',' })
  }
}

interface RowPlace {
  readonly at: number
  readonly line: number
  readonly hasDecimalCommas: boolean
}

function foundInRow(row: readonly string[], names: readonly Column[], { at, line, hasDecimalCommas }: RowPlace): Found {
  const cells = new Map(names.map((name, index) => [name, unguarded(row[index] ?? '').trim()]))
  const what = cells.get('id') || cells.get('question') || row.join(' ')
  const place = { at, line, what: what.slice(0, 200) }
  const filled = row.findLastIndex((cell) => cell.trim() !== '') + 1
  if (filled > names.length) return { kind: 'refused', ...place, says: words.tooManyCells(filled, names.length) }
  const fields = draftOfCells(cells, hasDecimalCommas)
  if ('says' in fields) return { kind: 'refused', ...place, says: fields.says }
  return { kind: 'draft', ...place, draft: { fields: fields.of } }
}

interface Header {
  readonly delimiter: string
  readonly names: readonly Column[]
  /** Where the rows begin. */
  readonly from: number
  readonly line: number
}

const delimiters = [',', ';', '\t'] as const
const longestHeader = 5_000

function headerOf(text: string): Header | { readonly says: string } {
  const told = /^sep=(.)(?:\r\n|\r|\n)/i.exec(text.slice(0, 10))
  const from = told?.[0].length ?? 0
  const first = text.slice(from, from + longestHeader).split(/[\r\n]/, 1)[0] ?? ''
  const delimiter = told?.[1] ?? mostFrequent(first)
  const line = told === null ? 1 : 2
  const [row] = rowsOf(text.slice(0, from + longestHeader), delimiter, { from, line })
  const shown = first.slice(0, 100)
  if (row === undefined || !('cells' in row)) return { says: words.noQuestionColumn(shown) }
  const names = row.cells.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  )
  while (names.at(-1) === '') names.pop()
  if (!names.includes('question')) return { says: words.noQuestionColumn(shown) }
  const unknown = names.filter((name) => !isColumn(name))
  if (unknown.length > 0) return { says: words.unknownColumns(unknown.slice(0, 5), columns) }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return { says: words.columnTwice(twice) }
  return { delimiter, names: names.filter(isColumn), from: row.at, line: line + 1 }
}

function isColumn(name: string): name is Column {
  return (columns as readonly string[]).includes(name)
}

function mostFrequent(line: string): string {
  const counts = delimiters.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter
}

/** With the mark by which Excel knows UTF-8, and all that a question has: reading it gives the same questions. */
export function writeCsv(questions: readonly Question[]): string {
  const rows = questions.map((question) => {
    const cells = cellsOf(question)
    return columns.map((name) => guarded(cells[name] ?? ''))
  })
  return `\ufeff${stringify([[...columns], ...rows], { record_delimiter: '\r\n', quoted_string: true })}`
}
