import { interact } from './interacting.ts'
import { messageFields } from './payloads.ts'
import { channelPermissions } from './permissions.ts'
import { type Resolved, resolveChannel, resolveRole, resolveUser, withResolved } from './resolving.ts'
import { interactionTypes } from './rest/interactions.ts'
import type { Actor } from './sees.ts'
import { type Channel, type Json, jsonList, type Message } from './state.ts'
import type { Outcome } from './types.ts'

/** Commands as the client lets a person send them: only registered ones, with what their options allow. */

export type OptionValue = string | number | boolean
export type Options = Readonly<Record<string, OptionValue>>

export async function command(actor: Actor, words: string, channel: Channel, options: Options): Promise<Outcome> {
  const found = findCommand(actor, words, channel)
  const resolved: Resolved = {}
  const filled = fill(actor, found, options, resolved)
  const missing = found.options.filter(({ required, name }) => required === true && !(String(name) in options))
  if (missing.length > 0) throw new Error(`/${words} needs ${missing.map(({ name }) => String(name)).join(', ')}`)
  const data = { ...commandData(found, filled), ...withResolved(resolved) }
  const asked = { type: interactionTypes.command, title: `/${words}`, channel, data }
  return (await interact(actor, asked)).outcome
}

interface Found {
  readonly command: Json
  /** Sub-command group and sub-command, or nothing. */
  readonly path: readonly Json[]
  readonly options: readonly Json[]
}

function findCommand(actor: Actor, words: string, channel: Channel): Found {
  const [name = '', ...rest] = words.replace(/^\//, '').split(' ')
  const found = registered(actor, 1, name)
  wantAllowed(actor, found, channel, name)
  const path: Json[] = []
  for (const word of rest) path.push(stepNamed(path.at(-1) ?? found, word, words))
  const options = jsonList((path.at(-1) ?? found).options)
  if (options.some(({ type }) => type === 1 || type === 2)) throw new Error(`/${words} needs a sub-command`)
  return { command: found, path, options }
}

function stepNamed(within: Json, word: string, words: string): Json {
  const step = jsonList(within.options).find(({ name, type }) => name === word && (type === 1 || type === 2))
  if (step === undefined) throw new Error(`there is no command /${words}`)
  return step
}

/** A server's own command hides a global one of its name. */
function registered({ discord, guild }: Actor, type: number, name: string): Json {
  const all = [...(discord.commands.get(guild.id) ?? []), ...(discord.commands.get('') ?? [])].filter(
    (one) => one.type === type,
  )
  const found = all.find((one) => one.name === name)
  if (found !== undefined) return found
  const known = all.map((one) => String(one.name)).join(', ')
  throw new Error(`there is no command “${name}”; there are: ${known}`)
}

function wantAllowed(
  { discord, guild, user }: Actor,
  { default_member_permissions, contexts }: Json,
  channel: Channel,
  name: string,
): void {
  const isDirect = channel.guild === undefined
  if (!isDirect && !guild.installed) throw new Error(`the bot is not in ${guild.name}`)
  if (Array.isArray(contexts) && !contexts.includes(isDirect ? 1 : 0)) throw new Error(`/${name} is not offered here`)
  if (isDirect || default_member_permissions === null) return
  const needed = BigInt(String(default_member_permissions))
  const has = channelPermissions(discord, channel, user.id)
  const isAdmin = guild.owner === user.id || (has & 8n) !== 0n
  if (!isAdmin && (needed === 0n || (has & needed) !== needed)) throw new Error(`${user.name} may not use /${name}`)
}

function fill(actor: Actor, { options, path, command: { name } }: Found, given: Options, resolved: Resolved): Json[] {
  return Object.entries(given).map(([key, value]) => {
    const option = options.find((one) => one.name === key)
    if (option === undefined) {
      const whole = [name, ...path.map((step) => step.name)].join(' ')
      throw new Error(`/${whole} has no option ${key}; it has: ${options.map((one) => String(one.name)).join(', ')}`)
    }
    return { name: key, type: option.type, value: valueFor(actor, option, value, resolved) }
  })
}

function valueFor(actor: Actor, option: Json, value: OptionValue, resolved: Resolved): OptionValue {
  switch (option.type) {
    case 6:
      return resolveUser(actor, String(value), resolved)
    case 7:
      return resolveChannel(actor, String(value), resolved)
    case 8:
      return resolveRole(actor, String(value), resolved)
    default:
      return plainValue(option, value)
  }
}

const kinds: Readonly<Record<string, string>> = { 3: 'string', 4: 'number', 5: 'boolean', 10: 'number' }

function plainValue(option: Json, value: OptionValue): OptionValue {
  const at = `option ${String(option.name)}`
  const choices = jsonList(option.choices)
  if (choices.length > 0) {
    const chosen = choices.find((one) => one.value === value || one.name === value)
    if (chosen === undefined) throw new Error(`${at} has no choice ${value}`)
    return chosen.value as OptionValue
  }
  if (kinds[String(option.type)] !== typeof value) throw new Error(`${at} is not a ${typeof value}`)
  const size = typeof value === 'string' ? value.length : Number(value)
  const [least, most] =
    typeof value === 'string' ? [option.min_length, option.max_length ?? 6_000] : [option.min_value, option.max_value]
  if (size < Number(least ?? Number.NEGATIVE_INFINITY)) throw new Error(`${at} is too small: ${value}`)
  if (size > Number(most ?? Number.POSITIVE_INFINITY)) throw new Error(`${at} is too large: ${value}`)
  return value
}

function commandData({ command: { id, name, type, guild_id }, path }: Found, options: readonly Json[]): Json {
  const inner = path.reduceRight<readonly Json[]>(
    (within, step) => [{ name: step.name, type: step.type, options: within }],
    options,
  )
  return {
    id,
    name,
    type,
    ...(guild_id === undefined ? {} : { guild_id }),
    ...(inner.length > 0 ? { options: inner } : {}),
  }
}

export interface Suggestion {
  readonly name: string
  readonly value: string | number
}

/** What is shown below an option while this is typed into it. */
export async function suggest(
  actor: Actor,
  words: string,
  channel: Channel,
  typed: { readonly option: string; readonly text: string; readonly others: Options },
): Promise<readonly Suggestion[]> {
  const found = findCommand(actor, words, channel)
  const option = found.options.find(({ name }) => name === typed.option)
  if (option?.autocomplete !== true) throw new Error(`/${words} suggests nothing for ${typed.option}`)
  const resolved: Resolved = {}
  const others = fill(actor, found, typed.others, resolved)
  const focused = { name: typed.option, type: option.type, value: typed.text, focused: true }
  const data = { ...commandData(found, [...others, focused]), ...withResolved(resolved) }
  const title = `typing in “${typed.option}” of /${words}`
  const { interaction } = await interact(actor, { type: interactionTypes.autocomplete, title, channel, data })
  return interaction.choices.map(({ name, value }) => ({ name: String(name), value: value as string | number }))
}

export async function messageCommand(actor: Actor, name: string, channel: Channel, message: Message): Promise<Outcome> {
  const found = registered(actor, 3, name)
  wantAllowed(actor, found, channel, name)
  const data = {
    ...commandData({ command: found, path: [], options: [] }, []),
    target_id: message.id,
    resolved: { messages: { [message.id]: messageFields(actor.discord, channel, message) } },
  }
  return (await interact(actor, { type: interactionTypes.command, title: `“${name}”`, channel, data })).outcome
}
