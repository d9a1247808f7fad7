import { and, eq, isNotNull } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { members } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { nextTelling } from '../workspaces/notice-hour.ts'
import { tellingTimesOf } from '../workspaces/notices.ts'
import { isLeft, nowIn } from '../workspaces/workspaces.ts'
import { dueForMember } from './quiz-choice.ts'
import { dueWords } from './review-notices-words.ts'

/**
 * What is due for review, in the one private message of the day, for those who want it there. A member has one such
 * notice at most: what nobody has read gives way to the next day's.
 */

export async function isToldOfReviews(tx: Transaction, workspace: WorkspaceId, member: string): Promise<boolean> {
  const [row] = await tx
    .select({ since: members.reviewsWantedAt })
    .from(members)
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
  return (row?.since ?? null) !== null
}

interface Of {
  readonly workspace: WorkspaceId
  readonly member: string
  readonly now: Temporal.Instant
}

/** From their next hour on; or no more, and what waits to be told of it goes. */
export async function tellReviews(tx: Transaction, { workspace, member, now }: Of, wanted: boolean): Promise<void> {
  const at = nextTelling(await tellingTimesOf(tx, workspace, member), now)
  await tx
    .update(members)
    .set(wanted ? { reviewsWantedAt: now, reviewsTellAt: at } : { reviewsWantedAt: null, reviewsTellAt: null })
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
  if (!wanted) await dropUnread(tx, workspace, member)
}

/** After a member has changed their zone, their hour, or how long they are away. */
export async function retimeReviews(tx: Transaction, { workspace, member, now }: Of): Promise<void> {
  const at = nextTelling(await tellingTimesOf(tx, workspace, member), now)
  await tx
    .update(members)
    .set({ reviewsTellAt: at })
    .where(and(eq(members.workspace, workspace), eq(members.id, member), isNotNull(members.reviewsWantedAt)))
}

/**
 * A member's hour has come, on a day on which they are not away: what is due today becomes a notice that is due at once. To be done before their day's
 * message is gathered, so that it holds it.
 */
export async function noteDueReviews(study: Study, workspace: WorkspaceId, member: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const now = await nowIn(study, tx, workspace)
    if (!(await claim(tx, { workspace, member, now }))) return
    const times = await tellingTimesOf(tx, workspace, member)
    const { zone } = times
    await tx
      .update(members)
      .set({ reviewsTellAt: nextTelling(times, now) })
      .where(and(eq(members.workspace, workspace), eq(members.id, member)))
    const today = now.toZonedDateTimeISO(zone).toPlainDate()
    if (await isLeft(tx, workspace)) return
    const due = await dueForMember({ tx, workspace, member, bank: study.bank, now, zone })
    if (due.length === 0) return dropUnread(tx, workspace, member)
    await note(tx, { workspace, member, now }, dueWords(due.length), today.toZonedDateTime(zone).toInstant())
  })
}

/** One of several processes takes it up: the others wait for its row, and find that it is no longer due. */
async function claim(tx: Transaction, { workspace, member, now }: Of): Promise<boolean> {
  const [row] = await sqlOf(tx)`
    select id from members
    where workspace = ${workspace} and id = ${member} and reviews_tell_at <= ${now.toString()} for update`
  return row !== undefined
}

/** Once a local day, however often the hour was changed. */
async function note(
  tx: Transaction,
  { workspace, member, now }: Of,
  text: string,
  startOfDay: Temporal.Instant,
): Promise<void> {
  const at = now.toString()
  await sqlOf(tx)`
    insert into notices as n (workspace, id, member, text, at, due_at)
    values (${workspace}, ${idOf(tx, member)}, ${member}, ${text}, ${at}, ${at})
    on conflict (workspace, id) do update
      set text = excluded.text, at = excluded.at, due_at = excluded.due_at, batch = null, told_at = null, waits_at = null
      where n.at < ${startOfDay.toString()}`
}

/** What is on its way stays: the day has had its message. */
async function dropUnread(tx: Transaction, workspace: WorkspaceId, member: string): Promise<void> {
  await sqlOf(tx)`
    delete from notices
    where workspace = ${workspace} and id = ${idOf(tx, member)} and told_at is null
      and (batch is null or waits_at is not null)`
}

/** The same every day; notices of other kinds have ids that are never made from a text like this. */
function idOf(tx: Transaction, member: string) {
  return sqlOf(tx)`md5(${`${member} reviews due`})::uuid`
}
