import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openMetrics } from '../../bots/metrics.ts'
import { settingNames } from '../../bots/settings.ts'

/** What stands in two places, and must be the same in both. */

const readme = await read('README.md')
const example = await read('.env.example')
const operating = await read('docs/operating.md')

test('the README and .env.example name every setting once, and no other', () => {
  const table = cellsOf(sectionOf(readme, '## Settings')).flatMap((cell) => matches(cell, /`([^`]+)`/g))
  expect(table.sort()).toEqual([...settingNames].sort())
  expect(matches(example, /^#?([A-Z][A-Z_]*)=/gm).sort()).toEqual([...settingNames].sort())
})

test('no line of .env.example is too long to be read', () => {
  expect(example.split('\n').filter(({ length }) => length > 120)).toEqual([])
})

test('the page about operating names every number of ours once, and no other', async () => {
  const { body } = await openMetrics({ clock: () => Temporal.Instant.from('2026-11-20T12:00:00Z'), role: 'all' }).text()
  const numbers = matches(body, /^# TYPE (\w+) /gm)
  const section = sectionOf(operating, '## Numbers')
  const named = cellsOf(section).flatMap((cell) => matches(cell, /`(studyhall_\w+)/g))
  expect(named.sort()).toEqual(numbers.filter((name) => !/^(?:nodejs|process)_/.test(name)).sort())
  const alerting = matches(section, /\b(studyhall_\w+?)(?:_bucket|_sum|_count)?(?=[[{)])/g)
  expect(numbers).toEqual(expect.arrayContaining(alerting))
})

function read(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
}

/** From a heading to the next one. */
function sectionOf(text: string, heading: string): string {
  const [, after = ''] = text.split(`\n${heading}\n`)
  return after.split('\n## ')[0] ?? ''
}

/** The first cell of each row of a table, but its head. */
function cellsOf(section: string): string[] {
  return matches(section, /^\| ([^|]*`[^|]*) \|/gm)
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found)
}
