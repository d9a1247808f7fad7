import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { members } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import { retimeReviews } from '../quizzes/review-notices.ts'
import { usualTellHour } from './notice-hour.ts'
import { retimeNotices } from './notices.ts'
import type { OwnSettings } from './settings-form.ts'

const usualRestDays = [6, 7]

export interface Own {
  readonly settings: OwnSettings
  /** That follows from them. */
  readonly zone: string
  readonly today: Temporal.PlainDate
  /** They are told what is due for review; a button of its own changes it, as the form is full. */
  readonly isToldOfReviews: boolean
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
    settings: {
      ownZone: row?.ownZone ?? null,
      tellHour: row?.tellHour ?? usualTellHour,
      isListed: (row?.unlistedAt ?? null) === null,
      restDays: row?.restDays ?? usualRestDays,
      awayUntil: awayUntil !== null && Temporal.PlainDate.compare(awayUntil, today) >= 0 ? awayUntil : null,
    },
  }
}

/** What waits to be told follows the new hour. */
export async function saveSettings(
  tx: Transaction,
  { workspace, member, now }: { workspace: WorkspaceId; member: string; now: Temporal.Instant },
  { ownZone, tellHour, isListed, restDays, awayUntil }: OwnSettings,
): Promise<void> {
  const unlistedAt = isListed ? null : now
  await tx
    .update(members)
    .set({ ownZone, tellHour, unlistedAt, restDays: [...restDays], awayUntil })
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
  await retimeNotices(tx, workspace, member, now)
  await retimeReviews(tx, { workspace, member, now })
}
