import { and, eq, sql } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { members } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import { retimeReviews } from '../quizzes/review-notices.ts'
import { usualRestDays } from '../standings/streak-rule.ts'
import { type OwnStreak, streakFor } from '../standings/streaks.ts'
import { usualTellHour } from './notice-hour.ts'
import { retimeNotices, tellingTimesOf } from './notices.ts'
import type { OwnSettings } from './settings-form.ts'

export interface Own {
  readonly settings: OwnSettings
  /** That follows from them. */
  readonly zone: string
  readonly today: Temporal.PlainDate
  /** They are told what is due for review; a button of its own changes it, as the form is full. */
  readonly isToldOfReviews: boolean
  readonly streak: OwnStreak
  /** It stands beside their name on boards; a button of its own changes that too. */
  readonly isStreakShown: boolean
}

/** A member's settings as they stand. */
export async function settingsOf(
  tx: Transaction,
  { workspace, member, zone, now }: { workspace: WorkspaceId; member: string; zone: string; now: Temporal.Instant },
): Promise<Own> {
  const [row] = await tx
    .select()
    .from(members)
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
  const theirs = row?.ownZone ?? row?.zone ?? zone
  const today = now.toZonedDateTimeISO(theirs).toPlainDate()
  const awayUntil = row?.awayUntil ?? null
  return {
    zone: theirs,
    today,
    isToldOfReviews: (row?.reviewsWantedAt ?? null) !== null,
    streak: await streakFor(tx, workspace, member, now),
    isStreakShown: (row?.streakShownAt ?? null) !== null,
    settings: {
      ownZone: row?.ownZone ?? null,
      tellHour: row?.tellHour ?? usualTellHour,
      isListed: (row?.unlistedAt ?? null) === null,
      restDays: row?.restDays ?? usualRestDays,
      awayUntil: awayUntil !== null && Temporal.PlainDate.compare(awayUntil, today) >= 0 ? awayUntil : null,
    },
  }
}

/**
 * What waits to be told follows the new hour. The last day away stays known when it is over, or was to come and is
 * taken back: a streak has rested until then.
 */
export async function saveSettings(
  tx: Transaction,
  { workspace, member, now }: { workspace: WorkspaceId; member: string; now: Temporal.Instant },
  { ownZone, tellHour, isListed, restDays, awayUntil }: OwnSettings,
): Promise<void> {
  const unlistedAt = isListed ? null : now
  const { zone } = await tellingTimesOf(tx, workspace, member)
  const yesterday = now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 })
  await tx
    .update(members)
    .set({ ownZone, tellHour, unlistedAt, restDays: [...restDays], awayUntil: awayUntil ?? restedUntil(yesterday) })
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
  await retimeNotices(tx, workspace, member, now)
  await retimeReviews(tx, { workspace, member, now })
}

/** Least of nothing and a date would be the date. */
function restedUntil(yesterday: Temporal.PlainDate) {
  return sql`case when ${members.awayUntil} is not null then least(${members.awayUntil}, ${yesterday.toString()}::date) end`
}
