import type { Question } from '../question.ts'
import { writeAnki } from './anki-write.ts'
import { writeCsv } from './csv.ts'
import { writeGift } from './gift-write.ts'
import { writeYaml } from './yaml.ts'

/** Questions as a file for others. Pure. */

export const exportFormats = ['yaml', 'csv', 'gift', 'anki'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface LeftOut {
  readonly id: string
  readonly says: string
}

export interface Exported {
  readonly text: string
  /** What the format cannot say at all. */
  readonly left: readonly LeftOut[]
}

export interface ExportedPack {
  readonly id: string
  readonly title: string
  readonly licence?: string | undefined
}

/** YAML and CSV hold all that a question has; what GIFT and Anki lose, gift-write.ts and anki-write.ts say. */
export function writeQuestions(format: ExportFormat, pack: ExportedPack, questions: readonly Question[]): Exported {
  switch (format) {
    case 'yaml':
      return { text: writeYaml(pack, questions), left: [] }
    case 'csv':
      return { text: writeCsv(questions), left: [] }
    case 'gift':
      return writeGift(questions)
    case 'anki':
      return { text: writeAnki(questions), left: [] }
    default:
      throw format satisfies never
  }
}

/** The end of such a file's name. */
export function extensionOf(format: ExportFormat): string {
  return format === 'anki' ? 'txt' : format
}
