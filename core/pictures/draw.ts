import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Box, Drawing, Words } from './drawing.ts'
import { type Fonts, openFonts } from './fonts.ts'
import { drawable, fitting, isRightToLeft } from './letters.ts'

/** Pixels for each CSS pixel: sharp on the screens that people have. */
const sharpness = 2

/**
 * Draws, with fonts of our own, so that a drawing has the same bytes wherever it is drawn.
 *
 * @returns a PNG in base64
 * @throws where the machine has no binary of the canvas: the text beside a picture holds the same facts
 */
export async function drawPng(drawing: Drawing): Promise<string> {
  opened ??= open()
  const { canvas, fonts } = await opened
  const shapes = drawing.shapes.map((shape) =>
    shape.kind === 'words' ? { ...shape, text: drawable(shape.text) } : shape,
  )
  const familiesFor = await fonts.load(shapes.flatMap((shape) => (shape.kind === 'words' ? [shape.text] : [])))
  return (await drawn(canvas, { ...drawing, shapes }, familiesFor).encode('png')).toString('base64')
}

type Canvas = typeof import('@napi-rs/canvas')

let opened: Promise<{ readonly canvas: Canvas; readonly fonts: Fonts }> | undefined

/** At the first picture: a bot that draws none does not load it. */
async function open() {
  const canvas = await import('@napi-rs/canvas')
  return { canvas, fonts: await openFonts(canvas) }
}

function drawn({ createCanvas }: Canvas, drawing: Drawing, familiesFor: (text: string) => string) {
  const canvas = createCanvas(Math.round(drawing.width * sharpness), Math.round(drawing.height * sharpness))
  const { width, height } = canvas
  const context = canvas.getContext('2d')
  context.fillStyle = drawing.background
  context.fillRect(0, 0, width, height)
  context.scale(sharpness, sharpness)
  for (const shape of drawing.shapes) {
    if (shape.kind === 'box') fill(context, shape)
    else write(context, shape, familiesFor(shape.text))
  }
  return canvas
}

function fill(context: SKRSContext2D, { x, y, width, height, colour, radius = 0 }: Box): void {
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2))
  context.fill()
}

/** Each text by itself: one that is read from right to left moves nothing that stands beside it. */
function write(context: SKRSContext2D, words: Words, families: string): void {
  const { text, x, y, align, size, weight, colour, most } = words
  context.font = `${weight} ${size}px ${families}`
  // without it a variable font is drawn in its thinnest weight
  context.fontVariationSettings = `'wght' ${weight}`
  context.fillStyle = colour
  context.textAlign = align
  context.direction = isRightToLeft(text) ? 'rtl' : 'ltr'
  context.fillText(
    fitting(text, (some) => context.measureText(some).width <= most),
    x,
    y,
  )
}
