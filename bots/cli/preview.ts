import { watch } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { startLocalPostgres } from '../../core/db/local-postgres.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import type { Message } from '../../core/platform.ts'
import { type Bank, loadBank, topicTitle } from '../../core/questions/bank.ts'
import { parseQuestions } from '../../core/questions/content-files.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import type { Question } from '../../core/questions/question.ts'
import { previewWords } from '../../core/rounds/preview-words.ts'
import { openingWords, threadTitle } from '../../core/rounds/words.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { openStudyhall, type Studyhall } from '../studyhall.ts'
import { pageSource } from '../web-source.ts'
import { contentFolder } from './content-folder.ts'
import { openDoor } from './open-door.ts'
import { openPage } from './open-page.ts'
import { type Ending, stopper } from './stopper.ts'

const workspace = 'room/preview'
const channel = 'preview'
/** An editor writes a file in several steps; it is read when they are over. */
const quietMilliseconds = 150

/** A pack in the web room: each question as it will be asked, and in its thread what is shown after the close. */
export async function preview(file: string, machine: Machine): Promise<void> {
  const { clock, newId, log, zone, print } = machine
  const endings: Ending[] = []
  const stop = stopper(endings, machine)
  try {
    await readQuestions(file)
    const door = await openDoor(machine)
    endings.push(() => door.close())
    const bank = await loadBank(contentFolder)
    const studyhall = await openStudyhall({ address: await throwaway(endings), bank, clock, newId, log })
    endings.push(() => studyhall.stop())
    const people = [{ id: 'you', name: 'You', admin: true }]
    await studyhall.memory.furnish(workspace, { channels: [{ id: channel, name: basename(file) }], people })
    await studyhall.room.open(workspace, { name: 'Preview', zone })
    const show = () => showPack(studyhall, bank, file, machine)
    await show()
    endings.push(watching(file, show))
    const page = await openPage(machine, door, endings)
    page.open(pageSource({ studyhall, workspace, name: 'Preview', wake: async () => {} }))
    print(`${basename(file)} is shown at ${door.url}${page.entrance}, and again whenever it is saved. Ctrl-C ends it.`)
  } catch (error) {
    await stop.now()
    throw error
  }
}

async function throwaway(endings: Ending[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-preview-'))
  await chmod(folder, 0o755)
  endings.push(() => rm(folder, { recursive: true, force: true }))
  const postgres = await startLocalPostgres(folder, { throwaway: true })
  endings.push(() => postgres.release())
  return postgres.address
}

/** The folder is watched, since many editors put a new file in the old one's place. */
function watching(file: string, show: () => Promise<void>): Ending {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(dirname(resolve(file)), (_, changed) => {
    if (changed !== basename(file)) return
    clearTimeout(timer)
    timer = setTimeout(() => void show(), quietMilliseconds)
  })
  return async () => {
    clearTimeout(timer)
    watcher.close()
  }
}

async function readQuestions(file: string) {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`${file} cannot be read (${error.code}). Name a pack, such as content/packs/security.yaml.`)
  })
  return parseQuestions(file, text)
}

async function showPack({ room }: Studyhall, bank: Bank, file: string, { clock, print }: Machine): Promise<void> {
  const read = await readQuestions(file)
  if ('complaints' in read) {
    for (const complaint of read.complaints) print(complaintLine(complaint))
    return
  }
  const until = clock().add({ hours: 8 })
  for (const question of read.value) {
    const topic = topicTitle(bank, question.topic)
    const opening = openingWords(question, topic, { id: question.id, answersUntil: until, closesAt: until })
    await showQuestion(room, question, threadTitle(question, topic), { ...opening, buttons: [], menus: [] })
  }
  print(`${counted(read.value.length, 'question')} shown.`)
}

/** Under the question's own key: shown once, and changed after that. */
async function showQuestion(
  room: Studyhall['room'],
  question: Question,
  title: string,
  opening: Message,
): Promise<void> {
  const opened = await room.openThread(workspace, channel, title, opening, question.id)
  if (!('done' in opened)) return
  await room.edit(workspace, opened.done.opening, opening)
  const after = { text: previewWords(question) }
  const said = await room.say(workspace, opened.done, after, `${question.id} after`)
  if ('done' in said) await room.edit(workspace, said.done, after)
}
