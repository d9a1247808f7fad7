import { type Db, type JobWithMetadata, PgBoss } from 'pg-boss'
import { acrossWorkspaces, type Database, sqlOf, type Transaction } from '../db/connect.ts'
import type { Log } from '../log.ts'
import type { WorkspaceId } from '../platform.ts'

/** What must reach a platform: ids only; its words are read from the database when it is carried out. */
export interface Delivery {
  readonly workspace: WorkspaceId
  /** Which part of a capability carries it out: `ask-round`. */
  readonly kind: string
  /** The id of the row that it is about. */
  readonly subject: string
  /** Deliveries of one line are carried out in their order: those of a round, those to a member. */
  readonly line: string
}

/** How carrying out went: done (or refused, and recorded so), or to be tried again after some seconds. */
export type Carried = 'done' | { readonly later: number }

/** A delivery that did not go through. `nextAt` when it is tried again; none when it was given up. */
export interface Troubled extends Delivery {
  readonly id: string
  readonly since: Temporal.Instant
  readonly attempts: number
  readonly reason: string
  readonly nextAt: Temporal.Instant | undefined
}

export interface Deliveries {
  /** In the transaction of the fact behind it: a transaction rolled back sends nothing. */
  send(tx: Transaction, delivery: Delivery): Promise<void>
  /** Starts carrying out, at least once each and in order within a line; `carry` must be idempotent. */
  work(carry: (delivery: Delivery) => Promise<Carried>): Promise<void>
  /** What is tried again, and what was given up, oldest first: for the operator. */
  troubled(): Promise<Troubled[]>
  /** Tries what was given up once more; all of it without ids. Gives how many. */
  retry(ids?: readonly string[]): Promise<number>
  /** Frees the lines of deliveries whose process died at their last attempt. Called every minute. */
  sweep(): Promise<void>
  /** Resolves when nothing is waiting or under way. */
  settled(): Promise<void>
  /** Finishes what is under way, at most 7 s; the rest is kept. */
  stop(): Promise<void>
}

const queue = 'deliveries'
const deadLetters = 'dead-deliveries'
const schema = 'pgboss'

/** Measured: order within a thread, and one slow workspace never in the way of another (tests/operating/delivery.test.ts). */
const workOptions = {
  batchSize: 10,
  burstWhenBatchFull: true,
  perJobResults: true,
  includeMetadata: true,
  localConcurrency: 16,
  localGroupConcurrency: 2,
  pollingIntervalSeconds: 2,
} as const

const queueOptions = {
  policy: 'key_strict_fifo',
  partition: true,
  deadLetter: deadLetters,
  heartbeatSeconds: 10,
  expireInSeconds: 300,
  retryLimit: 12,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  deleteAfterSeconds: 3600,
} as const

/** The queue as it is set, for the bench to measure against. */
export const deliverySettings = { queue, queueOptions, workOptions, connections: 6 } as const

/** Up to here a delay is waited out inside the job, under its heartbeat; a longer one is a retry. */
const longestWaitSeconds = 30
const settledWithinMilliseconds = 20
const wokenAtOnce = 1
const stopMilliseconds = 7_000
const lettersKeptSeconds = 30 * 24 * 3600
const grantLock = 7_361_004

export interface DeliveryParts {
  readonly database: Database
  readonly log: Log
  /** A UUIDv7, each greater than the one before: jobs of one thread keep their order by it. */
  readonly newId: () => string
}

/** Opens the queue; its tables are made or brought up to date, safely for any number of processes at once. */
export async function openDeliveries({ database, log, newId }: DeliveryParts): Promise<Deliveries> {
  const boss = new PgBoss({
    connectionString: database.address,
    schema,
    max: deliverySettings.connections,
    application_name: 'studyhall: deliveries',
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'the delivery queue reports an error'))
  await boss.start()
  await boss.createQueue(deadLetters)
  await boss.createQueue(queue, queueOptions)
  const made = await boss.getQueue(queue)
  if (made === null) throw new Error('the delivery queue was not made')
  await letAppSend(database, made.table)

  let waking: NodeJS.Timeout | undefined

  return { send, work, troubled, retry, sweep, settled, stop }

  async function send(tx: Transaction, delivery: Delivery): Promise<void> {
    await boss.send(queue, delivery, {
      db: insideOf(tx),
      id: newId(),
      singletonKey: `${delivery.workspace}:${delivery.line}`,
      group: { id: delivery.workspace },
    })
    wakeSoon()
  }

  async function work(carry: (delivery: Delivery) => Promise<Carried>): Promise<void> {
    await boss.work<Delivery, never, typeof workOptions>(queue, workOptions, async (jobs) => {
      const results = await Promise.all(jobs.map((job) => carryOut(job, carry)))
      wakeSoon()
      return results
    })
  }

  /**
   * A worker that has nothing to do looks at once for what was just sent, and for what a delivery held up in its line, when the
   * transaction or the results have been committed. pg-boss's own NOTIFY wakes all of them for every job: measured,
   * that took three quarters of the time of 10,000 rounds.
   */
  function wakeSoon(): void {
    waking ??= setTimeout(() => {
      waking = undefined
      const idle = boss.getWipData().filter(({ name, count }) => name === queue && count === 0)
      for (const { id } of idle.slice(0, wokenAtOnce)) boss.notifyWorker(id)
    }, settledWithinMilliseconds)
  }

  async function carryOut(job: JobWithMetadata<Delivery>, carry: (delivery: Delivery) => Promise<Carried>) {
    const { workspace, kind, subject } = job.data
    const about = { workspace, kind, subject, attempt: job.retryCount }
    try {
      const carried = await carryPatiently(job, carry)
      if (carried === 'done') return { id: job.id, status: 'completed' as const }
      log.info({ ...about, later: carried.later }, 'a delivery waits for the platform')
      await postpone(job, carried.later)
      return { id: job.id, status: 'failed' as const, output: { message: `the platform said: in ${carried.later} s` } }
    } catch (error) {
      const output = { message: (error as Error).message }
      if (job.retryCount < job.retryLimit) {
        log.warn({ ...about, err: error }, 'a delivery failed and is tried again')
        return { id: job.id, status: 'failed' as const, output }
      }
      log.error({ ...about, err: error }, 'a delivery is given up; see `studyhall deliveries`')
      await giveUp(job, output.message)
      return { id: job.id, status: 'completed' as const, output }
    }
  }

  /** The platform named the time itself: it is kept to, and does not count against the attempts. */
  async function postpone({ id }: JobWithMetadata<Delivery>, seconds: number): Promise<void> {
    await database.sql`
      update pgboss.job set retry_delay = ${Math.ceil(seconds)}, retry_backoff = false, retry_limit = retry_limit + 1
      where name = ${queue} and id = ${id} and state = 'active'`
  }

  /** Kept for the operator under the same id, so that it is kept once; its line goes on without it. */
  async function giveUp({ id, data, retryCount, createdOn }: JobWithMetadata<Delivery>, reason: string): Promise<void> {
    const letter = { ...data, reason, attempts: retryCount + 1, since: createdOn.toISOString() }
    await boss.send(deadLetters, letter, { id, retentionSeconds: lettersKeptSeconds })
  }

  async function troubled(): Promise<Troubled[]> {
    const rows = await database.sql`
      select id, name, data, retry_count, output, source_output, created_on, source_created_on, start_after
      from pgboss.job where (name = ${queue} and state = 'retry') or (name = ${deadLetters} and state < 'completed')
      order by created_on, id`
    return rows.map(({ id, name, data, retry_count: retries, output, source_output: source, ...at }) => ({
      ...data,
      id,
      since: Temporal.Instant.from(data.since ?? at.source_created_on ?? at.created_on),
      attempts: data.attempts ?? retries,
      reason: data.reason ?? output?.message ?? source?.message ?? source?.value?.message ?? 'no reason given',
      nextAt: name === queue ? Temporal.Instant.from(at.start_after) : undefined,
    }))
  }

  async function retry(ids?: readonly string[]): Promise<number> {
    const given = (await troubled()).filter(({ id, nextAt }) => nextAt === undefined && (ids?.includes(id) ?? true))
    for (const { id, workspace, kind, subject, line } of given) {
      await acrossWorkspaces(database, async (tx) => {
        await send(tx, { workspace, kind, subject, line })
        await sqlOf(tx)`delete from pgboss.job where name = ${deadLetters} and id = ${id}`
      })
    }
    return given.length
  }

  async function sweep(): Promise<void> {
    await database.sql`delete from pgboss.job where name = ${queue} and state = 'failed'`
  }

  async function settled(): Promise<void> {
    const betweenLooks = 5
    for (;;) {
      const [row] = await database.sql`
        select count(*)::int as waiting from pgboss.job where name = ${queue} and state < 'completed'`
      if (row?.waiting === 0) return
      await new Promise((resolve) => setTimeout(resolve, betweenLooks))
    }
  }

  async function stop(): Promise<void> {
    clearTimeout(waking)
    await boss.stop({ graceful: true, timeout: stopMilliseconds })
  }
}

/** pg-boss inside our transaction; its own adapter for drizzle builds each statement anew. */
function insideOf(tx: Transaction): Db {
  return {
    executeSql: async (text, values) => ({
      rows: await sqlOf(tx).unsafe(text, (values ?? []) as string[], { prepare: true }),
    }),
  }
}

async function carryPatiently(
  job: JobWithMetadata<Delivery>,
  carry: (delivery: Delivery) => Promise<Carried>,
): Promise<Carried> {
  const carried = await carry(job.data)
  if (carried === 'done' || carried.later > longestWaitSeconds) return carried
  await new Promise((resolve) => setTimeout(resolve, carried.later * 1000))
  return carry(job.data)
}

/** The app's role may put jobs in, and read no more of them than their ids. */
async function letAppSend(database: Database, table: string): Promise<void> {
  await acrossWorkspaces(database, async (tx) => {
    const run = sqlOf(tx)
    await run`select pg_advisory_xact_lock(${grantLock})`
    await run`grant usage on schema pgboss to studyhall_app`
    await run`grant select on pgboss.queue to studyhall_app`
    await run`grant insert, select (id, start_after) on pgboss.${run(table)} to studyhall_app`
  })
}
