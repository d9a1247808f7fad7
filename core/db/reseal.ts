import { eq } from 'drizzle-orm'
import type { WorkspaceId } from '../platform.ts'
import { acrossWorkspaces, type Database, inWorkspace } from './connect.ts'
import { aboutInstallation } from './installation-store.ts'
import { installations } from './schema.ts'
import { CannotOpen, type Seal } from './sealed.ts'

export interface Resealed {
  /** Sealed anew with the first key. */
  readonly resealed: number
  /** Those that it had sealed before. */
  readonly current: number
  /** Which no key at hand opens: left as they are. */
  readonly closed: readonly WorkspaceId[]
}

type Outcome = 'resealed' | 'current' | 'closed' | 'gone'

/** Seals all that is sealed with an older key with the first one, row by row, while the bot is at work. */
export async function resealAll(database: Database, seal: Seal): Promise<Resealed> {
  const rows = await acrossWorkspaces(database, (tx) =>
    tx.select({ workspace: installations.workspace }).from(installations).orderBy(installations.workspace),
  )
  const outcomes: { readonly workspace: WorkspaceId; readonly outcome: Outcome }[] = []
  for (const { workspace } of rows) outcomes.push({ workspace, outcome: await reseal(database, seal, workspace) })
  const those = (wanted: Outcome) => outcomes.filter(({ outcome }) => outcome === wanted)
  return {
    resealed: those('resealed').length,
    current: those('current').length,
    closed: those('closed').map(({ workspace }) => workspace),
  }
}

async function reseal(database: Database, seal: Seal, workspace: WorkspaceId): Promise<Outcome> {
  return inWorkspace(database, workspace, async (tx) => {
    const ofIt = eq(installations.workspace, workspace)
    // held, so that tokens that are renewed meanwhile are not put back
    const [row] = await tx.select({ sealed: installations.sealed }).from(installations).where(ofIt).for('update')
    if (row === undefined) return 'gone'
    if (seal.isCurrent(row.sealed)) return 'current'
    const about = aboutInstallation(workspace)
    const opened = openedOr(() => seal.open(row.sealed, about))
    if (opened === undefined) return 'closed'
    await tx
      .update(installations)
      .set({ sealed: seal.seal(opened, about) })
      .where(ofIt)
    return 'resealed'
  })
}

function openedOr(open: () => string): string | undefined {
  try {
    return open()
  } catch (error) {
    if (error instanceof CannotOpen) return undefined
    throw error
  }
}
