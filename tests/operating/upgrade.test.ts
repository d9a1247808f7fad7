import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { migrate, readMigrations } from '../../core/db/migrate.ts'
import { startBot } from '../support/bot-process.ts'
import { freshDatabase } from '../support/database.ts'
import { quizzing } from '../support/quizzing.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * A room as commit 3a62c77 left it (schema 0004): a day closed with Ada 12, Bo 12 and Cy 2 points, Bo in the middle of a
 * quiz, and on Tuesday at 09:10 a round under way with Ada's answer and Cy's vote for it. Written by pg_dump 15.
 */
const earlier = new URL('../fixtures/schema-0004.sql.gz', import.meta.url)
const tuesday = Temporal.Instant.from('2026-03-03T08:10:00Z')

test('a database of an earlier version is brought along by a start, and the day under way goes on', async () => {
  const database = await earlierDatabase()
  const room = await openStoryRoom({ address: database.address, bank: ownBank, starts: tuesday })
  expect(await room.points()).toEqual({ Ada: 12, Bo: 12, Cy: 2 })
  const question = (await room.messages()).findLast(({ title }) => title?.startsWith('HTTP and REST'))
  expect(await room.as('cy').run('/study status')).toContain('1 answer so far')
  await room.as('bo').reply(question?.id ?? 0, 'Look at how long the token lives, and renew it before it ends.')
  await room.close()
  const results = (await room.said()).at(-1)
  expect(results).toContain('2 answers, 1 vote')
  expect(results).toContain('100 %')
  expect(await room.points()).toEqual({ Ada: 23, Bo: 22, Cy: 3 })
  const bo = quizzing(room, 'bo')
  await bo.press('Next')
  expect(await bo.text()).toContain('Question 2 of 5')
})

test('many processes may start on it at once', async () => {
  const database = await earlierDatabase()
  await Promise.all(Array.from({ length: 6 }, () => migrate(database.address)))
  const [row] = await database.sql`select count(*)::int as steps from drizzle.__drizzle_migrations`
  expect(row?.steps).toBe(readMigrations().length)
})

test('a start on a database of a newer version says what to do, and changes nothing', async () => {
  const database = await openFresh()
  await migrate(database.address, { folder: await withStep('create table "of_tomorrow" ("id" text);') })
  const bot = startBot(['start'], { DATABASE_URL: database.address, PORT: '0' })
  expect(await bot.ended()).toBe(1)
  expect(bot.output()).toMatch(/^The database was brought to a newer schema than this version of Studyhall knows/)
  expect(bot.output()).toContain('Start the newer version again; or, to go back, restore a backup')
  const [row] = await database.sql`select count(*)::int as steps from drizzle.__drizzle_migrations`
  expect(row?.steps).toBe(readMigrations().length + 1)
})

test('while a newer version waits for a table in use, the running one is never kept waiting', async () => {
  const database = await openFresh()
  const room = await openStoryRoom({ address: database.address })
  const question = await room.nextQuestion()
  const long = await database.sql.reserve()
  await long`begin`
  await long`select count(*) from thread_messages`
  const folder = await withStep('alter table "thread_messages" add column "of_tomorrow" text;')
  let isDone = false
  const migrated = migrate(database.address, { folder }).then(() => {
    isDone = true
  })
  await expect.poll(() => waitsForATable(database)).toBe(true)
  let answer = 0
  for (let turn = 0; turn < 5; turn += 1) {
    answer = await room.as('ada').reply(question, `Give every retry the same key, and let the database decide: ${turn}`)
  }
  expect(isDone).toBe(false)
  await long`commit`
  long.release()
  await migrated
  // the running version goes on beside the new schema
  await room.as('bo').react(answer)
  await room.close()
  expect(await room.points()).toEqual({ Ada: 11, Bo: 1 })
})

test('a start with nothing to do waits for no other that migrates', async () => {
  const database = await openFresh()
  await database.sql`select pg_advisory_lock(7361003)`
  await migrate(database.address)
})

async function waitsForATable({ sql }: Database): Promise<boolean> {
  const rows = await sql`
    select from pg_locks l join pg_database d on d.oid = l.database
    where not granted and d.datname = current_database() and mode = 'AccessExclusiveLock'`
  return rows.length > 0
}

/** The steps of this version and one of tomorrow's. */
async function withStep(sql: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-migrations-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(migrations, folder, { recursive: true })
  const journal = join(folder, 'meta', '_journal.json')
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
  const last = entries.at(-1)
  const step = { ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_of_tomorrow' }
  await writeFile(journal, JSON.stringify({ ...rest, entries: [...entries, step] }))
  await writeFile(join(folder, '9999_of_tomorrow.sql'), sql)
  return folder
}

async function openFresh(): Promise<Database> {
  const fresh = await freshDatabase()
  const database = connect(fresh.address, { connections: 2 })
  onTestFinished(async () => {
    await disconnect(database)
    await fresh.drop()
  })
  return database
}

async function earlierDatabase(): Promise<Database> {
  const database = await openFresh()
  const { sql } = database
  await sql`drop schema drizzle cascade`
  await sql`drop schema pgboss cascade`
  const tables = await sql`select tablename from pg_tables where schemaname = 'public'`
  for (const { tablename } of tables) await sql`drop table ${sql(tablename)} cascade`
  const dump = gunzipSync(await readFile(earlier)).toString()
  // what psql alone understands, and what it sets for its own session
  const loader = connect(database.address, { connections: 1 })
  await loader.sql.unsafe(dump.replace(/^\\.*$/gm, '')).simple()
  await disconnect(loader)
  return database
}
