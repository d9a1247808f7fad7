import type { WorkspaceId } from '../platform.ts'
import type { Bank } from './bank.ts'
import { mergedBank, type OwnPart } from './merged-bank.ts'

/** Banks of workspaces in memory: those that were wanted last, so many and no more. */
export interface KeptBanks {
  /** The bank at this version, on this shared one; none where it must be loaded. */
  at(workspace: WorkspaceId, version: number, shared: Bank): Bank | undefined
  keep(workspace: WorkspaceId, own: OwnPart, shared: Bank): Bank
  /** Drops the others: one that was forgotten, and comes back, begins at version 1 once more. */
  keepOnly(workspaces: ReadonlyMap<WorkspaceId, unknown>): void
}

interface Kept {
  readonly own: OwnPart
  readonly shared: Bank
  readonly bank: Bank
}

const usualLimits = { banks: 300, questions: 50_000 } as const

export function keptBanks(limits: { readonly banks: number; readonly questions: number } = usualLimits): KeptBanks {
  const kept = new Map<WorkspaceId, Kept>()
  let questions = 0
  return { at, keep, keepOnly }

  function at(workspace: WorkspaceId, version: number, shared: Bank): Bank | undefined {
    const found = kept.get(workspace)
    if (found === undefined || found.own.version !== version) return undefined
    // the shared questions were read anew: the own ones are the same
    if (found.shared !== shared) return keep(workspace, found.own, shared)
    kept.delete(workspace)
    kept.set(workspace, found)
    return found.bank
  }

  function keep(workspace: WorkspaceId, own: OwnPart, shared: Bank): Bank {
    drop(workspace)
    const bank = mergedBank(shared, own)
    kept.set(workspace, { own, shared, bank })
    questions += own.questions.length
    for (const oldest of kept.keys()) {
      if (oldest === workspace || (kept.size <= limits.banks && questions <= limits.questions)) break
      drop(oldest)
    }
    return bank
  }

  function keepOnly(workspaces: ReadonlyMap<WorkspaceId, unknown>): void {
    for (const workspace of kept.keys()) if (!workspaces.has(workspace)) drop(workspace)
  }

  function drop(workspace: WorkspaceId): void {
    questions -= kept.get(workspace)?.own.questions.length ?? 0
    kept.delete(workspace)
  }
}
