import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { holdThread } from '../rounds/thread-facts.ts'

/**
 * Holds back what is heard from all open threads until the transaction ends. In one order for all, so that two who do
 * it at once do not wait for each other.
 *
 * @returns their places
 */
export async function holdOpenThreads(tx: Transaction, workspace: WorkspaceId): Promise<Place[]> {
  const rows = await sqlOf(tx)`
    select distinct thread_place as place from rounds
    where workspace = ${workspace} and closed_at is null and thread_place is not null order by place`
  for (const { place } of rows) await holdThread(tx, workspace, place)
  return rows.map(({ place }) => place)
}
