import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { WorkspaceId } from '../platform.ts'
import type { DatabaseAddress } from './address.ts'

/** One pool of connections, with drizzle on top of it. */
export interface Database {
  readonly address: DatabaseAddress
  readonly sql: postgres.Sql
  readonly orm: PostgresJsDatabase
  /** Transactions of this pool now: the driver itself does not tell. */
  readonly load: PoolLoad
}

export interface PoolLoad {
  /** Connections at most. */
  readonly most: number
  busy: number
  /** Not begun yet for want of a connection. */
  waiting: number
}

/** A transaction: drizzle for most, `sqlOf` for the few statements that must be fast. */
export type Transaction = Parameters<Parameters<PostgresJsDatabase['transaction']>[0]>[0]

/** Seconds between attempts to reconnect; the driver's own back-off takes 8 s to notice a database that is back. */
const reconnectSeconds = 0.25

export interface ConnectOptions {
  readonly connections?: number | undefined
  /** For what a session holds: the driver then ends none for its age, and this hears when one has ended. */
  readonly onSessionEnd?: (() => void) | undefined
}

export function connect(address: DatabaseAddress, { connections = 16, onSessionEnd }: ConnectOptions = {}): Database {
  const url = new URL(address)
  const socketFolder = url.searchParams.get('host')
  url.searchParams.delete('host')
  const sql = postgres(url.href, {
    max: connections,
    backoff: () => reconnectSeconds,
    connection: { application_name: 'studyhall' },
    onnotice: () => {},
    ...(onSessionEnd === undefined ? {} : { max_lifetime: null, onclose: onSessionEnd }),
    ...(socketFolder === null ? {} : { host: socketFolder, port: Number(url.port || 5432) }),
  })
  return { address, sql, orm: drizzle(sql), load: { most: connections, busy: 0, waiting: 0 } }
}

/** Waits at most 5 s for queries under way. */
export async function disconnect(database: Database): Promise<void> {
  await database.sql.end({ timeout: 5 })
}

/**
 * The only way to tenant rows: a transaction under the app's own role, which row-level security confines to
 * this workspace. The role is set in the same round trip as the first query.
 */
export async function inWorkspace<T>(
  database: Database,
  workspace: WorkspaceId,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return await transaction(database, async (tx) => {
    // the driver sends a query when it is first awaited: execute() sends it now, ahead of the work's own
    const confined = sqlOf(
      tx,
    )`select set_config('role', 'studyhall_app', true), set_config('studyhall.workspace', ${workspace}, true)`.execute()
    const [, result] = await Promise.all([confined, work(tx)])
    return result
  })
}

/** For what must see all workspaces, such as what is due: runs as the owner, past row-level security. */
export async function acrossWorkspaces<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await transaction(database, work)
}

async function transaction<T>({ orm, load }: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let counted: 'waiting' | 'busy' = 'waiting'
  load.waiting += 1
  try {
    return await orm.transaction((tx) => {
      load.waiting -= 1
      load.busy += 1
      counted = 'busy'
      return work(tx)
    })
  } finally {
    load[counted] -= 1
  }
}

/** The driver's own tag inside a drizzle transaction: no query building, statements prepared once a connection. */
export function sqlOf(tx: Transaction): postgres.TransactionSql {
  // drizzle keeps the driver's transaction here and types it away
  return (tx as unknown as { session: { client: postgres.TransactionSql } }).session.client
}
