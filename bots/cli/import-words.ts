import type { KeptReading } from '../../core/questions/import-rule.ts'
import { updatedWords } from '../../core/questions/import-words.ts'
import { counted, shortened } from '../../core/text.ts'

/** What `studyhall import` says. */

const megabyte = 2 ** 20

export const importTexts = {
  unreadable: (file: string, code: string | undefined) =>
    `${file} cannot be read (${code}). Name a file with questions.`,
  tooLarge: (file: string) => `${file} is larger than 50 MB. Split it into smaller ones.`,
  progress: (done: number, total: number) =>
    `Read ${Math.floor(done / megabyte)} of ${Math.ceil(total / megabyte)} MB (${Math.floor((100 * done) / total)} %)`,
  nothing:
    'Nothing has come in. Mend what is refused, or leave it out with --skip-refused; --dry-run shows what would come in.',
  done: ({ questions, same, pack }: KeptReading, workspace: string) =>
    `${counted(questions.length - same, 'question')} came into ${workspace} as the pack ${pack.id}${same > 0 ? `; ${updatedWords(same)}` : ''}.`,
} as const

const widest = { id: 32, topic: 24, title: 60 } as const

/** A line for each question, then a line for each that is refused, then the counts. */
export function tableLines({ questions, refused, pack, same }: KeptReading): string[] {
  const rows = [
    ['LINE', 'ID', 'KIND', 'TOPIC', 'TITLE'],
    ...questions.map(({ question: { id, kind, topic, tests }, line }) => [
      String(line),
      shortened(id, widest.id),
      kind,
      shortened(topic, widest.topic),
      shortened(printable(tests), widest.title),
    ]),
  ]
  return [
    ...(questions.length > 0 ? aligned(rows) : []),
    ...refused.map(
      ({ line, what, says }) =>
        `line ${line} is refused: ${printable(says)}${what === '' ? '' : ` (${printable(what)})`}`,
    ),
    `${counted(questions.length, 'question')} for the pack ${pack.id} (${printable(pack.title)})${same > 0 ? `, of which ${same} ${same === 1 ? 'stands' : 'stand'} there already` : ''}; ${refused.length} refused.`,
  ]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** On one line, and nothing that a terminal would obey. */
function printable(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, ' ').trim()
}
