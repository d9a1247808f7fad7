import { Command } from 'commander'
import { PlainError } from '../../core/db/plain-error.ts'
import { loadBank, readBank } from '../../core/questions/bank.ts'
import { newQuestion } from '../../core/questions/new-question.ts'
import { questionKinds } from '../../core/questions/question.ts'
import { statsOf } from '../../core/questions/stats.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { contentFolder } from './content-folder.ts'
import { preview } from './preview.ts'

export function contentCommand(machine: () => Machine): Command {
  const command = new Command('content').description('work on the questions')
  command
    .command('check')
    .description('check the packs: each complaint with file, line and what to do')
    .argument('[folder]', 'a folder with topics.yaml and packs/', contentFolder)
    .action((folder: string) => check(folder, machine()))
  command
    .command('stats')
    .description('how many questions there are: by topic and level, by kind')
    .argument('[folder]', 'a folder with topics.yaml and packs/', contentFolder)
    .option('--json', 'as one line of JSON')
    .action((folder: string, { json = false }: { json?: boolean }) => stats(folder, json, machine()))
  command
    .command('new')
    .description('begin a question: prints it, ready to be filled in')
    .argument('<kind>', questionKinds.join(', '))
    .argument('<topic>', 'one of topics.yaml')
    .action((kind: string, topic: string) => begin(kind, topic, machine()))
  command
    .command('preview')
    .description('show a pack in the web room, again whenever it is saved')
    .argument('<file>', 'such as content/packs/security.yaml')
    .action((file: string) => preview(file, machine()))
  return command
}

async function stats(folder: string, json: boolean, { print }: Machine): Promise<void> {
  const counts = statsOf(await loadBank(folder))
  if (json) return print(JSON.stringify(counts))
  const width = Math.max(...Object.keys(counts.byTopic).map((topic) => topic.length))
  for (const [topic, { items, easy, medium, hard }] of Object.entries(counts.byTopic)) {
    print(`${topic.padEnd(width)}  ${items} (${easy} easy, ${medium} medium, ${hard} hard)`)
  }
  print(
    Object.entries(counts.byKind)
      .map(([kind, items]) => `${items} ${kind}`)
      .join(', '),
  )
  print(`${counted(counts.items, 'question')} in all`)
}

async function begin(kind: string, topic: string, { print }: Machine): Promise<void> {
  const { topics } = await loadBank(contentFolder)
  const known = questionKinds.find((one) => one === kind)
  if (known === undefined) throw new PlainError(`There is no kind ${kind}. Choose one of: ${questionKinds.join(', ')}.`)
  if (!topics.has(topic))
    throw new PlainError(`There is no topic ${topic}. Choose one of: ${[...topics.keys()].join(', ')}.`)
  print(newQuestion(known, topic))
}

async function check(folder: string, { print }: Machine): Promise<void> {
  const reading = await readBank(folder).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`${folder} cannot be read (${error.code}). Name a folder with topics.yaml and packs/.`)
  })
  if ('bank' in reading) return print(`${counted(reading.bank.questions.size, 'question')}, no complaints.`)
  for (const complaint of reading.complaints) print(complaint)
  throw new PlainError(`${counted(reading.complaints.length, 'complaint')}.`)
}
