import { type Db, type JobWithMetadata, PgBoss } from 'pg-boss'
import { acrossWorkspaces, type Database, sqlOf, type Transaction } from '../db/connect.ts'
import type { Log } from '../log.ts'
import { type DeliveryOutcome, type Meter, noMeter } from '../meter.ts'
import type { WorkspaceId } from '../platform.ts'
import { openFairTurns } from './fair-turns.ts'
import { freshStatistics } from './fresh-statistics.ts'
import { type Lease, openLease } from './lease.ts'
import { type Depth, depthOf, type Troubled, troubledIn } from './queue-looks.ts'
import {
  aloneQueue,
  deadLetters,
  deliverySettings,
  lettersKeptSeconds,
  openQueues,
  queueOf,
  queues,
  queuesOf,
  workOptions,
} from './queues.ts'

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

/** The same, telling a refusal apart. */
export type CarriedOut = Carried | 'refused'

type Carry = (delivery: Delivery) => Promise<CarriedOut>

export interface Deliveries {
  /** In the transaction of the fact behind it: a transaction rolled back sends nothing. */
  send(tx: Transaction, delivery: Delivery): Promise<void>
  /**
   * Starts carrying out, at least once each and in order within a line; `carry` must be idempotent.
   *
   * @param platforms those that this process can reach
   */
  work(carry: Carry, platforms?: Iterable<string>): Promise<void>
  /** For a host's numbers: one look at the queue. */
  depth(): Promise<Depth>
  /** Whether this process is the one that sends where one at a time may. */
  isSender(): boolean
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

const schema = 'pgboss'

/** Up to here a delay is waited out inside the job; a longer one is a retry, which holds up no other workspace. */
const longestWaitSeconds = 2
const settledWithinMilliseconds = 20
/** By then the queue has taken down that a delivery was postponed. */
const notedWithinMilliseconds = 100
const longestWakeSeconds = 3600
const wokenAtOnce = 1
const stopMilliseconds = 7_000
const aloneLease = 1
/** What listens to it hears of deliveries that were sent by a process which does not carry them out. */
const sentChannel = 'studyhall_deliveries'

export interface DeliveryParts {
  readonly database: Database
  readonly log: Log
  /** A UUIDv7, each greater than the one before: jobs of one thread keep their order by it. */
  readonly newId: () => string
  readonly meter?: Meter
}

/** Opens the queue; its tables are made or brought up to date, safely for any number of processes at once. */
export async function openDeliveries({ database, log, newId, meter = noMeter }: DeliveryParts): Promise<Deliveries> {
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
  const tables = await openQueues(boss, database)

  const turnOf = openFairTurns()
  const hasGrown = freshStatistics(database, log)
  const working = new Set<string>()
  const sent = new Set<string>()
  const postponed = new Set<NodeJS.Timeout>()
  let waking: NodeJS.Timeout | undefined
  let lease: Lease | undefined
  let unlisten: (() => Promise<void>) | undefined

  return {
    send,
    work,
    depth: () => depthOf(database),
    isSender: () => lease?.isHeld() === true,
    troubled: () => troubledIn(database),
    retry,
    sweep,
    settled,
    stop,
  }

  async function send(tx: Transaction, delivery: Delivery): Promise<void> {
    const queue = queueOf(delivery.workspace)
    const id = newId()
    await boss.send(queue, delivery, {
      db: insideOf(tx),
      id,
      priority: -turnOf(delivery.workspace, id),
      singletonKey: `${delivery.workspace}:${delivery.line}`,
      group: { id: delivery.workspace },
    })
    hasGrown(`pgboss.${tables.get(queue)}`)
    wakeSoon(queue)
  }

  async function work(carry: Carry, platforms: Iterable<string> = []): Promise<void> {
    const { shared, alone } = queuesOf(platforms)
    await workOn(shared, carry)
    if (alone !== undefined) {
      lease = await openLease({
        address: database.address,
        key: aloneLease,
        log,
        changed: (isHeld) => (isHeld ? workOn(alone, carry) : workOff(alone)),
      })
    }
    const listening = await database.sql.listen(sentChannel, (queue) => wake(queue))
    unlisten = listening.unlisten
  }

  async function workOn(queue: string, carry: Carry): Promise<void> {
    working.add(queue)
    await boss.work<Delivery, never, typeof workOptions>(queue, workOptions, async (jobs) => {
      const results = await Promise.all(jobs.map((job) => carryOut(job, carry)))
      wakeSoon(queue)
      return results
    })
  }

  async function workOff(queue: string): Promise<void> {
    working.delete(queue)
    await boss.offWork(queue, { wait: false })
  }

  /**
   * A worker that has nothing to do looks at once for what was just sent, and for what a delivery held up in its line, when the
   * transaction or the results have been committed. pg-boss's own NOTIFY wakes all of them for every job: measured,
   * that took three quarters of the time of 10,000 rounds.
   */
  function wakeSoon(queue: string): void {
    sent.add(queue)
    waking ??= setTimeout(() => {
      waking = undefined
      for (const one of sent) wakeHereOrThere(one)
      sent.clear()
    }, settledWithinMilliseconds)
  }

  function wakeHereOrThere(queue: string): void {
    if (working.has(queue)) wake(queue)
    // unheard it is found by the next look, within two seconds
    else database.sql.notify(sentChannel, queue).catch(() => {})
  }

  /** What was postponed is looked for at its time; where this process has ended by then, by the next look of another. */
  function wakeIn(queue: string, seconds: number): void {
    const timer = setTimeout(
      () => {
        postponed.delete(timer)
        wakeSoon(queue)
      },
      Math.min(seconds, longestWakeSeconds) * 1000 + notedWithinMilliseconds,
    )
    postponed.add(timer)
  }

  function wake(queue: string): void {
    const idle = boss.getWipData().filter(({ name, count }) => name === queue && count === 0)
    for (const { id } of idle.slice(0, wokenAtOnce)) boss.notifyWorker(id)
  }

  async function carryOut(job: JobWithMetadata<Delivery>, carry: Carry) {
    const { workspace, kind, subject } = job.data
    const about = { workspace, kind, subject, attempt: job.retryCount }
    const ended = (outcome: DeliveryOutcome) => meter.delivered(kind, outcome, job.createdOn)
    if (!mayCarry(job)) {
      await postpone(job, 1)
      return { id: job.id, status: 'failed' as const, output: { message: 'another process sends now' } }
    }
    try {
      const carried = await carryPatiently(job, carry)
      if (typeof carried === 'string') {
        ended(carried)
        return { id: job.id, status: 'completed' as const }
      }
      log.info({ ...about, later: carried.later }, 'a delivery waits for the platform')
      await postpone(job, carried.later)
      ended('postponed')
      return { id: job.id, status: 'failed' as const, output: { message: `the platform said: in ${carried.later} s` } }
    } catch (error) {
      const output = { message: (error as Error).message }
      if (job.retryCount < job.retryLimit) {
        log.warn({ ...about, err: error }, 'a delivery failed and is tried again')
        ended('retried')
        return { id: job.id, status: 'failed' as const, output }
      }
      log.error({ ...about, err: error }, 'a delivery is given up; see `studyhall deliveries`')
      await giveUp(job, output.message)
      ended('given-up')
      return { id: job.id, status: 'completed' as const, output }
    }
  }

  /** After this process has stood still, another one may send for the platform. */
  function mayCarry({ name }: JobWithMetadata<Delivery>): boolean {
    return name !== aloneQueue || lease?.isHeld() === true
  }

  /** The platform named the time itself: it is kept to, and does not count against the attempts. */
  async function postpone({ id, name }: JobWithMetadata<Delivery>, later: number): Promise<void> {
    const seconds = Math.ceil(later)
    await database.sql`
      update pgboss.job set retry_delay = ${seconds}, retry_backoff = false, retry_limit = retry_limit + 1
      where name = ${name} and id = ${id} and state = 'active'`
    wakeIn(name, seconds)
  }

  /** Kept for the operator under the same id, so that it is kept once; its line goes on without it. */
  async function giveUp({ id, data, retryCount, createdOn }: JobWithMetadata<Delivery>, reason: string): Promise<void> {
    const letter = { ...data, reason, attempts: retryCount + 1, since: createdOn.toISOString() }
    await boss.send(deadLetters, letter, { id, retentionSeconds: lettersKeptSeconds })
  }

  async function retry(ids?: readonly string[]): Promise<number> {
    const all = await troubledIn(database)
    const given = all.filter(({ id, nextAt }) => nextAt === undefined && (ids?.includes(id) ?? true))
    for (const { id, workspace, kind, subject, line } of given) {
      await acrossWorkspaces(database, async (tx) => {
        await send(tx, { workspace, kind, subject, line })
        await sqlOf(tx)`delete from pgboss.job where name = ${deadLetters} and id = ${id}`
      })
    }
    return given.length
  }

  async function sweep(): Promise<void> {
    await database.sql`delete from pgboss.job where name = any(${queues}) and state = 'failed'`
  }

  async function settled(): Promise<void> {
    const betweenLooks = 5
    for (;;) {
      const [row] = await database.sql`
        select count(*)::int as waiting from pgboss.job where name = any(${queues}) and state < 'completed'`
      if (row?.waiting === 0) return
      await new Promise((resolve) => setTimeout(resolve, betweenLooks))
    }
  }

  async function stop(): Promise<void> {
    clearTimeout(waking)
    await unlisten?.().catch(() => {})
    await boss.stop({ graceful: true, timeout: stopMilliseconds })
    for (const timer of postponed) clearTimeout(timer)
    await lease?.close()
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

async function carryPatiently(job: JobWithMetadata<Delivery>, carry: Carry): Promise<CarriedOut> {
  const carried = await carry(job.data)
  if (typeof carried === 'string' || carried.later > longestWaitSeconds) return carried
  await new Promise((resolve) => setTimeout(resolve, carried.later * 1000))
  return carry(job.data)
}
