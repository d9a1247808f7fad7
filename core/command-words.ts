import type { Command } from './interactions.ts'
import type { CommandOption, CommandWord } from './platform.ts'

/** The grammar of commands: what was typed becomes a command with its options. Pure. */

export type Understood =
  | { readonly command: Command; readonly given: Readonly<Record<string, string>> }
  | { readonly complaint: string }

/**
 * What was typed, as a command of the table, or a sentence that names what would be right. Options stand in
 * their order or by name (`topic:sql`, `topic=sql`), and one of an option's choices anywhere; quotes hold words
 * together; the last one without choices takes the rest.
 */
export function understand(
  commands: readonly Command[],
  words: string,
  options: Readonly<Record<string, string>> = {},
): Understood {
  const pieces = piecesOf(words)
  const [first = '', ...rest] = pieces
  // `/study leaderboard` is `/leaderboard`: where a platform allows one word only, that one does everything
  const readings = [pieces, ...(first.toLowerCase() === 'study' ? [rest] : [])]
  for (const typed of readings.map((reading) => spelledFully(commands, reading))) {
    const command = named(commands, typed)
    if (command !== undefined) return withOptions(command, typed.slice(command.words.split(' ').length), options)
  }
  return { complaint: unknownWords(pieces) }
}

/** The command that is called exactly so. */
export function commandNamed(commands: readonly Command[], words: string): Command | undefined {
  return commands.find((command) => command.words === piecesOf(words).join(' ').toLowerCase())
}

/** `/study` alone is `/study help`; `/quiz kafka` is `/quiz start kafka`, as nothing else is called so. */
function spelledFully(commands: readonly Command[], pieces: readonly string[]): string[] {
  const [first = '', ...rest] = pieces
  const { words, bare } =
    commands.find((one) => one.bare !== undefined && one.words.startsWith(`${first.toLowerCase()} `)) ?? {}
  const isMeant = bare !== undefined && (rest.length === 0 || (bare === 'with-options' && !named(commands, pieces)))
  return isMeant ? [...(words ?? '').split(' '), ...rest] : [...pieces]
}

/** The table in the platforms' grammar: a word has options or sub-words, never both. */
export function commandWords(commands: readonly Command[], about: Readonly<Record<string, string>>): CommandWord[] {
  const byWord = Map.groupBy(commands, ({ words }) => words.split(' ')[0] ?? words)
  return [...byWord].map(([word, group]) => {
    const [only] = group
    if (group.length === 1 && only?.words === word) return described(only, word)
    const under = (command: Command) => command.words.slice(word.length + 1)
    const subwords = group.map((command) => described(command, under(command)))
    const bare = group.find((command) => command.bare !== undefined)
    return { word, about: about[word] ?? word, subwords, ...(bare === undefined ? {} : { bare: under(bare) }) }
  })
}

const longestUsage = 80

/** How a command is written in help: `/leaderboard [today | week | …]`, `/question pin <question> <date>`; where that is long, by its options' names. */
export function usage({ words, options = [] }: Command): string {
  const written = (nameOf: (option: CommandOption) => string) =>
    [`/${words}`, ...options.map((option) => (option.required ? `<${nameOf(option)}>` : `[${nameOf(option)}]`))].join(
      ' ',
    )
  const full = written(spelledOut)
  return full.length > longestUsage ? written(({ name }) => name) : full
}

/** Choices are spelled out; else the option's name stands there. */
function spelledOut({ name, choices = [] }: CommandOption): string {
  return choices.length > 0 ? choices.map(({ value }) => value).join(' | ') : name
}

function described({ about, gives, forAdmins, needs, options, suggestions = {} }: Command, word: string): CommandWord {
  return {
    word,
    about,
    gives,
    ...(forAdmins === undefined ? {} : { forAdmins }),
    ...(needs === undefined ? {} : { needs }),
    ...(options === undefined ? {} : { options: options.map((option) => suggesting(option, suggestions)) }),
  }
}

function suggesting(option: CommandOption, suggestions: NonNullable<Command['suggestions']>): CommandOption {
  return Object.hasOwn(suggestions, option.name) ? { ...option, suggests: true } : option
}

function piecesOf(words: string): string[] {
  return [...words.matchAll(/"([^"]*)"|[“”]([^“”]*)[“”]|(\S+)/g)].map(
    ([, quoted, curly, bare]) => quoted ?? curly ?? bare ?? '',
  )
}

function named(commands: readonly Command[], typed: readonly string[]): Command | undefined {
  const longestFirst = [...commands].sort((a, b) => b.words.length - a.words.length)
  return longestFirst.find(({ words }) => words === typed.slice(0, words.split(' ').length).join(' ').toLowerCase())
}

function withOptions(command: Command, typed: readonly string[], named: Readonly<Record<string, string>>): Understood {
  const { options = [] } = command
  const { given, loose: others } = sorted(options, typed)
  const all = { ...named, ...given }
  const loose = withoutChoices(options, others, all)
  const open = options.filter(({ name }) => all[name] === undefined)
  const lastOfItsOwn = options.findLast(({ choices }) => choices === undefined)
  for (const option of open) {
    const takesRest = option === lastOfItsOwn
    // its choices were looked for everywhere: what is none of them is meant for the option without choices
    if (!takesRest && option !== options[0] && option.choices !== undefined && lastOfItsOwn !== undefined) continue
    const value = takesRest ? loose.splice(0).join(' ') : (loose.shift() ?? '')
    if (value !== '') all[option.name] = value
  }
  if (loose.length > 0) return { complaint: tooMuch(command, loose) }
  const complaint = options.map((option) => wrongValue(command, option, all)).find((one) => one !== undefined)
  return complaint === undefined ? { command, given: checked(options, all) } : { complaint }
}

/** What was named (`topic:sql`), and the rest in its order. */
function sorted(options: readonly CommandOption[], typed: readonly string[]) {
  const given: Record<string, string> = {}
  const loose: string[] = []
  for (const piece of typed) {
    const [, name = '', value = ''] = /^(\w[\w-]*)[:=](.+)$/.exec(piece) ?? []
    if (options.some((option) => option.name === name)) given[name] = value
    else loose.push(piece)
  }
  return { given, loose }
}

/** The pieces that are no choice of an option that is still open; those that are one are given to it. */
function withoutChoices(options: readonly CommandOption[], pieces: readonly string[], all: Record<string, string>) {
  return pieces.filter((piece) => {
    const option = options.find(
      ({ name, choices = [] }) => all[name] === undefined && choices.some(({ value }) => value === piece.toLowerCase()),
    )
    if (option !== undefined) all[option.name] = piece
    return option === undefined
  })
}

/** Choices in the spelling of the table; unknown names of structured options are left out. */
function checked(options: readonly CommandOption[], given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    options.flatMap(({ name, choices }) => {
      const value = given[name]
      if (value === undefined) return []
      return [[name, choices === undefined ? value : value.toLowerCase()]]
    }),
  )
}

function wrongValue(
  command: Command,
  option: CommandOption,
  given: Readonly<Record<string, string>>,
): string | undefined {
  const value = given[option.name]
  if (value === undefined) {
    if (option.required !== true) return undefined
    const what = option.choices === undefined ? `a ${option.name}` : 'more'
    return `\`/${command.words}\` needs ${what}: \`${usage(command)}\`.`
  }
  const choices = option.choices?.map((choice) => choice.value)
  if (choices === undefined || choices.includes(value.toLowerCase())) return undefined
  return `“${shown(value)}” does not fit \`/${command.words}\`. Choose one of: ${choices.join(', ')}.`
}

function tooMuch(command: Command, loose: readonly string[]): string {
  const { options = [], words } = command
  const most =
    options.length === 0 ? 'takes no options' : `takes ${options.map(({ name }) => name).join(', ')} and no more`
  return `\`/${words}\` ${most}: leave out “${shown(loose.join(' '))}”.`
}

function unknownWords(typed: readonly string[]): string {
  const said = shown(typed.join(' '))
  return `There is no command \`/${said}\`. \`/study help\` lists them all.`
}

/** What someone typed, repeated so that it cannot break out of its code span or run on for pages. */
function shown(typed: string): string {
  return typed.replace(/[`<>@]/g, '').slice(0, 40)
}
