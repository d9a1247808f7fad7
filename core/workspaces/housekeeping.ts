import type { Database } from '../db/connect.ts'
import { type Purging, purgeLeft } from './purge.ts'
import { removeOldRows } from './retention.ts'

/** One process at a time keeps house. */
const houseLock = 7_361_007

/**
 * The nightly housekeeping: forgets workspaces that the bot left long ago, and rows that have served their purpose.
 *
 * @returns how much went; nothing where another process is at it
 */
export async function keepHouse(
  database: Database,
  purging: Purging,
): Promise<Readonly<Record<string, number>> | undefined> {
  // a session's lock: it ends with the process, and no transaction is kept open for it
  const own = await database.sql.reserve()
  try {
    const [row] = await own`select pg_try_advisory_lock(${houseLock}) as taken`
    if (row?.taken !== true) return undefined
    try {
      const workspaces = await purgeLeft(database, purging)
      return { workspaces, ...(await removeOldRows(database, purging)) }
    } finally {
      await own`select pg_advisory_unlock(${houseLock})`
    }
  } finally {
    own.release()
  }
}
