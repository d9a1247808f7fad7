import { sql } from 'drizzle-orm'
import { fromDrizzle, type JobWithMetadata, PgBoss } from 'pg-boss'
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

export interface Deliveries {
  /** In the transaction of the fact behind it: a transaction rolled back sends nothing. */
  send(tx: Transaction, delivery: Delivery): Promise<void>
  /** Starts carrying out, at least once each and in order within a line; `carry` must be idempotent. */
  work(carry: (delivery: Delivery) => Promise<Carried>): Promise<void>
  /** Resolves when nothing is waiting or under way. */
  settled(): Promise<void>
  /** Finishes what is under way, at most 7 s; the rest is kept. */
  stop(): Promise<void>
}

const queue = 'deliveries'
const deadLetters = 'dead-deliveries'
const schema = 'pgboss'

/** Measured: order within a thread, and one slow workspace never in the way of another (docs/reliability.md). */
const workOptions = {
  batchSize: 10,
  burstWhenBatchFull: true,
  perJobResults: true,
  includeMetadata: true,
  localConcurrency: 16,
  localGroupConcurrency: 2,
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 2,
} as const

const queueOptions = {
  policy: 'key_strict_fifo',
  partition: true,
  notify: true,
  deadLetter: deadLetters,
  heartbeatSeconds: 10,
  expireInSeconds: 300,
  retryLimit: 12,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  deleteAfterSeconds: 3600,
} as const

/** Up to here a delay is waited out inside the job, under its heartbeat; a longer one is a retry. */
const longestWaitSeconds = 30
const stopMilliseconds = 7_000
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
    max: 6,
    application_name: 'studyhall: deliveries',
    useListenNotify: true,
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
  let worker: string | undefined

  return { send, work, settled, stop }

  async function send(tx: Transaction, delivery: Delivery): Promise<void> {
    await boss.send(queue, delivery, {
      db: fromDrizzle(tx, sql),
      id: newId(),
      singletonKey: `${delivery.workspace}:${delivery.line}`,
      group: { id: delivery.workspace },
    })
  }

  async function work(carry: (delivery: Delivery) => Promise<Carried>): Promise<void> {
    worker = await boss.work<Delivery, never, typeof workOptions>(queue, workOptions, async (jobs) => {
      const results = await Promise.all(jobs.map((job) => carryOut(job, carry)))
      if (worker !== undefined) boss.notifyWorker(worker)
      return results
    })
  }

  async function carryOut(job: JobWithMetadata<Delivery>, carry: (delivery: Delivery) => Promise<Carried>) {
    const { workspace, kind, subject } = job.data
    const about = { workspace, kind, subject, attempt: job.retryCount }
    try {
      const carried = await carryPatiently(job, carry)
      if (carried === 'done') return { id: job.id, status: 'completed' as const }
      log.info({ ...about, later: carried.later }, 'a delivery waits for the platform')
      return { id: job.id, status: 'failed' as const, output: { later: carried.later } }
    } catch (error) {
      log.warn({ ...about, err: error }, 'a delivery failed and is tried again')
      return { id: job.id, status: 'failed' as const, output: { message: (error as Error).message } }
    }
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
    await boss.stop({ graceful: true, timeout: stopMilliseconds })
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
