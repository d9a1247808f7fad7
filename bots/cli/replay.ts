import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { withDatabase } from '../../core/db/address.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { startLocalPostgres } from '../../core/db/local-postgres.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { complaintLine } from '../../core/questions/lints.ts'
import { parseYaml } from '../../core/questions/pack.ts'
import { counted } from '../../core/text.ts'
import type { Machine } from '../machine.ts'
import { type Day, daySchema } from '../replay/day-file.ts'
import { type DayPlayed, playDay } from '../replay/play-day.ts'
import { contentFolder } from './content-folder.ts'

export function replayCommand(machine: () => Machine): Command {
  return new Command('replay')
    .description('live study days from files, on a throwaway database, and hold them to their own expectations')
    .argument('<files...>', 'day files, such as tests/days/*.yaml')
    .option('-q, --quiet', 'leave the transcripts out')
    .action((files: string[], { quiet = false }: { quiet?: boolean }) => replay(files, quiet, machine()))
}

async function replay(files: readonly string[], quiet: boolean, machine: Machine): Promise<void> {
  const { print, newId, log } = machine
  const days = await Promise.all(files.map(async (file) => ({ file, day: await readDay(file) })))
  const bank = await loadBank(contentFolder)
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-replay-'))
  const server = await startLocalPostgres(folder, { throwaway: true })
  let failed = 0
  try {
    for (const [index, { file, day }] of days.entries()) {
      const address = await emptyDatabase(server.adminAddress, `day_${index}`)
      const played = await playDay(day, { address, bank, newId, log })
      for (const line of report(basename(file), day, played, quiet)) print(line)
      failed += played.failures.length > 0 ? 1 : 0
    }
  } finally {
    await server.release()
    await rm(folder, { recursive: true, force: true })
  }
  if (failed > 0) throw new PlainError(`${counted(failed, 'day')} of ${days.length} did not go as expected.`)
  print(`${counted(days.length, 'day')}, all as expected.`)
}

function report(file: string, { day }: Day, { transcript, failures }: DayPlayed, quiet: boolean): string[] {
  return [
    `${file}: ${day}`,
    ...(quiet ? [] : transcript.map((line) => `  ${line}`)),
    ...failures.map((failure) => `  NOT AS EXPECTED: ${failure}`),
  ]
}

async function readDay(file: string): Promise<Day> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`${file} cannot be read (${error.code}).`)
  })
  const parsed = parseYaml(file, text, daySchema)
  if ('value' in parsed) return parsed.value
  throw new PlainError(parsed.complaints.map(complaintLine).join('\n'))
}

async function emptyDatabase(admin: string, name: string): Promise<string> {
  const database = connect(admin, { connections: 1 })
  await database.sql`create database ${database.sql(name)} owner studyhall`
  await disconnect(database)
  return withDatabase(admin, name, 'studyhall')
}
