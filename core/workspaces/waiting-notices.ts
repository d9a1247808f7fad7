import { and, asc, count, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { notices } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { hasGone, type NewNotice } from './notices.ts'

/** Where private messages are closed, what is to be told waits behind a button. */

/** How many are shown at one press. */
const shownAtOnce = 10

/** Tells a member something later, by a button: their private messages are closed. */
export async function keepWaiting(
  study: Study,
  tx: Transaction,
  { workspace, member, text, now }: NewNotice,
): Promise<void> {
  if (await hasGone(tx, workspace, member)) return
  const id = study.newId()
  await tx.insert(notices).values({ workspace, id, member, text, at: now, dueAt: now, batch: id, waitsAt: now })
}

/** How many messages wait for a member behind a button. */
export async function waitingFor(tx: Transaction, workspace: WorkspaceId, member: string): Promise<number> {
  const [row] = await tx
    .select({ waiting: count() })
    .from(notices)
    .where(and(eq(notices.workspace, workspace), eq(notices.member, member), isWaiting()))
  return row?.waiting ?? 0
}

/** What waits for a member, oldest first; told from now on. */
export async function readWaiting(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  now: Temporal.Instant,
): Promise<string[]> {
  const own = and(eq(notices.workspace, workspace), eq(notices.member, member))
  const first = tx
    .select({ id: notices.id })
    .from(notices)
    .where(and(own, isWaiting()))
    .orderBy(asc(notices.id))
    .limit(shownAtOnce)
  const told = await tx
    .update(notices)
    .set({ toldAt: now })
    .where(and(own, inArray(notices.id, first)))
    .returning()
  return told.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ text }) => text)
}

function isWaiting() {
  return and(isNotNull(notices.waitsAt), isNull(notices.toldAt))
}
