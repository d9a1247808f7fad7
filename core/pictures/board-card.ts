import { boardCardWords as says } from './board-card-words.ts'
import { cardWith, colours, margin, words } from './card.ts'
import type { Box, Drawing, Shape, Words } from './drawing.ts'

/** A board as a picture: places, names, points and who has moved. Pure. */

export interface BoardShown {
  readonly title: string
  /** Smaller, below the title. */
  readonly subtitle: string
  /** At most 50 are drawn; from 21 on in two columns. */
  readonly lines: readonly BoardLine[]
  /** How many stand on the whole board. */
  readonly people: number
}

export interface BoardLine {
  readonly place: number
  readonly name: string
  readonly points: number
  /** By how many places they have climbed since the last time, or fallen where it is negative. */
  readonly moved?: number | 'new'
  /** The line of whoever asked for the picture. */
  readonly isAsker: boolean
  /** Lines were left out before it. */
  readonly gap?: boolean
}

export const mostLines = 50
const mostInOneColumn = 20
const top = 92
const lineHeight = 40
const gapHeight = 24
const bottom = 50
const sizes = { one: { width: 720 }, two: { width: 1040 } } as const
/** Within a line: places end where they all have room, then comes who has moved, then the name; points stand at the end. */
const widths = { digit: 10, place: 42, moved: 66, right: 14, points: 84, you: 40 } as const

export function boardCard({ title, subtitle, lines: all, people }: BoardShown): Drawing {
  const lines = all.slice(0, mostLines)
  const isWide = lines.length > mostInOneColumn
  const { width } = isWide ? sizes.two : sizes.one
  const half = Math.ceil(lines.length / 2)
  const parts = isWide ? [lines.slice(0, half), lines.slice(half)] : [lines]
  const columnWidth = (width - margin * (parts.length + 1)) / parts.length
  const height = top + Math.max(...parts.map(heightOf)) + bottom
  const whole = width - 2 * margin
  const placeWidth = Math.max(widths.place, 14 + widths.digit * longestPlace(lines))
  const rowsOf = (index: number) => ({ x: margin + index * (columnWidth + margin), width: columnWidth, placeWidth })
  return cardWith(title, { width, height }, [
    { ...words(subtitle, margin, 72, columnWidth - widths.points - widths.right), colour: colours.faint },
    ...parts.flatMap((part, index) => partOf(part, rowsOf(index))),
    { ...words(says.people(people), margin, height - 22, whole), colour: colours.faint },
  ])
}

function longestPlace(lines: readonly BoardLine[]): number {
  return Math.max(0, ...lines.map(({ place }) => String(place).length))
}

function heightOf(lines: readonly BoardLine[]): number {
  return lines.reduce((sum, { gap = false }) => sum + lineHeight + (gap ? gapHeight : 0), 0)
}

/** Where the lines of a column stand. */
interface Column {
  readonly x: number
  readonly width: number
  /** From its left to the right ends of places. */
  readonly placeWidth: number
}

function partOf(lines: readonly BoardLine[], column: Column): Shape[] {
  const head = {
    ...words(says.points, column.x + column.width - widths.right, 72, widths.points),
    colour: colours.faint,
  }
  return [
    { ...head, align: 'right', size: 13 },
    ...lines.flatMap((line, index) => {
      const y = top + heightOf(lines.slice(0, index + 1)) - lineHeight
      return [...(line.gap === true ? [gapBefore(column, y)] : []), ...lineOf(line, { ...column, y })]
    }),
  ]
}

function gapBefore(column: Column, y: number): Words {
  return { ...words('…', nameAt(column), y - 9, 40), colour: colours.faint, size: 18 }
}

function nameAt({ x, placeWidth }: Column): number {
  return x + placeWidth + widths.moved
}

interface Row extends Column {
  /** Of its upper end. */
  readonly y: number
}

function lineOf(line: BoardLine, row: Row): Shape[] {
  const { x, y, width, placeWidth } = row
  const { place, name, points, moved, isAsker } = line
  const base = y + 26
  const right = x + width - widths.right
  const nameEnd = right - widths.points - (isAsker ? widths.you : 0)
  const weight = isAsker || place <= 3 ? 600 : 400
  return [
    ...(isAsker ? ownLine(row) : [hairline(row)]),
    { ...words(String(place), x + placeWidth, base, placeWidth - 8), align: 'right', size: 17, weight },
    ...(moved === undefined ? [] : movement(moved, x + placeWidth + 10, base)),
    { ...words(name, nameAt(row), base, nameEnd - nameAt(row)), size: 17, weight },
    ...(isAsker ? [you(right - widths.points, base)] : []),
    { ...words(String(points), right, base, widths.points - 8), align: 'right', size: 17, weight: 600 },
  ]
}

/** Marked by a band, a bar at its beginning and a word: not by colour alone. */
function ownLine({ x, y, width }: Row): Shape[] {
  const band = { kind: 'box', x, y: y + 2, height: lineHeight - 4 } as const
  return [
    { ...band, width, colour: colours.own, radius: 6 },
    { ...band, width: 5, colour: colours.bar, radius: 2 },
  ]
}

function hairline({ x, y, width }: Row): Box {
  return { kind: 'box', x, y: y + lineHeight - 1, width, height: 1, colour: colours.track }
}

function you(right: number, base: number): Words {
  return { ...words(says.you, right - 4, base, widths.you - 4), align: 'right', colour: colours.bar, weight: 600 }
}

function movement(moved: number | 'new', x: number, base: number): Words[] {
  const text = says.moved(moved)
  if (text === '') return []
  const colour = moved === 'new' ? colours.bar : moved > 0 ? colours.rise : colours.faint
  return [{ ...words(text, x, base, widths.moved - 14), colour, size: 13, weight: 600 }]
}
