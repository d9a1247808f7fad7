import { sqlOf, type Transaction } from '../db/connect.ts'
import { scoreOf } from '../questions/grade.ts'
import type { ClosedQuestion } from '../questions/question.ts'
import { type Given, learn } from '../quizzes/learn.ts'
import { isGone } from '../workspaces/gone.ts'
import type { MemberChoice } from './closed-questions.ts'
import type { Round } from './open-round.ts'

/**
 * At the close: what the answers that count teach, in the order in which they were given. It moves skills, the
 * question's difficulty and memories, so that a wrong one comes back in `/review`; points are the round's own.
 */
export async function learnFromRound(
  tx: Transaction,
  round: Round,
  question: ClosedQuestion,
  made: readonly MemberChoice[],
): Promise<void> {
  const members = made.map(({ member }) => member).filter((member) => !isGone(member))
  if (members.length === 0) return
  await learn(tx, round.workspace, question, await givenIn(tx, round, question, members))
}

/** What is learnt from one answer to a round, once. */
export function occasionOf({ id }: Pick<Round, 'id'>): string {
  return `round:${id}`
}

async function givenIn(
  tx: Transaction,
  round: Round,
  question: ClosedQuestion,
  members: readonly string[],
): Promise<Given[]> {
  const { workspace, id, zone } = round
  const rows = await sqlOf(tx)`
    select c.member, c.values, c.chosen_at, coalesce(p.own_zone, p.zone, ${zone}) as zone from choices c
    left join members p on p.workspace = c.workspace and p.id = c.member
    where c.workspace = ${workspace} and c.round = ${id} and c.member = any (${[...members]}::text[])
    order by c.chosen_at, c.member collate "C"`
  return rows.map(({ member, values, chosen_at: chosenAt, zone: theirs }) => ({
    member,
    occasion: occasionOf(round),
    values,
    at: Temporal.Instant.from(chosenAt),
    zone: theirs,
    result: { score: scoreOf(question, values) },
  }))
}
