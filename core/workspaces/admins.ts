import { and, asc, desc, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { namedAdmins } from '../db/schema.ts'
import type { Actor, MemberId, WorkspaceId } from '../platform.ts'

/** Someone, or a group, that admins have named to manage the bot beside them. */
export interface NamedAdmin {
  readonly kind: 'member' | 'group'
  readonly id: string
}

export interface Standing {
  /** The workspace's. */
  readonly zone: string
  readonly member: Actor
  /** How many messages wait for them behind a button. */
  readonly waiting: number
  /** The version of the workspace's own questions; 0 where it has none. */
  readonly bankVersion: number
}

/**
 * The workspace's zone, and whoever does something there with `admin` as it counts: by the platform's rules, or
 * because they or a group of theirs were named. They must have been remembered before.
 */
export async function standingOf(tx: Transaction, workspace: WorkspaceId, member: Actor): Promise<Standing> {
  const [row] = await sqlOf(tx)`
    select w.zone, (select version from own_banks b where b.workspace = w.id) as version, (
      select count(*) from notices t
      where t.workspace = w.id and t.member = ${member.id} and t.waits_at is not null and t.told_at is null
    )::int as waiting, exists (
      select from named_admins n left join members m on m.workspace = n.workspace and m.id = ${member.id}
      where n.workspace = w.id
        and ((n.kind = 'member' and n.id = ${member.id}) or (n.kind = 'group' and n.id = any (m.groups)))
    ) as named
    from workspaces w where w.id = ${workspace}`
  const { zone = 'UTC', named = false, waiting = 0, version } = row ?? {}
  return { zone, waiting, bankVersion: version ?? 0, member: { ...member, admin: member.admin === true || named } }
}

/** Whom the admins have named: members first. */
export async function namedIn(tx: Transaction, workspace: WorkspaceId): Promise<NamedAdmin[]> {
  return tx
    .select({ kind: namedAdmins.kind, id: namedAdmins.id })
    .from(namedAdmins)
    .where(eq(namedAdmins.workspace, workspace))
    .orderBy(desc(namedAdmins.kind), asc(namedAdmins.namedAt), asc(namedAdmins.id))
}

export async function nameAdmin(
  tx: Transaction,
  workspace: WorkspaceId,
  { kind, id }: NamedAdmin,
  named: { readonly by: MemberId; readonly at: Temporal.Instant },
): Promise<'named' | 'named-before'> {
  const added = await tx
    .insert(namedAdmins)
    .values({ workspace, kind, id, namedBy: named.by, namedAt: named.at })
    .onConflictDoNothing()
    .returning({ id: namedAdmins.id })
  return added.length > 0 ? 'named' : 'named-before'
}

export async function unnameAdmin(
  tx: Transaction,
  workspace: WorkspaceId,
  { kind, id }: NamedAdmin,
): Promise<'removed' | 'not-named'> {
  const removed = await tx
    .delete(namedAdmins)
    .where(and(eq(namedAdmins.workspace, workspace), eq(namedAdmins.kind, kind), eq(namedAdmins.id, id)))
    .returning({ id: namedAdmins.id })
  return removed.length > 0 ? 'removed' : 'not-named'
}

/** Whether a group is one that a member is in, or that was named before. */
export async function isKnownGroup(tx: Transaction, workspace: WorkspaceId, id: string): Promise<boolean> {
  const [row] = await sqlOf(tx)`
    select exists (select from members where workspace = ${workspace} and groups @> array[${id}])
      or exists (select from named_admins where workspace = ${workspace} and kind = 'group' and id = ${id}) as known`
  return row?.known === true
}
