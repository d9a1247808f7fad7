import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { quizItems, quizzes } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'

/** A member's quiz and its questions, as they stand in their tables. Read for update: presses of one quiz wait for each other. */

export type Quiz = typeof quizzes.$inferSelect
export type QuizItem = typeof quizItems.$inferSelect

export async function lockQuiz(
  tx: Transaction,
  workspace: WorkspaceId,
  id: string,
  member: string,
): Promise<Quiz | undefined> {
  const [quiz] = await tx
    .select()
    .from(quizzes)
    .where(and(eq(quizzes.workspace, workspace), eq(quizzes.id, id), eq(quizzes.member, member)))
    .for('update')
  return quiz
}

/** The quiz that a member is in the middle of. */
export async function lockGoing(tx: Transaction, workspace: WorkspaceId, member: string): Promise<Quiz | undefined> {
  const [quiz] = await tx
    .select()
    .from(quizzes)
    .where(and(eq(quizzes.workspace, workspace), eq(quizzes.member, member), isNull(quizzes.endedAt)))
    .for('update')
  return quiz
}

/** Its questions that were shown, in their order. */
export async function itemsOf(tx: Transaction, { workspace, id }: Quiz): Promise<QuizItem[]> {
  return tx
    .select()
    .from(quizItems)
    .where(and(eq(quizItems.workspace, workspace), eq(quizItems.quiz, id)))
    .orderBy(asc(quizItems.place))
}

export async function changeItem(
  tx: Transaction,
  { workspace, quiz, place }: QuizItem,
  changed: Partial<Omit<QuizItem, 'workspace' | 'quiz' | 'place'>>,
): Promise<QuizItem> {
  const [row] = await tx
    .update(quizItems)
    .set(changed)
    .where(and(eq(quizItems.workspace, workspace), eq(quizItems.quiz, quiz), eq(quizItems.place, place)))
    .returning()
  if (row === undefined) throw new Error(`there is no question ${place} in quiz ${quiz}`)
  return row
}

export async function endQuiz(tx: Transaction, { workspace, id }: Quiz, now: Temporal.Instant): Promise<void> {
  await tx
    .update(quizzes)
    .set({ endedAt: now })
    .where(and(eq(quizzes.workspace, workspace), eq(quizzes.id, id), isNull(quizzes.endedAt)))
}
