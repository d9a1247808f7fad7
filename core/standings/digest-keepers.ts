import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
import { addNotice } from '../workspaces/notices.ts'
import { nowIn } from '../workspaces/workspaces.ts'

/** Tells those who made the channel's schedules. */
export async function tellKeepers(
  study: Study,
  tx: Transaction,
  { workspace, channel }: { readonly workspace: WorkspaceId; readonly channel: Place },
  text: string,
): Promise<void> {
  const keepers = await sqlOf(tx)`
    select distinct made_by as member from schedules
    where workspace = ${workspace} and channel = ${channel} and made_by is not null order by made_by`
  const now = await nowIn(study, tx, workspace)
  for (const { member } of keepers) await addNotice(study, tx, { workspace, member, text, now })
}
