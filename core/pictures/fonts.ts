import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/**
 * Fonts of our own, so that a drawing has the same bytes wherever it is drawn. They come in some two hundred files, each
 * with the letters of a range: a file is read when a letter of it is to be drawn.
 */

type Canvas = typeof import('@napi-rs/canvas')

/** What draws the letters of some ranges. */
interface Face {
  /** A name of our own: a drawing names all that it needs, and the first that has a letter draws it. */
  readonly family: string
  readonly files: readonly string[]
  readonly has: (text: string) => boolean
}

export interface Fonts {
  /** Reads the fonts for these texts. @returns for one of them its families, as CSS names them */
  load(texts: readonly string[]): Promise<(text: string) => string>
}

const packages = createRequire(import.meta.url)
const weights = [400, 600] as const
const scripts = [
  'latin',
  'latin-ext',
  'vietnamese',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'devanagari',
] as const

/** @throws where a package of fonts is missing */
export async function openFonts({ GlobalFonts }: Canvas): Promise<Fonts> {
  const faces = await allFaces()
  const read = new Map<string, Promise<void>>()
  return { load }

  async function load(texts: readonly string[]): Promise<(text: string) => string> {
    const needed = faces.filter(({ has }) => texts.some(has))
    await Promise.all(needed.map(readOnce))
    return (text) =>
      needed
        .filter(({ has }) => has(text))
        .map(({ family }) => `"${family}"`)
        .join(', ')
  }

  function readOnce(face: Face): Promise<void> {
    const known = read.get(face.family) ?? register(face)
    read.set(face.family, known)
    return known
  }

  async function register({ family, files }: Face): Promise<void> {
    for (const file of files) {
      const key = GlobalFonts.register(await readFile(file), family)
      if (key === null) throw new Error(`the font ${file} cannot be read`)
    }
  }
}

/** In the order in which they are tried. */
async function allFaces(): Promise<Face[]> {
  const [noto, arabic, hebrew, chinese, korean] = await Promise.all([
    rangesOf('@fontsource/noto-sans'),
    rangesOf('@fontsource/noto-sans-arabic'),
    rangesOf('@fontsource/noto-sans-hebrew'),
    rangesOf('@fontsource-variable/noto-sans-sc'),
    rangesOf('@fontsource-variable/noto-sans-kr'),
  ])
  return [
    ...scripts.map((script) => inTwoWeights('noto-sans', script, script === 'latin' ? undefined : noto[script])),
    inTwoWeights('noto-sans-arabic', 'arabic', arabic.arabic),
    inTwoWeights('noto-sans-hebrew', 'hebrew', hebrew.hebrew),
    emoji,
    ...inSlices('noto-sans-sc', chinese),
    ...inSlices('noto-sans-kr', korean),
  ]
}

async function rangesOf(name: string): Promise<Record<string, string>> {
  return JSON.parse(await readFile(packages.resolve(`${name}/unicode.json`), 'utf8'))
}

/** @param ranges `U+0400-045F,U+2116`; what draws everything else has none */
function inTwoWeights(name: string, script: string, ranges: string | undefined): Face {
  const file = (weight: number) =>
    packages.resolve(`@fontsource/${name}/files/${name}-${script}-${weight}-normal.woff2`)
  const has = ranges === undefined ? () => true : hasAnyOf(ranges)
  return { family: `Studyhall ${script}`, files: weights.map(file), has }
}

/** A file of a variable font has all weights. The slices with a number are those of its own script. */
function inSlices(name: string, ranges: Readonly<Record<string, string>>): Face[] {
  return Object.entries(ranges).flatMap(([slice, its]) => {
    const [, number] = /^\[(\d+)\]$/.exec(slice) ?? []
    if (number === undefined) return []
    const file = packages.resolve(`@fontsource-variable/${name}/files/${name}-${number}-wght-normal.woff2`)
    return [{ family: `Studyhall ${name} ${number}`, files: [file], has: hasAnyOf(its) }]
  })
}

const emoji: Face = {
  family: 'Studyhall emoji',
  files: [packages.resolve('twemoji-colr-font/twemoji.woff2')],
  has: (text) => /\p{Extended_Pictographic}|\p{RI}|\u20E3/u.test(text),
}

function hasAnyOf(ranges: string): (text: string) => boolean {
  const spans = ranges.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-')
    return `\\u{${from}}-\\u{${to}}`
  })
  const pattern = new RegExp(`[${spans.join('')}]`, 'u')
  return (text) => pattern.test(text)
}
