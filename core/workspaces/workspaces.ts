import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { members, workspaces } from '../db/schema.ts'
import type { Actor, ThreadEnd, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { mentionIn } from './mentions.ts'

export interface Workspace {
  readonly id: WorkspaceId
  readonly name: string
  readonly zone: string
  readonly clockAheadMs: number
  /** Since when the bot is no longer there. */
  readonly leftAt: Temporal.Instant | null
  /** The emoji that are votes; none for the usual ones. */
  readonly voteEmoji: readonly string[] | null
  /** What becomes of a thread after its results. */
  readonly threadEnd: ThreadEnd
  /** Since when those who are banned no longer count. */
  readonly excludesBannedAt: Temporal.Instant | null
}

export async function workspaceOf(tx: Transaction, id: WorkspaceId): Promise<Workspace | undefined> {
  const [workspace] = await tx.select().from(workspaces).where(eq(workspaces.id, id))
  return workspace
}

/** Whether the bot has been removed, so that nothing can be said there. */
export async function isLeft(tx: Transaction, id: WorkspaceId): Promise<boolean> {
  const [row] = await sqlOf(tx)`select left_at is not null as "isLeft" from workspaces where id = ${id}`
  return row?.isLeft === true
}

/** The time in a workspace: the clock's, or later where the web room has moved its own ahead. */
export async function nowIn(study: Study, tx: Transaction, id: WorkspaceId): Promise<Temporal.Instant> {
  const [row] = await sqlOf(tx)`select clock_ahead_ms::float8 as ahead from workspaces where id = ${id}`
  return study.clock().add({ milliseconds: row?.ahead ?? 0 })
}

/**
 * Remembers a member's name, zone and groups; a row that says so already is not locked, so that what one member does at
 * the same time does not queue. Where the platform tells no more than the bare id, a name that is known stays. Sent at
 * once: await it before the transaction ends.
 */
export function rememberMember(tx: Transaction, workspace: WorkspaceId, member: Actor, at: Temporal.Instant) {
  const { id, name, zone = null, groups = null } = member
  return sqlOf(tx)`
    insert into members as m (workspace, id, name, zone, groups, seen_at)
    select met.* from (select ${workspace}::text as workspace, ${id}::text as id, ${name}::text as name, ${zone}::text as zone,
      ${groups}::text[] as groups, ${at.toString()}::timestamptz) met
    where not exists (
      select from members k where k.workspace = met.workspace and k.id = met.id and (k.name, k.zone, k.groups)
        is not distinct from
        (coalesce(nullif(met.name, met.id), k.name), coalesce(met.zone, k.zone), coalesce(met.groups, k.groups)))
    on conflict (workspace, id) do update
      set name = coalesce(nullif(excluded.name, excluded.id), m.name),
        zone = coalesce(excluded.zone, m.zone), groups = coalesce(excluded.groups, m.groups)`.execute()
}

/** The member that a person typed: by id, or by a name that is theirs alone. `@` and the platform's brackets are left out. */
export async function memberNamed(
  tx: Transaction,
  workspace: WorkspaceId,
  typed: string,
): Promise<{ readonly id: string; readonly name: string } | 'nobody' | 'several'> {
  const mentioned = mentionIn(typed)
  if (mentioned?.kind === 'group') return 'nobody'
  const text = mentioned?.id ?? typed.trim().replace(/^@/, '')
  const found = await tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(
      and(
        eq(members.workspace, workspace),
        isNull(members.erasedAt),
        or(eq(members.id, text), sql`lower(${members.name}) = lower(${text})`),
      ),
    )
    .limit(2)
  const [only, another] = found
  if (only === undefined) return 'nobody'
  return another === undefined ? only : 'several'
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
