import { and, asc, eq, inArray, isNull, like, lte } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { notices } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Message, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { nextTelling } from './notice-hour.ts'
import { gatheredWords } from './notice-words.ts'
import { tellingTimesOf } from './notices.ts'
import { isLeft, nowIn } from './workspaces.ts'

/** How many notices are told in one message; the rest follows a day later. */
const toldAtOnce = 10

/**
 * A member's hour has come: what is due for them becomes one message, unless they had today's already. Where the
 * bot has been removed it waits, an hour of theirs at a time.
 */
export async function tellDueMember(study: Study, workspace: WorkspaceId, member: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    await holdMember(tx, workspace, member)
    const now = await nowIn(study, tx, workspace)
    const hasLeft = await isLeft(tx, workspace)
    const times = await tellingTimesOf(tx, workspace, member)
    const today = now.toZonedDateTimeISO(times.zone).toPlainDate().toString()
    const own = and(eq(notices.workspace, workspace), eq(notices.member, member))
    const due = and(own, isNull(notices.batch), lte(notices.dueAt, now))
    const [toldToday] = await tx
      .select({ id: notices.id })
      .from(notices)
      .where(and(own, like(notices.batch, `${today} %`)))
      .limit(1)
    if (toldToday === undefined && !hasLeft) {
      const batch = `${today} ${study.newId()}`
      const first = tx.select({ id: notices.id }).from(notices).where(due).orderBy(asc(notices.id)).limit(toldAtOnce)
      const taken = await tx
        .update(notices)
        .set({ batch })
        .where(and(own, inArray(notices.id, first)))
        .returning()
      if (taken.length > 0) {
        await study.deliveries.send(tx, { workspace, kind: 'tell-member', subject: batch, line: batch })
      }
    }
    await tx
      .update(notices)
      .set({ dueAt: nextTelling(times, now) })
      .where(due)
  })
}

/** Delivery: one message with all of a batch. Where private messages are closed, it waits behind a button. */
export async function tellMember(study: Study, workspace: WorkspaceId, batch: string): Promise<Carried> {
  const told = await inWorkspace(study.database, workspace, (tx) =>
    tx
      .select()
      .from(notices)
      .where(
        and(
          eq(notices.workspace, workspace),
          eq(notices.batch, batch),
          isNull(notices.toldAt),
          isNull(notices.waitsAt),
        ),
      )
      .orderBy(asc(notices.id)),
  )
  const [first] = told
  if (first === undefined) return 'done'
  const message: Message = { text: gatheredWords(told.map(({ text }) => text)) }
  const said = await platformOf(study, workspace).tell(workspace, first.member, message, `tell:${batch}`)
  if ('later' in said) return said
  if ('refused' in said) study.log.info({ workspace, batch, refused: said.refused }, 'a private message waits')
  await inWorkspace(study.database, workspace, async (tx) => {
    const now = await nowIn(study, tx, workspace)
    await tx
      .update(notices)
      .set('refused' in said ? { waitsAt: now } : { toldAt: now })
      .where(and(eq(notices.workspace, workspace), eq(notices.batch, batch)))
  })
  return 'done'
}

/** One at a time gathers a member's notices, so that a day has one message. */
async function holdMember(tx: Transaction, workspace: WorkspaceId, member: string): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`notices ${workspace} ${member}`}, 0))`
}
