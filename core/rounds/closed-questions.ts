import { and, eq, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { choices } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import type { WorkspaceId } from '../platform.ts'
import { type Grade, gradeAnswer } from '../questions/grade.ts'
import type { ClosedQuestion } from '../questions/question.ts'
import { noteStudyDay } from '../standings/study-days.ts'
import { type Round, roundById } from './open-round.ts'
import { shareThread } from './thread-facts.ts'
import { countsIn } from './who-counts.ts'

/** What stands now, or why nothing of it does. */
export type ChoiceOutcome = { readonly stands: readonly string[] } | ChoiceRefused

export type ChoiceRefused = 'too-late' | Exclude<Grade, 'right' | 'wrong'>

/** Keeps what a member chose or typed; it replaces what they gave before. Right or wrong is told at the close. */
export async function choose(
  { tx, workspace, member, now, pressedAt = now }: Asked,
  { id }: Round,
  question: ClosedQuestion,
  values: readonly string[],
): Promise<ChoiceOutcome> {
  const round = await freshRound(tx, workspace, id)
  if (round === undefined || isTooLate(round, now)) return 'too-late'
  const grade = gradeAnswer(question, values)
  if (grade !== 'right' && grade !== 'wrong') return grade
  const kept = { values: [...new Set(values.map((value) => value.trim()))], chosenAt: pressedAt }
  const noted = noteStudyDay(tx, workspace, member.id, now)
  const [row] = await tx
    .insert(choices)
    .values({ workspace, round: id, member: member.id, ...kept })
    .onConflictDoUpdate({
      target: [choices.workspace, choices.round, choices.member],
      set: kept,
      // two presses may be taken up out of order
      setWhere: sql`${choices.chosenAt} <= ${pressedAt.toString()}::timestamptz`,
    })
    .returning({ values: choices.values })
  await noted
  return { stands: row?.values ?? (await choiceOf(tx, workspace, id, member.id)) ?? [] }
}

/** A round as it stands while its close is held back: what counts now is in its results. */
export async function freshRound(tx: Transaction, workspace: WorkspaceId, id: string): Promise<Round | undefined> {
  const round = await roundById(tx, workspace, id)
  shareThread(tx, workspace, round?.threadPlace ?? '')
  return roundById(tx, workspace, id)
}

export function isTooLate({ closingAt, closedAt, answersUntil }: Round, now: Temporal.Instant): boolean {
  return closingAt !== null || closedAt !== null || Temporal.Instant.compare(now, answersUntil) > 0
}

export interface MemberChoice {
  readonly member: string
  readonly values: readonly string[]
  readonly right: boolean
}

/** What was chosen in a round, by those whose answers count. */
export async function choicesOf(tx: Transaction, workspace: WorkspaceId, round: string): Promise<MemberChoice[]> {
  const rows = await sqlOf(tx)`
    select c.member, c.values, coalesce(c."right", false) as "right" from choices c
    join rounds r on r.workspace = c.workspace and r.id = c.round
    left join members p on p.workspace = c.workspace and p.id = c.member
    where c.workspace = ${workspace} and c.round = ${round} and ${countsIn(tx)}
    order by c.member`
  return rows.map(({ member, values, right }) => ({ member, values, right }))
}

/** At the close: writes down which choices were right. */
export async function gradeChoices(
  tx: Transaction,
  { workspace, id }: Round,
  question: ClosedQuestion,
): Promise<MemberChoice[]> {
  const made = await choicesOf(tx, workspace, id)
  const graded = made.map((one) => ({ ...one, right: gradeAnswer(question, one.values) === 'right' }))
  const right = graded.filter((one) => one.right).map(({ member }) => member)
  await sqlOf(tx)`
    update choices set "right" = member = any (${right}::text[]) where workspace = ${workspace} and round = ${id}`
  return graded
}

/** What a member has typed or chosen so far. */
export async function choiceOf(tx: Transaction, workspace: WorkspaceId, round: string, member: string) {
  const [row] = await tx
    .select({ values: choices.values })
    .from(choices)
    .where(and(eq(choices.workspace, workspace), eq(choices.round, round), eq(choices.member, member)))
  return row?.values
}
