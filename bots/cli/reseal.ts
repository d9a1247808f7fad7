import { Command } from 'commander'
import { connect, disconnect } from '../../core/db/connect.ts'
import { migrate } from '../../core/db/migrate.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { type Resealed, resealAll } from '../../core/db/reseal.ts'
import { openSeal } from '../../core/db/sealed.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { onDatabase } from './on-database.ts'

export function resealCommand(machine: () => Machine): Command {
  return new Command('reseal')
    .description('seal the tokens of all workspaces with the first key of ENCRYPTION_KEY, so that the others can go')
    .action(() => reseal(machine()))
}

const noKey =
  'ENCRYPTION_KEY is not set, so nothing is sealed. To change keys, put the new one in front: `new:KEY,old:KEY`.'

async function reseal({ settings, print }: Machine): Promise<void> {
  if (settings.ENCRYPTION_KEY === undefined) throw new PlainError(noKey)
  const seal = openSeal(settings.ENCRYPTION_KEY)
  await onDatabase(settings, async (address) => {
    await migrate(address)
    const database = connect(address, { connections: 1 })
    try {
      for (const line of linesOf(await resealAll(database, seal))) print(line)
    } finally {
      await disconnect(database)
    }
  })
}

function linesOf({ resealed, current, closed }: Resealed): string[] {
  const done = `Sealed anew for ${counted(resealed, 'workspace')}; ${current} had the first key already.`
  if (closed.length === 0) return [done, 'The other keys in ENCRYPTION_KEY are no longer needed.']
  return [
    done,
    `No key at hand opens the tokens of ${closed.join(', ')}: put the key back that sealed them, or install the app there again.`,
  ]
}
