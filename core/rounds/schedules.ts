import { and, eq, isNull, lte } from 'drizzle-orm'
import { inWorkspace, type Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { type AskingTimes, dueAskings, nextAsking } from './calendar.ts'
import { openRound } from './open-round.ts'

export interface NewSchedule extends AskingTimes {
  readonly workspace: WorkspaceId
  readonly id: string
  readonly channel: Place
  readonly answerMinutes: number
}

/** @throws Error when no day of the week is wanted */
export async function addSchedule(tx: Transaction, wanted: NewSchedule, now: Temporal.Instant): Promise<void> {
  const next = nextAsking(wanted, now)
  if (next === undefined) throw new Error('a schedule needs at least one day of the week')
  await tx.insert(schedules).values({ ...wanted, days: [...wanted.days], nextAt: next.at })
}

export async function hasSchedules(tx: Transaction, workspace: WorkspaceId): Promise<boolean> {
  const found = await tx.select({ id: schedules.id }).from(schedules).where(eq(schedules.workspace, workspace)).limit(1)
  return found.length > 0
}

/**
 * Asks what a due schedule is due for. Whoever locks the row first does it; others find the next asking
 * already set.
 */
export async function askDueSchedule(study: Study, workspace: WorkspaceId, id: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const now = await nowIn(study, tx, workspace)
    const [schedule] = await tx
      .select()
      .from(schedules)
      .where(
        and(
          eq(schedules.workspace, workspace),
          eq(schedules.id, id),
          isNull(schedules.pausedAt),
          lte(schedules.nextAt, now),
        ),
      )
      .for('update', { skipLocked: true })
    if (schedule === undefined) return
    const { ask, skipped } = dueAskings(schedule, schedule.nextAt, now)
    for (const { date } of skipped)
      study.log.warn({ workspace, schedule: id, date: date.toString() }, 'a missed day is skipped')
    if (ask !== undefined) {
      await openRound(study, tx, {
        workspace,
        channel: schedule.channel,
        zone: schedule.zone,
        occasion: `schedule:${id}:${ask.date.toString()}`,
        answerMinutes: schedule.answerMinutes,
        voteMinutes: schedule.voteMinutes,
        schedule: id,
        ...(schedule.neededGroup === null ? {} : { neededGroup: schedule.neededGroup }),
        now,
      })
    }
    const next = nextAsking(schedule, now)
    if (next === undefined) throw new Error(`schedule ${id} of ${workspace} has no next day`)
    await tx
      .update(schedules)
      .set({ nextAt: next.at })
      .where(and(eq(schedules.workspace, workspace), eq(schedules.id, id)))
  })
}
