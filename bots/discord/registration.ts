import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js'
import { z } from 'zod'
import type { CommandOption, CommandWord, MessageAction } from '../../core/platform.ts'
import { plainLine } from './plain-line.ts'
import { renderWords } from './render-words.ts'

const most = { about: 100, choice: 100, choices: 25, options: 25, action: 32 } as const
export const adminEnding = '-admin'
const manageServer = String(PermissionFlagsBits.ManageGuild)

/** In servers only: everything asked and answered belongs to one. */
const inServers = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
}

/**
 * What to register. Discord hides whole commands only, so of a word that members and admins share the admins'
 * sub-words go to `/word-admin`, which those who manage the server see (and may give to others there).
 */
export function registeredCommands(
  commands: readonly CommandWord[],
  actions: readonly MessageAction[],
): RESTPostAPIApplicationCommandsJSONBody[] {
  return [...commands.flatMap(chatCommands), ...actions.map(messageCommand)]
}

export interface Typed {
  /** What would be typed elsewhere: `study schedule`. */
  readonly words: string
  readonly options: Readonly<Record<string, string>>
  /** The option that suggestions are wanted for. */
  readonly focused?: string
}

interface GivenOption {
  readonly name: string
  readonly type: number
  readonly value?: string | number | boolean | undefined
  readonly focused?: boolean | undefined
  readonly options?: GivenOption[] | undefined
}

const givenOption: z.ZodType<GivenOption> = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
  get options() {
    return z.array(givenOption).optional()
  },
})
const givenCommand = z.object({ name: z.string(), options: z.array(givenOption).optional() })

/** A command, or one that is being typed, from its interaction's `data`. Throws when it is none of Discord's. */
export function wordsOf(interactionData: unknown): Typed {
  const { name, options } = givenCommand.parse(interactionData)
  return wordsUnder([name.endsWith(adminEnding) ? name.slice(0, -adminEnding.length) : name], options ?? [])
}

/** The id of the message action that is registered under this name. */
export function actionOf(name: string, actions: readonly MessageAction[]): string | undefined {
  return actions.find(({ label }) => actionName(label) === name)?.id
}

interface RegisteredOption {
  readonly type: number
  readonly name: string
  readonly description: string
  readonly required: boolean
  readonly autocomplete: boolean
  readonly choices: readonly { readonly name: string; readonly value: string | number }[]
  readonly options: readonly RegisteredOption[]
}

const flag = z.boolean().nullish().transform(Boolean)
const registeredChoice = z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })
const registeredOption: z.ZodType<RegisteredOption> = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  required: flag,
  autocomplete: flag,
  choices: z
    .array(registeredChoice)
    .nullish()
    .transform((choices) => choices ?? []),
  get options() {
    return z
      .array(registeredOption)
      .nullish()
      .transform((options) => options ?? [])
  },
})
const registeredCommand = z
  .object({
    type: z.number().nullish(),
    name: z.string(),
    description: z.string().nullish(),
    default_member_permissions: z.string().nullish(),
    guild_id: z.string().nullish(),
    contexts: z.array(z.number()).nullish(),
    integration_types: z.array(z.number()).nullish(),
    options: z.array(registeredOption).nullish(),
  })
  .transform((command) => ({
    type: command.type ?? ApplicationCommandType.ChatInput,
    name: command.name,
    description: command.description ?? '',
    default_member_permissions: command.default_member_permissions ?? null,
    // One server's own commands have no contexts.
    contexts: command.guild_id == null ? sorted(command.contexts) : sorted(inServers.contexts),
    integration_types:
      command.guild_id == null ? sorted(command.integration_types) : sorted(inServers.integration_types),
    options: command.options ?? [],
  }))
const registeredOnes = z.array(registeredCommand)

/** Whether Discord has just these commands already, by what it returns; their order means nothing. */
export function sameCommands(registered: unknown, wanted: readonly RESTPostAPIApplicationCommandsJSONBody[]): boolean {
  const there = registeredOnes.safeParse(registered)
  return there.success && inOrder(there.data) === inOrder(registeredOnes.parse(wanted))
}

function chatCommands(command: CommandWord): RESTPostAPIChatInputApplicationCommandsJSONBody[] {
  const { word, about, forAdmins, subwords = [] } = command
  if (word.endsWith(adminEnding)) throw new RangeError(`/${word}: a word with this ending is made for admins here`)
  const ofMembers = subwords.filter((subword) => subword.forAdmins !== true)
  const ofAdmins = subwords.filter((subword) => subword.forAdmins === true)
  if (forAdmins || ofMembers.length === 0 || ofAdmins.length === 0) {
    return [chatCommand(command, forAdmins === true || (subwords.length > 0 && ofMembers.length === 0))]
  }
  const adminWord = { word: `${word}${adminEnding}`, about: renderWords.forAdmins(about), subwords: ofAdmins }
  return [chatCommand({ word, about, subwords: ofMembers }, false), chatCommand(adminWord, true)]
}

function chatCommand(command: CommandWord, forAdmins: boolean): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    type: ApplicationCommandType.ChatInput,
    name: command.word,
    description: plainLine(command.about, most.about),
    options: optionsIn(command),
    ...(forAdmins ? { default_member_permissions: manageServer } : {}),
    ...inServers,
  }
}

function optionsIn({ subwords = [], options = [] }: CommandWord): APIApplicationCommandOption[] {
  return subwords.length > 0 ? subwords.slice(0, most.options).map(subcommand) : basicOptions(options)
}

function subcommand(command: CommandWord): APIApplicationCommandOption {
  const shared = { name: command.word, description: plainLine(command.about, most.about) }
  if (command.subwords === undefined || command.subwords.length === 0) return lastSubcommand(command)
  const inGroup = command.subwords.slice(0, most.options).map(lastSubcommand)
  return { type: ApplicationCommandOptionType.SubcommandGroup, ...shared, options: inGroup }
}

function lastSubcommand({ word, about, options = [] }: CommandWord): APIApplicationCommandSubcommandOption {
  const shared = { name: word, description: plainLine(about, most.about) }
  return { type: ApplicationCommandOptionType.Subcommand, ...shared, options: basicOptions(options) }
}

/** Discord wants the required ones first. */
function basicOptions(options: readonly CommandOption[]): APIApplicationCommandBasicOption[] {
  const required = options.filter((option) => option.required === true)
  const others = options.filter((option) => option.required !== true)
  return [...required, ...others].slice(0, most.options).map(basicOption)
}

function basicOption(option: CommandOption): APIApplicationCommandBasicOption {
  const { name, about, required = false, kind } = option
  const shared = { name, description: plainLine(about, most.about), required }
  return kind === 'member'
    ? { type: ApplicationCommandOptionType.User, ...shared }
    : { type: ApplicationCommandOptionType.String, ...shared, ...valuesOf(option) }
}

/** Listed choices, or suggestions while it is typed: Discord takes one or the other. */
function valuesOf(option: CommandOption): Pick<APIApplicationCommandStringOption, 'choices'> | { autocomplete: true } {
  const { choices = [] } = option
  if (choices.length === 0) return option.suggests === true ? { autocomplete: true } : {}
  return {
    choices: choices
      .slice(0, most.choices)
      .map(({ value, about }) => ({ name: plainLine(`${value}: ${about}`, most.choice), value })),
  }
}

function messageCommand({ label, forAdmins }: MessageAction): RESTPostAPIApplicationCommandsJSONBody {
  return {
    type: ApplicationCommandType.Message,
    name: actionName(label),
    ...(forAdmins ? { default_member_permissions: manageServer } : {}),
    ...inServers,
  }
}

function actionName(label: string): string {
  return plainLine(label, most.action)
}

function wordsUnder(words: readonly string[], options: readonly GivenOption[]): Typed {
  const [inner] = options
  const goesOn =
    inner?.type === ApplicationCommandOptionType.Subcommand ||
    inner?.type === ApplicationCommandOptionType.SubcommandGroup
  if (inner !== undefined && goesOn) return wordsUnder([...words, inner.name], inner.options ?? [])
  const focused = options.find((option) => option.focused)?.name
  return {
    words: words.join(' '),
    options: Object.fromEntries(options.map(({ name, value = '' }) => [name, String(value)])),
    ...(focused === undefined ? {} : { focused }),
  }
}

function sorted(numbers: readonly number[] | null | undefined): number[] | null {
  return numbers == null ? null : [...numbers].sort((a, b) => a - b)
}

function inOrder(commands: readonly { readonly type: number; readonly name: string }[]): string {
  const keyed = commands.map((command) => [`${command.type} ${command.name}`, JSON.stringify(command)] as const)
  return JSON.stringify(keyed.sort(([a], [b]) => (a < b ? -1 : 1)))
}
