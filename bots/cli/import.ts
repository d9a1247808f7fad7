import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command } from 'commander'
import { type Database, inWorkspace } from '../../core/db/connect.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import type { WorkspaceId } from '../../core/platform.ts'
import { mostBytes } from '../../core/questions/formats/found.ts'
import { readQuestionsInBatches } from '../../core/questions/formats/read.ts'
import { type KeptReading, keptOf, triedOf } from '../../core/questions/import-rule.ts'
import { bringIn } from '../../core/questions/own-questions.ts'
import type { Machine } from '../machine.ts'
import { importTexts, tableLines } from './import-words.ts'
import { onWorkspace } from './on-workspace.ts'

interface ImportOptions {
  readonly workspace?: string
  readonly pack?: string
  readonly topic?: string
  readonly dryRun?: boolean
  readonly skipRefused?: boolean
}

export function importCommand(machine: () => Machine): Command {
  return new Command('import')
    .description('bring the questions of a file into a workspace: YAML, CSV, GIFT, Anki text, Markdown')
    .argument('<file>', 'such as questions.csv')
    .option('--workspace <id>', 'such as slack/T024BE7LD; not needed where there is only one')
    .option('--pack <id>', "the pack that it becomes; else the file's own, or the file's name")
    .option('--topic <topic>', 'the topic of all its questions')
    .option('--dry-run', 'only show what would come in')
    .option('--skip-refused', 'leave out what is refused; else nothing comes in where anything is')
    .action((file: string, options: ImportOptions) => importFile(file, options, machine()))
}

async function importFile(file: string, options: ImportOptions, machine: Machine): Promise<void> {
  const read = await readFileNamed(file, options)
  if (options.dryRun === true && options.workspace === undefined) return show(read, machine)
  await onWorkspace(machine, options.workspace, (database, workspace) =>
    bringInto(database, workspace, read, options, machine),
  )
}

/** In one transaction, which is undone where something is refused, and where it was only a try. */
async function bringInto(
  database: Database,
  workspace: WorkspaceId,
  read: KeptReading,
  { dryRun = false, skipRefused = false }: ImportOptions,
  machine: Machine,
): Promise<void> {
  const undone = new Error('only tried')
  let tried = read
  try {
    await inWorkspace(database, workspace, async (tx) => {
      const questions = read.questions.map(({ question }) => question)
      const outcome = await bringIn(tx, { workspace, questions, pack: read.pack, now: machine.clock() })
      tried = triedOf(read, outcome)
      if (dryRun || (tried.refused.length > 0 && !skipRefused)) throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
    show(tried, machine)
    if (dryRun) return
    throw new PlainError(importTexts.nothing)
  }
  if (tried.refused.length > 0) show(tried, machine)
  machine.print(importTexts.done(tried, workspace))
}

function show(read: KeptReading, { print }: Machine): void {
  for (const line of tableLines(read)) print(line)
}

/** @throws PlainError for a file that is none of ours */
async function readFileNamed(file: string, { pack, topic }: ImportOptions): Promise<KeptReading> {
  const unreadable = (error: NodeJS.ErrnoException) => {
    throw new PlainError(importTexts.unreadable(file, error.code))
  }
  const { size } = await stat(file).catch(unreadable)
  if (size > mostBytes) throw new PlainError(importTexts.tooLarge(file))
  const bytes = await readFile(file).catch(unreadable)
  const progress = progressLine(process.stderr.isTTY && size > smallFile)
  const reading = await readQuestionsInBatches(basename(file), bytes, { pack, topic }, { onProgress: progress.heard })
  progress.ended()
  if ('complaint' in reading) throw new PlainError(`${file}: ${reading.complaint}`)
  return keptOf(reading)
}

const smallFile = 1_000_000

/** One line of the terminal that is written over. */
function progressLine(isShown: boolean) {
  let shown = ''
  return { heard, ended }

  function heard(done: number, total: number): void {
    const text = importTexts.progress(done, total)
    if (!isShown || text === shown) return
    shown = text
    process.stderr.write(`\r${text}`)
  }

  function ended(): void {
    if (shown !== '') process.stderr.write('\n')
  }
}
