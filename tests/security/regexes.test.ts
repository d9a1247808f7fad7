import { readdirSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'
import { diceOf } from './walk.ts'

/** Every regular expression of core and bots meets texts that are made of its own parts: none takes seconds. */

interface Found {
  readonly source: string
  readonly flags: string
  readonly file: string
}

/** Enough for what grows with the third power, or faster, to take seconds. */
const longest = 2_000
const secondsInAll = 120

test('no expression is slow on what it could be sent', async () => {
  // the operator's own files alone are read in bots/cli
  const isDoor = ({ file }: Found) => !file.startsWith('bots/cli/')
  const found = expressionsIn('core', 'bots').filter(isDoor)
  expect(found.length).toBeGreaterThan(200)
  expect(await slowOnes(found)).toEqual([])
})

test('an expression that is slow is found', async () => {
  const bad = ['(a+)+$', '^(\\w|\\d)*$', '^(?:[ \\t]*(?:#[^\\n]*)?\\r?\\n)*( *)-(?=[ \\r\\n]|$)']
  const found = bad.map((source) => ({ source, flags: '', file: 'here' }))
  for (const one of found) expect([one.source, (await slowOnes([one], 1)).length]).toEqual([one.source, 1])
})

/** Those that took long, or did not end. */
async function slowOnes(found: readonly Found[], seconds = secondsInAll): Promise<string[]> {
  const at = new Int32Array(new SharedArrayBuffer(4))
  const dice = diceOf(8)
  const texts = found.map(({ source }) => textsFor(source, dice))
  const workerData = { expressions: found.map(({ source, flags }) => ({ source, flags })), texts, at }
  const worker = new Worker(new URL('./regex-worker.ts', import.meta.url), { workerData })
  const nameOf = (place: number) => `${found[place]?.file}: /${found[place]?.source}/`
  try {
    return await new Promise<string[]>((resolve, reject) => {
      setTimeout(() => resolve([`${nameOf(Atomics.load(at, 0))} did not end`]), seconds * 1_000).unref()
      worker.once('error', reject)
      worker.once('message', (slow: readonly { place: number; milliseconds: number }[]) =>
        resolve(slow.map(({ place, milliseconds }) => `${nameOf(place)} took ${Math.round(milliseconds)} ms`)),
      )
    })
  } finally {
    await worker.terminate()
  }
}

const usual = [
  'a',
  '0',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '-',
  '#',
  '!',
  '`',
  '*',
  '<',
  '"',
  ':',
  '\r\n\t#',
  'a ',
  '. ',
  '\n- ',
  '=',
]

/** Pieces of the expression's own signs, over and over, with an end that it does not expect. */
function textsFor(source: string, dice: ReturnType<typeof diceOf>): string[] {
  const signs = [...new Set(source.replace(/\\[a-zA-Z]|[\\()[\]{}^$|?+*]/g, ''))]
  const all = [...usual, ...signs]
  const made = Array.from({ length: 6 }, () => Array.from({ length: 1 + dice.below(3) }, () => dice.pick(all)).join(''))
  const start = dice.pick(all)
  return [...all, ...made].flatMap((piece) => {
    const body = piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest)
    return [`${body}\0`, `${start}${body}${piece}\0x`]
  })
}

function expressionsIn(...folders: readonly string[]): Found[] {
  const root = new URL('../../', import.meta.url)
  const files = folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  return files
    .filter((name) => name.endsWith('.ts'))
    .flatMap((file) => inFile(file, readFileSync(new URL(file, root), 'utf8')))
}

function inFile(file: string, text: string): Found[] {
  const found: Found[] = []
  const open: unknown[] = [parseSync(file, text).program]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    if ('regex' in node) {
      const { pattern: source, flags } = node.regex as { pattern: string; flags: string }
      found.push({ source, flags, file })
    }
    open.push(...Object.values(node))
  }
  return found
}
