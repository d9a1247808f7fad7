import type { Database } from '../db/connect.ts'
import type { Delivery } from './deliveries.ts'
import { deadLetters, queues } from './queues.ts'

/** What the queue holds: for a host's numbers, and for the operator. */

/** How many deliveries there are of each state. */
export interface Depth {
  readonly waiting: number
  readonly underWay: number
  /** Failed or postponed, and tried again. */
  readonly retried: number
  readonly givenUp: number
}

/** A delivery that did not go through. `nextAt` when it is tried again; none when it was given up. */
export interface Troubled extends Delivery {
  readonly id: string
  readonly since: Temporal.Instant
  readonly attempts: number
  readonly reason: string
  readonly nextAt: Temporal.Instant | undefined
}

/** One look at the queue. */
export async function depthOf({ sql }: Database): Promise<Depth> {
  const [row] = await sql`
    select count(*) filter (where name <> ${deadLetters} and state = 'created')::int as "waiting",
      count(*) filter (where name <> ${deadLetters} and state = 'active')::int as "underWay",
      count(*) filter (where name <> ${deadLetters} and state = 'retry')::int as "retried",
      count(*) filter (where name = ${deadLetters})::int as "givenUp"
    from pgboss.job where name = any(${[...queues, deadLetters]}) and state < 'completed'`
  const { waiting = 0, underWay = 0, retried = 0, givenUp = 0 } = row ?? {}
  return { waiting, underWay, retried, givenUp }
}

/** What is tried again, and what was given up, oldest first. */
export async function troubledIn({ sql }: Database): Promise<Troubled[]> {
  const rows = await sql`
    select id, name, data, retry_count, output, source_output, created_on, source_created_on, start_after
    from pgboss.job where (name = any(${queues}) and state = 'retry') or (name = ${deadLetters} and state < 'completed')
    order by created_on, id`
  return rows.map(({ id, name, data, retry_count: retries, output, source_output: source, ...at }) => ({
    ...data,
    id,
    since: Temporal.Instant.from(data.since ?? at.source_created_on ?? at.created_on),
    attempts: data.attempts ?? retries,
    reason: data.reason ?? output?.message ?? source?.message ?? source?.value?.message ?? 'no reason given',
    nextAt: name !== deadLetters ? Temporal.Instant.from(at.start_after) : undefined,
  }))
}
