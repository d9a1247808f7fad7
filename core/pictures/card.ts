import type { Box, Drawing, Shape, Words } from './drawing.ts'

/** What all our pictures have in common: a light card that can be read on dark pages too. Pure. */

/** Contrast with the card: ink 15:1, faint 6:1, the bar and the rise 5:1. */
export const colours = {
  card: '#ffffff',
  edge: '#c9d1dc',
  ink: '#1b2533',
  faint: '#566274',
  track: '#e3e8f0',
  bar: '#2c6bd1',
  own: '#e6effc',
  rise: '#1a7346',
} as const

/** Between the card's edge and what stands on it. */
export const margin = 28

/** A card with its title, and with what stands below that. */
export function cardWith(
  title: string,
  { width, height }: { readonly width: number; readonly height: number },
  shapes: readonly Shape[],
): Drawing {
  const heading: Words = { ...words(title, margin, 46, width - 2 * margin), size: 22, weight: 600 }
  return { width, height, background: colours.card, shapes: [...edge(width, height), heading, ...shapes] }
}

/** @param most the widest that it may be */
export function words(text: string, x: number, y: number, most: number): Words {
  return { kind: 'words', text, x, y, align: 'left', size: 14, weight: 400, colour: colours.ink, most }
}

/** A whisker: a line with a cap at each end. @param y of its upper end */
export function whisker(from: number, to: number, y: number, height: number): Box[] {
  const line = { kind: 'box', x: from, y, width: to - from, height: 2, colour: colours.ink } as const
  const cap = { ...line, width: 2, height }
  return [
    { ...line, y: y + height / 2 - 1 },
    { ...cap, x: from },
    { ...cap, x: to },
  ]
}

/** A hairline all around: on a white page the card still has an end. */
export function edge(width: number, height: number): Box[] {
  const line = { kind: 'box', x: 0, y: 0, width, height, colour: colours.edge } as const
  return [
    { ...line, height: 1 },
    { ...line, height: 1, y: height - 1 },
    { ...line, width: 1 },
    { ...line, width: 1, x: width - 1 },
  ]
}
