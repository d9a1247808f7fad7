import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Actor, ChatEvent } from '../platform.ts'
import { markOf } from './erased.ts'
import { holdOpenThreads } from './open-threads.ts'

/** The buttons that delete one's data: nothing else of the member's goes on meanwhile. */
const erasingButtons: ReadonlySet<string> = new Set(['delete-but-answers', 'delete-everything'])

/** The event's own transaction is to be undone: its member has had their data deleted since. */
export class ErasedSince extends Error {}

/**
 * One event's work, unless its member has had their data deleted since it happened. What a member does goes on beside
 * each other, but never while their data is being deleted. What the platform gives no time for brings nobody back who has
 * not come back otherwise. Both looks are sent ahead of the work's own queries.
 *
 * @throws ErasedSince, for the transaction to be undone
 */
export async function unlessErased<T>(tx: Transaction, event: ChatEvent, work: () => Promise<T>): Promise<T> {
  const member = actorOf(event)
  if (member === undefined) return work()
  const { workspace, at } = event
  const run = sqlOf(tx)
  const name = `member ${workspace} ${member.id}`
  const isErasing = event.kind === 'pressed' && erasingButtons.has(event.button)
  const held = isErasing
    ? run`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute()
    : run`select pg_advisory_xact_lock_shared(hashtextextended(${name}, 0))`.execute()
  const since = run`
    select 1 from interactions i
    where i.workspace = ${workspace} and i.id = ${markOf(workspace, member.id)} and (
      i.at > ${at.toString()}::timestamptz
      or ${isUndated(event)} and not exists (select from members where workspace = i.workspace and id = ${member.id}))`.execute()
  const before = Promise.all([held, since])
  before.catch(() => {})
  // ahead of any row of theirs: whoever holds a thread may be about to write who spoke in it
  if (isErasing) await holdOpenThreads(tx, workspace)
  const result = await work()
  const [, erased] = await before
  if (erased.length > 0) throw new ErasedSince('their data was deleted since')
  return result
}

function isUndated(event: ChatEvent): boolean {
  return 'undated' in event && event.undated === true
}

/** Whose act it is; bots have no data here. */
function actorOf(event: ChatEvent): Actor | undefined {
  return 'member' in event && typeof event.member === 'object' && event.member.bot !== true ? event.member : undefined
}
