import { connect, type Database, disconnect, inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Tenant } from './chat.ts'
import type { Checking } from './checker.ts'
import type { Erasure } from './history.ts'
import { tag } from './people.ts'

/** What stands in the database: each tenant's own, every score reproducible, nothing of who left, an empty queue. */

async function tablesIn({ town }: Checking): Promise<string[]> {
  const rows = await town.admin.sql`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'workspace' order by table_name`
  return rows.map(({ name }) => name)
}

/** Not by the owner, who sees all, and not by the app's role. */
export async function checkTenants(checking: Checking): Promise<void> {
  const { town } = checking
  const tables = await tablesIn(checking)
  const database = connect(town.address, { connections: 1 })
  for (const tenant of town.tenants) {
    await checkOwnRows(checking, tenant, tables)
    for (const table of tables) await checkSeen(checking, database, tenant, table)
  }
  await disconnect(database)
}

async function checkOwnRows(checking: Checking, tenant: Tenant, tables: readonly string[]): Promise<void> {
  const { complain } = checking
  const { workspace } = tenant
  const words = wordsOfOthers(checking, tenant)
  for (const table of tables) {
    const row = await rowWith(checking, { table, workspace, words })
    if (row !== undefined) complain(`${table} of ${workspace} has what is another's: ${row}`, table)
  }
  const said = tenant.chat.said().find((one) => words.some((word) => one.words.includes(word)))
  if (said !== undefined) complain(`${workspace} was told what is another's: ${said.words}`, said.id)
}

/** Their texts, names and ids. */
function wordsOfOthers({ town }: Checking, tenant: Tenant): string[] {
  const others = town.tenants.filter((other) => other !== tenant)
  return others.flatMap((other) => [`token-${tag(other)}-`, ...other.people, ...other.people.map(other.chat.idOf)])
}

/** By the app's role. */
async function checkSeen({ complain }: Checking, database: Database, { workspace }: Tenant, table: string) {
  const [seen] = await inWorkspace(database, workspace, (tx) => {
    const run = sqlOf(tx)
    return run`select count(*)::int as others from ${run(table)} where workspace <> ${workspace}`
  })
  if (seen?.others > 0) complain(`${workspace} sees ${seen?.others} rows of others in ${table}`, table)
}

/** Neither their id nor what they wrote stands anywhere. Their name is theirs alone in each tenant. */
export async function checkErased(checking: Checking): Promise<void> {
  const { town, history } = checking
  const tables = await tablesIn(checking)
  for (const erasure of history.erasures.filter(({ stands }) => stands)) {
    const tenant = town.tenants.find(({ workspace }) => workspace === erasure.workspace)
    if (tenant !== undefined) await checkGone(checking, tenant, erasure, tables)
  }
}

async function checkGone(
  checking: Checking,
  tenant: Tenant,
  { person, member }: Erasure,
  tables: readonly string[],
): Promise<void> {
  const { complain, history } = checking
  const { workspace, chat } = tenant
  const words = [member, `token-${tag(tenant)}-${person}-`, person]
  for (const table of tables) {
    const row = await rowWith(checking, { table, workspace, words })
    if (row !== undefined) complain(`${table} knows ${person} of ${workspace} again: ${row}`, person)
  }
  if (history.uninstalled.has(workspace)) return
  const shown = chat.said().find((one) => !one.isPrivate && words.some((word) => one.words.includes(word)))
  if (shown !== undefined) complain(`the bot still shows ${person} of ${workspace}: ${shown.words}`, shown.id)
}

/** A row of a workspace in which one of these words stands. */
async function rowWith(
  { town }: Checking,
  { table, workspace, words }: { table: string; workspace: string; words: readonly string[] },
): Promise<string | undefined> {
  const { sql } = town.admin
  const [found] = await sql`
    select t::text as row from ${sql(table)} t where workspace = ${workspace}
      and exists (select from unnest(${[...words]}::text[]) as word where strpos(t::text, word) > 0) limit 1`
  return found?.row
}

export async function checkQueue({ town, history, complain }: Checking): Promise<void> {
  const rows = await town.admin.sql`
    select name, state, data, coalesce(output, source_output)::text as why from pgboss.job
    where name like '%deliver%' and state < 'completed'`
  for (const { name, state, data, why } of rows) {
    if (history.uninstalled.has(data?.workspace)) continue
    complain(`a delivery is ${state} in ${name}: ${JSON.stringify(data)} ${why}`, data?.subject ?? name)
  }
}
