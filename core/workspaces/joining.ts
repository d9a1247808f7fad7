import { and, eq } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { schedules } from '../db/schema.ts'
import type { JoinedEvent, LeftEvent, Reply, WorkspaceId } from '../platform.ts'
import { changeSchedule } from '../rounds/schedules.ts'
import type { Study } from '../study.ts'
import { welcomeWords } from './joining-words.ts'
import { nowIn } from './workspaces.ts'

/**
 * Makes a workspace known, or takes over its new name. When the bot had been removed since, its schedules go on:
 * with their next day, never with those that passed meanwhile. Whoever invited the bot is welcomed, once a joining.
 */
export async function joinWorkspace(study: Study, event: JoinedEvent): Promise<Reply | undefined> {
  const { workspace, name, zone, at, invitedBy } = event
  return inWorkspace(study.database, workspace, async (tx) => {
    const run = sqlOf(tx)
    const [before] = await run`select left_at from workspaces where id = ${workspace} for update`
    const [row] = await run`
      insert into workspaces as w (id, name, zone, joined_at) values (${workspace}, ${name}, ${zone}, ${at.toString()})
      on conflict (id) do update set name = excluded.name,
        joined_at = case when w.left_at < excluded.joined_at then excluded.joined_at else w.joined_at end,
        left_at = case when w.left_at < excluded.joined_at then null else w.left_at end
      returning left_at is null as "isThere", xmax = 0 as "isNew"`
    if (row?.isThere !== true) return undefined
    await resumeSchedules(study, tx, workspace)
    const hasJoined = row.isNew || (before !== undefined && before.left_at !== null)
    return hasJoined && invitedBy !== undefined
      ? { kind: 'message', seen: 'private', message: welcomeWords }
      : undefined
  })
}

/** The bot was removed: its schedules wait. What is heard of a removal before the latest joining changes nothing. */
export async function leaveWorkspace(study: Study, { workspace, at }: LeftEvent): Promise<void> {
  const when = at.toString()
  await inWorkspace(study.database, workspace, async (tx) => {
    const run = sqlOf(tx)
    const [left] = await run`
      update workspaces set left_at = greatest(left_at, ${when}::timestamptz)
      where id = ${workspace} and joined_at <= ${when}::timestamptz returning id`
    if (left === undefined) return
    await run`
      update schedules set paused_at = ${when}, pause_reason = 'left'
      where workspace = ${workspace} and paused_at is null`
  })
}

async function resumeSchedules(study: Study, tx: Transaction, workspace: WorkspaceId): Promise<void> {
  const waiting = await tx
    .select()
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.pauseReason, 'left')))
    .for('update')
  if (waiting.length === 0) return
  const now = await nowIn(study, tx, workspace)
  for (const schedule of waiting) await changeSchedule(tx, schedule, { pausedAt: null, pauseReason: null }, now)
}
