import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { type DatabaseAddress, printable } from './address.ts'
import { connect, type Database, disconnect } from './connect.ts'
import { PlainError } from './plain-error.ts'

const folder = fileURLToPath(new URL('../../migrations', import.meta.url))
/** One process at a time migrates; the others wait and find it done. */
const migrationLock = 7_361_003

/**
 * Brings the database to this version's schema. Safe for any number of processes at once.
 *
 * @throws PlainError when the database does not answer, or may not be changed by this user
 */
export async function migrate(address: DatabaseAddress): Promise<void> {
  const database = connect(address, { connections: 1 })
  try {
    await answer(database)
    await database.sql`select pg_advisory_lock(${migrationLock})`
    await makeAppRole(database)
    await applyMigrations(drizzle(database.sql), { migrationsFolder: folder })
    await database.sql`grant select, insert, update, delete on all tables in schema public to studyhall_app`
    await database.sql`grant usage on schema public to studyhall_app`
  } finally {
    await disconnect(database)
  }
}

async function answer({ address, sql }: Database): Promise<void> {
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

/** Roles belong to the whole server, so another database of ours may have made it, or be making it now. */
async function makeAppRole({ orm }: Database): Promise<void> {
  const [role] = await orm.execute(sql`select 1 from pg_roles where rolname = 'studyhall_app'`)
  try {
    if (role === undefined) await orm.execute(sql`create role studyhall_app nologin`)
  } catch (error) {
    const { code } = causeOf(error)
    const madeMeanwhile = code === '42710' || code === '23505'
    if (!madeMeanwhile) throw new PlainError(noRole(reason(causeOf(error))))
  }
  await orm.execute(sql`
    do $$ begin
      if not pg_has_role(current_user, 'studyhall_app', 'set') then execute format('grant studyhall_app to %I', current_user); end if;
    end $$`)
}

function noRole(why: string): string {
  return (
    `The database user of DATABASE_URL may not make the role studyhall_app (${why}). As a superuser, run: ` +
    'CREATE ROLE studyhall_app NOLOGIN; GRANT studyhall_app TO the user of DATABASE_URL;'
  )
}

function causeOf(error: unknown): { code?: string; message?: string } {
  const { cause } = error as Error
  return (cause ?? error) as { code?: string; message?: string }
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return message !== undefined && message !== '' ? message : (code ?? 'no reason given')
}
