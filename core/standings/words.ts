import { counted, literal } from '../text.ts'
import { boardExcerpt, type Standing } from './ranks.ts'
import type { BoardWindow } from './windows.ts'

/** Every sentence about boards. */

const windowTitles: Record<BoardWindow, string> = {
  today: 'Today',
  week: 'This week',
  season: 'This season',
  all: 'All time',
}

/** What the choices of `/leaderboard` mean. */
export const windowChoices: Record<BoardWindow, string> = {
  today: 'since midnight',
  week: 'since Monday (the usual)',
  season: 'these eight weeks',
  all: 'since the first question',
}

/** The top three and the asker's surroundings. Points of a round are given when it closes. */
export function boardWords(standings: readonly Standing[], window: BoardWindow, asker: string): string {
  const title = `**${windowTitles[window]} in this channel**`
  if (standings.length === 0) {
    return `${title}\n\nNobody has points yet. They are given when a round closes: 10 for an answer, and more for votes.`
  }
  const lines = boardExcerpt(standings, asker).flatMap(({ gap, place, name, points, member }) => {
    const line = `${place}. ${literal(name)} · ${counted(points, 'point')}`
    // a backslash keeps CommonMark from renumbering the places
    const shown = line.replace('. ', '\\. ')
    return [...(gap ? ['…'] : []), member === asker ? `**${shown}** (you)` : shown]
  })
  return `${title}\n\n${lines.join('\\\n')}\n\n${counted(standings.length, 'person', 'people')} on the board.`
}
