import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import { isRowId } from '../interactions.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { AskingTimes } from './calendar.ts'
import { holidaysIn } from './schedule-holidays.ts'

export type Schedule = typeof schedules.$inferSelect

/** A schedule's row as the calendar takes it, with its skipped dates and holidays. */
export async function timesOf(
  schedule: Pick<Schedule, 'days' | 'localTime' | 'zone' | 'skippedDates' | 'holidays'>,
): Promise<AskingTimes> {
  const { days, localTime, zone, holidays } = schedule
  const skipped = new Set(schedule.skippedDates.map(String))
  const isHoliday = holidays === null ? undefined : await holidaysIn(holidays)
  return { days, localTime, zone, isFree: (date) => skipped.has(date.toString()) || isHoliday?.(date) === true }
}

/** The schedule that a button, form or menu is about; none for one that is gone or was never ours. */
export async function scheduleById(tx: Transaction, workspace: WorkspaceId, id: string): Promise<Schedule | undefined> {
  if (!isRowId(id)) return undefined
  const [schedule] = await tx
    .select()
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.id, id)))
  return schedule
}

/** A channel's schedules, paused ones too, oldest first. */
export async function schedulesIn(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<Schedule[]> {
  return tx
    .select()
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.channel, channel)))
    .orderBy(asc(schedules.id))
}
