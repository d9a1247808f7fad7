import { counted, literal } from '../text.ts'
import type { ExportFormat, LeftOut } from './formats/export.ts'

/** Every sentence about questions as a file for others. */
export const exportWords = {
  noneOfOwn:
    'This workspace has no questions of its own to export. `/question import` says how some come in; `pack:all` exports Studyhall’s too.',
  noSuchPack: (typed: string) =>
    `There is no pack ${literal(typed)} here, or it is taken out. \`/question packs\` lists them; \`own\` is all of them, \`all\` Studyhall’s questions too.`,
  formats: {
    yaml: 'a pack, with everything',
    csv: 'a table, with everything',
    gift: 'for Moodle',
    anki: 'notes for Anki',
  } satisfies Record<ExportFormat, string>,
  practiceStaysOut: 'Scenarios, behavioural prompts and projects are left out: only questions can be exported.',
  own: 'All your own packs',
  all: "Studyhall's questions and your own",
} as const

const mostLeftOut = 5

/**
 * What goes with the file.
 *
 * @param hasPractice whether scenarios, prompts or projects would have been meant too
 */
export function exportedWords(name: string, count: number, left: readonly LeftOut[], hasPractice: boolean): string {
  const lines = left.slice(0, mostLeftOut).map(({ id, says }) => `- \`${id}\`: ${says}`)
  const more = left.length - lines.length
  return [
    `${counted(count, 'question')} in ${literal(name)}.`,
    ...(hasPractice ? [exportWords.practiceStaysOut] : []),
    ...(left.length === 0
      ? []
      : [
          `${counted(left.length, 'question')} had to stay out:`,
          [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
        ]),
  ].join('\n\n')
}
