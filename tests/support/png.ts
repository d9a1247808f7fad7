import { createCanvas } from '@napi-rs/canvas'

/** A picture of this size in one colour, as the port has it: base64. */
export function pngOf(width: number, height: number, colour = '#2f6f5e'): string {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = colour
  context.fillRect(0, 0, width, height)
  return canvas.toBuffer('image/png').toString('base64')
}
