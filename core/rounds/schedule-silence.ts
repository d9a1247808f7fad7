import { and, eq, isNull } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { addNotice } from '../workspaces/notices.ts'
import { silenceNotice } from './schedule-words.ts'

/** So many rounds in a row without an answer, and a schedule pauses itself; once resumed, it gets as many again. */
const roundsWithoutAnswer = 2
const roundsLookedAt = 60

/** In the transaction of a round's close, after its answers are kept: a schedule that nobody answers stops asking. */
export async function pauseIfSilent(
  study: Study,
  tx: Transaction,
  { workspace, schedule }: { readonly workspace: WorkspaceId; readonly schedule: string | null },
  now: Temporal.Instant,
): Promise<void> {
  if (schedule === null) return
  const silent = await silentInARow(tx, workspace, schedule)
  if (silent === 0 || silent % roundsWithoutAnswer !== 0) return
  const [paused] = await tx
    .update(schedules)
    .set({ pausedAt: now, pauseReason: 'no-answers' })
    .where(and(eq(schedules.workspace, workspace), eq(schedules.id, schedule), isNull(schedules.pausedAt)))
    .returning()
  if (paused === undefined || paused.madeBy === null) return
  await addNotice(study, tx, { workspace, member: paused.madeBy, text: silenceNotice(paused), now })
}

/** A round that the platform never showed says nothing about those who might have answered. */
async function silentInARow(tx: Transaction, workspace: WorkspaceId, schedule: string): Promise<number> {
  const rows = await sqlOf(tx)`
    select exists (select 1 from answers a where a.workspace = r.workspace and a.round = r.id)
      or exists (select 1 from choices c where c.workspace = r.workspace and c.round = r.id) as answered
    from rounds r
    where r.workspace = ${workspace} and r.schedule = ${schedule} and r.closed_at is not null and r.thread_id is not null
    order by r.asked_at desc limit ${roundsLookedAt}`
  const answered = rows.findIndex((row) => row.answered === true)
  return answered < 0 ? rows.length : answered
}
