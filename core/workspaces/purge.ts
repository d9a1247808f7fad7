import { acrossWorkspaces, type Database, sqlOf } from '../db/connect.ts'
import type { Log } from '../log.ts'
import type { WorkspaceId } from '../platform.ts'
import { forgetLeft } from './forget.ts'
import type { Tidying } from './retention.ts'
import { keptSince } from './retention-rule.ts'

export interface Purging extends Tidying {
  readonly log: Log
  /** What is kept of a workspace outside the database goes as well. */
  readonly forgotten: (workspace: WorkspaceId) => Promise<void>
}

const atOnce = 100

/**
 * Forgets, for good, the workspaces that the bot was removed from so many days ago. One that fails is left for the
 * next night.
 *
 * @returns how many
 */
export async function purgeLeft(database: Database, purging: Purging): Promise<number> {
  const before = keptSince(purging.now, purging.retention.left)
  if (before === undefined) return 0
  let purged = 0
  let last = ''
  for (;;) {
    const rows = await acrossWorkspaces(
      database,
      (tx) => sqlOf(tx)`
        select id from workspaces where left_at < ${before.toString()}::timestamptz and id > ${last}
        order by id limit ${atOnce}`,
    )
    for (const { id } of rows) if (await purge(database, id, before, purging)) purged += 1
    if (rows.length < atOnce || purging.signal?.aborted === true) return purged
    last = rows.at(-1)?.id ?? ''
  }
}

async function purge(
  database: Database,
  workspace: WorkspaceId,
  before: Temporal.Instant,
  { log, forgotten, signal }: Purging,
): Promise<boolean> {
  if (signal?.aborted === true) return false
  try {
    if (!(await forgetLeft(database, workspace, before))) return false
    await forgotten(workspace)
    log.info({ workspace }, 'a workspace that the bot was removed from is forgotten')
    return true
  } catch (error) {
    log.error({ workspace, err: error }, 'a workspace could not be forgotten; the next night tries again')
    return false
  }
}
