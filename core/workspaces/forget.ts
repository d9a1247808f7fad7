import { acrossWorkspaces, type Database, sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'

/** Removes a workspace with all that is its own, for good: every row of every table, and what waits to be delivered. */
export async function forgetWorkspace(database: Database, workspace: WorkspaceId): Promise<void> {
  await acrossWorkspaces(database, (tx) => forgetRows(tx, workspace))
}

/**
 * The same for one that the bot was removed from before this time, if that still is so: joining again waits for it,
 * or is first. An installation that has come since stays.
 *
 * @returns whether it was forgotten
 */
export async function forgetLeft(
  database: Database,
  workspace: WorkspaceId,
  before: Temporal.Instant,
): Promise<boolean> {
  return acrossWorkspaces(database, async (tx) => {
    const run = sqlOf(tx)
    const [left] = await run`
      select id from workspaces w where id = ${workspace} and left_at < ${before.toString()}::timestamptz
        and not exists (select from installations i where i.workspace = w.id and i.installed_at > w.left_at)
      for update`
    if (left === undefined) return false
    await forgetRows(tx, workspace, ['installations'])
    await run`delete from installations where workspace = ${workspace} and installed_at < ${before.toString()}::timestamptz`
    return true
  })
}

async function forgetRows(tx: Transaction, workspace: WorkspaceId, but: readonly string[] = []): Promise<void> {
  const run = sqlOf(tx)
  const tables = await run`
    select c.table_name as name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'workspace' and t.table_type = 'BASE TABLE'`
  // these go last: others point to them
  const pointedTo = ['rounds', 'schedules', 'quizzes', 'live_items', 'live_quizzes', 'own_packs']
  const names = tables.map(({ name }) => name).filter((name) => !but.includes(name))
  names.sort((a, b) => pointedTo.indexOf(a) - pointedTo.indexOf(b))
  for (const name of names) await run`delete from ${run(name)} where workspace = ${workspace}`
  await run`delete from workspaces where id = ${workspace}`
  await run`delete from pgboss.job where data ->> 'workspace' = ${workspace}`
}
