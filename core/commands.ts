import { commandNamed, commandWords, type Understood, understand, usage } from './command-words.ts'
import { insights } from './insights/insights-commands.ts'
import type { ButtonAction, Capability, CarryOut, Command, FormAction } from './interactions.ts'
import { paths } from './paths/path-commands.ts'
import { tracks } from './paths/track-commands.ts'
import type { CommandWord, Gives, MessageAction } from './platform.ts'
import { exporting } from './questions/export-commands.ts'
import { importing } from './questions/import-commands.ts'
import { ownPacks } from './questions/own-questions-commands.ts'
import { suggesting } from './questions/suggestion-commands.ts'
import { upcomingQuestions } from './questions/upcoming-commands.ts'
import { live } from './quizzes/live-commands.ts'
import { progress } from './quizzes/progress-commands.ts'
import { quizzes } from './quizzes/quiz-commands.ts'
import { privately } from './reply.ts'
import { answering } from './rounds/answer-commands.ts'
import { ballots } from './rounds/ballot-commands.ts'
import { rounds } from './rounds/commands.ts'
import { past } from './rounds/past-commands.ts'
import { schedules } from './rounds/schedule-commands.ts'
import { voting } from './rounds/vote-commands.ts'
import { emojiToName } from './rounds/vote-emoji.ts'
import { standings } from './standings/commands.ts'
import { digesting } from './standings/digest-commands.ts'
import { teaming } from './standings/team-commands.ts'
import { lacks, notesOf } from './study.ts'
import { admins } from './workspaces/admin-commands.ts'
import { ownSettings } from './workspaces/member-commands.ts'
import { moderation } from './workspaces/moderation-commands.ts'
import { notices } from './workspaces/notice-commands.ts'
import { workspaceOf } from './workspaces/workspaces.ts'

/**
 * The table of all that people can say, press and fill in: gathered from the capabilities, which keep what
 * they offer beside what it does. An adapter offers what stands here and knows none of it by name.
 */

const help: Capability = {
  commands: [
    {
      words: 'study help',
      about: 'What you can do here',
      gives: 'private',
      bare: 'alone',
      options: [
        { name: 'how-much', about: 'Of all commands', choices: [{ value: 'all', about: 'every one of them' }] },
      ],
      run: async ({ study, tx, workspace, member }, given) => {
        const vote = emojiToName((await workspaceOf(tx, workspace))?.voteEmoji ?? null)
        const { formsOnly } = notesOf(study, workspace)
        const possible = commands.filter(({ needs }) => needs === undefined || !lacks(study, workspace, needs))
        const seen = { admin: member.admin === true, all: given['how-much'] === 'all', vote, formsOnly }
        return privately(helpWords(possible, seen))
      },
    },
  ],
}

const capabilities: readonly Capability[] = [
  standings,
  answering,
  rounds,
  past,
  ownSettings,
  notices,
  schedules,
  upcomingQuestions,
  suggesting,
  ownPacks,
  importing,
  exporting,
  moderation,
  admins,
  voting,
  ballots,
  quizzes,
  progress,
  live,
  tracks,
  paths,
  teaming,
  digesting,
  insights,
  help,
]

const commands: readonly Command[] = capabilities.flatMap((capability) => capability.commands ?? [])
const buttons: ReadonlyMap<string, ButtonAction> = new Map(
  capabilities.flatMap((capability) => Object.entries(capability.buttons ?? {})),
)
const forms: ReadonlyMap<string, FormAction> = new Map(
  capabilities.flatMap((capability) => Object.entries(capability.forms ?? {})),
)
const deliveries: ReadonlyMap<string, CarryOut> = new Map(
  capabilities.flatMap((capability) => Object.entries(capability.deliveries ?? {})),
)

export function understood(words: string, options?: Readonly<Record<string, string>>): Understood {
  return understand(commands, words, options)
}

/** The command of exactly these words, without any options. */
export function commandOf(words: string): Command | undefined {
  return commandNamed(commands, words)
}

export function buttonOf(id: string): { readonly action: ButtonAction | undefined; readonly subject: string } {
  const [name, subject] = parted(id)
  return { action: buttons.get(name), subject }
}

export function formOf(id: string): { readonly action: FormAction | undefined; readonly subject: string } {
  const [name, subject] = parted(id)
  return { action: forms.get(name), subject }
}

export function deliveryOf(kind: string): CarryOut | undefined {
  return deliveries.get(kind)
}

/** All that can be said, pressed and sent, by name: for tests that try each of it. */
export function actionNames(): Readonly<Record<'commands' | 'buttons' | 'forms', readonly string[]>> {
  return { commands: commands.map(({ words }) => words), buttons: [...buttons.keys()], forms: [...forms.keys()] }
}

/** What a button gives; one that we do not know gets a private word. */
export function givesOf(button: string): Gives {
  return buttonOf(button).action?.gives ?? 'private'
}

/** The table as platforms register it. */
export function offeredCommands(): CommandWord[] {
  return commandWords(commands, wordsAbout)
}

export function offeredMessageActions(): MessageAction[] {
  return capabilities.flatMap((capability) => capability.messageActions ?? [])
}

const wordsAbout = {
  study: 'Questions here, and your settings',
  question: 'Past and coming questions',
  quiz: 'A quiz for you alone, or live for the channel',
  team: 'Teams, and which one you are in',
}

function parted(id: string): [string, string] {
  const colon = id.indexOf(':')
  return colon < 0 ? [id, ''] : [id.slice(0, colon), id.slice(colon + 1)]
}

/** What most people need, in the order in which they need it. */
const firstToKnow = ['quiz start', 'review', 'leaderboard', 'study status', 'study me']

interface HelpWanted {
  readonly admin: boolean
  readonly all: boolean
  readonly vote: string
  /** Why messages cannot be read here, if so. */
  readonly formsOnly: string | undefined
}

/** Admins see all commands; members the first that they need, or all that they may use. */
function helpWords(possible: readonly Command[], { admin, all, vote, formsOnly }: HelpWanted): string {
  const allowed = possible.filter(({ forAdmins }) => admin || forAdmins !== true)
  const isShort = !admin && !all
  const shown = isShort ? allowed.filter(({ words }) => firstToKnow.includes(words)) : allowed
  return [
    `A question is asked here; answer ${formsOnly === undefined ? 'in its thread' : 'with its button'} and vote with ${vote}. At the close you see how you did.`,
    shown.map((command) => `- \`${usage(command)}\` ${command.about}`).join('\n'),
    ...(isShort ? ['More: `/study help all`'] : []),
    ...(admin && formsOnly !== undefined ? [formsOnly] : []),
  ].join('\n\n')
}
