import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readSettings } from '../../bots/settings.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { tablesOf } from '../support/traces.ts'

const page = await readFile(new URL('../../docs/privacy.md', import.meta.url), 'utf8')

test('the page about privacy names every table of the database, and no other', async () => {
  const room = await openStoryRoom()
  const tables = await tablesOf(room.studyhall().study.database)
  const own = tables.filter((table) => !table.includes('.'))
  expect(documented().sort()).toEqual([...own].sort())
  const others = new Set(tables.filter((table) => table.includes('.')).map((table) => table.replace(/\..*/, '.*')))
  for (const schema of others) expect(page).toContain(`\`${schema}\``)
})

test('the page about privacy says of every table what it is for, how long it is kept, and whether it goes', () => {
  for (const line of page.split('\n').filter((text) => text.startsWith('| `'))) {
    const cells = line.split('|').slice(2, -1)
    expect([line, cells.length, cells.every((cell) => cell.trim() !== '')]).toEqual([line, 3, true])
  }
})

test('the page about privacy names the settings for how long things are kept, with the usual days', () => {
  const named = [...page.matchAll(/(\d+) days\**(?: [a-z ]+)? \(`(RETAIN_[A-Z]+_DAYS)`\)/g)].map(([, days, name]) => [
    name,
    Number(days),
  ])
  const usual = Object.entries(readSettings({})).filter(([name]) => name.startsWith('RETAIN_'))
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(usual))
})

function documented(): string[] {
  return [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name ?? '')
}
