import { writeFile } from 'node:fs/promises'
import { Argument, Command } from 'commander'
import { inWorkspace, type Transaction } from '../../core/db/connect.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import type { WorkspaceId } from '../../core/platform.ts'
import { type Content, practiceQuestions, readContent } from '../../core/questions/content-files.ts'
import { exportWords } from '../../core/questions/export-words.ts'
import {
  type ExportedPack,
  type ExportFormat,
  exportFormats,
  writeQuestions,
} from '../../core/questions/formats/export.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import { ownPacksIn, questionsOfPack } from '../../core/questions/own-questions.ts'
import type { Question } from '../../core/questions/question.ts'
import type { Machine } from '../machine.ts'
import { contentFolder } from './content-folder.ts'
import { exportTexts } from './export-words.ts'
import { onWorkspace } from './on-workspace.ts'

interface ExportOptions {
  readonly workspace?: string
  readonly pack?: string
  readonly topic?: readonly string[]
  readonly out?: string
  readonly in: string
}

export function exportCommand(machine: () => Machine): Command {
  return new Command('export')
    .description("write questions as a file: Studyhall's own, with those of a workspace where one is named")
    .addArgument(new Argument('<format>', 'what kind of file').choices(exportFormats))
    .option('--workspace <id>', 'with the packs of this workspace, such as slack/T024BE7LD')
    .option('--pack <id>', 'only this pack')
    .option('--topic <topics...>', 'only these topics')
    .option('--out <file>', 'where to; else it is printed')
    .option('--in <folder>', 'a content folder', contentFolder)
    .action((format: ExportFormat, options: ExportOptions) => exportQuestions(format, options, machine()))
}

/** What is left out is told beside the file: on standard error where the file is printed. */
async function exportQuestions(format: ExportFormat, options: ExportOptions, machine: Machine): Promise<void> {
  const content = await sharedContent(options.in)
  const packs = await packsMeant(options, content, machine)
  const { topic, out } = options
  const isMeant = (question: Question) => topic === undefined || topic.includes(question.topic)
  const questions = packs.flatMap((pack) => pack.questions).filter(isMeant)
  const tell = out === undefined ? (line: string) => void process.stderr.write(`${line}\n`) : machine.print
  if (options.pack === undefined && practiceQuestions(content).some(isMeant)) tell(exportWords.practiceStaysOut)
  if (questions.length === 0) throw new PlainError(exportTexts.none)
  const { text, left } = writeQuestions(format, headOf(packs), questions)
  for (const { id, says } of left) tell(exportTexts.leftOut(id, says))
  if (out === undefined) return machine.print(text.replace(/\r?\n$/, ''))
  await writeFile(out, text).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(exportTexts.unwritable(out, error.code))
  })
  machine.print(exportTexts.done(questions.length - left.length, out))
}

interface PackOfQuestions extends ExportedPack {
  readonly questions: readonly Question[]
}

async function packsMeant(
  { workspace, pack }: ExportOptions,
  content: Content,
  machine: Machine,
): Promise<PackOfQuestions[]> {
  const own = workspace === undefined ? [] : await ownPacksOf(workspace, machine)
  const all = [...own, ...content.packs.map(({ value }) => ({ ...value, id: value.pack }))]
  const meant = all.filter(({ id }) => pack === undefined || id === pack)
  if (pack === undefined || meant.length > 0) return meant
  throw new PlainError(
    exportTexts.noSuchPack(
      pack,
      all.map(({ id }) => id),
    ),
  )
}

function ownPacksOf(named: WorkspaceId, machine: Machine): Promise<PackOfQuestions[]> {
  return onWorkspace(machine, named, (database, workspace) =>
    inWorkspace(database, workspace, (tx) => packsIn(tx, workspace)),
  )
}

async function packsIn(tx: Transaction, workspace: WorkspaceId): Promise<PackOfQuestions[]> {
  const packs: PackOfQuestions[] = []
  for (const { id, title, licence, asked } of await ownPacksIn(tx, workspace)) {
    if (asked === 0) continue
    packs.push({ id, title, licence: licence ?? undefined, questions: await questionsOfPack(tx, workspace, id) })
  }
  return packs
}

async function sharedContent(folder: string): Promise<Content> {
  const reading = await readContent(folder).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(exportTexts.noContent(folder, error.code))
  })
  if ('content' in reading) return reading.content
  const [first] = reading.complaints
  throw new PlainError(exportTexts.broken(folder, first === undefined ? '' : complaintLine(first)))
}

function headOf(packs: readonly PackOfQuestions[]): ExportedPack {
  const [first, another] = packs
  const licences = new Set(packs.map(({ licence }) => licence))
  const licence = licences.size === 1 ? first?.licence : undefined
  if (first === undefined || another !== undefined) return { id: 'questions', title: 'Questions', licence }
  return { id: first.id, title: first.title, licence }
}
