import { sqlOf, type Transaction } from '../db/connect.ts'
import type { MemberId, WorkspaceId } from '../platform.ts'

/** Where a member's id is part of a name: of what was posted for them, and of what is on its way. */

/** So that a message that shows their answer is found under its new name, and one of theirs that is new is not taken for it. */
export async function handOverKeys(
  tx: Transaction,
  workspace: WorkspaceId,
  member: MemberId,
  gone: string,
): Promise<void> {
  const run = sqlOf(tx)
  const isTheirs = run`right(key, length(${member}) + 1) = ':' || ${member}::text
    and (starts_with(key, 'answer:') or starts_with(key, 'remind:'))`
  const renamed = run`left(key, length(key) - length(${member})) || ${gone}::text`
  await run`update postings set key = ${renamed} where workspace = ${workspace} and ${isTheirs}`
  await run`update room_messages set key = ${renamed} where workspace = ${workspace} and ${isTheirs}`
}

/**
 * Deliveries that name them, done or not, are forgotten: what they were to show is sent anew without them. Not
 * that a role is taken from them, which needs their id until it is done.
 */
export async function forgetDeliveries(tx: Transaction, workspace: WorkspaceId, member: MemberId): Promise<void> {
  const run = sqlOf(tx)
  // the app's role may only add to the queue
  await run`select set_config('role', 'none', true)`
  await run`
    delete from pgboss.job
    where data ->> 'workspace' = ${workspace} and (
      (data ->> 'kind' = 'show-answer' and right(data ->> 'subject', length(${member}) + 1) = ':' || ${member}::text)
      or (data ->> 'kind' = 'take-role' and right(data ->> 'subject', length(${member}) + 1) = '/' || ${member}::text
        and state >= 'completed'))`
  await run`select set_config('role', 'studyhall_app', true)`
}
