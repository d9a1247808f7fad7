import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { rounds, threadMessages, workspaces } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { freshRound, isTooLate } from './closed-questions.ts'

export type MarkOutcome = 'marked' | 'no-answer-here' | 'not-yours' | 'blind' | { readonly tooLate: Temporal.Instant }

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
  if (round?.voting === 'blind') return 'blind'
  if (found === undefined || round === undefined || found.deletedAt !== null)
    return (await isBlindPlace(tx, workspace, place)) ? 'blind' : 'no-answer-here'
  if (found.member !== member.id) return 'not-yours'
  if (isTooLate(round, now) || isTooLate(round, found.saidAt ?? now)) return { tooLate: round.answersUntil }
  await tx.update(threadMessages).set({ markedAt: now }).where(itself)
  return 'marked'
}

/** Whether a question is open there whose answers are given with the form alone: messages in its thread are not kept. */
async function isBlindPlace(tx: Transaction, workspace: WorkspaceId, place: Place): Promise<boolean> {
  const [open] = await tx
    .select({ id: rounds.id })
    .from(rounds)
    .where(
      and(
        eq(rounds.workspace, workspace),
        eq(rounds.threadPlace, place),
        eq(rounds.voting, 'blind'),
        isNull(rounds.closedAt),
      ),
    )
    .limit(1)
  return open !== undefined
}

/** Whether collected answers get a ✓ here. */
export async function showMarks({ tx, workspace, now }: Asked, shown: boolean): Promise<void> {
  await tx
    .update(workspaces)
    .set({ hidesMarksAt: shown ? null : now })
    .where(eq(workspaces.id, workspace))
}
