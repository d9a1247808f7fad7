import { counted } from '../text.ts'
import type { BoardLine, BoardShown } from './board-card.ts'
import { drawable, graphemesOf } from './letters.ts'

/** Every word on a board's picture, and what is said of it to those who do not see it. */
export const boardCardWords = {
  you: 'you',
  points: 'points',
  people: (count: number) => `${counted(count, 'person', 'people')} on the board`,
  /** Beside a place: nothing for who stands where they stood. */
  moved: (moved: number | 'new') => (moved === 'new' ? 'new' : moved > 0 ? `↑${moved}` : moved < 0 ? `↓${-moved}` : ''),
} as const

const longestName = 24
const longestAlt = 1_000

/** The picture's facts, a line each: plain text, at most 1,000 characters. The asker's own line is never left out. */
export function boardAlt({ title, subtitle, lines, people }: BoardShown): string {
  const head = `${shortName(title, 80)}. ${shortName(subtitle, 80)}`
  const end = boardCardWords.people(people)
  const own = lines.find(({ isAsker }) => isAsker)
  const room = longestAlt - head.length - end.length - 40 - (own === undefined ? 0 : altLine(own).length)
  const shown = fittingLines(lines, room)
  const left = lines.length - shown.length
  const isOwnLeft = own !== undefined && !shown.includes(own)
  return [
    head,
    ...shown.map((line) => `${line.gap === true ? '…\n' : ''}${altLine(line)}`),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(isOwnLeft ? [altLine(own)] : []),
    end,
  ].join('\n')
}

function fittingLines(lines: readonly BoardLine[], room: number): readonly BoardLine[] {
  let used = 0
  const tooMany = lines.findIndex((line) => {
    used += altLine(line).length + 3
    return used > room
  })
  return tooMany < 0 ? lines : lines.slice(0, tooMany)
}

function altLine({ place, name, points, moved, isAsker }: BoardLine): string {
  const change = moved === undefined ? '' : movedInWords(moved)
  // set apart, so that a name from right to left takes no number with it
  return `${place}. \u2068${shortName(name, longestName)}\u2069${isAsker ? ` (${boardCardWords.you})` : ''}: ${counted(points, 'point')}${change}`
}

function movedInWords(moved: number | 'new'): string {
  if (moved === 'new') return ', new'
  return moved === 0 ? '' : `, ${moved > 0 ? 'up' : 'down'} ${Math.abs(moved)}`
}

/** On one line, cut between graphemes: some of them have many characters. */
function shortName(text: string, most: number): string {
  const letters = graphemesOf(drawable(text))
  const short = letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('')
  return short.length <= 4 * most ? short : `${short.slice(0, most)}…`
}
