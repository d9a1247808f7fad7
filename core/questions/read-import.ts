import { inWorkspace } from '../db/connect.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Message, Posted, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { addNotice } from '../workspaces/notices.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { topicTitle } from './bank.ts'
import { mostBytes } from './formats/found.ts'
import { readQuestionsInBatches } from './formats/read.ts'
import { type KeptReading, keptOf, triedOf } from './import-rule.ts'
import { importTable, importWords, whyNotRead } from './import-words.ts'
import { dropImport, type Import, importOf, keepReading, tryImport } from './imports.ts'

/** Delivery: reads a file that was handed over, and tells its admin what would come in. May run twice. */
export async function readImport(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const handed = await inWorkspace(study.database, workspace, (tx) => importOf(tx, workspace, id))
  if (handed === undefined || handed.doneAt !== null || handed.droppedAt !== null) return 'done'
  if (handed.questions !== null) return tellTable(study, handed, handed.questions)
  const read = await readingOf(study, handed)
  if ('later' in read) return read
  if ('says' in read) return tellWhyNot(study, handed, read.says)
  const tried = read.questions.length === 0 ? read : await triedIn(study, handed, read)
  const isOpen = await inWorkspace(study.database, workspace, async (tx) => {
    await keepReading(tx, handed, tried, await nowIn(study, tx, workspace))
    return (await importOf(tx, workspace, id))?.questions != null
  })
  return isOpen ? tellTable(study, handed, tried) : 'done'
}

type FileReading = KeptReading | { readonly says: string } | { readonly later: number }

async function readingOf(study: Study, handed: Import): Promise<FileReading> {
  const { workspace, file, fileName } = handed
  const read = await platformOf(study, workspace).readFile(workspace, file, mostBytes)
  if ('later' in read) return read
  if ('refused' in read) {
    study.log.info({ workspace, ...read }, 'a file that was handed over cannot be read')
    return { says: whyNotRead(read.refused) }
  }
  if (read.done === 'too-large') return { says: importWords.tooLarge(fileName) }
  const progress = progressOf(study, handed)
  const reading = await readQuestionsInBatches(fileName, read.done, {}, { onProgress: progress.heard })
  await progress.ended()
  return 'complaint' in reading ? { says: reading.complaint } : keptOf(reading)
}

async function triedIn(study: Study, handed: Import, kept: KeptReading): Promise<KeptReading> {
  return triedOf(kept, await tryImport(study, handed, kept, study.clock()))
}

async function tellTable(study: Study, handed: Import, kept: KeptReading): Promise<Carried> {
  const table = importTable(handed.id, handed.fileName, kept, (topic) => topicTitle(study.bank, topic))
  return tellOnce(study, handed, table, importWords.waiting(handed.fileName))
}

/** Told first: where the process dies in between, it is read once more and told under the same key. */
async function tellWhyNot(study: Study, handed: Import, says: string): Promise<Carried> {
  const { workspace, fileName } = handed
  const text = says === importWords.tooLarge(fileName) ? says : importWords.cannotRead(fileName, says)
  const told = await tellOnce(study, handed, { text }, text)
  if (told !== 'done') return told
  await inWorkspace(study.database, workspace, async (tx) => dropImport(tx, handed, await nowIn(study, tx, workspace)))
  return 'done'
}

/** @param instead waits behind a button, where private messages are closed */
async function tellOnce(study: Study, handed: Import, message: Message, instead: string): Promise<Carried> {
  const { workspace, member, id } = handed
  const told = await platformOf(study, workspace).tell(workspace, member, message, `import:${id}`)
  if ('later' in told) return told
  if ('refused' in told) {
    await inWorkspace(study.database, workspace, async (tx) =>
      addNotice(study, tx, { workspace, member, text: instead, now: await nowIn(study, tx, workspace) }),
    )
  }
  return 'done'
}

const betweenTellings = 3_000

/** A large file says how far it is: in one private message that changes every few seconds. */
export function progressOf(
  study: Pick<Study, 'platforms' | 'clock' | 'log'>,
  { workspace, member, id, fileName }: Pick<Import, 'workspace' | 'member' | 'id' | 'fileName'>,
) {
  const { clock, log } = study
  const platform = platformOf(study, workspace)
  let toldAt = clock().epochMilliseconds
  let posted: Posted | undefined
  let telling: Promise<void> = Promise.resolve()

  return { heard, ended }

  function heard(done: number, total: number): void {
    const now = clock().epochMilliseconds
    if (now - toldAt < betweenTellings || done >= total) return
    toldAt = now
    const text = importWords.read(fileName, Math.floor((100 * done) / total))
    telling = telling.then(() => show(text)).catch(shrug)
  }

  async function ended(): Promise<void> {
    await telling
    if (posted !== undefined) await show(importWords.readAll(fileName)).catch(shrug)
  }

  async function show(text: string): Promise<void> {
    if (posted !== undefined) return void (await platform.edit(workspace, posted, { text }))
    const told = await platform.tell(workspace, member, { text }, `import-progress:${id}`)
    if ('done' in told) posted = told.done
  }

  function shrug(error: unknown): void {
    log.info({ workspace, err: error }, 'how far a file has been read could not be told')
  }
}
