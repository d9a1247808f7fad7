import { and, eq, isNull } from 'drizzle-orm'
import { inWorkspace, type Transaction } from '../db/connect.ts'
import { liveQuizzes } from '../db/schema.ts'
import type { Said } from '../platform.ts'
import type { Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { holdLive, type LiveQuiz, liveQuizById } from './live-rows.ts'
import { endLive } from './live-steps.ts'

/** What the deliveries of a live quiz do when they are through. */

/**
 * Says when the next step is due, unless the quiz has gone on or ended since it was read; with what is to be kept in
 * the same transaction, so that a process that dies in between leaves no quiz at a halt.
 */
export async function goOnAt(
  study: Study,
  { workspace, id, place }: LiveQuiz,
  at: Temporal.Instant,
  keep: (tx: Transaction) => Promise<unknown> = async () => {},
): Promise<void> {
  const wait = await inWorkspace(study.database, workspace, async (tx) => {
    await keep(tx)
    await tx
      .update(liveQuizzes)
      .set({ nextAt: at })
      .where(
        and(
          eq(liveQuizzes.workspace, workspace),
          eq(liveQuizzes.id, id),
          eq(liveQuizzes.place, place),
          isNull(liveQuizzes.endedAt),
        ),
      )
    return (await nowIn(study, tx, workspace)).until(at)
  })
  study.soon?.(study.clock().add(wait))
}

/** The platform refused what a quiz cannot do without: it ends. */
export async function refuse(
  study: Study,
  quiz: LiveQuiz,
  said: Extract<Said<unknown>, { refused: unknown }>,
): Promise<'done'> {
  const { workspace, id } = quiz
  logRefusal(study, quiz, said)
  await inWorkspace(study.database, workspace, async (tx) => {
    await holdLive(tx, workspace, id)
    const stands = await liveQuizById(tx, workspace, id)
    if (stands === undefined || stands.endedAt !== null) return
    await endLive(study, tx, stands, 'refused', await nowIn(study, tx, workspace))
  })
  return 'done'
}

/** What a quiz can do without is only written down for the operator. */
export function logRefusal(study: Study, { workspace, id }: LiveQuiz, said: Said<unknown>): void {
  if ('refused' in said) study.log.warn({ workspace, live: id, ...said }, 'the platform refused a part of a live quiz')
}
