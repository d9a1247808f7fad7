import type { Button, Message } from '../platform.ts'
import { counted, literal } from '../text.ts'
import { type BoardPage, boardExcerpt, type Standing } from './ranks.ts'
import type { BoardWindow } from './windows.ts'

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

/** In place of the name of a neighbour in the bottom half. */
const someone = 'someone'
const noPoints: Record<'now' | 'final', string> = {
  now: 'Nobody has points yet. They are given when a round closes: 10 for an answer, and more for votes.',
  final: 'Nobody had points then.',
}

/** The top three and the asker's surroundings. Points of a round are given when it closes. */
export function boardWords(
  standings: readonly Standing[],
  window: BoardWindow,
  asker: string,
  wholeBoard?: Button,
): Message {
  if (standings.length === 0) return { text: `${titleOf(window)}\n\n${noPoints[isFinal(window) ? 'final' : 'now']}` }
  const excerpt = boardExcerpt(standings, asker)
  const lines = excerpt.flatMap((standing) => [
    ...(standing.gap ? ['…'] : []),
    lineOf(standing.named ? standing : { ...standing, name: someone }, asker),
  ])
  const text = `${titleOf(window)}\n\n${lines.join('\\\n')}\n\n${peopleOn(standings)}`
  const hidesSome = excerpt.length < standings.length || excerpt.some(({ named }) => !named)
  return wholeBoard === undefined || !hidesSome ? { text } : { text, buttons: [wholeBoard] }
}

/** One page of everybody, with the way to the other pages. */
export function fullBoardWords(
  { standings, page, pages }: BoardPage,
  window: BoardWindow,
  asker: string,
  pageButton: (page: number, label: string) => Button,
): Message {
  const lines = standings.map((standing) => lineOf(standing, asker))
  const title = pages > 1 ? `${titleOf(window)} · page ${page} of ${pages}` : titleOf(window)
  return {
    text: `${title}\n\n${lines.join('\\\n')}`,
    buttons: [
      ...(page > 1 ? [pageButton(page - 1, 'Higher places')] : []),
      ...(page < pages ? [pageButton(page + 1, 'Lower places')] : []),
    ],
  }
}

export const fullBoardLabel = 'Full board'

function titleOf(window: BoardWindow): string {
  return `**${windowTitles[window]} in this channel**`
}

function isFinal(window: BoardWindow): boolean {
  return window === 'yesterday' || window === 'last-week'
}

function lineOf({ place, name, points, member }: Standing, asker: string): string {
  // a backslash keeps CommonMark from renumbering the places
  const line = `${place}\\. ${literal(name)} · ${counted(points, 'point')}`
  return member === asker ? `**${line}** (you)` : line
}

function peopleOn(standings: readonly Standing[]): string {
  return `${counted(standings.length, 'person', 'people')} on the board.`
}
