import { createDispatching } from './dispatching.ts'
import { createFaults } from './faults.ts'
import { createGateway } from './gateway.ts'
import { guildHandle, tellCreated } from './guilds.ts'
import { addGuild, createState } from './making.ts'
import { privilegedIntents } from './numbers.ts'
import { personNamed } from './people.ts'
import { routeNames } from './rest/routes.ts'
import { fileRoute, serve } from './server.ts'
import { firstGuild, type Guild, guildOf } from './state.ts'
import type { FakeDiscord, FakeDiscordOptions } from './types.ts'
import { quiet, until } from './waiting.ts'

/**
 * Discord on loopback, for the unmodified discord.js: REST, gateway, interactions, and the people in it.
 * `violations` tells what no correct bot would do. Close it when the test is over.
 */
export async function openFakeDiscord(options: FakeDiscordOptions): Promise<FakeDiscord> {
  const discord = createState(options)
  const dispatching = createDispatching(discord)
  const gateway = createGateway(discord, dispatching)
  const server = await serve(discord, gateway)
  const guild = (id?: string): Guild => (id === undefined ? firstGuild(discord) : guildOf(discord, id))
  return {
    url: discord.url,
    apiUrl: `${discord.url}/api`,
    app: discord.app,
    bot: discord.bot.id,
    violations: discord.violations,
    takeViolations: () => discord.violations.splice(0),
    calls: discord.calls,
    callsOf(route) {
      if (!routeNames.has(route)) throw new Error(`the fake Discord has no route ${route}`)
      return discord.calls.filter((call) => call.route === route)
    },
    dispatches: discord.dispatches,
    commands: (id) => discord.commands.get(id === undefined ? '' : guild(id).id) ?? [],
    guild: (id) => guildHandle(discord, guild(id)),
    addGuild(settings) {
      const added = addGuild(discord, settings)
      if (added.installed) tellCreated(discord, added)
      return guildHandle(discord, added)
    },
    person: (name, id) => personNamed(discord, guild(id), name),
    allowIntents(intents) {
      const wrong = intents.find((intent) => !privilegedIntents.includes(intent))
      if (wrong !== undefined) throw new Error(`${wrong} is not a privileged intent`)
      discord.app.privilegedIntents = intents
    },
    resetToken() {
      discord.app.token = `${discord.app.token.split('#')[0]}#${discord.nextId()}`
      gateway.control.close(4004, 'Authentication failed.')
      return discord.app.token
    },
    limitGlobally(requests) {
      discord.globalLimit = requests
    },
    faults: createFaults(discord, new Set([...routeNames, fileRoute])),
    gateway: gateway.control,
    events: dispatching.control,
    quiet: () => quiet(discord, gateway),
    until: (condition, what) => until(discord, condition, what),
    async close() {
      gateway.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
