import { and, eq } from 'drizzle-orm'
import { threadMessages, workspaces } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import { freshRound, isTooLate } from './closed-questions.ts'

export type MarkOutcome = 'marked' | 'no-answer-here' | 'not-yours' | { readonly tooLate: Temporal.Instant }

/** Makes a member's own message their answer, whatever they said before; the latest mark wins. */
export async function markAnswer({ tx, workspace, place, member, message, now }: Asked): Promise<MarkOutcome> {
  if (message === undefined) return 'no-answer-here'
  const itself = and(
    eq(threadMessages.workspace, workspace),
    eq(threadMessages.place, place),
    eq(threadMessages.id, message),
  )
  const [found] = await tx.select().from(threadMessages).where(itself)
  const round = found && (await freshRound(tx, workspace, found.round))
  if (found === undefined || round === undefined || found.deletedAt !== null) return 'no-answer-here'
  if (found.member !== member.id) return 'not-yours'
  if (isTooLate(round, now) || isTooLate(round, found.saidAt ?? now)) return { tooLate: round.answersUntil }
  await tx.update(threadMessages).set({ markedAt: now }).where(itself)
  return 'marked'
}

/** Whether collected answers get a ✓ here. */
export async function showMarks({ tx, workspace, now }: Asked, shown: boolean): Promise<void> {
  await tx
    .update(workspaces)
    .set({ hidesMarksAt: shown ? null : now })
    .where(eq(workspaces.id, workspace))
}
