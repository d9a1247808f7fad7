import { createCanvas, loadImage } from '@napi-rs/canvas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bar, type BarChart, barChart, barHeight, barTop, scale } from '../../core/pictures/bar-chart.ts'
import { colours } from '../../core/pictures/card.ts'
import { drawPng } from '../../core/pictures/draw.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const bar = fc.record({
  label: fc.string({ maxLength: 80 }),
  detail: fc.nat(9_999).map(String),
  length: share,
  range: fc.tuple(share, share).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  value: fc.nat(100).map((whole) => `${whole} %`),
})

function chartOf(bars: readonly Bar[], note = 'How far off a bar may be.'): BarChart {
  const ticks = [0, 0.5, 1].map((at) => ({ at, label: `${at * 100} %` }))
  return { title: 'Your progress', about: 'What you would get right', details: 'answers', bars, ticks, note }
}

function someBars(count: number, label: (index: number) => string): Bar[] {
  return Array.from({ length: count }, (_, index) => {
    const length = (index + 1) / (count + 1)
    const range = { from: Math.max(0, length - 0.1), to: Math.min(1, length + 0.1) }
    return { label: label(index), detail: String(3 + 7 * index), length, range, value: `${Math.round(100 * length)} %` }
  })
}

const longNames = (index: number) =>
  'Authentication, authorization and the security of APIs that a workspace has made up for itself'.slice(5 * index)

/** What stands at a point of a drawn chart, in the drawing's own measure. */
async function seen(png: string) {
  const image = await loadImage(Buffer.from(png, 'base64'))
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const sharpness = image.width / 720
  const colourAt = (x: number, y: number) => {
    const [red = 0, green = 0, blue = 0] = context.getImageData(x * sharpness, y * sharpness, 1, 1).data
    return `#${[red, green, blue].map((one) => one.toString(16).padStart(2, '0')).join('')}`
  }
  return { width: image.width, height: image.height, colourAt }
}

test('nothing of a chart stands outside its card, whatever the bars', () => {
  fc.assert(
    fc.property(fc.array(bar, { minLength: 1, maxLength: 12 }), (bars) => {
      const { width, height, shapes } = barChart(chartOf(bars))
      for (const shape of shapes) {
        expect(shape.x).toBeGreaterThanOrEqual(0)
        expect(shape.x).toBeLessThanOrEqual(width)
        const bottom = shape.kind === 'box' ? shape.y + shape.height : shape.y
        expect(bottom).toBeLessThanOrEqual(height)
        if (shape.kind === 'box') expect(shape.x + shape.width).toBeLessThanOrEqual(width)
      }
    }),
  )
})

test('a longer bar is never drawn shorter, and its words never run into each other', () => {
  fc.assert(
    fc.property(bar, share, (one, other) => {
      const [short, long] = [one.length, other].sort((a, b) => a - b)
      const widths = [short, long].map((length = 0) => {
        const { shapes } = barChart(chartOf([{ ...one, length }]))
        return Math.max(0, ...shapes.flatMap((s) => (s.kind === 'box' && s.colour === colours.bar ? [s.width] : [])))
      })
      expect(widths[1]).toBeGreaterThanOrEqual(widths[0] ?? 0)
      const { shapes } = barChart(chartOf([one]))
      const words = (text: string, align: string) =>
        shapes.find((shape) => shape.kind === 'words' && shape.text === text && shape.align === align)
      const [label, detail] = [words(one.label, 'left'), words(one.detail, 'right')]
      if (label?.kind !== 'words' || detail?.kind !== 'words') throw new Error('the words of a bar are missing')
      expect(label.x + label.most).toBeLessThan(detail.x - detail.most)
    }),
  )
})

test('the picture has each bar where it must be, as long as it must be, with its range on it', async () => {
  const bars = someBars(5, (index) => `Topic ${index}`)
  const { width, colourAt } = await seen(await drawPng(barChart(chartOf(bars))))
  expect(width).toBe(1440)
  for (const [line, { length, range }] of bars.entries()) {
    const at = (along: number, down = 2) => colourAt(scale.x + along * scale.width, barTop(line) + down)
    expect(at(length - 0.02)).toBe(colours.bar)
    expect(at(length + 0.02)).toBe(colours.track)
    expect(at((range?.from ?? 0) + 0.02, barHeight / 2)).toBe(colours.ink)
    expect(at((range?.to ?? 0) - 0.02, barHeight / 2)).toBe(colours.ink)
    expect(at((range?.to ?? 0) + 0.03, barHeight / 2)).toBe(colours.track)
    expect(colourAt(14, barTop(line))).toBe(colours.card)
  }
})

test('a name that is too long is cut before it reaches what stands beside it', async () => {
  const { colourAt } = await seen(await drawPng(barChart(chartOf(someBars(2, longNames)))))
  const row = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, x) =>
      Array.from({ length: 20 }, (_line, y) => colourAt(from + x, barTop(0) - 24 + y)),
    ).flat()
  expect(row(300, 420)).toContain(colours.ink)
  expect(new Set(row(430, 500))).toEqual(new Set([colours.card]))
})

test('letters of many languages are drawn, with no fonts of the machine', async () => {
  const drawn = (label: string) => drawPng(barChart(chartOf(someBars(1, () => label))))
  const known = await Promise.all(['Base', 'База', 'Βάση', 'Żółć', '数据库表', 'قاعدة', 'בסיס'].map(drawn))
  expect(new Set(known).size).toBe(known.length)
  // a script that none of our fonts has: boxes, whatever the machine could draw
  expect(await drawn('ฐานข้อมูล')).not.toBe(await drawn('Base'))
  expect(await drawn('ꦧꦧꦧ')).toBe(await drawn('ᜊᜊᜊ'))
})

test('the same chart has the same bytes, and twelve topics with long names fit into 300 kB', async () => {
  for (const chart of [someBars(1, longNames), someBars(5, longNames), someBars(12, longNames)].map((b) =>
    chartOf(b),
  )) {
    const png = await drawPng(barChart(chart))
    expect(await drawPng(barChart(chart))).toBe(png)
    expect(Buffer.from(png, 'base64').length).toBeLessThanOrEqual(300_000)
  }
})
