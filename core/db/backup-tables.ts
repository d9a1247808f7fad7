import type postgres from 'postgres'
import type { BackupTable } from './backup-file.ts'
import type { Migration } from './migrate.ts'

/** What waits to be delivered. The queue's other tables are its settings, which each start writes anew. */
export const jobsTable = 'pgboss.job'

/** Every table that some step has made, whether or not a later one removed it: another program's are never touched. */
export function tablesMadeBy(migrations: readonly Migration[]): string[] {
  const made = migrations
    .flatMap(({ sql }) => sql)
    .flatMap((statement) => [...statement.matchAll(/^\s*create table (?:if not exists )?"(\w+)"/gim)])
  return [...new Set(made.map(([, name]) => `public.${name}`))]
}

/** Those of the named tables that are there, with their columns; what others point to comes first, the jobs last. */
export async function tablesToKeep(tx: postgres.ISql, names: readonly string[]): Promise<BackupTable[]> {
  const rows = await tx<{ table: string; columns: string[] }[]>`
    select n.nspname || '.' || c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any(${[...names, jobsTable]}::text[])
    group by 1 order by 1`
  const points = await tx<{ from: string; to: string }[]>`
    select distinct fn.nspname || '.' || f.relname as from, tn.nspname || '.' || t.relname as to
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_namespace fn on fn.oid = f.relnamespace
      join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where k.contype = 'f' and k.conrelid <> k.confrelid`
  const jobs = rows.filter(({ table }) => table === jobsTable)
  return [
    ...inOrder(
      rows.filter(({ table }) => table !== jobsTable),
      points,
    ),
    ...jobs,
  ]
}

/** The tables of these names that are there. */
export async function tablesThere(tx: postgres.ISql, names: readonly string[]): Promise<string[]> {
  const rows = await tx<{ table: string }[]>`
    select schemaname || '.' || tablename as table from pg_tables where schemaname || '.' || tablename = any(${[...names]}::text[])`
  return rows.map(({ table }) => table)
}

/** As SQL lists them. */
export function columnsOf({ columns }: BackupTable): string {
  return columns.map(quotedName).join(', ')
}

/** `schema.table` or a column, as SQL names it. */
export function quotedName(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

function inOrder(tables: readonly BackupTable[], points: readonly { from: string; to: string }[]): BackupTable[] {
  const ordered: BackupTable[] = []
  let left = [...tables]
  while (left.length > 0) {
    const names = new Set(left.map(({ table }) => table))
    const waits = new Set(points.filter(({ to }) => names.has(to)).map(({ from }) => from))
    const next = left.filter(({ table }) => !waits.has(table))
    if (next.length === 0) throw new Error(`tables point to each other: ${[...names].join(', ')}`)
    ordered.push(...next)
    left = left.filter((table) => !next.includes(table))
  }
  return ordered
}
