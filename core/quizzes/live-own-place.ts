import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { OwnPlace } from './live-game-words.ts'
import { liveBoard } from './live-rows.ts'

/** How a player did in a live quiz, for themselves alone; none for someone who did not play. */
export async function ownPlaceIn(
  tx: Transaction,
  workspace: WorkspaceId,
  quiz: string,
  member: string,
): Promise<OwnPlace | undefined> {
  const board = await liveBoard(tx, workspace, quiz)
  const own = board.find((standing) => standing.member === member)
  if (own === undefined) return undefined
  const [row] = await sqlOf(tx)`
    select count(*)::int as asked, count(*) filter (where a."right")::int as "right",
      count(m.question)::int as returning, min(m.due) as first, coalesce(sum(e.points), 0)::int as earned
    from live_items i
    left join live_answers a on a.workspace = i.workspace and a.quiz = i.quiz and a.place = i.place and a.member = ${member}
    left join memories m on m.workspace = i.workspace and m.question = i.question and m.member = a.member
    left join score_entries e on e.workspace = i.workspace and e.member = a.member
      and e.occasion = 'live:' || i.quiz || ':' || i.place
    where i.workspace = ${workspace} and i.quiz = ${quiz} and i.message_id is not null
      and exists (select from live_quizzes q where q.workspace = i.workspace and q.id = i.quiz
        and (q.ended_at is null or i.closed_at < q.ended_at))`
  const { asked = 0, right = 0, returning = 0, first = null, earned = 0 } = row ?? {}
  return {
    place: own.place,
    players: board.length,
    points: own.points,
    right,
    asked,
    earned,
    comesBack: first === null ? undefined : { questions: returning, first: Temporal.Instant.from(first) },
  }
}
