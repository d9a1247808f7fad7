import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm'
import { inWorkspace, type Transaction } from '../db/connect.ts'
import { choices, members, reminders, rounds, workspaces } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Posted, Said, WorkspaceId } from '../platform.ts'
import { platformOf, type Study } from '../study.ts'
import { literal } from '../text.ts'
import { isAway } from '../workspaces/notice-hour.ts'
import { keepWaiting } from '../workspaces/waiting-notices.ts'
import { isLeft, nowIn } from '../workspaces/workspaces.ts'
import { type Round, roundById } from './open-round.ts'
import { reminderText } from './reminder-words.ts'
import { answerSoFar } from './thread-facts.ts'

export type ReminderOutcome = 'will-tell' | 'will-not-tell' | 'told-already' | 'closed'

/** The button under a question: asks for a private word before it closes; pressed again, takes that back. */
export async function askToBeTold(
  tx: Transaction,
  round: Round,
  member: string,
  now: Temporal.Instant,
): Promise<ReminderOutcome> {
  const { workspace, id } = round
  if (round.closingAt !== null || round.closedAt !== null) return 'closed'
  if (round.remindAt === null) return 'told-already'
  const asked = await tx
    .insert(reminders)
    .values({ workspace, round: id, member, at: now })
    .onConflictDoNothing()
    .returning({ member: reminders.member })
  if (asked.length > 0) return 'will-tell'
  await forget(tx, round, member)
  return 'will-not-tell'
}

/** The time before a round's close has come: whoever claims it first hands its reminders to delivery. */
export async function remindDueRound(study: Study, workspace: WorkspaceId, id: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    const now = await nowIn(study, tx, workspace)
    const claimed = await tx
      .update(rounds)
      .set({ remindAt: null })
      .where(
        and(eq(rounds.workspace, workspace), eq(rounds.id, id), lte(rounds.remindAt, now), isNull(rounds.closingAt)),
      )
      .returning({ id: rounds.id })
    if (claimed.length === 0 || (await isLeft(tx, workspace))) return
    if ((await wishesOf(tx, workspace, id)).length === 0) return
    await study.deliveries.send(tx, { workspace, kind: 'remind-round', subject: id, line: `remind:${id}` })
  })
}

/** Delivery: a private word to each who asked for it and has not answered; each wish is forgotten once it is met. */
export async function remindMembers(study: Study, workspace: WorkspaceId, id: string): Promise<Carried> {
  const round = await inWorkspace(study.database, workspace, (tx) => roundById(tx, workspace, id))
  if (round === undefined) return 'done'
  const tests = study.bank.questions.get(round.question)?.tests ?? round.question
  const text = reminderText(literal(tests), round.answersUntil)
  const wishes = await inWorkspace(study.database, workspace, (tx) => wishesOf(tx, workspace, id))
  for (const { member } of wishes) {
    const said = (await inWorkspace(study.database, workspace, (tx) => isStillWanted(study, tx, round, member)))
      ? await platformOf(study, workspace).tell(workspace, member, { text }, `remind:${id}:${member}`)
      : undefined
    if (said !== undefined && 'later' in said) return said
    await inWorkspace(study.database, workspace, (tx) => settle(study, tx, { round, member, text }, said))
  }
  return 'done'
}

async function settle(
  study: Study,
  tx: Transaction,
  { round, member, text }: { round: Round; member: string; text: string },
  said: Said<Posted> | undefined,
): Promise<void> {
  const { workspace } = round
  await forget(tx, round, member)
  if (said === undefined || !('refused' in said)) return
  await keepWaiting(study, tx, { workspace, member, text, now: await nowIn(study, tx, workspace) })
}

/** Not once they have answered, the round is closed, they are away, or an admin has excluded them. */
async function isStillWanted(
  study: Study,
  tx: Transaction,
  { workspace, id }: Round,
  member: string,
): Promise<boolean> {
  const round = await roundById(tx, workspace, id)
  if (round === undefined || round.closingAt !== null) return false
  const [row] = await tx
    .select({
      zone: sql<string>`coalesce(${members.ownZone}, ${members.zone}, ${workspaces.zone})`,
      awayUntil: members.awayUntil,
      excludedAt: members.excludedAt,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspace))
    .where(and(eq(members.workspace, workspace), eq(members.id, member)))
  if (row === undefined || row.excludedAt !== null) return false
  const now = await nowIn(study, tx, workspace)
  if (isAway(row.awayUntil, now.toZonedDateTimeISO(row.zone).toPlainDate())) return false
  return !(await hasAnswered(tx, round, member))
}

/** Whether a member has an answer in a round, chosen or written. */
export async function hasAnswered(tx: Transaction, { workspace, id }: Round, member: string): Promise<boolean> {
  const [chosen] = await tx
    .select({ member: choices.member })
    .from(choices)
    .where(and(eq(choices.workspace, workspace), eq(choices.round, id), eq(choices.member, member)))
  return chosen !== undefined || (await answerSoFar(tx, workspace, id, member)) !== undefined
}

async function wishesOf(tx: Transaction, workspace: WorkspaceId, id: string): Promise<{ readonly member: string }[]> {
  return tx
    .select({ member: reminders.member })
    .from(reminders)
    .where(and(eq(reminders.workspace, workspace), eq(reminders.round, id)))
    .orderBy(asc(reminders.member))
}

async function forget(tx: Transaction, { workspace, id }: Round, member: string): Promise<void> {
  await tx
    .delete(reminders)
    .where(and(eq(reminders.workspace, workspace), eq(reminders.round, id), eq(reminders.member, member)))
}
