import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { members, workspaces } from '../db/schema.ts'
import type { BannedEvent, WorkspaceId } from '../platform.ts'

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

/** Someone was banned: where the workspace wants it, nothing of theirs counts. Nobody is told. */
export async function hearBan(tx: Transaction, { workspace, member, at }: BannedEvent): Promise<undefined> {
  const [wanted] = await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(and(eq(workspaces.id, workspace), isNotNull(workspaces.excludesBannedAt)))
  if (wanted !== undefined) await excludeMember(tx, workspace, member, at)
}

/** Whether those who are banned from now on still count. */
export async function chooseForBanned(
  tx: Transaction,
  workspace: WorkspaceId,
  answers: 'keep' | 'exclude',
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .update(workspaces)
    .set({ excludesBannedAt: answers === 'exclude' ? now : null })
    .where(eq(workspaces.id, workspace))
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
