import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { backUp } from '../../core/db/backup.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { roomFilesFolder } from '../running.ts'
import { onDatabase } from './on-database.ts'

const megabyte = 1_000_000

export function backupCommand(machine: () => Machine): Command {
  return new Command('backup')
    .description('write all that the database holds into a new file; the bot may be at work meanwhile')
    .argument('<file>', 'such as studyhall-2026-03-02.backup')
    .action((file: string) => backup(file, machine()))
}

async function backup(file: string, machine: Machine): Promise<void> {
  const { settings, clock, print } = machine
  const { tables, rows, bytes } = await onDatabase(settings, (address) => backUp(address, file, clock()))
  const size = (bytes / megabyte).toFixed(1)
  print(`${file} holds ${counted(rows, 'row')} of ${counted(tables, 'table')}, ${size} MB. Only you may read it.`)
  const folder = roomFilesFolder(settings.DATA_DIR)
  if (existsSync(folder)) print(`Files that people put into the web room are not in it: copy ${folder} as well.`)
  if (settings.ENCRYPTION_KEY !== undefined) {
    print('The tokens in it are sealed: keep ENCRYPTION_KEY too, somewhere else. Without it they are lost.')
  }
}
