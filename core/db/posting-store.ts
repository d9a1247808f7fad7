import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Place, WorkspaceId } from '../platform.ts'
import { acrossWorkspaces, type Database, inWorkspace, sqlOf, type Transaction } from './connect.ts'
import { postings } from './schema.ts'

/**
 * What an adapter is about to post, is posting or has posted under a key, for platforms that cannot tell by
 * themselves whether a post whose response was lost stands.
 */
export type PostingStore = ReturnType<typeof postingStore>

interface ClaimWish {
  readonly key: string
  readonly place: Place
  readonly now: Temporal.Instant
  /** Whole seconds for which the claimant alone may post it: longer than its longest try. */
  readonly holdSeconds: number
}

/**
 * `held` is the end of one's own hold: `renew` wants it.
 *
 * - `first`: nobody has tried it: post it
 * - `again`: someone has, between `since` and `until`, and it may stand: look back before posting it
 * - `done`: it stands
 * - `held`: someone is posting it now; ask again after so many seconds, at least 1
 */
export type Claim =
  | { readonly kind: 'first'; readonly held: Temporal.Instant }
  | {
      readonly kind: 'again'
      readonly since: Temporal.Instant
      readonly until: Temporal.Instant
      readonly held: Temporal.Instant
    }
  | { readonly kind: 'done'; readonly place: Place; readonly message: string }
  | { readonly kind: 'held'; readonly seconds: number }

const forgottenAtOnce = 1000

export function postingStore(database: Database) {
  return { claim, renew, settle, release, doubt, forget }

  /** Of any number of claims at once, one is `first` or `again`. */
  async function claim(workspace: WorkspaceId, { key, place, now, holdSeconds }: ClaimWish): Promise<Claim> {
    const until = now.add({ seconds: holdSeconds })
    return inWorkspace(database, workspace, async (tx) => {
      // a new row has no xmax, one that was taken over has; a select sees it as it was before
      const [mine] = await sqlOf(tx)`
        insert into postings as p (workspace, key, place, started_at, held_until)
        values (${workspace}, ${key}, ${place}, ${now.toString()}, ${until.toString()})
        on conflict (workspace, key) do update set held_until = excluded.held_until
          where p.message is null and p.held_until <= ${now.toString()}::timestamptz
        returning started_at as since, xmax = 0 as is_first, held_until as held,
          (select b.held_until from postings b where b.workspace = ${workspace} and b.key = ${key}) as until`
      if (mine === undefined) return standing(tx, workspace, key, now)
      const held = Temporal.Instant.from(mine.held)
      if (mine.is_first) return { kind: 'first', held }
      const since = Temporal.Instant.from(mine.since)
      return { kind: 'again', since, until: mine.until === null ? now : Temporal.Instant.from(mine.until), held }
    })
  }

  /** Holds it on for so long from now; false when the hold has ended and someone else has taken it over, or may. */
  async function renew(
    workspace: WorkspaceId,
    {
      key,
      held,
      now,
      holdSeconds,
    }: { key: string; held: Temporal.Instant; now: Temporal.Instant; holdSeconds: number },
  ): Promise<boolean> {
    const until = now.add({ seconds: holdSeconds })
    const { count } = await inWorkspace(
      database,
      workspace,
      (tx) => sqlOf(tx)`
        update postings set held_until = ${until.toString()}::timestamptz
        where workspace = ${workspace} and key = ${key} and message is null
          and held_until = ${held.toString()}::timestamptz`,
    )
    return count > 0
  }

  /** It stands as this message; the first to say so is believed. */
  async function settle(workspace: WorkspaceId, key: string, message: string): Promise<void> {
    await inWorkspace(database, workspace, (tx) =>
      tx.update(postings).set({ message }).where(unsettled(workspace, key)),
    )
  }

  /** It was certainly never posted. After `again`, a try before this one may still stand: that is `doubt`. */
  async function release(workspace: WorkspaceId, key: string): Promise<void> {
    await inWorkspace(database, workspace, (tx) => tx.delete(postings).where(unsettled(workspace, key)))
  }

  /** Its response was lost: whoever tries next may look back at once. */
  async function doubt(workspace: WorkspaceId, key: string, now: Temporal.Instant): Promise<void> {
    const heldUntil = sql`least(${postings.heldUntil}, ${now.toString()}::timestamptz)`
    await inWorkspace(database, workspace, (tx) =>
      tx.update(postings).set({ heldUntil }).where(unsettled(workspace, key)),
    )
  }

  /** Deletes what stands and was begun before this time, in all workspaces; gives how many. */
  async function forget(before: Temporal.Instant): Promise<number> {
    let forgotten = 0
    for (;;) {
      const { count } = await acrossWorkspaces(
        database,
        (tx) => sqlOf(tx)`
          delete from postings where (workspace, key) in (
            select workspace, key from postings
            where message is not null and started_at < ${before.toString()}::timestamptz
            limit ${forgottenAtOnce} for update skip locked)`,
      )
      forgotten += count
      if (count < forgottenAtOnce) return forgotten
    }
  }
}

/** Why it could not be claimed. The refused claim has locked the row, so it is still there. */
async function standing(tx: Transaction, workspace: WorkspaceId, key: string, now: Temporal.Instant): Promise<Claim> {
  const [row] = await tx.select().from(postings).where(posting(workspace, key))
  if (row === undefined) throw new Error(`posting ${key} of ${workspace} is neither new nor there`)
  const { place, message, heldUntil } = row
  if (message !== null) return { kind: 'done', place, message }
  return { kind: 'held', seconds: Math.max(1, Math.ceil(heldUntil.since(now).total('seconds'))) }
}

function posting(workspace: WorkspaceId, key: string) {
  return and(eq(postings.workspace, workspace), eq(postings.key, key))
}

function unsettled(workspace: WorkspaceId, key: string) {
  return and(posting(workspace, key), isNull(postings.message))
}
