import type { Asked, Capability, Typing } from '../interactions.ts'
import type { Choice, Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { shortened } from '../text.ts'
import type { Bank } from './bank.ts'
import { exportedWords, exportWords } from './export-words.ts'
import { type ExportedPack, type ExportFormat, exportFormats, extensionOf, writeQuestions } from './formats/export.ts'
import { ownId } from './merged-bank.ts'
import { ownPacksIn, questionsOfPack } from './own-questions.ts'
import { isOnlyByChoice } from './practice.ts'
import type { Question } from './question.ts'
import { withoutRetired } from './retired.ts'

/** Admins take questions elsewhere, as a file. */
export const exporting: Capability = {
  commands: [
    {
      words: 'question export',
      about: 'Questions as a file: your own packs, one of them, or all',
      gives: 'private',
      forAdmins: true,
      options: [
        {
          name: 'format',
          about: 'What kind of file',
          required: true,
          choices: exportFormats.map((value) => ({ value, about: exportWords.formats[value] })),
        },
        { name: 'pack', about: 'One pack, own (the usual), or all' },
      ],
      suggestions: { pack: packsLike },
      run: (asked, { format, pack = 'own' }) => exportQuestions(asked, formatNamed(format), pack.trim().toLowerCase()),
    },
  ],
}

function formatNamed(typed: string | undefined): ExportFormat {
  return exportFormats.find((format) => format === typed) ?? 'yaml'
}

async function packsLike({ tx, workspace }: Typing, typed: string): Promise<Choice[]> {
  const packs = await ownPacksIn(tx, workspace)
  const choices = [
    { value: 'own', label: exportWords.own },
    { value: 'all', label: exportWords.all },
    ...packs.filter(({ asked }) => asked > 0).map(({ id, title }) => ({ value: id, label: shortened(title, 80) })),
  ]
  const wanted = typed.trim().toLowerCase()
  return choices.filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(wanted)).slice(0, 25)
}

async function exportQuestions(asked: Asked, format: ExportFormat, wanted: string): Promise<Reply> {
  const chosen = await chosenQuestions(asked, wanted)
  if ('says' in chosen) return privately(chosen.says)
  const { pack, questions, hasPractice } = chosen
  const { text, left } = writeQuestions(format, pack, questions)
  const name = `${pack.id}.${extensionOf(format)}`
  const type = format === 'csv' ? 'text/csv' : 'text/plain'
  const says = exportedWords(name, questions.length - left.length, left, hasPractice)
  return { kind: 'message', seen: 'private', message: { text: says, files: [{ name, type, text }] } }
}

type Chosen =
  | { readonly pack: ExportedPack; readonly questions: readonly Question[]; readonly hasPractice: boolean }
  | { readonly says: string }

async function chosenQuestions({ study, tx, workspace }: Asked, wanted: string): Promise<Chosen> {
  const packs = (await ownPacksIn(tx, workspace)).filter(({ asked }) => asked > 0)
  const isOne = wanted !== 'own' && wanted !== 'all'
  const meant = isOne ? packs.filter(({ id, title }) => id === wanted || title.toLowerCase() === wanted) : packs
  const [only] = meant
  if (isOne && only === undefined) return { says: exportWords.noSuchPack(wanted) }
  const own: Question[] = []
  for (const { id } of meant) own.push(...(await questionsOfPack(tx, workspace, id)))
  const { questions: shared = [], practice = [] } = wanted === 'all' ? sharedIn(study.bank) : {}
  if (own.length + shared.length === 0) return { says: exportWords.noneOfOwn }
  const pack = packOf(meant.length === 1 && wanted !== 'all' ? only : undefined)
  return { pack, questions: [...own, ...shared], hasPractice: practice.length > 0 }
}

/** Those that all workspaces share; what is practised has a form of its own, which none of the files has. */
function sharedIn(bank: Bank) {
  const shared = [...withoutRetired(bank).values()].filter(({ id }) => !id.startsWith(ownId('')))
  return Object.groupBy(shared, ({ topic }) => (isOnlyByChoice(topic) ? 'practice' : 'questions'))
}

function packOf(only: { readonly id: string; readonly title: string; readonly licence: string | null } | undefined) {
  if (only === undefined) return { id: 'questions', title: 'Questions' }
  const { id, title, licence } = only
  return { id, title, licence: licence ?? undefined }
}
