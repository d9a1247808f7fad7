import { acrossWorkspaces, inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { seasons } from './windows.ts'

/**
 * Sums beside the ledger, so that a board is read without adding it up. Recording an entry touches none of them: entries
 * that are not in the sums yet are added to them together, by whoever reads a board next or by the next tick.
 *
 * For each board and period a member has a sum, and each number of points above 0 has a count of the members who have
 * it: a place is a sum over these counts.
 */

/** The board of all that is earned in a workspace. */
export const workspaceBoard = 'workspace'

/** Adding to the sums is done by one at a time in a workspace. */
async function holdSums(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`sums ${workspace}`}, 0))`
}

/** Before a board is read: everything that was recorded counts. */
export async function catchUpSums(tx: Transaction, workspace: WorkspaceId, now: Temporal.Instant): Promise<void> {
  const [row] = await sqlOf(tx)`
    select exists (select from score_entries where workspace = ${workspace} and summed_at is null) as "isBehind"`
  if (row?.isBehind === true) await foldEntries(tx, workspace, now)
}

/** Adds the entries that are not in the sums yet. Each is added once, however many do it at the same time. */
export async function foldEntries(tx: Transaction, workspace: WorkspaceId, now: Temporal.Instant): Promise<void> {
  await holdSums(tx, workspace)
  const sql = sqlOf(tx)
  // counts move by what each sum was before: it is looked up one by one, as the planner cannot know how few these are
  const changed = await sql`
    with taken as (
      update score_entries e set summed_at = ${now.toString()}
      where e.workspace = ${workspace} and e.summed_at is null
      returning e.member, e.channel, e.points, e.local_date
    ), gained as materialized (
      select boards.board, periods.period, t.member, sum(t.points)::int as points
      from taken t ${boardsOf(tx)} ${periodsOf(tx)}
      group by boards.board, periods.period, t.member order by boards.board, periods.period, t.member
    ), before as materialized (
      select g.*, coalesce((
        select s.points from standing_sums s
        where s.workspace = ${workspace} and s.board = g.board and s.period = g.period and s.member = g.member
      ), 0) as had
      from gained g
    ), summed as (
      insert into standing_sums as s (workspace, board, period, member, points)
      select ${workspace}, board, period, member, points from before
      on conflict (workspace, board, period, member) do update set points = s.points + excluded.points
    ), moved as (
      select board, period, had as points, -1 as members from before where had > 0
      union all
      select board, period, had + points, 1 from before where had + points > 0
    )
    insert into standing_counts as c (workspace, board, period, points, members)
    select ${workspace}, board, period, points, sum(members)::int from moved
    group by board, period, points having sum(members) <> 0
    on conflict (workspace, board, period, points) do update set members = c.members + excluded.members
    returning c.board, c.period, c.points, c.members`
  await dropEmptyCounts(
    tx,
    workspace,
    changed.filter(({ members }) => members === 0),
  )
}

/** Makes the sums anew from the ledger: the same ones, to the row, as adding entry by entry has made. */
export async function rebuildSums(tx: Transaction, workspace: WorkspaceId, now: Temporal.Instant): Promise<void> {
  await holdSums(tx, workspace)
  const sql = sqlOf(tx)
  await sql`delete from standing_sums where workspace = ${workspace}`
  await sql`delete from standing_counts where workspace = ${workspace}`
  // marked before they are added up: what is recorded meanwhile is in neither
  await sql`
    update score_entries set summed_at = ${now.toString()} where workspace = ${workspace} and summed_at is null`
  await sql`
    insert into standing_sums (workspace, board, period, member, points)
    select ${workspace}, boards.board, periods.period, t.member, sum(t.points)::int
    from (
      select member, channel, local_date, sum(points) as points from score_entries
      where workspace = ${workspace} and summed_at is not null group by member, channel, local_date
    ) t ${boardsOf(tx)} ${periodsOf(tx)}
    group by boards.board, periods.period, t.member`
  await sql`
    insert into standing_counts (workspace, board, period, points, members)
    select workspace, board, period, points, count(*)::int from standing_sums
    where workspace = ${workspace} and points > 0 group by workspace, board, period, points`
}

/** What a member has earned becomes another id's, who has nothing yet: nobody's place changes. */
export async function handOverPoints(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
  heir: string,
): Promise<void> {
  await holdSums(tx, workspace)
  const sql = sqlOf(tx)
  await sql`update score_entries set member = ${heir} where workspace = ${workspace} and member = ${member}`
  await sql`
    update standing_sums s set member = ${heir}
    from (
      select distinct boards.board, periods.period from score_entries t ${boardsOf(tx)} ${periodsOf(tx)}
      where t.workspace = ${workspace} and t.member = ${heir}
    ) own
    where s.workspace = ${workspace} and s.board = own.board and s.period = own.period and s.member = ${member}`
}

const workspacesAtOnce = 1_000

/** At each tick, so that whoever reads a board has little left to add. Never throws for a single workspace. */
export async function foldWhatIsNew(study: Study): Promise<void> {
  const behind = await acrossWorkspaces(
    study.database,
    (tx) => sqlOf(tx)`select distinct workspace from score_entries where summed_at is null limit ${workspacesAtOnce}`,
  )
  for (const { workspace } of behind) {
    try {
      await inWorkspace(study.database, workspace, (tx) => foldEntries(tx, workspace, study.clock()))
    } catch (error) {
      study.log.error({ workspace, err: error }, 'points could not be added to the boards and are tried again')
    }
  }
}

/** The boards that an entry `t` counts on. */
function boardsOf(tx: Transaction) {
  return sqlOf(tx)`
    cross join lateral (
      select ${workspaceBoard}::text as board union all select 'channel:' || t.channel where t.channel is not null
    ) boards`
}

/** The periods that an entry `t` counts in, called as in `periodOf`. */
function periodsOf(tx: Transaction) {
  const { first, days } = seasons
  return sqlOf(tx)`
    cross join lateral (
      select 'all' as period
      union all select 'day:' || to_char(t.local_date, 'YYYY-MM-DD')
      union all select 'week:' || to_char(t.local_date - (extract(isodow from t.local_date)::int - 1), 'YYYY-MM-DD')
      union all select 'season:' || to_char(
        ${first.toString()}::date + floor((t.local_date - ${first.toString()}::date) / ${days}::numeric)::int * ${days}::int,
        'YYYY-MM-DD')
    ) periods`
}

async function dropEmptyCounts(
  tx: Transaction,
  workspace: WorkspaceId,
  empty: readonly { readonly board?: string; readonly period?: string; readonly points?: number }[],
): Promise<void> {
  if (empty.length === 0) return
  await sqlOf(tx)`
    delete from standing_counts c
    using (select * from jsonb_to_recordset(${JSON.stringify(empty)}::jsonb) as e (board text, period text, points int)) gone
    where c.workspace = ${workspace} and c.board = gone.board and c.period = gone.period and c.points = gone.points
      and c.members = 0`
}
