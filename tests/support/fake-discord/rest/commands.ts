import { commandProblems, commandsProblems } from '../command-limits.ts'
import type { Discord, Json } from '../state.ts'
import { type Answer, askedGuild, done, type Handler, ok, Refusal, type Request } from './request.ts'
import { refuseProblems } from './writing.ts'

/** Application commands: global ones, and a server's own. */

const global = '/applications/{application_id}/commands'
const local = '/applications/{application_id}/guilds/{guild_id}/commands'

export const commandRoutes: Readonly<Record<string, Handler>> = {
  [`GET ${global}`]: list,
  [`PUT ${global}`]: replace,
  [`POST ${global}`]: create,
  [`GET ${global}/{command_id}`]: get,
  [`PATCH ${global}/{command_id}`]: patch,
  [`DELETE ${global}/{command_id}`]: remove,
  [`GET ${local}`]: list,
  [`PUT ${local}`]: replace,
  [`POST ${local}`]: create,
  [`DELETE ${local}/{command_id}`]: remove,
}

function scopeOf(request: Request): string {
  const { discord, params } = request
  if (params.application_id !== discord.app.id) throw new Refusal(403, 50001)
  return params.guild_id === undefined ? '' : askedGuild(request).id
}

function list(request: Request): Answer {
  return ok(request.discord.commands.get(scopeOf(request)) ?? [])
}

function replace(request: Request): Answer {
  const { discord, list: wanted } = request
  const scope = scopeOf(request)
  refuseProblems(discord, commandsProblems(wanted))
  const before = discord.commands.get(scope) ?? []
  const made = wanted.map((command) => registered(discord, command, scope, sameCommand(before, command)))
  discord.commands.set(scope, made)
  discord.changed()
  return ok(made)
}

function sameCommand(commands: readonly Json[], { name, type }: Json): Json | undefined {
  return commands.find((one) => one.name === name && one.type === (type ?? 1))
}

function registered(discord: Discord, command: Json, scope: string, before: Json | undefined): Json {
  return {
    id: before?.id ?? discord.nextId(),
    application_id: discord.app.id,
    version: discord.nextId(),
    default_member_permissions: null,
    nsfw: false,
    contexts: null,
    integration_types: [0],
    description: '',
    ...(scope === '' ? {} : { guild_id: scope }),
    ...command,
    type: command.type ?? 1,
  }
}

function create(request: Request): Answer {
  const { discord, body } = request
  const scope = scopeOf(request)
  refuseProblems(discord, commandProblems(body))
  const others = discord.commands.get(scope) ?? []
  const before = sameCommand(others, body)
  const made = registered(discord, body, scope, before)
  discord.commands.set(scope, [...others.filter((one) => one !== before), made])
  discord.changed()
  return ok(made, before === undefined ? 201 : 200)
}

function asked(request: Request): Json {
  const found = (request.discord.commands.get(scopeOf(request)) ?? []).find(
    ({ id }) => id === request.params.command_id,
  )
  if (found === undefined) throw new Refusal(404, 10063)
  return found
}

function get(request: Request): Answer {
  return ok(asked(request))
}

function patch(request: Request): Answer {
  const { discord, body } = request
  const command = asked(request)
  refuseProblems(discord, commandProblems({ ...command, ...body }))
  Object.assign(command, body)
  return ok(command)
}

function remove(request: Request): Answer {
  const scope = scopeOf(request)
  const command = asked(request)
  const left = (request.discord.commands.get(scope) ?? []).filter((one) => one !== command)
  request.discord.commands.set(scope, left)
  return done
}
