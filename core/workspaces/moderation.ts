import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { members } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'

/** From now on nothing of theirs counts, also in rounds that are open. */
export async function excludeMember(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  now: Temporal.Instant,
): Promise<'excluded' | 'excluded-before'> {
  const changed = await tx
    .update(members)
    .set({ excludedAt: now })
    .where(and(eq(members.workspace, workspace), eq(members.id, member), isNull(members.excludedAt)))
    .returning({ id: members.id })
  return changed.length > 0 ? 'excluded' : 'excluded-before'
}

/** From now on they count again, also what they said in rounds that are still open. */
export async function readmitMember(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
): Promise<'readmitted' | 'not-excluded'> {
  const changed = await tx
    .update(members)
    .set({ excludedAt: null })
    .where(and(eq(members.workspace, workspace), eq(members.id, member), isNotNull(members.excludedAt)))
    .returning({ id: members.id })
  return changed.length > 0 ? 'readmitted' : 'not-excluded'
}
