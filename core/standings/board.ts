import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { ranked, type Standing } from './ranks.ts'
import { type BoardWindow, spanOf } from './windows.ts'

/** The name of those who count on boards without theirs. */
const unlisted = 'anonymous'

/**
 * A channel's board: its own rounds only, read from the ledger.
 *
 * @param asked.viewer who looks at it; an unlisted member's name is shown to themselves alone
 */
export async function channelBoard(
  tx: Transaction,
  asked: {
    readonly workspace: WorkspaceId
    readonly channel: Place
    readonly zone: string
    readonly window: BoardWindow
    readonly now: Temporal.Instant
    readonly viewer?: string
  },
): Promise<Standing[]> {
  const { workspace, channel, zone, window, now, viewer = '' } = asked
  const { first, last } = spanOf(window, now.toZonedDateTimeISO(zone).toPlainDate())
  const rows = await sqlOf(tx)`
    select e.member, sum(e.points)::int as points,
      case when m.unlisted_at is not null and e.member <> ${viewer} then ${unlisted} else coalesce(m.name, e.member) end as name
    from score_entries e
    left join members m on m.workspace = e.workspace and m.id = e.member
    where e.workspace = ${workspace} and e.channel = ${channel}
      and e.local_date between ${first.toString()} and ${last.toString()}
    group by e.member, m.name, m.unlisted_at
    having sum(e.points) > 0`
  return ranked(rows.map(({ member, name, points }) => ({ member, name, points })))
}
