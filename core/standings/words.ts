import type { Button, Message } from '../platform.ts'
import { counted, literal, shortened } from '../text.ts'
import type { BoardShown } from './board.ts'
import type { Moved } from './movement.ts'
import type { BoardPage, Standing } from './ranks.ts'
import type { TeamBoardShown, TeamLine } from './team-board.ts'
import { teamRules } from './team-rule.ts'
import { type BoardWindow, boardWindows, type Period } from './windows.ts'

/** Every sentence about boards. */

const windowTitles: Record<BoardWindow, string> = {
  today: 'Today',
  week: 'This week',
  season: 'This season',
  all: 'All time',
  yesterday: 'Yesterday',
  'last-week': 'Last week',
}

/** What the choices of `/leaderboard` mean. */
export const windowChoices: Record<BoardWindow, string> = {
  today: 'since midnight',
  week: 'since Monday (the usual)',
  season: 'these eight weeks',
  all: 'since the first question',
  yesterday: 'the final board of yesterday',
  'last-week': 'the final board of last week',
}

export const boardScopes = ['channel', 'workspace', 'my-team', 'teams'] as const
export type BoardScope = (typeof boardScopes)[number]

export const scopeChoices: Record<BoardScope, string> = {
  channel: 'everyone in this channel (the usual)',
  workspace: 'everyone here, with quizzes and reviews',
  'my-team': 'the members of my team',
  teams: 'teams against teams',
}

/** What a board is about, as its title says it. */
export interface BoardTitle {
  readonly window: BoardWindow
  readonly scope: BoardScope
  /** The topic's title. */
  readonly topic?: string | undefined
  /** The asker's team. */
  readonly team?: string | undefined
}

/** What leads on from a board; none where it leads nowhere. */
interface BoardButtons {
  readonly whole?: Button | undefined
  readonly picture?: Button | undefined
}

type PageButton = (page: number, label: string) => Button | undefined

/** By member, the days in a row of those who want them beside their name. */
type StreaksShown = ReadonlyMap<string, number>
const noStreaks: StreaksShown = new Map()

/** In place of the name of a neighbour in the bottom half. */
const someone = 'someone'
const noPoints: Record<'now' | 'final', string> = {
  now: 'Nobody has points yet. They are given when a round closes: 10 for an answer, and more for votes.',
  final: 'Nobody had points then.',
}
const noPointsElsewhere = 'Nobody has points yet.'

export const boardSays = {
  noTeam: 'You are in no team. `/team list` shows the teams that there are.',
  noTeams: 'There are no teams yet. `/team create` makes one.',
} as const

/** Also said of what was meant as a window: those are named too. */
export function unknownTopicWords(typed: string, near: readonly string[]): string {
  const said = literal(shortened(typed.replace(/[<>@`]/g, ''), 60))
  return `No question is about “${said}”. Topics near it: ${near.map(literal).join(', ')}. Or choose one of: ${boardWindows.join(', ')}.`
}

/** The top three and the asker's surroundings. Points of a round are given when it closes. */
export function boardWords(
  { lines, moved, people }: BoardShown,
  title: BoardTitle,
  asker: string,
  streaks: StreaksShown,
  { whole, picture }: BoardButtons,
): Message {
  if (lines.length === 0) return { text: `${titleOf(title)}\n\n${nobodyWords(title)}` }
  const shown = lines.flatMap((standing) => [
    ...(standing.gap ? ['…'] : []),
    standing.named
      ? lineOf(standing, asker, streaks, moved.get(standing.member))
      : lineOf({ ...standing, name: someone }, asker, noStreaks),
  ])
  const hidesSome = lines.length < people || lines.some(({ named }) => !named)
  return withButtons(`${titleOf(title)}\n\n${shown.join('\\\n')}\n\n${peopleOn(people)}`, [
    hidesSome ? whole : undefined,
    picture,
  ])
}

/** One page of everybody, with the way to the other pages. */
export function fullBoardWords(
  { standings, page, pages }: BoardPage,
  title: BoardTitle,
  asker: string,
  streaks: StreaksShown,
  pageButton: PageButton,
): Message {
  const lines = standings.map((standing) => lineOf(standing, asker, streaks))
  const text = lines.length === 0 ? nobodyWords(title) : lines.join('\\\n')
  return {
    text: `${pageTitle(title, page, pages)}\n\n${text}`,
    buttons: turning(page, pages, pageButton),
  }
}

/** The top three teams and the asker's with its surroundings; then those without a place. */
export function teamBoardWords(
  { lines, moved, teams, unranked }: TeamBoardShown,
  title: BoardTitle,
  own: string | undefined,
  { whole, picture }: BoardButtons,
): Message {
  const shown = lines.flatMap((line) => [...(line.gap ? ['…'] : []), teamLineOf(line, own, moved.get(line.member))])
  const parts = [titleOf(title), shown.join('\\\n'), unrankedWords(unranked, own), teamScoreWords]
  const text = parts.filter((part) => part !== '').join('\n\n')
  return withButtons(text, [lines.length < teams ? whole : undefined, lines.length > 0 ? picture : undefined])
}

export function fullTeamBoardWords(
  { standings, page, pages }: BoardPage<TeamLine>,
  title: BoardTitle,
  own: string | undefined,
  pageButton: PageButton,
): Message {
  const lines = standings.map((standing) => teamLineOf(standing, own))
  return {
    text: [pageTitle(title, page, pages), lines.join('\\\n'), teamScoreWords].join('\n\n'),
    buttons: turning(page, pages, pageButton),
  }
}

export const fullBoardLabel = 'Full board'
export const pictureLabel = 'As a picture'

/** Which days it counts. */
export function pictureSubtitle(window: BoardWindow, { first, last }: Period): string {
  if (window === 'all') return windowChoices.all
  return first.equals(last) ? first.toString() : `${first.toString()} to ${last.toString()}`
}

/** As plain text. */
export function plainTitle({ window, scope, topic, team }: BoardTitle): string {
  const where: Record<BoardScope, string> = {
    channel: 'in this channel',
    workspace: 'in the whole workspace',
    'my-team': `in ${team ?? 'my team'}`,
    teams: 'by team',
  }
  return `${windowTitles[window]} ${where[scope]}${topic === undefined ? '' : ` · ${topic}`}`
}

/** As CommonMark. */
export function titleOf(title: BoardTitle): string {
  const { topic, team } = title
  const shown = { topic: topic && literal(topic), team: team && literal(team) }
  return `**${plainTitle({ ...title, ...shown })}**`
}

function pageTitle(title: BoardTitle, page: number, pages: number): string {
  return pages > 1 ? `${titleOf(title)} · page ${page} of ${pages}` : titleOf(title)
}

function nobodyWords({ window, scope, topic }: BoardTitle): string {
  if (isFinal(window)) return noPoints.final
  return scope === 'channel' && topic === undefined ? noPoints.now : noPointsElsewhere
}

function isFinal(window: BoardWindow): boolean {
  return window === 'yesterday' || window === 'last-week'
}

function lineOf(
  { place, name, points, member }: Standing,
  asker: string,
  streaks: StreaksShown,
  moved?: Moved,
): string {
  // a backslash keeps CommonMark from renumbering the places
  const line = `${place}\\. ${literal(name)} · ${counted(points, 'point')}`
  const own = member === asker ? `**${line}** (you)` : line
  const streak = streaks.get(member)
  const days = streak === undefined ? '' : ` · ${counted(streak, 'day')} in a row`
  return `${own}${movedWords(moved)}${days}`
}

function teamLineOf({ place, name, points, member, active }: TeamLine, own: string | undefined, moved?: Moved): string {
  const line = `${place}\\. ${literal(name)} · ${points.toFixed(1)} (${active} active)`
  const marked = member === own ? `**${line}** (yours)` : line
  return `${marked}${movedWords(moved)}`
}

/** `↑2`: two places higher than at the end of the period before. */
function movedWords(moved: Moved | undefined): string {
  if (moved === undefined) return ''
  if (moved === 'new') return ' · new'
  return moved > 0 ? ` · ↑${moved}` : ` · ↓${-moved}`
}

const teamScoreWords = `A team's score is what its active members have on average; few members are evened out with the average of all teams.`
const mostUnranked = 10

function unrankedWords(unranked: TeamBoardShown['unranked'], own: string | undefined): string {
  if (unranked.length === 0) return ''
  const shown = unranked
    .slice(0, mostUnranked)
    .map(({ team, name, active }) => `${literal(name)} (${active} active)${team === own ? ' (yours)' : ''}`)
  const left = unranked.length - shown.length
  const more = left > 0 ? `, and ${counted(left, 'more team')}` : ''
  return `Without a place until ${teamRules.fewestActive} members have points: ${shown.join(', ')}${more}.`
}

function turning(page: number, pages: number, pageButton: PageButton): Button[] {
  const all = [
    page > 1 ? pageButton(page - 1, 'Higher places') : undefined,
    page < pages ? pageButton(page + 1, 'Lower places') : undefined,
  ]
  return all.filter((button) => button !== undefined)
}

function withButtons(text: string, offered: readonly (Button | undefined)[]): Message {
  const buttons = offered.filter((button) => button !== undefined)
  return buttons.length > 0 ? { text, buttons } : { text }
}

function peopleOn(people: number): string {
  return `${counted(people, 'person', 'people')} on the board.`
}
