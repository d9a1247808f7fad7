import { Command } from 'commander'
import { restore } from '../../core/db/backup-restore.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { onDatabase } from './on-database.ts'

export function restoreCommand(machine: () => Machine): Command {
  return new Command('restore')
    .description('put a backup into an empty database: all of it or nothing; the bot must not be at work')
    .argument('<file>', 'a file that `studyhall backup` wrote')
    .option('--replace', 'what the database holds gives way to it, for good')
    .action((file: string, { replace = false }: { replace?: boolean }) => putBack(file, replace, machine()))
}

async function putBack(file: string, replace: boolean, { settings, log, newId, print }: Machine): Promise<void> {
  const { madeAt, tables, rows } = await onDatabase(settings, (address) =>
    restore({ address, file, replace, log, newId }),
  )
  const when = madeAt.toString({ smallestUnit: 'second' })
  print(`Restored ${counted(rows, 'row')} of ${counted(tables, 'table')}, as they were at ${when}.`)
  print('`studyhall start` goes on from there.')
}
