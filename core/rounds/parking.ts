import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { addNotice } from '../workspaces/notices.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { channelGoneNotice, parkedNotice, type Refused } from './parking-words.ts'

/**
 * The platform will not carry a schedule's question until a person changes something: the schedule waits, and
 * whoever made it is told once what is missing. Others are not touched.
 */
export async function parkSchedule(
  study: Study,
  tx: Transaction,
  { workspace, schedule, channel }: { workspace: WorkspaceId; schedule: string | null; channel: Place },
  refused: Refused,
): Promise<void> {
  if (schedule === null) return
  const isLeft = refused.refused === 'revoked'
  const makers = await park(study, tx, workspace, eq(schedules.id, schedule), isLeft ? 'left' : 'refused')
  // without access nobody can be told; it goes on when the bot joins again
  if (!isLeft) await tell(study, tx, workspace, makers, parkedNotice(channel, refused))
}

/** A channel was deleted: its schedules wait, and each of those who made them is told once. */
export async function parkChannel(
  study: Study,
  tx: Transaction,
  { workspace, channel }: { workspace: WorkspaceId; channel: Place },
): Promise<void> {
  const makers = await park(study, tx, workspace, eq(schedules.channel, channel), 'refused')
  await tell(study, tx, workspace, makers, channelGoneNotice(channel))
}

/** Gives those who made what was not paused before. */
async function park(
  study: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  which: SQL,
  pauseReason: 'left' | 'refused',
): Promise<Set<string>> {
  const pausedAt = await nowIn(study, tx, workspace)
  const parked = await tx
    .update(schedules)
    .set({ pausedAt, pauseReason })
    .where(and(eq(schedules.workspace, workspace), which, isNull(schedules.pausedAt)))
    .returning({ madeBy: schedules.madeBy })
  return new Set(parked.flatMap(({ madeBy }) => madeBy ?? []))
}

async function tell(
  study: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  members: Iterable<string>,
  text: string,
): Promise<void> {
  const now = await nowIn(study, tx, workspace)
  for (const member of members) await addNotice(study, tx, { workspace, member, text, now })
}
