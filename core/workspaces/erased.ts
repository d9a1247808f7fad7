import { createHash } from 'node:crypto'
import { sqlOf, type Transaction } from '../db/connect.ts'
import type { MemberId, WorkspaceId } from '../platform.ts'

/**
 * Since when a member has had their data deleted: kept as a digest of their id for some days, so that what they did
 * before, and what is delivered late or again, does not bring them back. What they do afterwards counts as anyone's.
 *
 * It stands among the interactions, as one that has been carried out, and goes with them (`retention.ts`).
 */

const prefix = 'erased:'

/** For `like`. */
export const anyErased = `${prefix}%`

export async function markErased(
  tx: Transaction,
  workspace: WorkspaceId,
  member: MemberId,
  now: Temporal.Instant,
): Promise<void> {
  await sqlOf(tx)`
    insert into interactions as i (workspace, id, at) values (${workspace}, ${markOf(workspace, member)}, ${now.toString()})
    on conflict (workspace, id) do update set at = greatest(i.at, excluded.at)`
}

/** Those of these members who have had their data deleted in the last days, by when; also who came back. */
export async function erasedAmong(
  tx: Transaction,
  workspace: WorkspaceId,
  members: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, Temporal.Instant>> {
  const marks = new Map(members.map((member) => [markOf(workspace, member), member]))
  const rows = await sqlOf(tx)`
    select id, at from interactions where workspace = ${workspace} and id = any (${[...marks.keys()]}::text[])`
  return new Map(rows.map(({ id, at }) => [marks.get(id) ?? '', Temporal.Instant.from(at)]))
}

/** Who of these has left and not come back: nothing is kept about them, and nobody tells them anything. */
export async function leftAmong(
  tx: Transaction,
  workspace: WorkspaceId,
  members: readonly MemberId[],
): Promise<ReadonlySet<MemberId>> {
  const erased = await erasedAmong(tx, workspace, members)
  if (erased.size === 0) return new Set()
  const back = await sqlOf(tx)`
    select id from members where workspace = ${workspace} and id = any (${[...erased.keys()]}::text[])`
  return new Set(erased.keys()).difference(new Set(back.map(({ id }) => id)))
}

/** As a row's id. */
export function markOf(workspace: WorkspaceId, member: MemberId): string {
  return `${prefix}${createHash('sha256').update(`${workspace} ${member}`).digest('hex')}`
}
