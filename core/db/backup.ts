import { createWriteStream } from 'node:fs'
import { access, open, rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type postgres from 'postgres'
import type { DatabaseAddress } from './address.ts'
import { type BackupTable, endLine, endOfTableLines, headLines, linesIn, tableLine } from './backup-file.ts'
import { columnsOf, quotedName, tablesMadeBy, tablesToKeep } from './backup-tables.ts'
import { connect, disconnect } from './connect.ts'
import { type Migration, migrationLock, pending, readMigrations, requireAnswer } from './migrate.ts'
import { PlainError } from './plain-error.ts'

export interface BackedUp {
  readonly tables: number
  readonly rows: number
  /** Of the file. */
  readonly bytes: number
}

const rowsAtOnce = 200

interface Counts {
  tables: number
  rows: number
}

/**
 * Writes all of Studyhall's rows, as they are at one instant, into a new file that only its owner may read. The bot may
 * be at work meanwhile. A backup that fails leaves no file.
 *
 * @throws PlainError when the file is there already or cannot be written, or the database holds nothing of Studyhall's
 */
export async function backUp(address: DatabaseAddress, file: string, now: Temporal.Instant): Promise<BackedUp> {
  const partial = `${file}.partial`
  await makeFile(file, partial)
  const database = connect(address, { connections: 1 })
  const counts: Counts = { tables: 0, rows: 0 }
  try {
    await requireAnswer(database)
    // no step of the schema is taken between the first table and the last
    await database.sql`select pg_advisory_lock_shared(${migrationLock})`
    await database.sql.begin('isolation level repeatable read read only', async (tx) => {
      const lines = Readable.from(allLines(tx, now, counts), { objectMode: true, highWaterMark: 1 })
      await pipeline(lines, createGzip(), createWriteStream(partial, { mode: 0o600, flush: true }))
    })
    await rename(partial, file)
    return { ...counts, bytes: (await stat(file)).size }
  } catch (error) {
    await rm(partial, { force: true })
    throw unwritten(file, error)
  } finally {
    await disconnect(database)
  }
}

async function makeFile(file: string, partial: string): Promise<void> {
  const isTaken = await access(file).then(
    () => true,
    () => false,
  )
  if (isTaken) throw new PlainError(`There is a file ${file} already. Give the backup another name.`)
  const made = await open(partial, 'wx', 0o600).catch((error: unknown) => {
    throw unwritten(file, error)
  })
  await made.close()
}

async function* allLines(tx: postgres.TransactionSql, now: Temporal.Instant, counts: Counts) {
  const migrations = readMigrations()
  yield headLines({ madeAt: now.toString(), ...(await schemaOf(tx, migrations)) })
  // so that a row reads the same wherever the server stands
  await tx`select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true)`
  for (const table of await tablesToKeep(tx, tablesMadeBy(migrations))) {
    yield tableLine(table)
    let rows = 0
    for await (const piece of rowsOf(tx, table)) {
      rows += linesIn(piece)
      yield piece
    }
    yield endOfTableLines(rows)
    counts.tables += 1
    counts.rows += rows
  }
  yield endLine({ ...counts, sequences: await sequencesOf(tx) })
}

async function schemaOf(tx: postgres.TransactionSql, migrations: readonly Migration[]) {
  const left = await pending(tx, migrations)
  const taken = migrations.slice(0, migrations.length - left.length)
  const last = taken.at(-1)
  if (last === undefined)
    throw new PlainError('The database holds nothing of Studyhall yet: there is nothing to back up.')
  return { schema: taken.length, migration: last.folderMillis }
}

/** Each as one line of JSON. By a cursor: the driver's COPY stops for ever where the reader is the slower one. */
async function* rowsOf(tx: postgres.TransactionSql, table: BackupTable): AsyncGenerator<Buffer> {
  const query = `select to_jsonb(kept)::text as line from (select ${columnsOf(table)} from ${quotedName(table.table)}) kept`
  for await (const rows of tx.unsafe<{ line: string }[]>(query).cursor(rowsAtOnce)) {
    yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(''))
  }
}

async function sequencesOf(tx: postgres.TransactionSql): Promise<Record<string, string>> {
  const rows = await tx<{ name: string; last: string }[]>`
    select schemaname || '.' || sequencename as name, last_value::text as last
    from pg_sequences where schemaname = 'public' and last_value is not null`
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]))
}

function unwritten(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') {
    return new PlainError(
      `There is a file ${file}.partial: another backup is being written, or was cut off. In the second case remove it.`,
    )
  }
  if (code === 'ENOSPC') return new PlainError(`The disk is full: there is no room for ${file}. No backup was made.`)
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR') {
    return new PlainError(`${file} cannot be written (${code}). No backup was made.`)
  }
  return error
}
