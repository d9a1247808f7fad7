import { acrossWorkspaces, sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { tellDueMember } from '../workspaces/daily-message.ts'
import { closeDueRound } from './close-round.ts'
import { remindDueRound } from './reminders.ts'
import { askDueSchedule } from './schedules.ts'

type What = 'ask' | 'remind' | 'close' | 'tell'

interface Due {
  readonly workspace: WorkspaceId
  /** Of the schedule, the round, or the member. */
  readonly id: string
  readonly what: What
}

/** How many are taken up in one go, and how many of them beside each other. */
const atOnce = 1_000
const beside = 8

/**
 * Asks, reminds, closes and tells all that is due, found by indexes over all workspaces, never by looping
 * over schedules.
 *
 * @returns the next instant at which something is due, by the real clock
 */
export async function runDue(study: Study): Promise<Temporal.Instant | undefined> {
  for (;;) {
    const due = await findDue(study)
    let done = 0
    await eachBeside(onceEach(due), async (one) => {
      if (await run(study, one)) done += 1
    })
    if (due.length < atOnce || done === 0) return nextDue(study)
  }
}

const does: Record<What, (study: Study, workspace: WorkspaceId, id: string) => Promise<void>> = {
  ask: askDueSchedule,
  remind: remindDueRound,
  close: closeDueRound,
  tell: tellDueMember,
}

async function run(study: Study, { workspace, id, what }: Due): Promise<boolean> {
  try {
    await does[what](study, workspace, id)
    return true
  } catch (error) {
    study.log.error({ workspace, id, what, err: error }, 'what was due could not be done and is tried again')
    return false
  }
}

/** A member has one entry for each of their notices. */
function onceEach(due: readonly Due[]): Due[] {
  return [...new Map(due.map((one) => [JSON.stringify(one), one])).values()]
}

/** What falls due, each with the predicate of its index. */
function sources(tx: Transaction) {
  const sql = sqlOf(tx)
  return [
    { what: 'ask', id: sql`t.id::text`, at: sql`t.next_at`, table: sql`schedules`, waits: sql`t.paused_at is null` },
    { what: 'remind', id: sql`t.id::text`, at: sql`t.remind_at`, table: sql`rounds`, waits: sql`t.closing_at is null` },
    { what: 'close', id: sql`t.id::text`, at: sql`t.closes_at`, table: sql`rounds`, waits: sql`t.closing_at is null` },
    { what: 'tell', id: sql`t.member`, at: sql`t.due_at`, table: sql`notices`, waits: sql`t.batch is null` },
  ] as const
}

/** Workspaces whose clock the web room has moved are few and looked at one by one. */
async function findDue(study: Study): Promise<Due[]> {
  const now = study.clock().toString()
  return acrossWorkspaces(study.database, async (tx) => {
    const sql = sqlOf(tx)
    const all = sources(tx).flatMap(({ what, id, at, table, waits }) => [
      sql`(select t.workspace, ${id} as id, ${what} as what, ${at} as at from ${table} t
        where ${waits} and ${at} <= ${now}::timestamptz order by ${at} limit ${atOnce})`,
      sql`(select t.workspace, ${id}, ${what}, ${at} from workspaces w join ${table} t on t.workspace = w.id
        where w.clock_ahead_ms > 0 and ${waits} and ${at} > ${now}::timestamptz
          and ${at} <= ${now}::timestamptz + w.clock_ahead_ms * interval '1 ms')`,
    ])
    const together = all.reduce((before, next) => sql`${before} union all ${next}`)
    const rows = await sql`${together} order by at limit ${atOnce}`
    return rows.map(({ workspace, id, what }) => ({ workspace, id, what }))
  })
}

async function nextDue(study: Study): Promise<Temporal.Instant | undefined> {
  const [row] = await acrossWorkspaces(study.database, (tx) => {
    const sql = sqlOf(tx)
    const all = sources(tx).flatMap(({ at, table, waits }) => [
      sql`(select min(${at}) from ${table} t where ${waits})`,
      sql`(select min(${at} - w.clock_ahead_ms * interval '1 ms') from workspaces w join ${table} t on t.workspace = w.id
        where w.clock_ahead_ms > 0 and ${waits})`,
    ])
    const together = all.reduce((before, next) => sql`${before}, ${next}`)
    return sql`select least(${together}) as at`
  })
  return row?.at === null || row?.at === undefined ? undefined : Temporal.Instant.from(row.at)
}

async function eachBeside<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: beside }, async () => {
      for (const one of waiting) await work(one)
    }),
  )
}
