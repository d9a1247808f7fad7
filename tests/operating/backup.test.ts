import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { backUp } from '../../core/db/backup.ts'
import { restore } from '../../core/db/backup-restore.ts'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { freshAddress } from '../support/database.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { newId, silentLog } from '../support/world.ts'

const now = Temporal.Instant.from('2026-03-02T12:00:00Z')
const awkward = 'a tab\t, a line\nbreak, \\N, \\.\n\\.\nand “quotes”, 100 % 🎓'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'studyhall-backup-'))
  return () => rm(folder, { recursive: true, force: true })
})

test('what was backed up while the bot was at work is all there again, and the day goes on', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, awkward)
  await room.as('bo').react(answer)
  await parkAJob(room)
  const file = join(folder, 'day.backup')
  const { database } = room.studyhall().study
  const { tables, rows, bytes } = await backUp(database.address, file, now)
  const before = await contents(database)
  expect({ tables, rows }).toEqual({ tables: before.size, rows: [...before.values()].flat().length })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await stat(file)).size).toBe(bytes)

  const other = await emptyDatabase()
  const restored = await restoreInto(other, file)
  expect(restored).toEqual({ madeAt: now, tables, rows })
  expect(await contents(other)).toEqual(before)
  expect(before.get('pgboss.job')?.join()).toContain('parked')

  const goesOn = await openStoryRoom({ address: other.address, starts: room.stage.now() })
  await goesOn.as('cy').react(answer)
  await goesOn.close()
  expect(await goesOn.points()).toEqual({ Ada: 12, Bo: 1, Cy: 1 })
  expect((await goesOn.said()).at(-1)).toContain('1 answer, 2 votes')
})

test('a database with rows in it is left alone, unless it is to be replaced', async () => {
  const [file, { database }] = await backedUpDay('replaced')
  const before = await contents(database)
  const other = await emptyDatabase()
  await other.sql`insert into workspaces (id, name, zone, joined_at) values ('room/other', 'Other', 'UTC', now())`
  const taken = await contents(other)
  await expect(restoreInto(other, file)).rejects.toThrow(
    'The database holds rows already. With --replace they give way',
  )
  expect(await contents(other)).toEqual(taken)
  await restoreInto(other, file, true)
  expect(await contents(other)).toEqual(before)
})

test('nothing is restored under a bot at work', async () => {
  const [file] = await backedUpDay('under-way')
  const room = await openStoryRoom()
  const { database } = room.studyhall().study
  const before = await contents(database)
  await expect(restoreInto(database, file, true)).rejects.toThrow('A Studyhall is at work on this database.')
  expect(await contents(database)).toEqual(before)
})

test('a file that is cut off, changed, or none of ours is refused with a sentence, and nothing happens', async () => {
  const [file] = await backedUpDay('damaged')
  const whole = await readFile(file)
  const text = gunzipSync(whole).toString()
  const changed = Buffer.from(whole)
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 0xff
  const lines = text.split('\n')
  const aRow = lines.findIndex((line, at) => lines[at - 1]?.startsWith('{"table"') && line !== '\\.')
  const cases: Record<string, [Buffer, RegExp]> = {
    'cut off': [
      whole.subarray(0, whole.length - 20),
      /cannot be restored: it is cut off, damaged, or no backup \(unexpected end of file\)/,
    ],
    'a byte changed': [changed, /cannot be restored: /],
    'not packed': [
      Buffer.from(text),
      /cannot be restored: it is cut off, damaged, or no backup \(incorrect header check\)/,
    ],
    'another text': [gzipSync('hello\n'), /it is no backup of Studyhall/],
    empty: [gzipSync(''), /its end is missing/],
    'without its end': [gzipSync(text.slice(0, text.lastIndexOf('{"end"'))), /its end is missing/],
    'within a line': [gzipSync(text.slice(0, -3)), /ends in the middle of a line/],
    'without a row': [gzipSync(lines.toSpliced(aRow, 1).join('\n')), /rows are missing/],
    'with another table': [gzipSync(text.replace('"public.workspaces"', '"public.others"')), /not Studyhall's/],
    'of a newer version': [gzipSync(text.replace(/"migration":\d+/, '"migration":9999999999999')), /newer version/],
    'with more behind it': [gzipSync(`${text}more\n`), /more after its end/],
  }
  const other = await emptyDatabase()
  const before = await contents(other)
  for (const [name, [bytes, says]] of Object.entries(cases)) {
    const bad = join(folder, 'bad.backup')
    await writeFile(bad, bytes)
    await expect(restoreInto(other, bad), name).rejects.toMatchObject({
      name: 'PlainError',
      message: expect.stringMatching(says),
    })
    expect(await contents(other), name).toEqual(before)
  }
  await expect(restoreInto(other, join(folder, 'none'))).rejects.toThrow('There is no file')
})

test('rows that the database refuses undo all of it', async () => {
  const [file] = await backedUpDay('refused')
  const text = gunzipSync(await readFile(file)).toString()
  const other = await emptyDatabase()
  await other.sql`insert into workspaces (id, name, zone, joined_at) values ('room/other', 'Other', 'UTC', now())`
  const before = await contents(other)
  const twice = text.replace(/("table":"public\.rounds".*\n)(.*\n)\\\.\n\{"rows":1\}/, '$1$2$2\\.\n{"rows":2}')
  const rows = Number(/"rows":(\d+),"sequences"/.exec(text)?.[1])
  const bad = join(folder, 'twice.backup')
  await writeFile(bad, gzipSync(twice.replace(`"rows":${rows},"sequences"`, `"rows":${rows + 1},"sequences"`)))
  await expect(restoreInto(other, bad, true)).rejects.toThrow('The database refuses the rows of public.rounds')
  await writeFile(bad, gzipSync(text.replace('"answer_minutes":', '"answer_hours":')))
  await expect(restoreInto(other, bad, true)).rejects.toThrow(/refuses the rows of public\.schedules .*answer_minutes/)
  expect(await contents(other)).toEqual(before)
})

test('a backup takes a new name, and one that fails leaves no file', async () => {
  const [file, { database }] = await backedUpDay('names')
  await expect(backUp(database.address, file, now)).rejects.toThrow('Give the backup another name')
  await expect(backUp(database.address, join(folder, 'none', 'x'), now)).rejects.toThrow('cannot be written (ENOENT)')
  const empty = await emptyDatabase()
  await empty.sql`drop schema drizzle cascade`
  const nothing = join(folder, 'nothing.backup')
  await expect(backUp(empty.address, nothing, now)).rejects.toThrow('there is nothing to back up')
  expect((await readdir(folder)).filter((name) => name.startsWith('nothing'))).toEqual([])
  await writeFile(`${nothing}.partial`, '')
  await expect(backUp(database.address, nothing, now)).rejects.toThrow('another backup is being written')
})

test('a hundred thousand rows pass through in pieces', async () => {
  const full = await emptyDatabase()
  const rows = 100_000
  const note = randomBytes(100).toString('hex')
  await full.sql`insert into room_messages (workspace, id, channel, text, said_at, revision, buttons, menus, files)
    select 'room/big', n, 'general', ${note} || md5(n::text), ${now.toString()}, n, '[]', '[]', '[]' from generate_series(1, ${rows}) n`
  const file = join(folder, 'big.backup')
  const [written, backedUp] = await peakOf(() => backUp(full.address, file, now))
  expect(backedUp.rows).toBe(rows)
  const other = await emptyDatabase()
  const [read, restored] = await peakOf(() => restoreInto(other, file))
  expect(restored.rows).toBe(rows)
  const sums = [full, other].map(
    ({ sql }) => sql`select count(*)::int, sum(hashtext(m::text))::text as sum from room_messages m`,
  )
  const [before, after] = await Promise.all(sums)
  expect(after).toEqual(before)
  // of more than fifty megabytes of rows
  expect(Math.max(written, read)).toBeLessThan(mostMegabytes)
})

const mostMegabytes = 40
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Megabytes of buffers in use at most, beyond those at the beginning. */
async function peakOf<T>(work: () => Promise<T>): Promise<[number, T]> {
  collectGarbage()
  const before = megabytes()
  let peak = 0
  const look = setInterval(() => {
    // what is garbage already does not count
    if (megabytes() - before > mostMegabytes) collectGarbage()
    peak = Math.max(peak, megabytes() - before)
  }, 50)
  try {
    const result = await work()
    return [peak, result]
  } finally {
    clearInterval(look)
  }
}

function megabytes(): number {
  return process.memoryUsage().arrayBuffers / 2 ** 20
}

async function backedUpDay(name: string): Promise<[string, { database: Database }]> {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('ada').reply(question, awkward)
  const file = join(folder, `${name}.backup`)
  const { database } = room.studyhall().study
  await backUp(database.address, file, now)
  return [file, { database }]
}

/** A delivery that waits for its time. */
async function parkAJob(room: StoryRoom): Promise<void> {
  const { database } = room.studyhall().study
  await database.sql`insert into pgboss.job (name, data, start_after, policy)
    values ('dead-deliveries', '{"kind": "parked"}', now() + interval '1 day', 'standard')`
}

async function restoreInto({ address }: Database, file: string, replace = false) {
  return restore({ address, file, replace, log: silentLog, newId })
}

async function emptyDatabase(): Promise<Database> {
  const database = connect(await freshAddress(), { connections: 1 })
  // what a test looks with is no bot at work
  await database.sql`set application_name = 'a test'`
  onTestFinished(() => disconnect(database))
  return database
}

/** Every row of every table of ours and of the queue's jobs, in an order of its own. */
async function contents({ sql }: Database): Promise<Map<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select schemaname || '.' || tablename as name from pg_tables where schemaname = 'public'
    union all select 'pgboss.job' order by 1`
  const all = new Map<string, string[]>()
  for (const { name } of tables) {
    const rows = await sql.unsafe(`select t::text as row from ${name} t order by 1`)
    all.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return all
}
