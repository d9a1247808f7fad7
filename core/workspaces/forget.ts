import { acrossWorkspaces, type Database, sqlOf } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'

/** Removes a workspace with all that is its own, for good: every row of every table, and what waits to be delivered. */
export async function forgetWorkspace(database: Database, workspace: WorkspaceId): Promise<void> {
  await acrossWorkspaces(database, async (tx) => {
    const run = sqlOf(tx)
    const tables = await run`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'workspace'`
    // these go last: others point to them
    const pointedTo = ['rounds', 'schedules', 'quizzes', 'live_items', 'live_quizzes']
    const order = tables.map(({ name }) => name).sort((a, b) => pointedTo.indexOf(a) - pointedTo.indexOf(b))
    for (const name of order) await run`delete from ${run(name)} where workspace = ${workspace}`
    await run`delete from workspaces where id = ${workspace}`
    await run`delete from pgboss.job where data ->> 'workspace' = ${workspace}`
  })
}
