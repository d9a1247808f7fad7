import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { Command, CommanderError } from 'commander'
import { v7 as increasingId } from 'uuid'
import { PlainError } from '../core/db/plain-error.ts'
import { backupCommand } from './cli/backup.ts'
import { contentCommand } from './cli/content.ts'
import { deliveriesCommand } from './cli/deliveries.ts'
import { doctorCommand } from './cli/doctor.ts'
import { exportCommand } from './cli/export.ts'
import { importCommand } from './cli/import.ts'
import { manifestCommand } from './cli/manifest.ts'
import { replayCommand } from './cli/replay.ts'
import { resealCommand } from './cli/reseal.ts'
import { restoreCommand } from './cli/restore.ts'
import { startCommand } from './cli/start.ts'
import { openLog } from './log.ts'
import type { Machine } from './machine.ts'
import { readSettings, secretsIn } from './settings.ts'

/**
 * The one reader of the environment and of the real clock. `studyhall start` runs the bot; the other
 * commands are the operator's, each in a file of its own in `cli/`.
 */

try {
  await run()
} catch (error) {
  end(error)
}

async function run(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const program = new Command('studyhall')
    .description('Studyhall: a study bot for Slack and Discord.')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  const machine = (): Machine => {
    const settings = readSettings(process.env)
    return {
      settings,
      clock: () => Temporal.Now.instant(),
      zone: Temporal.Now.timeZoneId(),
      remote: remoteAddress(),
      newId: () => increasingId(),
      log: openLog(settings.LOG_LEVEL, { secrets: secretsIn(settings) }),
      print: (line) => void process.stdout.write(`${line}\n`),
    }
  }
  program.addCommand(startCommand(machine))
  program.addCommand(contentCommand(machine))
  program.addCommand(replayCommand(machine))
  program.addCommand(deliveriesCommand(machine))
  program.addCommand(doctorCommand(machine))
  program.addCommand(manifestCommand(machine))
  program.addCommand(resealCommand(machine))
  program.addCommand(backupCommand(machine))
  program.addCommand(restoreCommand(machine))
  program.addCommand(importCommand(machine))
  program.addCommand(exportCommand(machine))
  for (const command of program.commands) command.exitOverride()
  await program.parseAsync()
}

/** None where there is a screen. */
function remoteAddress(): string | undefined {
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (hasScreen) return undefined
  const user = process.env.USER ?? process.env.LOGNAME ?? 'user'
  return `${user}@${hostname()}`
}

/** One plain sentence for what the operator can mend; the stack only for what we must mend. */
function end(error: unknown): never {
  if (error instanceof CommanderError) process.exit(error.exitCode)
  const plain = error instanceof PlainError
  process.stderr.write(plain ? `${error.message}\n` : `Studyhall broke: ${(error as Error).stack}\n`)
  process.exit(1)
}
