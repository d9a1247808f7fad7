import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { ranked, type Standing } from './ranks.ts'
import { type BoardWindow, spanOf } from './windows.ts'

/** A channel's board: its own rounds only, read from the ledger. */
export async function channelBoard(
  tx: Transaction,
  asked: { workspace: WorkspaceId; channel: Place; zone: string; window: BoardWindow; now: Temporal.Instant },
): Promise<Standing[]> {
  const { workspace, channel, zone, window, now } = asked
  const { first, last } = spanOf(window, now.toZonedDateTimeISO(zone).toPlainDate())
  const rows = await sqlOf(tx)`
    select e.member, coalesce(m.name, e.member) as name, sum(e.points)::int as points
    from score_entries e
    left join members m on m.workspace = e.workspace and m.id = e.member
    where e.workspace = ${workspace} and e.channel = ${channel}
      and e.local_date between ${first.toString()} and ${last.toString()}
    group by e.member, m.name`
  return ranked(rows.map(({ member, name, points }) => ({ member, name, points })))
}
