import { and, asc, eq, inArray, lt, lte, sql } from 'drizzle-orm'
import type { WorkspaceId } from '../platform.ts'
import { acrossWorkspaces, type Database, inWorkspace, sqlOf, type Transaction } from './connect.ts'
import { installations, installStates } from './schema.ts'
import type { Seal } from './sealed.ts'

export type InstallationStore = ReturnType<typeof installationStore>

/** Longer than any refresh takes: a caller who waited in vain fails, and is tried again. */
const longestWait = '30s'
/** Of the pool's connections, one in four may wait for or hold a workspace: the work needs connections too. */
const poolShare = 4
const sweptAtOnce = 1000

/** What adapters keep of the workspaces that have installed the bot: JSON, sealed, each about its own workspace. */
export function installationStore(database: Database, seal: Seal) {
  const inTurn = oneAtATime()
  const withinShare = atMost(Math.max(1, Math.floor(database.sql.options.max / poolShare)))
  return { installation, keep, renew, drop, workspaces, alone, makeState, useState }

  /** @throws CannotOpen when ENCRYPTION_KEY no longer holds its key */
  async function installation(workspace: WorkspaceId): Promise<unknown | undefined> {
    const [row] = await inWorkspace(database, workspace, (tx) =>
      tx.select({ sealed: installations.sealed }).from(installations).where(eq(installations.workspace, workspace)),
    )
    return row === undefined ? undefined : JSON.parse(seal.open(row.sealed, aboutInstallation(workspace)))
  }

  /** The bot was installed, or installed again, at this time: what was kept before is replaced. */
  async function keep(workspace: WorkspaceId, installation: unknown, at: Temporal.Instant): Promise<void> {
    const fresh = { sealed: sealedFor(workspace, installation), installedAt: at }
    await inWorkspace(database, workspace, (tx) =>
      tx
        .insert(installations)
        .values({ workspace, ...fresh })
        .onConflictDoUpdate({ target: installations.workspace, set: fresh }),
    )
  }

  /**
   * Its tokens were refreshed. Since when it is installed stays, so that an uninstall on its way still counts, and
   * one that came in between is final: then this gives false and keeps nothing.
   */
  async function renew(workspace: WorkspaceId, installation: unknown): Promise<boolean> {
    const sealed = sealedFor(workspace, installation)
    const rows = await inWorkspace(database, workspace, (tx) =>
      tx
        .update(installations)
        .set({ sealed })
        .where(eq(installations.workspace, workspace))
        .returning({ workspace: installations.workspace }),
    )
    return rows.length > 0
  }

  /** Forgets what was installed by then: an uninstall that is delivered late leaves a later installation alone. */
  async function drop(workspace: WorkspaceId, until: Temporal.Instant): Promise<boolean> {
    const rows = await inWorkspace(database, workspace, (tx) =>
      tx
        .delete(installations)
        .where(and(eq(installations.workspace, workspace), lte(installations.installedAt, until)))
        .returning({ workspace: installations.workspace }),
    )
    return rows.length > 0
  }

  /** All of one platform's, in the order of their ids. */
  async function workspaces(platform: string): Promise<WorkspaceId[]> {
    const rows = await acrossWorkspaces(database, (tx) =>
      tx
        .select({ workspace: installations.workspace })
        .from(installations)
        .where(sql`starts_with(${installations.workspace}, ${`${platform}/`})`)
        .orderBy(asc(installations.workspace)),
    )
    return rows.map(({ workspace }) => workspace)
  }

  /**
   * One caller at a time per workspace, in all processes: to refresh tokens that may be used once. Read the
   * installation inside `work`. Not to be called inside itself or inside a transaction: the pool could run dry.
   *
   * @throws what `work` throws, or the database's error when another process has not finished within 30 s
   */
  async function alone<T>(workspace: WorkspaceId, work: () => Promise<T>): Promise<T> {
    // callers queue up here first: only one of them costs a connection
    return inTurn(workspace, () =>
      withinShare(() =>
        inWorkspace(database, workspace, async (tx) => {
          await sqlOf(tx)`select set_config('lock_timeout', ${longestWait}, true)`
          await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`installation ${workspace}`}, 0))`
          return work()
        }),
      ),
    )
  }

  /** An installation was begun: its state may come back once. Removes some of those made before `notBefore`. */
  async function makeState(state: string, at: Temporal.Instant, notBefore: Temporal.Instant): Promise<void> {
    await acrossWorkspaces(database, async (tx) => {
      await sweep(tx, notBefore)
      await tx.insert(installStates).values({ state, madeAt: at })
    })
  }

  /** Whether the state was made at `notBefore` or later and comes back for the first time. Removes older ones. */
  async function useState(state: string, notBefore: Temporal.Instant): Promise<boolean> {
    return acrossWorkspaces(database, async (tx) => {
      const [used] = await tx.delete(installStates).where(eq(installStates.state, state)).returning()
      await sweep(tx, notBefore)
      return used !== undefined && Temporal.Instant.compare(used.madeAt, notBefore) >= 0
    })
  }

  function sealedFor(workspace: WorkspaceId, installation: unknown): string {
    return seal.seal(JSON.stringify(installation), aboutInstallation(workspace))
  }
}

async function sweep(tx: Transaction, notBefore: Temporal.Instant): Promise<void> {
  // what another caller is removing already is left to it: two who wait for each other would fail
  const old = tx
    .select({ state: installStates.state })
    .from(installStates)
    .where(lt(installStates.madeAt, notBefore))
    .limit(sweptAtOnce)
    .for('update', { skipLocked: true })
  await tx.delete(installStates).where(inArray(installStates.state, old))
}

/** What an installation's sealed text is about. */
export function aboutInstallation(workspace: WorkspaceId): string {
  return `${workspace} installations.sealed`
}

/** Runs what has the same name one after the other, in the order of the calls, whether or not the one before failed. */
function oneAtATime() {
  const last = new Map<string, Promise<unknown>>()
  return async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}

function atMost(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  return async function withinShare<T>(work: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
