import { acrossWorkspaces, type Database, inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import type { Log } from '../log.ts'
import { oneAfterAnother } from '../one-after-another.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Bank } from './bank.ts'
import { type KeptBanks, keptBanks } from './kept-banks.ts'
import type { OwnPart } from './merged-bank.ts'

/** Where a change of a workspace's own questions is told to all processes, with the workspace's id. */
export const bankChannel = 'studyhall_banks'

/** The banks of workspaces with questions of their own, as this process knows them. */
export interface OwnBanks {
  /** Reads which workspaces have questions of their own, at which version. */
  refresh(): Promise<void>
  /** A workspace's bank, as far as this process has heard; the shared one where it has no questions of its own. */
  bankIn(workspace: WorkspaceId, shared: Bank): Promise<Bank>
  /** The same at the version that the transaction has read; 0 where there is none. */
  bankAt(tx: Transaction, workspace: WorkspaceId, version: number, shared: Bank): Promise<Bank>
}

/**
 * Listens for changes from now on. Where that is not possible, such as behind a pooler, `refresh` brings them;
 * commands and presses depend on neither.
 */
export function openOwnBanks(database: Database, log: Log): OwnBanks {
  const kept: KeptBanks = keptBanks()
  let versions = new Map<WorkspaceId, number>()
  const loading = new Map<WorkspaceId, Promise<Bank>>()
  const refresh = oneAfterAnother(readVersions)
  const hear = () => {
    refresh().catch((err: unknown) => log.warn({ err }, 'which workspaces have questions of their own is not known'))
  }
  database.sql.listen(bankChannel, hear, hear).catch((err: unknown) => {
    log.info({ err }, 'what other processes change about questions is seen with the next tick')
  })
  return { refresh, bankIn, bankAt }

  async function readVersions(): Promise<void> {
    const rows = await acrossWorkspaces(database, (tx) => sqlOf(tx)`select workspace, version from own_banks`)
    versions = new Map(rows.map(({ workspace, version }) => [workspace, version]))
    kept.keepOnly(versions)
  }

  async function bankIn(workspace: WorkspaceId, shared: Bank): Promise<Bank> {
    const version = versions.get(workspace)
    if (version === undefined) return shared
    return kept.at(workspace, version, shared) ?? loading.get(workspace) ?? loadAlone(workspace, shared)
  }

  async function bankAt(tx: Transaction, workspace: WorkspaceId, version: number, shared: Bank): Promise<Bank> {
    if (version === 0) return shared
    versions.set(workspace, version)
    return kept.at(workspace, version, shared) ?? load(tx, workspace, shared)
  }

  /** Many who ask for one bank at once load it once. */
  function loadAlone(workspace: WorkspaceId, shared: Bank): Promise<Bank> {
    const loaded = inWorkspace(database, workspace, (tx) => load(tx, workspace, shared))
    loading.set(workspace, loaded)
    return loaded.finally(() => loading.delete(workspace))
  }

  async function load(tx: Transaction, workspace: WorkspaceId, shared: Bank): Promise<Bank> {
    const own = await ownPartOf(tx, workspace)
    versions.set(workspace, own.version)
    return kept.keep(workspace, own, shared)
  }
}

/** One statement, so that the questions are those of the version. */
async function ownPartOf(tx: Transaction, workspace: WorkspaceId): Promise<OwnPart> {
  const rows = await sqlOf(tx)`
    select b.version, q.id, q.body, q.retired_at is not null as "isRetired"
    from own_banks b left join own_questions q on q.workspace = b.workspace
    where b.workspace = ${workspace}`
  const own = rows.filter(({ id }) => id !== null)
  return {
    version: rows[0]?.version ?? 0,
    questions: own.map(({ id, body }) => ({ ...body, id })),
    retired: own.flatMap(({ id, isRetired }) => (isRetired ? [id] : [])),
  }
}
