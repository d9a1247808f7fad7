import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { byButton, usualVoteEmoji } from './vote-emoji.ts'
import type { VoteFact } from './vote-rule.ts'
import { countsIn } from './who-counts.ts'

/** The votes that stood on a round's messages at its close: the later of adding and taking back decides. */
export async function votesOf(tx: Transaction, workspace: WorkspaceId, round: string): Promise<VoteFact[]> {
  const rows = await sqlOf(tx)`
    select distinct v.message, v.voter
    from thread_messages m
    join votes v on v.workspace = m.workspace and v.place = m.place and v.message = m.id
    join rounds r on r.workspace = m.workspace and r.id = m.round
    left join members p on p.workspace = v.workspace and p.id = v.voter
    where m.workspace = ${workspace} and m.round = ${round} and ${countsIn(tx)}
      and (v.emoji = ${byButton} or v.emoji = any (coalesce(r.vote_emoji, ${[...usualVoteEmoji]})))
      and v.added_at <= r.closes_at
      and (v.removed_at is null or v.removed_at < v.added_at or v.removed_at > r.closes_at)`
  return rows.map(({ message, voter }) => ({ message, voter }))
}
