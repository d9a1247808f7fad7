import type postgres from 'postgres'
import { openDeliveries } from '../delivery/deliveries.ts'
import type { Log } from '../log.ts'
import type { DatabaseAddress } from './address.ts'
import { type BackupEnd, type BackupHeader, type BackupTable, readBackup } from './backup-file.ts'
import { columnsOf, jobsTable, quotedName, tablesMadeBy, tablesThere } from './backup-tables.ts'
import { connect, type Database, disconnect } from './connect.ts'
import {
  apply,
  letAppIn,
  type Migration,
  makeJournal,
  migrate,
  migrationLock,
  readMigrations,
  requireAnswer,
} from './migrate.ts'
import { PlainError } from './plain-error.ts'

export interface RestoreParts {
  readonly address: DatabaseAddress
  readonly file: string
  /** What the database holds gives way to the backup. */
  readonly replace: boolean
  readonly log: Log
  readonly newId: () => string
}

export interface Restored {
  readonly madeAt: Temporal.Instant
  readonly tables: number
  readonly rows: number
}

/**
 * Puts a backup into the database, in one transaction: all of it, or what was there stays. A backup of an earlier schema
 * is brought to this version's on the way.
 *
 * @throws PlainError when the file is no whole backup or of a newer version, the database holds rows and `replace` is not
 *   set, or a Studyhall is at work on it
 */
export async function restore({ address, file, replace, log, newId }: RestoreParts): Promise<Restored> {
  const migrations = readMigrations()
  const checked = await check(file, migrations)
  await refuseTaken(address, migrations, replace)
  await migrate(address)
  const database = connect(address, { connections: 2 })
  try {
    // makes the queue's own tables, and says by which columns jobs are kept
    const deliveries = await openDeliveries({ database, log, newId })
    await deliveries.stop()
    return await database.sql.begin((tx) => replaceAll(tx, file, checked, migrations))
  } finally {
    await disconnect(database)
  }
}

/** Reads all of it before anything is changed. */
async function check(file: string, migrations: readonly Migration[]): Promise<BackupHeader> {
  const known = new Set([...tablesMadeBy(migrations), jobsTable])
  let found: BackupHeader | undefined
  for await (const part of readBackup(file)) {
    if (part.kind === 'header') {
      found = part.header
      refuseUnknownSchema(file, found, migrations)
    }
    if (part.kind === 'table' && !known.has(part.table.table)) {
      throw new PlainError(
        `${file} cannot be restored: it holds a table ${part.table.table}, which is not Studyhall's.`,
      )
    }
  }
  if (found === undefined) throw new PlainError(`${file} is empty.`)
  return found
}

function refuseUnknownSchema(file: string, { migration }: BackupHeader, migrations: readonly Migration[]): void {
  if (migrations.some(({ folderMillis }) => folderMillis === migration)) return
  throw new PlainError(
    `${file} was made by a newer version of Studyhall, or another one: this version does not know its schema. ` +
      'Restore it with the version that made it. Nothing was changed.',
  )
}

async function refuseTaken(
  address: DatabaseAddress,
  migrations: readonly Migration[],
  replace: boolean,
): Promise<void> {
  const database = connect(address, { connections: 1 })
  try {
    await requireAnswer(database)
    const others = await othersAtWork(database)
    if (others > 0) {
      throw new PlainError('A Studyhall is at work on this database. Stop it first; nothing was changed.')
    }
    if (!replace && (await holdsRows(database, migrations))) {
      throw new PlainError(
        'The database holds rows already. With --replace they give way to the backup, for good: take a backup of them ' +
          'first. Nothing was changed.',
      )
    }
  } finally {
    await disconnect(database)
  }
}

async function othersAtWork({ sql }: Database): Promise<number> {
  const [row] = await sql`
    select count(*)::int as others from pg_stat_activity
    where datname = current_database() and application_name like 'studyhall%' and pid <> pg_backend_pid()`
  return row?.others ?? 0
}

async function holdsRows({ sql }: Database, migrations: readonly Migration[]): Promise<boolean> {
  for (const table of await tablesThere(sql, tablesMadeBy(migrations))) {
    const [row] = await sql.unsafe(`select 1 from ${quotedName(table)} limit 1`)
    if (row !== undefined) return true
  }
  return false
}

async function replaceAll(
  tx: postgres.TransactionSql,
  file: string,
  checked: BackupHeader,
  migrations: readonly Migration[],
): Promise<Restored> {
  await tx`select pg_advisory_xact_lock(${migrationLock})`
  await empty(tx, migrations)
  const ofBackup = migrations.filter(({ folderMillis }) => folderMillis <= checked.migration)
  for (const migration of ofBackup) await apply(tx, migration)
  const end = await fill(tx, file, checked)
  for (const migration of migrations.slice(ofBackup.length)) await apply(tx, migration)
  await letAppIn(tx)
  return { madeAt: Temporal.Instant.from(checked.madeAt), tables: end.tables, rows: end.rows }
}

async function empty(tx: postgres.TransactionSql, migrations: readonly Migration[]): Promise<void> {
  const tables = await tablesThere(tx, tablesMadeBy(migrations))
  if (tables.length > 0) await tx.unsafe(`drop table ${tables.map(quotedName).join(', ')}`)
  await makeJournal(tx)
  await tx`delete from drizzle.__drizzle_migrations`
  await tx`delete from pgboss.job`
}

async function fill(tx: postgres.TransactionSql, file: string, checked: BackupHeader): Promise<BackupEnd> {
  for await (const part of readBackup(file)) {
    if (part.kind === 'header' && part.header.madeAt !== checked.madeAt) break
    if (part.kind === 'rows') await insert(tx, part.of, part.bytes)
    if (part.kind === 'end of table') await verify(tx, part.of, part.rows)
    if (part.kind !== 'end') continue
    await setSequences(tx, part.end)
    return part.end
  }
  throw new PlainError(`${file} was changed while it was read. Nothing was changed in the database.`)
}

async function insert(tx: postgres.TransactionSql, table: BackupTable, lines: Buffer): Promise<void> {
  const [name, columns] = [quotedName(table.table), columnsOf(table)]
  const rows = `[${lines.toString('utf8').trimEnd().replaceAll('\n', ',')}]`
  const query = `insert into ${name} (${columns}) overriding system value
    select ${columns} from jsonb_populate_recordset(null::${name}, $1::text::jsonb)`
  await tx.unsafe(query, [rows]).catch((error: Error) => {
    throw refused(table, error.message)
  })
}

async function verify(tx: postgres.TransactionSql, table: BackupTable, rows: number): Promise<void> {
  const [row] = await tx.unsafe(`select count(*)::int as rows from ${quotedName(table.table)}`)
  if (row?.rows !== rows) throw refused(table, `${row?.rows} of ${rows} rows came in`)
}

async function setSequences(tx: postgres.TransactionSql, { sequences }: BackupEnd): Promise<void> {
  for (const [name, last] of Object.entries(sequences)) {
    await tx`select setval(to_regclass(${name}), ${last}::bigint)`
  }
}

function refused({ table }: BackupTable, why: string): PlainError {
  return new PlainError(
    `The database refuses the rows of ${table} in this backup (${why}). Nothing was changed. If the backup is from ` +
      'another version of Studyhall, restore it with that version, and upgrade then.',
  )
}
