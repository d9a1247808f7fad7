import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import type postgres from 'postgres'
import { type DatabaseAddress, printable } from './address.ts'
import { connect, type Database, disconnect } from './connect.ts'
import { PlainError } from './plain-error.ts'

/** One step of the schema, as drizzle-kit wrote it; `folderMillis` tells it from the others, and which is later. */
export type Migration = MigrationMeta

export interface MigrateOptions {
  /** Where the steps are; another folder for tests. */
  readonly folder?: string
}

const ownFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
/** One process at a time migrates; the others wait and find it done. */
export const migrationLock = 7_361_003
/** Who wants a table while a step waits for it waits behind that step: this long, then all of them go first. */
const lockTimeout = '500ms'
const pauseMilliseconds = { first: 100, longest: 2_000 }
const patienceMilliseconds = 120_000
/** A table is in use (lock_not_available), or two wait for each other (deadlock_detected). */
const inTheWay: ReadonlySet<string | undefined> = new Set(['55P03', '40P01'])

/**
 * Brings the database to this version's schema. Safe for any number of processes at once, and beside replicas of an
 * earlier version at work: a step that would keep them waiting gives way to them and is tried again.
 *
 * @throws PlainError when the database does not answer, may not be changed by this user, is of a newer version, or has
 *   its tables held by someone for two minutes
 */
export async function migrate(address: DatabaseAddress, { folder = ownFolder }: MigrateOptions = {}): Promise<void> {
  const migrations = readMigrations(folder)
  const database = connect(address, { connections: 1 })
  try {
    await requireAnswer(database)
    if (await isUpToDate(database.sql, migrations)) return
    await database.sql`select pg_advisory_lock(${migrationLock})`
    await makeAppRole(database)
    await makeJournal(database.sql)
    for (const migration of await pending(database.sql, migrations)) await applyPatiently(database.sql, migration)
    await database.sql.begin(letAppIn)
  } finally {
    await disconnect(database)
  }
}

/** All steps that this version knows, in their order. */
export function readMigrations(folder: string = ownFolder): Migration[] {
  return readMigrationFiles({ migrationsFolder: folder })
}

/** Of these steps, those that the database has not taken yet. @throws PlainError when it has taken later ones */
export async function pending(sql: postgres.ISql, migrations: readonly Migration[]): Promise<Migration[]> {
  const last = await lastStep(sql)
  if (last > (migrations.at(-1)?.folderMillis ?? 0)) throw new PlainError(newerSchema)
  return migrations.filter(({ folderMillis }) => folderMillis > last)
}

/** Takes one step inside a transaction, and writes it down. */
export async function apply(tx: postgres.TransactionSql, { sql, hash, folderMillis }: Migration): Promise<void> {
  for (const statement of sql) await tx.unsafe(statement)
  await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`
}

/** Where steps taken are written down, as drizzle has it. */
export async function makeJournal(sql: postgres.ISql): Promise<void> {
  await sql`create schema if not exists drizzle`
  await sql`create table if not exists drizzle.__drizzle_migrations (
    id serial primary key, hash text not null, created_at bigint)`
}

/** The app's role may read and write all tables; row-level security says which rows. */
export async function letAppIn(sql: postgres.ISql): Promise<void> {
  await sql`grant select, insert, update, delete on all tables in schema public to studyhall_app`
  await sql`grant usage on schema public to studyhall_app`
}

/** @throws PlainError when the server does not answer, or is too old */
export async function requireAnswer({ address, sql }: Database): Promise<void> {
  try {
    const [row] = await sql`select current_setting('server_version_num')::int as version`
    if (row?.version >= 140_000) return
  } catch (error) {
    throw new PlainError(
      `The database at ${printable(address)} does not answer (${reason(error)}). ` +
        'Check DATABASE_URL and that the server is up, or leave DATABASE_URL out to use the one Studyhall brings.',
    )
  }
  throw new PlainError(`The database at ${printable(address)} is older than PostgreSQL 14. Use a newer one.`)
}

/** Told without a lock, so that a start waits for nobody when there is nothing to do. */
async function isUpToDate(sql: postgres.Sql, migrations: readonly Migration[]): Promise<boolean> {
  if ((await pending(sql, migrations)).length > 0) return false
  const [role] = await sql`
    select ${mayActAs(sql)} and has_schema_privilege('studyhall_app', 'public', 'usage') as ready
    where exists (select from pg_roles where rolname = 'studyhall_app')`
  if (role?.ready !== true) return false
  const [shut] = await sql`
    select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_get_userbyid(relowner) = current_user
      and not (has_table_privilege('studyhall_app', oid, 'select') and has_table_privilege('studyhall_app', oid, 'insert')
        and has_table_privilege('studyhall_app', oid, 'update') and has_table_privilege('studyhall_app', oid, 'delete'))
    limit 1`
  return shut === undefined
}

/** When the last step taken was written; 0 for an empty database. */
async function lastStep(sql: postgres.ISql): Promise<number> {
  const [journal] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`
  if (journal?.exists !== true) return 0
  const [row] = await sql`select max(created_at)::float8 as last from drizzle.__drizzle_migrations`
  return row?.last ?? 0
}

async function applyPatiently(sql: postgres.Sql, migration: Migration): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds
  for (let wait = pauseMilliseconds.first; ; wait = Math.min(wait * 2, pauseMilliseconds.longest)) {
    try {
      return await sql.begin(async (tx) => {
        await tx`select set_config('lock_timeout', ${lockTimeout}, true)`
        await apply(tx, migration)
      })
    } catch (error) {
      if (!inTheWay.has(causeOf(error).code)) throw error
      if (performance.now() > deadline) throw new PlainError(tablesHeld)
      await pause(wait)
    }
  }
}

/** Roles belong to the whole server, so another database of ours may have made it, or be making it now. */
async function makeAppRole({ sql }: Database): Promise<void> {
  const [role] = await sql`select 1 from pg_roles where rolname = 'studyhall_app'`
  try {
    if (role === undefined) await sql`create role studyhall_app nologin`
  } catch (error) {
    const { code } = causeOf(error)
    const madeMeanwhile = code === '42710' || code === '23505'
    if (!madeMeanwhile) throw new PlainError(noRole(reason(error)))
  }
  const [row] = await sql`select ${mayActAs(sql)} as may, quote_ident(current_user) as owner`
  if (row?.may !== true) await sql.unsafe(`grant studyhall_app to ${row?.owner}`)
}

/** PostgreSQL 16 tells who may act as a role from who is merely in it; before, both are one. */
function mayActAs(sql: postgres.ISql) {
  return sql`pg_has_role(current_user, 'studyhall_app',
    case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)`
}

function noRole(why: string): string {
  return (
    `The database user of DATABASE_URL may not make the role studyhall_app (${why}). As a superuser, run: ` +
    'CREATE ROLE studyhall_app NOLOGIN; GRANT studyhall_app TO the user of DATABASE_URL;'
  )
}

const newerSchema =
  'The database was brought to a newer schema than this version of Studyhall knows, so this version leaves it alone. ' +
  'Start the newer version again; or, to go back, restore a backup from before the upgrade into an empty database ' +
  '(docs/operating.md, “Backup, upgrade, rollback”).'

const tablesHeld =
  'The database could not be brought to the schema of this version: for two minutes others held its tables. Nothing ' +
  'was changed by that step. Look in pg_stat_activity for long transactions, or stop the other replicas; then start again.'

function causeOf(error: unknown): { code?: string; message?: string } {
  const { cause } = error as Error
  return (cause ?? error) as { code?: string; message?: string }
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return message !== undefined && message !== '' ? message : (code ?? 'no reason given')
}
