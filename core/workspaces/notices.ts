import { and, eq, isNull, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { members, notices, workspaces } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { leftAmong } from './erased.ts'
import { isGone } from './gone.ts'
import { nextTelling, type TellingTimes, usualTellHour } from './notice-hour.ts'

/** Something to tell a member unasked. */
export interface NewNotice {
  readonly workspace: WorkspaceId
  readonly member: string
  /** CommonMark. */
  readonly text: string
  readonly now: Temporal.Instant
}

/** The batch of what a member was told on the spot. */
const onTheSpot = 'on the spot'

/** Tells a member something unasked: it waits for the one private message of their day. Nobody tells who is gone. */
export async function addNotice(
  study: Study,
  tx: Transaction,
  { workspace, member, text, now }: NewNotice,
): Promise<void> {
  if (await hasGone(tx, workspace, member)) return
  const dueAt = nextTelling(await tellingTimesOf(tx, workspace, member), now)
  await tx.insert(notices).values({ workspace, id: study.newId(), member, text, at: now, dueAt })
}

/** Tells a member something that need not stand twice in one message, however often it happens until then. */
export async function addNoticeOnce(tx: Transaction, { workspace, member, text, now }: NewNotice): Promise<void> {
  if (await hasGone(tx, workspace, member)) return
  const dueAt = nextTelling(await tellingTimesOf(tx, workspace, member), now)
  const id = sql`md5(${`${member} ${text} ${dueAt}`})::uuid`
  await tx.insert(notices).values({ workspace, id, member, text, at: now, dueAt }).onConflictDoNothing()
}

/** Whether someone has had their data deleted, and has not come back. */
export async function hasGone(tx: Transaction, workspace: WorkspaceId, member: string): Promise<boolean> {
  return isGone(member) || (await leftAmong(tx, workspace, [member])).size > 0
}

/** Whether a member is told this for the first time. Say it then: it is written down as told. */
export async function isFirstTold(
  tx: Transaction,
  { workspace, member, text, now }: NewNotice,
  occasion: string,
): Promise<boolean> {
  const at = now.toString()
  const [first] = await sqlOf(tx)`
    insert into notices (workspace, id, member, text, at, due_at, batch, told_at)
    values (${workspace}, md5(${`${member} ${occasion}`})::uuid, ${member}, ${text}, ${at}, ${at}, ${onTheSpot}, ${at})
    on conflict do nothing returning id`
  return first !== undefined
}

/** After a member has changed their zone, their hour, or how long they are away. */
export async function retimeNotices(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  now: Temporal.Instant,
): Promise<void> {
  const dueAt = nextTelling(await tellingTimesOf(tx, workspace, member), now)
  await tx
    .update(notices)
    .set({ dueAt })
    .where(and(eq(notices.workspace, workspace), eq(notices.member, member), isNull(notices.batch)))
}

/** Their hour, in the zone that is theirs: chosen, or the platform's, or the workspace's. */
export async function tellingTimesOf(tx: Transaction, workspace: WorkspaceId, id: string): Promise<TellingTimes> {
  const [row] = await tx
    .select({
      zone: sql<string>`coalesce(${members.ownZone}, ${members.zone}, ${workspaces.zone})`,
      hour: members.tellHour,
      awayUntil: members.awayUntil,
    })
    .from(workspaces)
    .leftJoin(members, and(eq(members.workspace, workspaces.id), eq(members.id, id)))
    .where(eq(workspaces.id, workspace))
  return { zone: row?.zone ?? 'UTC', hour: row?.hour ?? usualTellHour, awayUntil: row?.awayUntil ?? undefined }
}
