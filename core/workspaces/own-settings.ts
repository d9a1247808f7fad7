import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { members } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import { usualTellHour } from './notice-hour.ts'
import { retimeNotices } from './notices.ts'
import type { OwnSettings } from './settings-form.ts'

const usualRestDays = [6, 7]

/** A member's settings as they stand, and the zone that follows from them. */
export async function settingsOf(
  tx: Transaction,
  { workspace, member, zone, now }: { workspace: WorkspaceId; member: string; zone: string; now: Temporal.Instant },
): Promise<{ readonly settings: OwnSettings; readonly zone: string; readonly today: Temporal.PlainDate }> {
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
}
