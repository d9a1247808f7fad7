import { acrossWorkspaces, sqlOf } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { closeDueRound } from './close-round.ts'
import { askDueSchedule } from './schedules.ts'

interface Due {
  readonly workspace: WorkspaceId
  readonly id: string
  readonly what: 'ask' | 'close'
}

/** How many are taken up in one go, and how many of them beside each other. */
const atOnce = 1_000
const beside = 8

/**
 * Asks and closes all that is due, found by indexes over all workspaces, never by looping over schedules.
 *
 * @returns the next instant at which something is due, by the real clock
 */
export async function runDue(study: Study): Promise<Temporal.Instant | undefined> {
  for (;;) {
    const due = await findDue(study)
    let done = 0
    await eachBeside(due, async (one) => {
      if (await run(study, one)) done += 1
    })
    if (due.length < atOnce || done === 0) return nextDue(study)
  }
}

async function run(study: Study, { workspace, id, what }: Due): Promise<boolean> {
  try {
    if (what === 'ask') await askDueSchedule(study, workspace, id)
    else await closeDueRound(study, workspace, id)
    return true
  } catch (error) {
    study.log.error({ workspace, id, what, err: error }, 'what was due could not be done and is tried again')
    return false
  }
}

/** Workspaces whose clock the web room has moved are few and looked at one by one. */
async function findDue(study: Study): Promise<Due[]> {
  const now = study.clock().toString()
  return acrossWorkspaces(study.database, async (tx) => {
    const rows = await sqlOf(tx)`
      (select workspace, id, 'close' as what, closes_at as at from rounds where closing_at is null and closes_at <= ${now}::timestamptz
        order by closes_at limit ${atOnce})
      union all
      (select workspace, id, 'ask', next_at from schedules where paused_at is null and next_at <= ${now}::timestamptz order by next_at limit ${atOnce})
      union all
      (select r.workspace, r.id, 'close', r.closes_at from workspaces w join rounds r on r.workspace = w.id
        where w.clock_ahead_ms > 0 and r.closing_at is null and r.closes_at > ${now}::timestamptz
          and r.closes_at <= ${now}::timestamptz + w.clock_ahead_ms * interval '1 ms')
      union all
      (select s.workspace, s.id, 'ask', s.next_at from workspaces w join schedules s on s.workspace = w.id
        where w.clock_ahead_ms > 0 and s.paused_at is null and s.next_at > ${now}::timestamptz
          and s.next_at <= ${now}::timestamptz + w.clock_ahead_ms * interval '1 ms')
      order by at limit ${atOnce}`
    return rows.map(({ workspace, id, what }) => ({ workspace, id, what }))
  })
}

async function nextDue(study: Study): Promise<Temporal.Instant | undefined> {
  const [row] = await acrossWorkspaces(
    study.database,
    (tx) => sqlOf(tx)`
      select least(
        (select min(closes_at) from rounds where closing_at is null),
        (select min(next_at) from schedules where paused_at is null),
        (select min(r.closes_at - w.clock_ahead_ms * interval '1 ms') from workspaces w join rounds r on r.workspace = w.id
          where w.clock_ahead_ms > 0 and r.closing_at is null),
        (select min(s.next_at - w.clock_ahead_ms * interval '1 ms') from workspaces w join schedules s on s.workspace = w.id
          where w.clock_ahead_ms > 0 and s.paused_at is null)
      ) as at`,
  )
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
