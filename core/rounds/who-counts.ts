import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Reply, WorkspaceId } from '../platform.ts'
import { privately } from '../reply.ts'
import { moderationWords } from '../workspaces/moderation-words.ts'
import { isFirstTold } from '../workspaces/notices.ts'

/**
 * Whose answers and votes count in a round: not those of members whom an admin has excluded, and where the
 * round needs a group, only those of its members. Asked of a member as they are now, so at the close.
 */

/** A condition on `p`, the member (outer-joined), in `r`, the round. */
export function countsIn(tx: Transaction) {
  return sqlOf(tx)`(p.excluded_at is null
    and (r.needed_group is null or coalesce(r.needed_group = any (p.groups), false)))`
}

/** A private word to someone whose answer or vote does not count: once in an exclusion, and once a round. */
export async function tellUncounted(
  tx: Transaction,
  { workspace, round, member, now }: { workspace: WorkspaceId; round: string; member: string; now: Temporal.Instant },
): Promise<Reply | undefined> {
  const [row] = await sqlOf(tx)`
    select p.excluded_at, r.needed_group from rounds r
    left join members p on p.workspace = r.workspace and p.id = ${member}
    where r.workspace = ${workspace} and r.id = ${round} and not ${countsIn(tx)}`
  if (row === undefined) return undefined
  const { excluded_at: excludedAt, needed_group: group } = row
  const text = excludedAt === null ? moderationWords.notInGroup(group) : moderationWords.youAreExcluded
  const occasion = excludedAt === null ? `not in the group of ${round}` : `excluded ${excludedAt}`
  return (await isFirstTold(tx, { workspace, member, text, now }, occasion)) ? privately(text) : undefined
}
