import { counted } from '../../core/text.ts'

/** What `studyhall export` says. */
export const exportTexts = {
  none: 'No question is meant: there is none in these topics.',
  noSuchPack: (pack: string, all: readonly string[]) =>
    `There is no pack ${pack}. ${all.length === 1 ? 'There is' : 'There are'} ${all.join(', ')}.`,
  noContent: (folder: string, code: string | undefined) =>
    `${folder} cannot be read (${code}). Name a folder with topics.yaml and packs/.`,
  broken: (folder: string, complaint: string) =>
    `The questions in ${folder} cannot be used: ${complaint}. See all with \`npm run studyhall -- content check\`.`,
  leftOut: (id: string, says: string) => `${id} is left out: ${says}.`,
  unwritable: (file: string, code: string | undefined) => `${file} cannot be written (${code}).`,
  done: (count: number, file: string) => `${counted(count, 'question')} written to ${file}.`,
} as const
