import { sqlOf } from '../db/connect.ts'
import type { Asked } from '../interactions.ts'
import { endOfDay } from '../quizzes/learn.ts'
import { askerOf } from '../quizzes/quiz.ts'
import { type ItemStanding, type Known, standingIn } from './standing-rule.ts'

/** Where the asker stands with each of these questions, by id: one reading of attempts, memories and answers. */
export async function standingsOf(asked: Asked, ids: readonly string[]): Promise<ReadonlyMap<string, ItemStanding>> {
  const { tx, workspace, member, now } = asked
  const { zone } = await askerOf(asked)
  const rows = await sqlOf(tx)`
    select item.id, last.score, last.grade, coalesce(m.due < ${endOfDay(now, zone).toString()}, false) as "isDue",
      item.id in (
        select r.question from answers a join rounds r on r.workspace = a.workspace and r.id = a.round
        where a.workspace = ${workspace} and a.member = ${member.id} and a.text is not null and a.removed_at is null
        union all
        select i.question from quizzes q join quiz_items i on i.workspace = q.workspace and i.quiz = q.id
        where q.workspace = ${workspace} and q.member = ${member.id} and i.answered_at is not null
      ) as "hasAnswered"
    from unnest(${[...new Set(ids)]}::text[]) as item (id)
    left join lateral (
      select score, grade from attempts
      where workspace = ${workspace} and member = ${member.id} and question = item.id
      order by at desc, occasion desc limit 1
    ) last on true
    left join memories m on m.workspace = ${workspace} and m.member = ${member.id} and m.question = item.id`
  return new Map(
    rows.map(({ id, score, grade, hasAnswered, isDue }) => [
      id,
      standingIn({ last: lastOf(score, grade), hasAnswered, isDue }),
    ]),
  )
}

function lastOf(score: number | null, grade: string | null): Known['last'] {
  if (score !== null) return { score }
  return grade === null ? undefined : { grade }
}
