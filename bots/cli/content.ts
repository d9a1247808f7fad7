import { Command } from 'commander'
import { PlainError } from '../../core/db/plain-error.ts'
import { readBank } from '../../core/questions/bank.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { contentFolder } from './content-folder.ts'

export function contentCommand(machine: () => Machine): Command {
  const command = new Command('content').description('work on the questions')
  command
    .command('check')
    .description('check the packs: each complaint with file, line and what to do')
    .argument('[folder]', 'a folder with topics.yaml and packs/', contentFolder)
    .action((folder: string) => check(folder, machine()))
  return command
}

async function check(folder: string, { print }: Machine): Promise<void> {
  const reading = await readBank(folder).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`${folder} cannot be read (${error.code}). Name a folder with topics.yaml and packs/.`)
  })
  if ('bank' in reading) return print(`${counted(reading.bank.questions.size, 'question')}, no complaints.`)
  for (const complaint of reading.complaints) print(complaint)
  throw new PlainError(`${counted(reading.complaints.length, 'complaint')}.`)
}
