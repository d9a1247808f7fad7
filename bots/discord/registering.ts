import { type REST, Routes } from 'discord.js'
import type { Engine } from '../../core/platform.ts'
import type { DiscordLog } from './log.ts'
import { registeredCommands, sameCommands } from './registration.ts'

/** Offers the commands: everywhere, or in one server for development; only where something has changed. */
export async function registerCommands(parts: {
  readonly rest: REST
  readonly application: string
  readonly devGuild: string | undefined
  readonly engine: Engine
  readonly log: DiscordLog
}): Promise<void> {
  const { rest, application, devGuild, engine, log } = parts
  const wanted = registeredCommands(engine.commands, engine.messageActions)
  const route =
    devGuild === undefined
      ? Routes.applicationCommands(application)
      : Routes.applicationGuildCommands(application, devGuild)
  if (sameCommands(await rest.get(route), wanted)) return
  await rest.put(route, { body: wanted })
  log.info({ commands: wanted.length }, 'the commands were registered')
}
