import type { Transaction } from './db/connect.ts'
import type { Actor, CommandOption, CommandWord, Place, Reply, Visibility, WorkspaceId } from './platform.ts'
import { privately } from './reply.ts'
import { closeNow } from './rounds/close-round.ts'
import { postNow, roundById } from './rounds/open-round.ts'
import { channelOf, channelStatus } from './rounds/status.ts'
import { roundWords, statusWords } from './rounds/words.ts'
import { channelBoard } from './standings/board.ts'
import { type BoardWindow, boardWindows } from './standings/windows.ts'
import { boardWords, windowChoices } from './standings/words.ts'
import type { Study } from './study.ts'

/**
 * The table of commands and buttons: their words, who may use them, who sees the reply, and what runs. An
 * adapter offers what stands here and knows none of it by name.
 */

/** What a handler is given: one command or press, in its transaction. */
export interface Asked {
  readonly study: Study
  readonly tx: Transaction
  readonly workspace: WorkspaceId
  readonly zone: string
  readonly place: Place
  readonly member: Actor
  readonly now: Temporal.Instant
  /** The interaction's id. */
  readonly id: string
}

export interface Command {
  /** `leaderboard`, `study post`. */
  readonly words: string
  readonly about: string
  readonly seen: Visibility
  readonly forAdmins?: true
  readonly option?: CommandOption
  run(asked: Asked, value: string | undefined): Promise<Reply>
}

export const commands: readonly Command[] = [
  {
    words: 'leaderboard',
    about: 'Who leads in this channel, and where you stand',
    seen: 'private',
    option: {
      name: 'window',
      about: 'From when points count',
      choices: boardWindows.map((value) => ({ value, about: windowChoices[value] })),
    },
    run: (asked, window) => showBoard(asked, asked.place, (window as BoardWindow | undefined) ?? 'week'),
  },
  {
    words: 'study post',
    about: 'Ask a question here now',
    seen: 'private',
    forAdmins: true,
    run: async ({ study, tx, workspace, zone, place, now, id }) => {
      const { channel } = await channelOf(tx, workspace, place)
      const occasion = `asked:${id}`
      const outcome = await postNow(study, tx, { workspace, channel, workspaceZone: zone, occasion, now })
      switch (outcome) {
        case 'opened':
        case 'asked-before':
          return privately(roundWords.asked)
        case 'already-open':
          return privately(roundWords.alreadyOpen)
        case 'no-questions':
          return privately(roundWords.noQuestions)
        default:
          throw outcome satisfies never
      }
    },
  },
  {
    words: 'study close',
    about: 'Close the open question here and show the results',
    seen: 'private',
    forAdmins: true,
    run: async ({ study, tx, workspace, place, now }) => {
      const { channel } = await channelOf(tx, workspace, place)
      const outcome = await closeNow(study, tx, { workspace, channel, now })
      return privately(outcome === 'closing' ? roundWords.closing : roundWords.noneOpen)
    },
  },
  {
    words: 'study status',
    about: 'What is open here, and when the next question comes',
    seen: 'private',
    run: async ({ study, tx, workspace, place }) => {
      const { channel } = await channelOf(tx, workspace, place)
      return privately(statusWords(await channelStatus(study, tx, workspace, channel)))
    },
  },
  {
    words: 'study help',
    about: 'What you can do here',
    seen: 'private',
    run: async ({ member }) => privately(helpWords(member.admin === true)),
  },
]

/** What a press of a button gives, by the part of its id before the colon; the rest names a row. */
export interface ButtonAction {
  readonly seen: Visibility
  run(asked: Asked, subject: string): Promise<Reply>
}

export const buttons: ReadonlyMap<string, ButtonAction> = new Map<string, ButtonAction>([
  [
    'board',
    {
      seen: 'private',
      run: async (asked, id) => {
        const round = isUuid(id) ? await roundById(asked.tx, asked.workspace, id) : undefined
        return round === undefined ? privately(commandSentences.staleButton) : showBoard(asked, round.channel, 'week')
      },
    },
  ],
])

async function showBoard(asked: Asked, place: Place, window: BoardWindow): Promise<Reply> {
  const { tx, workspace, member, now } = asked
  const { channel, zone } = await channelOf(tx, workspace, place)
  const standings = await channelBoard(tx, { workspace, channel, zone: zone ?? asked.zone, window, now })
  return privately(boardWords(standings, window, member.id))
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

/** Admins see all commands; members those that they may use. */
export function helpWords(admin: boolean): string {
  const shown = commands.filter(({ forAdmins }) => admin || forAdmins !== true)
  const lines = shown.map(({ words, about, option }) => {
    const choices = option?.choices === undefined ? '' : ` [${option.choices.map(({ value }) => value).join(' | ')}]`
    return `- \`/${words}${choices}\` ${about}`
  })
  return [
    'A question is asked here; answer in its thread and vote with 👍. At the close you see how you did.',
    lines.join('\n'),
  ].join('\n\n')
}

/** The table in the platforms' grammar: a word has options or sub-words, never both. */
export function commandWords(): CommandWord[] {
  const byWord = Map.groupBy(commands, ({ words }) => words.split(' ')[0] ?? words)
  return [...byWord].map(([word, group]) => {
    const [only] = group
    if (group.length === 1 && only?.words === word) return describe(only, word)
    const subwords = group.map((command) => describe(command, command.words.slice(word.length + 1)))
    return { word, about: 'The question of the day', subwords }
  })
}

function describe({ about, seen, forAdmins, option }: Command, word: string): CommandWord {
  return {
    word,
    about,
    seen,
    ...(forAdmins === undefined ? {} : { forAdmins }),
    ...(option === undefined ? {} : { options: [option] }),
  }
}

export type Understood =
  | { readonly command: Command; readonly value: string | undefined }
  | { readonly complaint: string }

/** What was typed, as a command of the table with its option, or a sentence that names what would be right. */
export function understand(words: string, options: Readonly<Record<string, string>> = {}): Understood {
  const typed = words.trim().split(/\s+/).filter(Boolean)
  const [first = '', ...rest] = typed
  // `/study leaderboard` is `/leaderboard`: where a platform allows one word only, that one does everything
  const command = named(typed) ?? (first === 'study' ? named(rest) : undefined)
  if (command === undefined) return { complaint: unknownWords(first, rest) }
  const used = command.words.split(' ').length + (named(typed) === undefined ? 1 : 0)
  const given = [...typed.slice(used), ...Object.values(options)]
  return checkOption(command, given)
}

function named(typed: readonly string[]): Command | undefined {
  return commands.find(({ words }) => words === typed.slice(0, words.split(' ').length).join(' ').toLowerCase())
}

function checkOption(command: Command, given: readonly string[]): Understood {
  const { words, option } = command
  const extra = given[option === undefined ? 0 : 1]
  if (extra !== undefined) {
    const most = option === undefined ? 'takes no options' : `takes one option, ${option.name}`
    return { complaint: `\`/${words}\` ${most}: leave out “${shown(extra)}”.` }
  }
  const value = given[0]?.replace(/^\w+[:=]/, '').toLowerCase()
  const choices = option?.choices?.map((choice) => choice.value)
  if (value !== undefined && choices !== undefined && !choices.includes(value)) {
    return {
      complaint: `“${shown(value)}” is not a ${option?.name} of \`/${words}\`. Choose one of: ${choices.join(', ')}.`,
    }
  }
  return { command, value }
}

function unknownWords(first: string, rest: readonly string[]): string {
  if (first === 'study' && rest.length === 0) return helpWords(false)
  return `There is no command \`/${shown([first, ...rest].join(' '))}\`. \`/study help\` lists them all.`
}

/** What someone typed, repeated so that it cannot break out of its code span or run on for pages. */
function shown(typed: string): string {
  return typed.replace(/[`<>@]/g, '').slice(0, 40)
}

export const commandSentences = {
  onlyAdmins: 'Only people who manage this workspace can do that.',
  staleButton: 'That button no longer does anything. `/study help` shows what you can do.',
  brokeOnOurSide: (reference: string) =>
    `That broke on our side (ref ${reference}). Nothing was changed; please try again.`,
} as const
