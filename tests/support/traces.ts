import { acrossWorkspaces, type Database, sqlOf } from '../../core/db/connect.ts'

/** A row in which something stands. */
export interface Trace {
  /** `notices`, `pgboss.job` */
  readonly table: string
  readonly row: string
}

/**
 * Every row of every table, in all schemas but the database's own, in which a text stands, in whatever column and
 * case. The room's own tables are its platform: what people wrote stays there.
 */
export async function tracesOf(database: Database, text: string): Promise<Trace[]> {
  return acrossWorkspaces(database, async (tx) => {
    const run = sqlOf(tx)
    const traces: Trace[] = []
    for (const table of await tablesOf(database)) {
      if (/^(room_messages|room_people|room_reactions)$/.test(table)) continue
      const [schema, name] = table.includes('.') ? table.split('.') : ['public', table]
      const rows = await run`
        select to_jsonb(t)::text as row from ${run(`${schema}.${name}`)} t where to_jsonb(t)::text ilike ${`%${text}%`}`
      traces.push(...rows.map(({ row }) => ({ table, row })))
    }
    return traces
  })
}

/** All tables, those outside `public` with their schema. */
export async function tablesOf(database: Database): Promise<string[]> {
  const rows = await database.sql`
    select table_schema as schema, table_name as name from information_schema.tables t
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
      and not exists (
        select from pg_inherits h where h.inhrelid = format('%I.%I', t.table_schema, t.table_name)::regclass)
    order by 1, 2`
  return rows.map(({ schema, name }) => (schema === 'public' ? name : `${schema}.${name}`))
}
