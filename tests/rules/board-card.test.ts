import { createCanvas, loadImage } from '@napi-rs/canvas'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BoardLine, type BoardShown, boardCard, mostLines } from '../../core/pictures/board-card.ts'
import { boardAlt } from '../../core/pictures/board-card-words.ts'
import { colours } from '../../core/pictures/card.ts'
import { drawPng } from '../../core/pictures/draw.ts'
import type { Words } from '../../core/pictures/drawing.ts'
import { drawable, fitting, graphemesOf, isRightToLeft } from '../../core/pictures/letters.ts'

const names = {
  latin: 'Ada Lovelace',
  long: 'Wolfeschlegelsteinhausenbergerdorff the Very Long-Named of Somewhere Far Away From Here',
  arabic: 'علي بن أبي طالب (2)',
  hebrew: 'שלום',
  persian: 'محمد',
  chinese: '王小明',
  korean: '김민준',
  japanese: 'さくら カタカナ',
  mixed: 'Bo (علي) x 王 7',
  emoji: '👩‍👩‍👧‍👦 🇩🇪 👍🏽 ❤️ 1️⃣ 🏴‍☠️',
}

function lineOf(name: string, index: number, more: Partial<BoardLine> = {}): BoardLine {
  return { place: index + 1, name, points: 500 - index, isAsker: false, ...more }
}

function boardOf(lines: readonly BoardLine[]): BoardShown {
  return { title: 'This week', subtitle: '2 to 8 March', lines, people: lines.length }
}

function wordsOf(board: BoardShown): Words[] {
  return boardCard(board).shapes.filter((shape) => shape.kind === 'words')
}

const line = fc.record(
  {
    place: fc.integer({ min: 1, max: 9_999_999 }),
    name: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...Object.values(names))),
    points: fc.nat(9_999_999),
    moved: fc.oneof(fc.constant('new' as const), fc.integer({ min: -9_999, max: 9_999 })),
    isAsker: fc.boolean(),
    gap: fc.boolean(),
  },
  { requiredKeys: ['place', 'name', 'points', 'isAsker'] },
)
const anyBoard = fc.array(line, { maxLength: 60, size: 'max' }).map(boardOf)

test('nothing of a board stands outside its card, which is at most 4,000 pixels high', () => {
  fc.assert(
    fc.property(anyBoard, (board) => {
      const { width, height, shapes } = boardCard(board)
      expect(2 * height).toBeLessThanOrEqual(4_000)
      for (const shape of shapes) {
        const [left, right] = endsOf(shape)
        expect(left).toBeGreaterThanOrEqual(0)
        expect(right).toBeLessThanOrEqual(width)
        expect(shape.kind === 'box' ? shape.y + shape.height : shape.y).toBeLessThanOrEqual(height)
      }
    }),
  )
})

test('no words run into others on their line', () => {
  fc.assert(
    fc.property(anyBoard, (board) => {
      const rows = Map.groupBy(wordsOf(board), ({ y }) => y)
      for (const row of rows.values()) {
        const ends = row.map(endsOf).sort(([a], [b]) => a - b)
        for (const [index, [left]] of ends.entries()) {
          if (index > 0) expect(left).toBeGreaterThanOrEqual(ends[index - 1]?.[1] ?? 0)
        }
      }
    }),
  )
})

function endsOf(shape: ReturnType<typeof boardCard>['shapes'][number]): readonly [left: number, right: number] {
  if (shape.kind === 'box') return [shape.x, shape.x + shape.width]
  return shape.align === 'right' ? [shape.x - shape.most, shape.x] : [shape.x, shape.x + shape.most]
}

test('every line tells its place, name and points, up to the fiftieth', () => {
  for (const count of [3, 10, 50, 60]) {
    const lines = Array.from({ length: count }, (_, index) => lineOf(`Member ${index}`, index))
    const texts = wordsOf(boardOf(lines)).map(({ text }) => text)
    for (const { place, name, points } of lines.slice(0, mostLines)) {
      expect(texts).toEqual(expect.arrayContaining([String(place), name, String(points)]))
    }
    expect(texts).not.toContain('Member 50')
  }
})

test('the millionth place has room, and so has its name', () => {
  const words = wordsOf(boardOf([lineOf('Ada', 0), lineOf('Bo', 999_999)]))
  expect(words.find(({ text }) => text === '1000000')?.most).toBeGreaterThanOrEqual(70)
  expect(words.find(({ text }) => text === 'Bo')?.most).toBeGreaterThanOrEqual(300)
})

test('who has moved is told by a sign, and my own line by a word as well as its colour', () => {
  const moved = [3, -2, 'new' as const, 0]
  const lines = moved.map((by, index) => lineOf('Bo', index, { moved: by, isAsker: index === 1 }))
  const texts = wordsOf(boardOf(lines)).map(({ text }) => text)
  expect(texts).toEqual(expect.arrayContaining(['↑3', '↓2', 'new', 'you']))
  expect(texts.filter((text) => /^[↑↓]|new/.test(text))).toHaveLength(3)
  const { shapes } = boardCard(boardOf(lines))
  expect(shapes.filter(({ colour }) => colour === colours.own)).toHaveLength(1)
})

test('where lines are left out there is a sign of it', () => {
  const lines = [lineOf('Ada', 0), lineOf('Bo', 8, { gap: true })]
  expect(wordsOf(boardOf(lines)).map(({ text }) => text)).toContain('…')
  expect(boardAlt(boardOf(lines))).toContain('…\n9.')
})

test('the words for those who do not see it have the same facts', () => {
  const lines = [lineOf('Ada', 0, { moved: 2 }), lineOf('Bo', 1, { moved: -1, isAsker: true }), lineOf('Cy', 2)]
  const isolated = boardAlt({ ...boardOf(lines), people: 12 })
  expect(isolated.replace(/[\u2068\u2069]/g, '')).toBe(
    'This week. 2 to 8 March\n1. Ada: 500 points, up 2\n2. Bo (you): 499 points, down 1\n3. Cy: 498 points\n12 people on the board',
  )
})

test('they are never longer than platforms take, and my own line is always among them', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 50, size: 'max' }), fc.nat(), (lines, own) => {
      const mine = lines.map((one, index) => ({ ...one, isAsker: index === own % lines.length }))
      const alt = boardAlt(boardOf(mine))
      expect(alt.length).toBeLessThanOrEqual(1_000)
      expect(alt.match(/ \(you\): /g)?.length).toBeGreaterThanOrEqual(1)
    }),
  )
})

const kinds = Object.entries(names)

test.each(kinds)('a name in %s is drawn in its own letters, and moves no number beside it', async (_kind, name) => {
  const boxes = graphemesOf(name).map((letter) => (/^[ -~]+$/.test(letter) ? letter : '\u{1BFFF}'))
  const [drawn, box, plain] = await Promise.all(
    [name, boxes.join(''), 'Zoe'].map((one) => pixelsOf(boardOf([lineOf(one, 0), lineOf('Bo', 1)]))),
  )
  expect(drawn?.name.equals(box?.name ?? drawn.name)).toBe(boxes.join('') === name)
  expect(drawn?.name.equals(plain?.name ?? drawn.name)).toBe(false)
  expect(drawn?.place.equals(plain?.place ?? Buffer.alloc(0))).toBe(true)
  expect(drawn?.points.equals(plain?.points ?? Buffer.alloc(0))).toBe(true)
})

/** What stands in the first line: place, name and points apart. */
async function pixelsOf(board: BoardShown) {
  const image = await loadImage(Buffer.from(await drawPng(boardCard(board)), 'base64'))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const part = (x: number, width: number) => Buffer.from(context.getImageData(2 * x, 190, 2 * width, 70).data)
  return { place: part(29, 44), name: part(130, nameWidth), points: part(610, 80) }
}

const nameWidth = 470

test('emoji that are joined are one picture each, in colour', async () => {
  const joined = ['👩‍👩‍👧‍👦', '🏳️‍🌈', '❤️‍🔥', '❤️', '1️⃣', '1\u20E3', '👍🏽', '🇩🇪', '🧔🏽‍♂️']
  for (const emoji of joined) {
    const { name } = await pixelsOf(boardOf([lineOf(emoji, 0)]))
    expect({ emoji, isColoured: hasColour(name), isOne: inkedWidth(name) < 50 }).toEqual({
      emoji,
      isColoured: true,
      isOne: true,
    })
  }
  const { name: two } = await pixelsOf(boardOf([lineOf('❤️👍🏽', 0)]))
  expect(inkedWidth(two)).toBeGreaterThan(50)
})

function hasColour(pixels: Buffer): boolean {
  return pixels.some((value, at) => at % 4 === 0 && Math.abs(value - (pixels[at + 2] ?? 0)) > 60)
}

function inkedWidth(pixels: Buffer): number {
  const inked = [...pixels].flatMap((value, at) =>
    at % 4 < 3 && value < 200 ? [Math.floor(at / 4) % (2 * nameWidth)] : [],
  )
  return Math.max(...inked) - Math.min(...inked)
}

test('a picture has the same bytes whatever was drawn before it', async () => {
  const board = boardOf(Object.values(names).map((name, index) => lineOf(name, index)))
  const first = await drawPng(boardCard(board))
  await drawPng(boardCard(boardOf([lineOf('書', 0), lineOf('뷁', 1)])))
  expect(await drawPng(boardCard(board))).toBe(first)
})

test('fifty lines with names of all kinds fit into a megabyte', async () => {
  const all = Object.values(names)
  const lines = Array.from({ length: 50 }, (_, index) => lineOf(all[index % all.length] ?? '', index, { moved: 1 }))
  const png = Buffer.from(await drawPng(boardCard(boardOf(lines))), 'base64')
  expect(png.length).toBeLessThanOrEqual(1_000_000)
})

test('a name that is too long is cut between what people see as letters', () => {
  const family = '👩‍👩‍👧‍👦'
  expect(fitting(family.repeat(5), (text) => [...text].length <= 10)).toBe(`${family}…`)
  expect(fitting('Ada Lovelace', (text) => text.length <= 5)).toBe('Ada…')
  expect(fitting('Ada', (text) => text.length <= 3)).toBe('Ada')
})

test('a cut name is as long as fits, and is never longer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 20 }), (name, most) => {
      const fits = (text: string) => graphemesOf(text).length <= most
      const cut = fitting(name, fits)
      expect(fits(cut)).toBe(true)
      if (cut !== name) expect(cut.endsWith('…')).toBe(true)
    }),
  )
})

test('what orders text to run the other way, or piles up over a line, is left out', () => {
  expect(drawable('\u202Eevil\u202C\n name\u0000')).toBe('evil name')
  expect(drawable(`Z${'\u0300\u0301\u0303'.repeat(9)}a`)).toHaveLength(5)
  expect(drawable('می\u200Cخواهم')).toBe('می\u200Cخواهم')
})

test('a name runs the way of its first letter', () => {
  expect([names.arabic, names.hebrew, '(2) علي'].map(isRightToLeft)).toEqual([true, true, true])
  expect([names.latin, names.mixed, names.chinese, names.emoji, ''].map(isRightToLeft)).not.toContain(true)
})
