import { and, eq, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { threadMessages } from '../db/schema.ts'
import type { Place, Posted, WorkspaceId } from '../platform.ts'

/**
 * Answers written in the form: a fact about a message like any other, except that the bot says it. Until it
 * stands in the thread its id is a name of ours; then it is the bot's message, so votes on it find its author.
 */

export type FormAnswer = typeof threadMessages.$inferSelect

export interface SentAnswer {
  readonly workspace: WorkspaceId
  readonly round: string
  readonly place: Place
  readonly member: string
  readonly text: string
  /** In a blind round: without a name at the close too. */
  readonly nameless: boolean
  readonly at: Temporal.Instant
}

/** A member's answer by the form, also one that they have withdrawn. */
export async function formAnswerOf(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
  member: string,
): Promise<FormAnswer | undefined> {
  const [row] = await tx
    .select()
    .from(threadMessages)
    .where(ownFormAnswer(workspace, round, member))
  return row
}

/** Keeps what was sent in place of what the member had sent before. */
export async function keepFormAnswer(tx: Transaction, sent: SentAnswer): Promise<void> {
  const { workspace, round, place, member, text, nameless, at } = sent
  await holdFormAnswer(tx, workspace, round, member)
  const namelessAt = nameless ? at : null
  const changed = await tx
    .update(threadMessages)
    // whoever's answer was removed may answer again
    .set({ text, namelessAt, editedAt: at, markedAt: at, deletedAt: null, removedAt: null })
    .where(ownFormAnswer(workspace, round, member))
    .returning({ id: threadMessages.id })
  if (changed.length > 0) return
  const id = `${ownName}${round}:${member}`
  await tx
    .insert(threadMessages)
    .values({ workspace, place, id, round, member, text, namelessAt, saidAt: at, markedAt: at, byForm: true })
}

/** From here on it is the message that shows it; false where its author's data was deleted meanwhile. */
export async function keepWhereShown(
  tx: Transaction,
  { workspace, round, member }: { workspace: WorkspaceId; round: string; member: string },
  { place, id }: Posted,
): Promise<boolean> {
  await holdFormAnswer(tx, workspace, round, member)
  const changed = await tx
    .update(threadMessages)
    .set({ place, id })
    .where(ownFormAnswer(workspace, round, member))
    .returning({ id: threadMessages.id })
  return changed.length > 0
}

/** One at a time: an answer changes its id when it is shown, so no key of the table holds it to one a member. */
export async function holdFormAnswer(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
  member: string,
): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`form ${workspace} ${round} ${member}`}, 0))`
}

function ownFormAnswer(workspace: WorkspaceId, round: string, member: string) {
  return and(
    eq(threadMessages.workspace, workspace),
    eq(threadMessages.round, round),
    eq(threadMessages.member, member),
    sql`${threadMessages.byForm}`,
  )
}

const ownName = 'form:'

export function isShown({ id }: FormAnswer): boolean {
  return !id.startsWith(ownName)
}
