import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { isGone } from '../workspaces/gone.ts'
import { namesOf } from '../workspaces/workspaces.ts'
import { filteredPairs, type PairPast, type Past, pairKey, type VoterPast } from './ballot-trust.ts'
import type { FilteredPair } from './ballot-words.ts'

/** What the ballots of earlier days say about voters, read as sums. */

interface PairRow extends PairPast {
  readonly squares: number
}

/**
 * The past of these voters on the days before a round's.
 *
 * @param before.closedBy rounds that closed later say nothing, though their local date be an earlier one: so a rebuild
 * sees what the close saw
 */
export async function pastOfVoters(
  tx: Transaction,
  workspace: WorkspaceId,
  voters: readonly string[],
  before: { readonly localDate: Temporal.PlainDate; readonly closedBy: Temporal.Instant },
): Promise<Past> {
  const rows = await sqlOf(tx)`
    select b.voter, b.author, ${sums(tx)} from ballots b
    join rounds r on r.workspace = b.workspace and r.id = b.round
    where b.workspace = ${workspace} and b.voter = any (${[...voters]}::text[]) and b.residual is not null
      and b.local_date < ${before.localDate.toString()}::date and r.closed_at <= ${before.closedBy.toString()}::timestamptz
    group by b.voter, b.author`
  return pastFrom(rows.map(pairOf))
}

const daysTold = 30

/** For admins alone: pairs whose ratings count for nothing as things are, among those who met in the last 30 days. */
export async function filteredOf(
  tx: Transaction,
  workspace: WorkspaceId,
  today: Temporal.PlainDate,
): Promise<FilteredPair[]> {
  const since = today.subtract({ days: daysTold }).toString()
  const rows = await sqlOf(tx)`
    select b.voter, b.author, ${sums(tx)}, max(b.local_date) >= ${since}::date as lately from ballots b
    where b.workspace = ${workspace} and b.residual is not null and b.voter in (
      select voter from ballots where workspace = ${workspace} and local_date >= ${since}::date)
    group by b.voter, b.author`
  const lately = new Set(rows.filter((row) => row.lately).map(({ voter, author }) => pairKey(voter, author)))
  const pairs = filteredPairs(pastFrom(rows.map(pairOf))).filter(
    ({ voter, author }) => lately.has(pairKey(voter, author)) && !isGone(voter) && !isGone(author),
  )
  const names = await namesOf(tx, workspace, [...new Set(pairs.flatMap(({ voter, author }) => [voter, author]))])
  const named = (member: string) => names.get(member) ?? member
  return pairs.map(({ voter, author, ratings }) => ({ voter: named(voter), author: named(author), rounds: ratings }))
}

/** In whole millionths, as the rule takes them. */
function sums(tx: Transaction) {
  return sqlOf(tx)`count(*)::int as ratings,
    sum(round(b.residual::numeric * 1000000))::float8 as sum,
    sum(round((b.residual::numeric * b.residual::numeric) * 1000000))::float8 as squares`
}

function pairOf({ voter, author, ratings, sum, squares }: Record<string, unknown>): PairRow {
  return {
    voter: String(voter),
    author: String(author),
    ratings: Number(ratings),
    sum: Number(sum),
    squares: Number(squares),
  }
}

function pastFrom(rows: readonly PairRow[]): Past {
  const voters = new Map<string, VoterPast>()
  for (const { voter, ratings, sum, squares } of rows) {
    const known = voters.get(voter) ?? { ratings: 0, sum: 0, squares: 0 }
    voters.set(voter, {
      ratings: known.ratings + ratings,
      sum: known.sum + sum,
      squares: known.squares + squares,
    })
  }
  const pairs = new Map(rows.map(({ squares: _, ...pair }) => [pairKey(pair.voter, pair.author), pair]))
  return { voters, pairs }
}
