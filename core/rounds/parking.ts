import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import type { Place, Refusal, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { addNotice } from '../workspaces/notices.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { parkedNotice } from './parking-words.ts'

/**
 * The platform will not carry a schedule's question until a person changes something: the schedule waits, and
 * whoever made it is told once what is missing. Others are not touched.
 */
export async function parkSchedule(
  study: Study,
  tx: Transaction,
  { workspace, schedule, channel }: { workspace: WorkspaceId; schedule: string | null; channel: Place },
  refused: Refusal,
): Promise<void> {
  if (schedule === null) return
  const now = await nowIn(study, tx, workspace)
  const [parked] = await tx
    .update(schedules)
    .set({ pausedAt: now, pauseReason: 'refused' })
    .where(and(eq(schedules.workspace, workspace), eq(schedules.id, schedule), isNull(schedules.pausedAt)))
    .returning({ madeBy: schedules.madeBy })
  if (parked === undefined || parked.madeBy === null) return
  await addNotice(study, tx, { workspace, member: parked.madeBy, text: parkedNotice(channel, refused), now })
}
