import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Box, Drawing, Words } from './drawing.ts'

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
  const canvas = await opened
  return (await drawn(canvas, drawing).encode('png')).toString('base64')
}

type Canvas = typeof import('@napi-rs/canvas')

let opened: Promise<Canvas> | undefined

/** A file holds the letters of one script. Together they are one family: the first that has a letter draws it. */
const scripts = ['latin', 'latin-ext', 'cyrillic', 'greek'] as const
const weights = [400, 600] as const
const familyOf = (script: string) => `Studyhall ${script}`
const family = scripts.map((script) => `"${familyOf(script)}"`).join(', ')
const packages = createRequire(import.meta.url)

/** At the first picture: a bot that draws none does not load it. */
async function open(): Promise<Canvas> {
  const canvas = await import('@napi-rs/canvas')
  for (const script of scripts) {
    for (const weight of weights) {
      const file = packages.resolve(`@fontsource/noto-sans/files/noto-sans-${script}-${weight}-normal.woff2`)
      const key = canvas.GlobalFonts.register(await readFile(file), familyOf(script))
      if (key === null) throw new Error(`the font ${file} cannot be read`)
    }
  }
  return canvas
}

function drawn({ createCanvas }: Canvas, drawing: Drawing) {
  const canvas = createCanvas(Math.round(drawing.width * sharpness), Math.round(drawing.height * sharpness))
  const { width, height } = canvas
  const context = canvas.getContext('2d')
  context.fillStyle = drawing.background
  context.fillRect(0, 0, width, height)
  context.scale(sharpness, sharpness)
  for (const shape of drawing.shapes) {
    if (shape.kind === 'box') fill(context, shape)
    else write(context, shape)
  }
  return canvas
}

function fill(context: SKRSContext2D, { x, y, width, height, colour, radius = 0 }: Box): void {
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2))
  context.fill()
}

function write(context: SKRSContext2D, { text, x, y, align, size, weight, colour, most }: Words): void {
  context.font = `${weight} ${size}px ${family}`
  context.fillStyle = colour
  context.textAlign = align
  context.fillText(fitting(context, text, most), x, y)
}

function fitting(context: SKRSContext2D, text: string, most: number): string {
  const letters = [...text].slice(0, most)
  let shown = text
  while (letters.length > 0 && context.measureText(shown).width > most) {
    letters.pop()
    shown = `${letters.join('').trimEnd()}…`
  }
  return shown
}
