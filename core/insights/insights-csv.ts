import { stringify } from 'csv-stringify/sync'
import type { MessageFile } from '../platform.ts'
import { guarded } from '../questions/formats/cells.ts'
import type { Insights, ItemInsight } from './insights-rule.ts'

/** Insights as a table, a line each question. The shape is kept: people's spreadsheets read it. Pure. */

const columns = [
  'question',
  'topic',
  'level',
  'kind',
  'tests',
  'asked',
  'answers',
  'people',
  'graded',
  'right_share',
  'difficulty',
  'difficulty_error',
  'provisional',
  'flags',
  'fault',
] as const

/** Numbers are ours, so that only texts could start a formula. What is not known is empty. */
export function insightsFile({ items }: Insights): MessageFile {
  const rows = items.map((item) => Object.values(cellsOf(item)).map(cell))
  const text = `\ufeff${stringify([[...columns], ...rows], { record_delimiter: '\r\n', quoted_string: true })}`
  return { name: 'insights.csv', type: 'text/csv', text }
}

function cellsOf(item: ItemInsight): Record<(typeof columns)[number], string | number | undefined> {
  const { id, topic, level, kind, tests, asked, answers, people, graded, share, difficulty, flags, fault } = item
  return {
    question: id,
    topic,
    level,
    kind,
    tests,
    asked,
    answers,
    people,
    graded,
    right_share: rounded(share, 3),
    difficulty: rounded(difficulty?.value, 2),
    difficulty_error: rounded(difficulty?.error, 2),
    provisional: difficulty === undefined ? undefined : difficulty.isProvisional ? 'yes' : 'no',
    flags,
    fault,
  }
}

function cell(value: string | number | undefined): string | number {
  return typeof value === 'string' ? guarded(value) : (value ?? '')
}

function rounded(value: number | undefined, digits: number): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(digits))
}
