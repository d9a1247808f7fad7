import { type Asked, type Capability, isRowId } from '../interactions.ts'
import type { Message, Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { topicTitle } from './bank.ts'
import { mostBytes } from './formats/found.ts'
import { type KeptReading, oneFile } from './import-rule.ts'
import { importedWords, importLines, importTable, importWords } from './import-words.ts'
import { bringInImport, dropImport, handOver, type Import, lockImport, waitingImport } from './imports.ts'
import { readImport } from './read-import.ts'

/** Admins hand files with questions over, see what would come in, and decide. */
export const importing: Capability = {
  commands: [
    {
      words: 'question import',
      about: 'How a file of questions comes in; shows the one that waits',
      gives: 'private',
      forAdmins: true,
      run: waitingOrHow,
    },
  ],
  messageActions: [{ id: 'import', label: 'Import questions', forAdmins: true, onFiles: true }],
  buttons: {
    import: { gives: 'private', forAdmins: true, run: take },
    'import-now': { gives: 'update', forAdmins: true, run: (asked, id) => decide(asked, id, importNow) },
    'import-leave': { gives: 'update', forAdmins: true, run: (asked, id) => decide(asked, id, leave) },
    'import-lines': { gives: 'private', forAdmins: true, run: (asked, id) => decide(asked, id, everyLine) },
  },
  deliveries: { 'read-import': readImport },
}

async function take(asked: Asked): Promise<Reply> {
  const handed = oneFile(asked.files ?? [], mostBytes)
  if ('complaint' in handed) return privately(handed.complaint)
  await handOver(asked, handed.file)
  return privately(importWords.reading(handed.file.name, handed.file.bytes))
}

async function waitingOrHow({ study, tx, workspace, member }: Asked): Promise<Reply> {
  const waiting = await waitingImport(tx, workspace, member.id)
  if (waiting === undefined || waiting.questions === null) return privately(importWords.how)
  const { id, fileName, questions } = waiting
  const message = importTable(id, fileName, questions, (topic) => topicTitle(study.bank, topic))
  return { kind: 'message', seen: 'private', message }
}

/** Only by whom it was handed over, and only while it waits. */
async function decide(
  asked: Asked,
  id: string,
  act: (asked: Asked, handed: Import, kept: KeptReading) => Promise<Reply>,
): Promise<Reply> {
  const handed = isRowId(id) ? await lockImport(asked.tx, asked.workspace, id) : undefined
  if (handed === undefined) return privately(importWords.gone)
  const { member, doneAt, droppedAt, questions } = handed
  if (member !== asked.member.id) return privately(importWords.notYours)
  if (doneAt !== null) return privately(importWords.doneBefore)
  if (droppedAt !== null) return privately(importWords.leftBefore)
  return questions === null ? privately(importWords.stillReading) : act(asked, handed, questions)
}

async function importNow(asked: Asked, handed: Import, kept: KeptReading): Promise<Reply> {
  const outcome = await bringInImport(asked, handed, kept)
  return inPlace(asked, { text: importedWords(kept.pack, outcome) })
}

async function leave(asked: Asked, handed: Import): Promise<Reply> {
  await dropImport(asked.tx, handed, asked.now)
  return inPlace(asked, { text: importWords.left(handed.fileName) })
}

async function everyLine(_asked: Asked, { fileName }: Import, kept: KeptReading): Promise<Reply> {
  const file = { name: 'import.txt', type: 'text/plain', text: importLines(fileName, kept) } as const
  return { kind: 'message', seen: 'private', message: { text: importWords.lines, files: [file] } }
}

/** In the message whose button was pressed; on the bot's own page there is none. */
function inPlace(asked: Asked, message: Message): Reply {
  return asked.message === undefined ? { kind: 'message', seen: 'private', message } : { kind: 'update', message }
}
