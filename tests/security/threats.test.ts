import { existsSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { expect, test } from 'vitest'

/** SECURITY.md is true to the tests: each that it names is there. */

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('SECURITY.md', root), 'utf8')
const named = [...page.matchAll(/^- .+: `(tests\/[\w./-]+)` "(.+)"$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}))

test('every threat names a test that is there', () => {
  const threats = page.slice(page.indexOf('## Threats'), page.indexOf('## Change the key')).match(/^- /gm) ?? []
  expect(named.length).toBeGreaterThan(40)
  expect(named).toHaveLength(threats.length)
  const missing = named.filter(({ file, name }) => !namesIn(file).has(name))
  expect(missing).toEqual([])
})

test('a test that is only written about in a comment does not count', () => {
  expect(namesOf("// test('no such test')\nconst text = 'test(no)'").size).toBe(0)
  const three = "test('one', () => {}); describe('two', () => {}); test.each([1])('three', { timeout: 1 }, () => {})"
  expect([...namesOf(three)].toSorted()).toEqual(['one', 'three', 'two'])
})

function namesIn(file: string): Set<string> {
  const address = new URL(file, root)
  return existsSync(address) ? namesOf(readFileSync(address, 'utf8')) : new Set()
}

function namesOf(text: string): Set<string> {
  const names = new Set<string>()
  const open: unknown[] = [parseSync('a.ts', text).program]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    const name = nameIn(node, text)
    if (name !== undefined) names.add(name)
    open.push(...Object.values(node))
  }
  return names
}

function nameIn(node: object, text: string): string | undefined {
  const { type, callee, arguments: given } = node as Call
  const [first] = given ?? []
  if (type !== 'CallExpression' || callee === undefined || typeof first?.value !== 'string') return undefined
  return /^(?:test|describe)\b/.test(text.slice(callee.start, callee.end)) ? first.value : undefined
}

interface Call {
  readonly type?: string
  readonly callee?: { readonly start: number; readonly end: number }
  readonly arguments?: readonly { readonly value?: unknown }[]
}
