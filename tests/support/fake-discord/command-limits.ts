import { choiceProblems, most, short } from './limits.ts'
import { type Json, jsonList } from './state.ts'

/** What Discord refuses in application commands. */

const chatName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

export function commandsProblems(commands: readonly Json[]): string[] {
  const names = commands.map(({ type, name }) => `${String(type ?? 1)} ${String(name)}`)
  const ofType = (wanted: number) => commands.filter(({ type }) => (type ?? 1) === wanted)
  return [
    ...(new Set(names).size < names.length ? ['the same command twice'] : []),
    ...most('commands', ofType(1), 100),
    ...most('user commands', ofType(2), 15),
    ...most('message commands', ofType(3), 15),
    ...commands.flatMap(commandProblems),
  ]
}

export function commandProblems(command: Json): string[] {
  const at = `/${String(command.name)}`
  if ((command.type ?? 1) !== 1) {
    return [
      ...short(`${at} name`, command.name, 32, 1),
      ...(command.description ? [`${at}: a context menu command has no description`] : []),
      ...(jsonList(command.options).length > 0 ? [`${at}: a context menu command has no options`] : []),
    ]
  }
  return [...named(at, command), ...optionsProblems(at, jsonList(command.options)), ...sizeProblems(at, command)]
}

function named(at: string, { name, description }: Json): string[] {
  const text = String(name)
  return [
    ...(chatName.test(text) && text === text.toLowerCase() ? [] : [`${at}: not a command's or option's name`]),
    ...short(`${at} description`, description ?? '', 100, 1),
  ]
}

const subcommand = 1
const group = 2

function optionsProblems(at: string, options: readonly Json[]): string[] {
  const plain = options.filter(({ type }) => type !== subcommand && type !== group)
  const names = options.map(({ name }) => name)
  const firstOptional = options.findIndex(({ required }) => required !== true)
  const lateRequired = options.findLastIndex(({ required }) => required === true)
  return [
    ...most(`${at} options`, options, 25),
    ...(plain.length > 0 && plain.length < options.length ? [`${at}: sub-commands and options together`] : []),
    ...(new Set(names).size < names.length ? [`${at}: the same option twice`] : []),
    ...(firstOptional >= 0 && lateRequired > firstOptional ? [`${at}: a required option after an optional one`] : []),
    ...options.flatMap((option) => optionProblems(`${at} ${String(option.name)}`, option)),
  ]
}

function optionProblems(at: string, option: Json): string[] {
  const choices = jsonList(option.choices)
  return [
    ...named(at, option),
    ...choiceProblems(choices).map((problem) => `${at} ${problem}`),
    ...(choices.length > 0 && option.autocomplete === true ? [`${at}: choices and autocomplete together`] : []),
    ...optionsProblems(at, jsonList(option.options)),
  ]
}

function sizeProblems(at: string, command: Json): string[] {
  const size = sizeOf(command)
  return size > 8_000 ? [`${at}: ${size} characters in names, descriptions and values, more than 8000`] : []
}

function sizeOf(part: Json): number {
  const own = [part.name, part.description, part.value].reduce(
    (sum: number, one) => sum + (typeof one === 'string' ? one.length : 0),
    0,
  )
  return [...jsonList(part.options), ...jsonList(part.choices)].reduce((sum, one) => sum + sizeOf(one), own)
}
