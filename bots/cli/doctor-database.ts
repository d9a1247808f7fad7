import type { Database } from '../../core/db/connect.ts'
import { pending, readMigrations } from '../../core/db/migrate.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import { counted } from '../../core/text.ts'
import type { Finding } from './doctor.ts'

/** Sixteen, the queue's six, and those that listen and hold leases. */
const connectionsOfAProcess = 25

/** What is in the database: its schema, its room for connections, and what could not be delivered. */
export async function examineContents({ sql }: Database): Promise<Finding[]> {
  const [room] = await sql`
    select current_setting('max_connections')::int as most, (select count(*)::int from pg_stat_activity) as open`
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
