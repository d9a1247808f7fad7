import { and, eq, inArray } from 'drizzle-orm'
import { type Database, inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { members, workspaces } from '../db/schema.ts'
import type { Actor, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'

export interface Workspace {
  readonly id: WorkspaceId
  readonly name: string
  readonly zone: string
  readonly clockAheadMs: number
}

/** Makes a workspace known, or takes over its new name. */
export async function welcomeWorkspace(
  database: Database,
  workspace: { id: WorkspaceId; name: string; zone: string; joinedAt: Temporal.Instant },
): Promise<void> {
  await inWorkspace(database, workspace.id, (tx) =>
    tx
      .insert(workspaces)
      .values(workspace)
      .onConflictDoUpdate({ target: workspaces.id, set: { name: workspace.name } }),
  )
}

export async function workspaceOf(tx: Transaction, id: WorkspaceId): Promise<Workspace | undefined> {
  const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, id))
  return workspace
}

/** The time in a workspace: the clock's, or later where the web room has moved its own ahead. */
export async function nowIn(study: Study, tx: Transaction, id: WorkspaceId): Promise<Temporal.Instant> {
  const workspace = await workspaceOf(tx, id)
  return study.clock().add({ milliseconds: workspace?.clockAheadMs ?? 0 })
}

/** Remembers a member's name and zone. Sent at once and not waited for: await the query before the transaction ends. */
export function rememberMember(tx: Transaction, workspace: WorkspaceId, member: Actor, at: Temporal.Instant) {
  return sqlOf(tx)`
    insert into members as m (workspace, id, name, zone, seen_at)
    values (${workspace}, ${member.id}, ${member.name}, ${member.zone ?? null}, ${at.toString()})
    on conflict (workspace, id) do update set name = excluded.name, zone = coalesce(excluded.zone, m.zone)
    where (m.name, m.zone) is distinct from (excluded.name, coalesce(excluded.zone, m.zone))`.execute()
}

export async function namesOf(
  tx: Transaction,
  workspace: WorkspaceId,
  who: readonly string[],
): Promise<Map<string, string>> {
  if (who.length === 0) return new Map()
  const rows = await tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(and(eq(members.workspace, workspace), inArray(members.id, [...who])))
  return new Map(rows.map(({ id, name }) => [id, name]))
}
