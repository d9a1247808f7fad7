import { barHeight, barTop, endOfLines } from './bar-chart.ts'
import { cardWith, colours, margin, whisker, words } from './card.ts'
import type { Box, Drawing, Shape } from './drawing.ts'

/** Topics with how many answers were right, as a bar, and how difficult they are, as a point with how far off that may be. Pure. */

export interface InsightsCard {
  readonly title: string
  /** Above the bars. */
  readonly about: string
  /** Above both ends of the scale of difficulty. */
  readonly ends: { readonly easier: string; readonly harder: string }
  /** At most 12 are drawn. */
  readonly lines: readonly InsightLine[]
  /** Below everything. */
  readonly note: string
}

export interface InsightLine {
  readonly label: string
  /** Small, at the other end of the label's line. */
  readonly detail: string
  /** From 0 to 1; none where the sample is too small. */
  readonly share: number | undefined
  /** At the end of the bar. */
  readonly value: string
  /** In logits; none where it is not known. */
  readonly difficulty: { readonly value: number; readonly error: number } | undefined
}

export const mostInsightLines = 12
const width = 760
const bottom = 50
const barWidth = 390
const valueWidth = 70
const detailWidth = 170
const valueEnd = margin + barWidth + valueWidth
/** From −3 to +3 logits: what lies beyond stands at its end. */
const points = { x: valueEnd + 34, width: width - margin - valueEnd - 34, furthest: 3 } as const
const dot = 12

export function insightsCard({ title, about, ends, lines: all, note }: InsightsCard): Drawing {
  const lines = all.slice(0, mostInsightLines)
  const height = endOfLines(lines.length) + bottom
  const half = points.width / 2 - 6
  return cardWith(title, { width, height }, [
    { ...words(about, margin, 70, barWidth), colour: colours.faint },
    { ...words(ends.easier, points.x, 70, half), colour: colours.faint },
    { ...words(ends.harder, points.x + points.width, 70, half), align: 'right', colour: colours.faint },
    ...lines.flatMap(lineOf),
    { ...words(note, margin, height - 22, width - 2 * margin), colour: colours.faint },
  ])
}

function lineOf({ label, detail, share, value, difficulty }: InsightLine, line: number): Shape[] {
  const y = barTop(line)
  const track = { kind: 'box', x: margin, y, width: barWidth, height: barHeight, colour: colours.track } as const
  const labelWidth = barWidth + valueWidth - detailWidth - 10
  return [
    { ...words(label, margin, y - 8, labelWidth), size: 15, weight: 600 },
    { ...words(detail, valueEnd, y - 8, detailWidth), align: 'right', size: 13, colour: colours.faint },
    track,
    ...(share === undefined ? [] : [{ ...track, width: share * barWidth, colour: colours.bar }]),
    { ...words(value, valueEnd, y + 13, valueWidth - 8), align: 'right', size: 16, weight: 600 },
    { ...track, x: points.x, y: y + barHeight / 2 - 1, width: points.width, height: 2 },
    { ...track, x: alongPoints(0), y: y - 3, width: 1, height: barHeight + 6, colour: colours.edge },
    ...(difficulty === undefined ? [] : pointOf(difficulty, y)),
  ]
}

function pointOf({ value, error }: { readonly value: number; readonly error: number }, y: number): Box[] {
  const [from, at, to] = [value - error, value, value + error].map(alongPoints) as [number, number, number]
  const point = { kind: 'box', width: dot, height: dot, colour: colours.bar, radius: dot / 2 } as const
  return [...whisker(from, to, y + 1, barHeight - 2), { ...point, x: at - dot / 2, y: y + (barHeight - dot) / 2 }]
}

/** Whole points stay on the scale, with their whiskers. */
function alongPoints(value: number): number {
  const share = (value / points.furthest + 1) / 2
  const inside = Math.min(1, Math.max(0, share)) * (points.width - dot)
  return points.x + dot / 2 + Math.round(inside * 2) / 2
}
