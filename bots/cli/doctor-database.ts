import type { Database } from '../../core/db/connect.ts'
import { pending, readMigrations } from '../../core/db/migrate.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { counted } from '../../core/text.ts'
import type { Finding } from './doctor.ts'

/** Sixteen, the queue's six, and those that listen and hold leases. */
const connectionsOfAProcess = 25

const oldestPostgres = 140_000

/** @param version as `server_version_num`: 130012 is 13.12, and 90624 is 9.6.24 */
export function examineVersion(version: number): Finding {
  const parts = version >= 100_000 ? [version % 10_000] : [Math.floor(version / 100) % 100, version % 100]
  return {
    what: 'The database answers, PostgreSQL 14 or newer',
    isRight: version >= oldestPostgres,
    advice: `It is version ${[Math.floor(version / 10_000), ...parts].join('.')}. Use a newer one.`,
  }
}

/** What is in the database: its schema, its room for connections, and what could not be delivered. */
export async function examineContents({ sql }: Database): Promise<Finding[]> {
  // pg_stat_activity also lists the server's own processes, which take none
  const [room] = await sql`
    select current_setting('max_connections')::int as most, (select sum(numbackends)::int from pg_stat_database) as open`
  const left = room?.most - room?.open
  return [
    await examineSchema(sql),
    {
      what: `It has room for ${counted(left, 'more connection')} (a process wants up to ${connectionsOfAProcess})`,
      isRight: left >= connectionsOfAProcess,
      advice: 'Raise max_connections, or end what holds so many.',
    },
    await examineQueue(sql),
  ]
}

async function examineSchema(sql: Database['sql']): Promise<Finding> {
  try {
    const steps = await pending(sql, readMigrations())
    const what =
      steps.length === 0
        ? "Its schema is this version's"
        : `Its schema is ${counted(steps.length, 'step')} behind this version: the next start takes them`
    return { what, isRight: true }
  } catch (error) {
    if (!(error instanceof PlainError)) throw error
    return { what: "Its schema is this version's", isRight: false, advice: error.message }
  }
}

async function examineQueue(sql: Database['sql']): Promise<Finding> {
  const [queue] = await sql`select to_regclass('pgboss.job') is not null as made`
  const [row] =
    queue?.made === true
      ? await sql`select count(*)::int as lost from pgboss.job where name = 'dead-deliveries' and state < 'completed'`
      : []
  const lost = row?.lost ?? 0
  return {
    what: lost === 0 ? 'No delivery was given up' : `${counted(lost, 'delivery was', 'deliveries were')} given up`,
    isRight: lost === 0,
    advice: '`studyhall deliveries` lists them, `studyhall deliveries retry` tries again.',
  }
}
