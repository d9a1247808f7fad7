import { and, eq, inArray, isNull } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { rounds, schedules } from '../db/schema.ts'
import { wantedBy } from '../paths/following.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { addNotice } from '../workspaces/notices.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { type Asking, askingsAfter, dueAskings, nextAsking } from './calendar.ts'
import { openRound } from './open-round.ts'
import { type Schedule, timesOf } from './schedule-times.ts'
import { skippedNotice } from './schedule-words.ts'

export interface NewSchedule {
  readonly workspace: WorkspaceId
  readonly id: string
  readonly channel: Place
  /** ISO days of the week, 1 Monday to 7 Sunday. */
  readonly days: readonly number[]
  /** Local time, `09:00`. */
  readonly localTime: string
  /** IANA zone. */
  readonly zone: string
  readonly answerMinutes: number
  /** How long after the answers votes are taken, or ratings; they end with the answers unless it says otherwise. */
  readonly voteMinutes?: number
  /** Open unless it says otherwise. */
  readonly voting?: 'open' | 'blind'
  /** Who is told when it stops. */
  readonly madeBy?: string
}

/** @throws Error when no day of the week is wanted */
export async function addSchedule(tx: Transaction, wanted: NewSchedule, now: Temporal.Instant): Promise<void> {
  const next = nextAsking(wanted, now)
  if (next === undefined) throw new Error('a schedule needs at least one day of the week')
  await tx.insert(schedules).values({ ...wanted, days: [...wanted.days], nextAt: next.at })
}

/** Changes a schedule. Other times, or an end of its pause, set when it asks next. */
export async function changeSchedule(
  tx: Transaction,
  before: Schedule,
  changed: Partial<Schedule>,
  now: Temporal.Instant,
): Promise<Schedule> {
  const after = { ...before, ...changed }
  const moves = 'localTime' in changed || 'pausedAt' in changed
  const next = moves ? { nextAt: (await nextUnasked(tx, after, now)).at } : {}
  await tx
    .update(schedules)
    .set({ ...changed, ...next })
    .where(and(eq(schedules.workspace, before.workspace), eq(schedules.id, before.id)))
  return { ...after, ...next }
}

/** Removes a schedule with its pins; what it asked stays. */
export async function removeSchedule(tx: Transaction, { workspace, id }: Schedule): Promise<void> {
  await tx.delete(schedules).where(and(eq(schedules.workspace, workspace), eq(schedules.id, id)))
}

/**
 * Asks what the due schedules of a workspace are due for, in one transaction. Whoever locks a row first does it;
 * others find the next asking already set. Schedules of different channels are asked beside each other, those of
 * one channel one after the other, so that they never choose the same question.
 */
export async function askDueSchedules(study: Study, workspace: WorkspaceId, ids: readonly string[]): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const [now, locked] = await Promise.all([
      nowIn(study, tx, workspace),
      tx
        .select()
        .from(schedules)
        .where(and(eq(schedules.workspace, workspace), inArray(schedules.id, [...ids]), isNull(schedules.pausedAt)))
        .for('update', { skipLocked: true }),
    ])
    const due = locked.filter(({ nextAt }) => Temporal.Instant.compare(nextAt, now) <= 0)
    const byChannel = Map.groupBy(due, ({ channel }) => channel)
    await Promise.all(
      [...byChannel.values()].map(async (ofChannel) => {
        for (const schedule of ofChannel) await askDueSchedule(study, tx, schedule, now)
      }),
    )
  })
}

async function askDueSchedule(study: Study, tx: Transaction, schedule: Schedule, now: Temporal.Instant): Promise<void> {
  const { workspace, id } = schedule
  const times = await timesOf(schedule)
  const { ask, skipped } = dueAskings(times, schedule.nextAt, now)
  if (skipped.length > 0) await sayWhatWasSkipped(study, tx, schedule, skipped, now)
  const next = nextAsking(times, now)
  if (next === undefined) throw new Error(`schedule ${id} of ${workspace} has no next day`)
  await Promise.all([
    sqlOf(tx)`update schedules set next_at = ${next.at.toString()} where workspace = ${workspace} and id = ${id}`,
    ask === undefined ? undefined : askOn(study, tx, schedule, ask.date, now),
  ])
}

async function askOn(
  study: Study,
  tx: Transaction,
  schedule: Schedule,
  date: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<void> {
  const { workspace, id, channel, zone, answerMinutes, voteMinutes, voting, neededGroup } = schedule
  await openRound(study, tx, {
    workspace,
    channel,
    zone,
    occasion: occasionOf(schedule, date),
    date,
    answerMinutes,
    voteMinutes,
    voting,
    wanted: wantedBy(study.bank, schedule),
    schedule: id,
    ...(neededGroup === null ? {} : { neededGroup }),
    ...(schedule.pingRole === null ? {} : { pingRole: schedule.pingRole }),
    ...(schedule.track === null ? {} : { track: schedule.track }),
    now,
  })
}

async function sayWhatWasSkipped(
  study: Study,
  tx: Transaction,
  schedule: Schedule,
  skipped: readonly Asking[],
  now: Temporal.Instant,
): Promise<void> {
  const { workspace, id, madeBy } = schedule
  const dates = skipped.map(({ date }) => date)
  study.log.warn({ workspace, schedule: id, dates: dates.map(String) }, 'missed days are skipped')
  if (madeBy !== null)
    await addNotice(study, tx, { workspace, member: madeBy, text: skippedNotice(schedule, dates), now })
}

/** The next asking whose local date has not been asked yet: a time moved later on the same day asks no second time. */
async function nextUnasked(tx: Transaction, schedule: Schedule, now: Temporal.Instant): Promise<Asking> {
  const { workspace, id } = schedule
  for (const asking of askingsAfter(await timesOf(schedule), now)) {
    const [asked] = await tx
      .select({ id: rounds.id })
      .from(rounds)
      .where(and(eq(rounds.workspace, workspace), eq(rounds.occasion, occasionOf(schedule, asking.date))))
    if (asked === undefined) return asking
  }
  throw new Error(`schedule ${id} of ${workspace} has no next day`)
}

function occasionOf({ id }: Schedule, date: Temporal.PlainDate): string {
  return `schedule:${id}:${date.toString()}`
}
