import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Row } from './bench.ts'

/** The table in `docs/performance.md`: rows that were measured replace those of the same name, others stay. */

const begin = '<!-- measured by `npm run bench -- --write` -->'
const end = '<!-- end of the table -->'
const head = ['| row | value | unit | floor | ratio | on |', '|---|---|---|---|---|---|']

export async function writeTable(file: string, rows: readonly Row[], date: Temporal.PlainDate): Promise<void> {
  const text = await readFile(file, 'utf8')
  await writeFile(file, withRows(text, rows, `${date}, ${machine()}`))
}

/** Pure. @throws Error when the page has no place for the table */
export function withRows(text: string, rows: readonly Row[], on: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error('the page has no place for the table')
  const kept = text
    .slice(from + begin.length, to)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => [nameIn(line), line] as const)
  const lines = new Map([...kept, ...rows.map((row) => [row.name, lineOf(row, on)] as const)])
  const table = [begin, ...head, ...lines.values(), end].join('\n')
  return text.slice(0, from) + table + text.slice(to + end.length)
}

function nameIn(line: string): string {
  return /^\| `([^`]+)`/.exec(line)?.[1] ?? line
}

function lineOf({ name, value, unit, floor, ratio }: Row, on: string): string {
  return `| \`${name}\` | ${value} | ${unit} | ${floor ?? ''} | ${ratio ?? ''} | ${on} |`
}

function machine(): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'unknown'}, ${gibibytes} GB, Node ${process.versions.node}`
}
