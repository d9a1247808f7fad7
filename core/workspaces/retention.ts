import { acrossWorkspaces, type Database, inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { anyErased } from './erased.ts'
import { keptSince, lastingKeys, type Retention } from './retention-rule.ts'

/** Removes rows that have served their purpose: workspace by workspace, in batches, so that nobody waits for it. */

export interface Tidying {
  readonly retention: Retention
  readonly now: Temporal.Instant
  /** Ends it between two batches; what is left is removed the next night. */
  readonly signal?: AbortSignal | undefined
}

/** How many rows went, by table. */
export type Removed = Readonly<Record<string, number>>

const workspacesAtOnce = 200
const rowsAtOnce = 1_000

export async function removeOldRows(database: Database, tidying: Tidying): Promise<Removed> {
  const removed: Record<string, number> = { install_states: await removeStates(database, tidying) }
  for (const table of Object.keys(removals)) removed[table] = 0
  for await (const workspace of allWorkspaces(database)) {
    await removeIn(database, workspace, tidying, removed)
    if (tidying.signal?.aborted === true) break
  }
  return removed
}

/** By their ids, a page at a time: one that joins meanwhile has nothing old. */
async function* allWorkspaces(database: Database): AsyncGenerator<WorkspaceId> {
  let last = ''
  for (;;) {
    const rows = await acrossWorkspaces(
      database,
      (tx) => sqlOf(tx)`select id from workspaces where id > ${last} order by id limit ${workspacesAtOnce}`,
    )
    for (const { id } of rows) yield id
    if (rows.length < workspacesAtOnce) return
    last = rows.at(-1)?.id ?? ''
  }
}

/** Until no batch was full. */
async function removeIn(
  database: Database,
  workspace: WorkspaceId,
  tidying: Tidying,
  removed: Record<string, number>,
): Promise<void> {
  for (;;) {
    const counts = await inWorkspace(database, workspace, (tx) =>
      Promise.all(Object.values(removals).map((remove) => remove(tx, workspace, tidying))),
    )
    Object.keys(removals).forEach((table, index) => {
      removed[table] = (removed[table] ?? 0) + (counts[index] ?? 0)
    })
    if (Math.max(...counts) < rowsAtOnce || tidying.signal?.aborted === true) return
  }
}

/** Removes at most so many rows; gives how many. */
type Remove = (tx: Transaction, workspace: WorkspaceId, tidying: Tidying) => Promise<number>

const removals: Readonly<Record<string, Remove>> = {
  interactions: removeInteractions,
  postings: removePostings,
  notices: removeAged('notices', 'notices', 'coalesce(told_at, waits_at)'),
  reminders: removeReminders,
  // what was approved is in the workspace's bank
  suggestions: removeAged('suggestions', 'decided', 'decided_at'),
  imports: removeAged('imports', 'decided', 'coalesce(done_at, dropped_at)'),
}

/** Those of members who left have their own time: they are also asked when a thread is read again. */
async function removeInteractions(tx: Transaction, workspace: WorkspaceId, { retention, now }: Tidying) {
  const before = keptSince(now, retention.interactions)
  const marksBefore = now.subtract({ hours: marksKeptHours }).toString()
  const { count } = await sqlOf(tx)`
    delete from interactions where workspace = ${workspace} and id = any (array(
      select i.id from interactions i where i.workspace = ${workspace} and case
        when i.id like ${anyErased} then i.at < ${marksBefore}::timestamptz and not exists (
          select from rounds r where r.workspace = i.workspace and r.closed_at is null and r.asked_at <= i.at)
        else i.at < ${before?.toString() ?? null}::timestamptz end
      limit ${rowsAtOnce}))`
  return count
}

const marksKeptHours = 72

async function removePostings(tx: Transaction, workspace: WorkspaceId, { retention, now }: Tidying) {
  const before = keptSince(now, retention.postings)
  if (before === undefined) return 0
  const lasting = lastingKeys.map((key) => `${key}%`)
  const { count } = await sqlOf(tx)`
    delete from postings where workspace = ${workspace} and key = any (array(
      select key from postings
      where workspace = ${workspace} and started_at < ${before.toString()}::timestamptz
        and not key like any (${lasting}::text[])
      limit ${rowsAtOnce}))`
  return count
}

/** A round that was closed early reminds nobody. */
async function removeReminders(tx: Transaction, workspace: WorkspaceId) {
  const { count } = await sqlOf(tx)`
    delete from reminders where workspace = ${workspace} and (round, member) in (
      select m.round, m.member from reminders m join rounds r on r.workspace = m.workspace and r.id = m.round
      where m.workspace = ${workspace} and r.closed_at is not null limit ${rowsAtOnce})`
  return count
}

/**
 * What is no longer of use by a time of its own.
 *
 * @param since that time, in SQL; where it is null the row stays
 */
function removeAged(table: string, kept: keyof Retention, since: string): Remove {
  return async (tx, workspace, { retention, now }) => {
    const before = keptSince(now, retention[kept])
    if (before === undefined) return 0
    const run = sqlOf(tx)
    const { count } = await run`
      delete from ${run(table)} where workspace = ${workspace} and id = any (array(
        select id from ${run(table)}
        where workspace = ${workspace} and ${run.unsafe(since)} < ${before.toString()}::timestamptz
        limit ${rowsAtOnce}))`
    return count
  }
}

const statesKeptHours = 24

/** Installations that were begun and never finished. */
async function removeStates(database: Database, { now }: Tidying): Promise<number> {
  const before = now.subtract({ hours: statesKeptHours }).toString()
  const { count } = await acrossWorkspaces(
    database,
    (tx) => sqlOf(tx)`delete from install_states where made_at < ${before}::timestamptz`,
  )
  return count
}
