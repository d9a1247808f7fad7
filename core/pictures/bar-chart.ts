import { cardWith, colours, margin, whisker, words as wordsOf } from './card.ts'
import type { Box, Drawing, Shape, Words } from './drawing.ts'

/** Bars with their names above them, on a light card that can be read on dark pages too. Pure. */

export interface BarChart {
  readonly title: string
  /** What the bars measure. */
  readonly about: string
  /** What the details of the bars are. */
  readonly details: string
  readonly bars: readonly Bar[]
  /** Where the scale has a line, with what stands below it. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
  /** Below everything. */
  readonly note?: string
}

/** Lengths are shares of the whole scale, from 0 to 1. */
export interface Bar {
  readonly label: string
  /** Small, at the other end of the label's line. */
  readonly detail: string
  readonly length: number
  /** A whisker: between which lengths the true one likely lies. */
  readonly range?: { readonly from: number; readonly to: number }
  /** At the end of the bar's line. */
  readonly value: string
}

const width = 720
const top = 88
const lineHeight = 52
const scaleHeight = 34
const noteHeight = 28
const bottom = 12
const valueWidth = 72
const labelWidth = 400
const detailWidth = 120
/** Where the scale begins, and how long it is. */
export const scale = { x: margin, width: width - 2 * margin - valueWidth } as const
export const barHeight = 14

/** Where the bar of a line begins, from above. */
export function barTop(line: number): number {
  return top + line * lineHeight + 28
}

/** Where so many lines end, from above. */
export function endOfLines(lines: number): number {
  return top + lines * lineHeight
}

export function barChart({ title, about, details, bars, ticks, note }: BarChart): Drawing {
  const end = endOfLines(bars.length)
  const height = end + scaleHeight + (note === undefined ? 0 : noteHeight) + bottom
  return cardWith(title, { width, height }, [
    { ...words(about, margin, 70), colour: colours.faint, most: scale.width - detailWidth },
    { ...words(details, scale.x + scale.width, 70), align: 'right', colour: colours.faint, most: detailWidth },
    ...bars.flatMap((bar, line) => lineOf(bar, line, ticks)),
    ...ticks.map(({ at, label }) => tickLabel(at, label, end + 18)),
    ...(note === undefined ? [] : [{ ...words(note, margin, end + scaleHeight + 18), colour: colours.faint }]),
  ])
}

function lineOf({ label, detail, length, range, value }: Bar, line: number, ticks: BarChart['ticks']): Shape[] {
  const y = barTop(line)
  const end = scale.x + scale.width
  return [
    { ...words(label, margin, y - 8), size: 15, weight: 600, most: labelWidth },
    { ...words(detail, end, y - 8), align: 'right', size: 13, colour: colours.faint, most: detailWidth },
    { ...onScale(y, 0, 1), colour: colours.track },
    ...ticks.map(({ at }) => ({ ...onScale(y - 3, at, at), width: 1, height: barHeight + 6, colour: colours.edge })),
    { ...onScale(y, 0, length), colour: colours.bar },
    ...(range === undefined ? [] : whisker(along(range.from), along(range.to), y + 1, barHeight - 2)),
    { ...words(value, width - margin, y + 13), align: 'right', size: 16, weight: 600, most: valueWidth - 8 },
  ]
}

function tickLabel(at: number, label: string, y: number): Words {
  const align = at <= 0 ? 'left' : at >= 1 ? 'right' : 'center'
  return { ...words(label, along(at), y), align, size: 13, colour: colours.faint, most: 80 }
}

function onScale(y: number, from: number, to: number): Box {
  const x = along(from)
  return { kind: 'box', x, y, width: along(to) - x, height: barHeight, colour: colours.bar }
}

/** In whole device pixels, so that ends are sharp. */
function along(share: number): number {
  return scale.x + Math.round(Math.min(1, Math.max(0, share)) * scale.width * 2) / 2
}

function words(text: string, x: number, y: number): Words {
  return wordsOf(text, x, y, width - 2 * margin)
}
