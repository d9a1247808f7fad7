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

const fullAfterDays = 3

/** Of these members, those who have answered on fewer than three local dates before this one: they weigh less. */
export async function freshAmong(
  tx: Transaction,
  workspace: WorkspaceId,
  members: readonly string[],
  localDate: Temporal.PlainDate,
): Promise<Set<string>> {
  if (members.length === 0) return new Set()
  const asked = [...new Set(members)]
  const rows = await sqlOf(tx)`
    select given.member from (
      select a.member, a.round from answers a
      where a.workspace = ${workspace} and a.member = any (${asked}::text[]) and a.removed_at is null
      union all
      select c.member, c.round from choices c where c.workspace = ${workspace} and c.member = any (${asked}::text[])
    ) given
    join rounds r on r.workspace = ${workspace} and r.id = given.round
    cross join lateral (select (r.closes_at at time zone r.zone)::date as date) local
    where r.closed_at is not null and local.date < ${localDate.toString()}::date
    group by given.member having count(distinct local.date) >= ${fullAfterDays}`
  const known = new Set(rows.map(({ member }) => member))
  return new Set(asked.filter((member) => !known.has(member)))
}
