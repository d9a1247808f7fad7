import type { PgBoss } from 'pg-boss'
import { acrossWorkspaces, type Database, sqlOf } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'

/** The queues and their settings. */

const queue = 'deliveries'
export const deadLetters = 'dead-deliveries'

/**
 * Measured: order within a thread, and one slow workspace never in the way of another (tests/operating/delivery.test.ts).
 * Two of a workspace at a time over all processes: with pg-boss's limit for each process alone, three quarters of what was
 * taken in a burst of 20 workspaces were put back.
 */
export const workOptions = {
  batchSize: 10,
  burstWhenBatchFull: true,
  perJobResults: true,
  includeMetadata: true,
  localConcurrency: 16,
  groupConcurrency: 2,
  pollingIntervalSeconds: 2,
} as const

const day = 24 * 3600
/** What was given up: the operator may try it again so long (docs/privacy.md). */
export const lettersKeptSeconds = 30 * day
/** What waits. pg-boss deletes it after 14 days unless told otherwise, unsent: too short for a long downtime. */
const waitingKeptSeconds = 90 * day

export const queueOptions = {
  policy: 'key_strict_fifo',
  partition: true,
  deadLetter: deadLetters,
  heartbeatSeconds: 10,
  expireInSeconds: 300,
  retryLimit: 12,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  retentionSeconds: waitingKeptSeconds,
  deleteAfterSeconds: 3600,
} as const

/** The queue as it is set, for the bench to measure against. */
export const deliverySettings = { queue, queueOptions, workOptions, connections: 6 } as const

/** A platform with one limit for all that a token sends has a queue of its own, which one process at a time carries out. */
const alone = 'discord'
export const aloneQueue = `${queue}-${alone}`
export const queues: readonly string[] = [queue, aloneQueue]

export function queueOf(workspace: WorkspaceId): string {
  return workspace.startsWith(`${alone}/`) ? aloneQueue : queue
}

/** The queues that a process with these platforms carries out. */
export function queuesOf(platforms: Iterable<string>): { readonly shared: string; readonly alone: string | undefined } {
  return { shared: queue, alone: [...platforms].includes(alone) ? aloneQueue : undefined }
}

const grantLock = 7_361_004

/**
 * Makes the queues where they are missing, for any number of processes at once.
 *
 * @returns their tables, by the queues' names
 */
export async function openQueues(boss: PgBoss, database: Database): Promise<ReadonlyMap<string, string>> {
  await boss.createQueue(deadLetters, { retentionSeconds: lettersKeptSeconds })
  // where an earlier version made it
  await boss.updateQueue(deadLetters, { retentionSeconds: lettersKeptSeconds })
  const tables = new Map<string, string>()
  for (const one of queues) {
    await boss.createQueue(one, queueOptions)
    await boss.updateQueue(one, { retentionSeconds: waitingKeptSeconds })
    const made = await boss.getQueue(one)
    if (made === null) throw new Error(`the queue ${one} was not made`)
    tables.set(one, made.table)
  }
  await letAppSend(database, [...tables.values()])
  await keepWaiting(database)
  return tables
}

/** What an earlier version sent carries its own, shorter time. */
async function keepWaiting({ sql }: Database): Promise<void> {
  const kept = sql`created_on + ${waitingKeptSeconds} * interval '1 second'`
  await sql`
    update pgboss.job set keep_until = ${kept}
    where name = any(${queues}) and state < 'active' and keep_until < ${kept}`
}

/** The app's role may put jobs in, and read no more of them than their ids. */
async function letAppSend(database: Database, tables: readonly string[]): Promise<void> {
  await acrossWorkspaces(database, async (tx) => {
    const run = sqlOf(tx)
    await run`select pg_advisory_xact_lock(${grantLock})`
    await run`grant usage on schema pgboss to studyhall_app`
    await run`grant select on pgboss.queue to studyhall_app`
    for (const table of tables) {
      await run`grant insert, select (id, start_after) on pgboss.${run(table)} to studyhall_app`
    }
    // sent by a version that had one queue
    await run`update pgboss.job set name = ${aloneQueue}
      where name = ${queue} and state < 'active' and data ->> 'workspace' like ${`${alone}/%`}`
  })
}
