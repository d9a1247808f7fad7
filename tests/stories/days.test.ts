import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { daySchema } from '../../bots/replay/day-file.ts'
import { playDay } from '../../bots/replay/play-day.ts'
import { parseYaml } from '../../core/questions/pack.ts'
import { freshDatabase } from '../support/database.ts'
import { newId, ownBank, silentLog } from '../support/world.ts'

const folder = new URL('../days/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

test.each(files)('%s goes as it says', async (name) => {
  const parsed = parseYaml(name, readFileSync(new URL(name, folder), 'utf8'), daySchema)
  if ('complaints' in parsed) throw new Error(parsed.complaints.map(({ line, says }) => `${line}: ${says}`).join('\n'))
  const { address, drop } = await freshDatabase()
  const { failures } = await playDay(parsed.value, { address, bank: ownBank, newId, log: silentLog })
  await drop()
  expect(failures).toEqual([])
})

test('a day that does not go as its file says is reported', async () => {
  const day = daySchema.parse({
    day: 'A day with wrong expectations',
    zone: 'UTC',
    starts: '2026-03-02 08:00',
    people: ['Ada'],
    schedule: { at: '09:00', days: ['mon'], 'answer-hours': 1 },
    questions: ['rate-limiter-many-nodes'],
    steps: [{ at: '09:10', who: 'Ada', says: 'An answer of five words or more.', hears: 'something' }, { at: '11:00' }],
    expect: { points: { Ada: 11 }, said: ['never heard of'], 'never-said': ['Results'], questions: 2 },
  })
  const { address, drop } = await freshDatabase()
  const { failures } = await playDay(day, { address, bank: ownBank, newId, log: silentLog })
  await drop()
  expect(failures).toEqual([
    'step 1: Ada should hear “something”, and hears nothing',
    'Ada should have 11 points, and has 10',
    'the bot should have said “never heard of”',
    'the bot should never have said “Results”',
    '2 questions should be asked, and 1 are',
  ])
})
