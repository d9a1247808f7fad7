import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'

/** The questions that are being asked in some channel, as a round or live: their answers are not told before the close. */
export async function askedNow(tx: Transaction, workspace: WorkspaceId): Promise<ReadonlySet<string>> {
  const rows = await sqlOf(tx)`
    select question from rounds where workspace = ${workspace} and closed_at is null and refusal is null
    union
    select i.question from live_items i join live_quizzes q on q.workspace = i.workspace and q.id = i.quiz
    where i.workspace = ${workspace} and q.ended_at is null and i.closed_at is null`
  return new Set(rows.map(({ question }) => question))
}
