import type { Box } from './drawing.ts'

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
