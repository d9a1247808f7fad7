import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { answers, threadMessages } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { holdLedger, takeBackAnswer } from '../standings/ledger.ts'
import type { Study } from '../study.ts'
import { moderationWords } from '../workspaces/moderation-words.ts'
import { addNotice } from '../workspaces/notices.ts'
import { type Round, roundById } from './open-round.ts'
import { holdThread } from './thread-facts.ts'

export type RemovalOutcome =
  | { readonly kind: 'not-an-answer' }
  | { readonly kind: 'removed-before' }
  /** The round was open: nothing that they had said in it counts. */
  | { readonly kind: 'removed-in-time'; readonly member: string }
  /** The round was closed: its results no longer show it, and its points are taken back. */
  | { readonly kind: 'removed-from-results'; readonly member: string; readonly points: number }
  /** Of a blind round, revealed or closed: whose it was is not told. */
  | { readonly kind: 'removed-unnamed'; readonly number: number }

interface Removal {
  readonly round: Round
  readonly member: string
  readonly now: Temporal.Instant
}

/** An admin takes the answer that a message belongs to out of its round. Its author gets a notice. */
export async function removeAnswer(
  study: Study,
  tx: Transaction,
  asked: { workspace: WorkspaceId; place: Place; message: string; now: Temporal.Instant },
): Promise<RemovalOutcome> {
  const { workspace, place, message, now } = asked
  const [said] = await tx
    .select({ round: threadMessages.round, member: threadMessages.member, number: threadMessages.number })
    .from(threadMessages)
    .where(
      and(eq(threadMessages.workspace, workspace), eq(threadMessages.place, place), eq(threadMessages.id, message)),
    )
  if (said === undefined || said.member === null) return { kind: 'not-an-answer' }
  // whether the round is being closed is decided while nothing else can touch its thread
  await holdThread(tx, workspace, place)
  const round = await roundById(tx, workspace, said.round)
  if (round === undefined) return { kind: 'not-an-answer' }
  const removal = { round, member: said.member, now }
  if (round.voting === 'blind') return removeUnnamed(study, tx, removal, said.number)
  return round.closedAt === null ? removeInTime(study, tx, removal) : removeFromResults(study, tx, removal)
}

async function removeInTime(
  study: Study,
  tx: Transaction,
  { round, member, now }: Removal,
  isTold = true,
): Promise<RemovalOutcome> {
  const { workspace, id } = round
  const removed = await tx
    .update(threadMessages)
    .set({ removedAt: now })
    .where(
      and(
        eq(threadMessages.workspace, workspace),
        eq(threadMessages.round, id),
        eq(threadMessages.member, member),
        isNull(threadMessages.removedAt),
      ),
    )
    .returning({ id: threadMessages.id })
  if (removed.length === 0) return { kind: 'removed-before' }
  const text = moderationWords.noticeInTime(testsOf(study, round))
  if (isTold) await addNotice(study, tx, { workspace, member, text, now })
  return { kind: 'removed-in-time', member }
}

async function removeFromResults(
  study: Study,
  tx: Transaction,
  { round, member, now }: Removal,
): Promise<RemovalOutcome> {
  const { workspace, id } = round
  const own = and(eq(answers.workspace, workspace), eq(answers.round, id), eq(answers.member, member))
  const removed = await tx
    .update(answers)
    .set({ removedAt: now })
    .where(and(own, isNull(answers.removedAt)))
    .returning({ member: answers.member })
  if (removed.length === 0) {
    const [kept] = await tx.select({ member: answers.member }).from(answers).where(own)
    return { kind: kept === undefined ? 'not-an-answer' : 'removed-before' }
  }
  await holdLedger(tx, workspace)
  const points = await takeBackAnswer(tx, { workspace, id, member, at: now })
  const text = moderationWords.noticeFromResults(testsOf(study, round), points)
  await addNotice(study, tx, { workspace, member, text, now })
  await study.deliveries.send(tx, { workspace, kind: 'results-again', subject: id, line: id })
  return { kind: 'removed-from-results', member, points }
}

/** Before its reveal an answer is nowhere to be pointed at. Its author alone is told that it was theirs. */
async function removeUnnamed(
  study: Study,
  tx: Transaction,
  removal: Removal,
  number: number | null,
): Promise<RemovalOutcome> {
  if (number === null) return { kind: 'not-an-answer' }
  const { workspace, id, closedAt } = removal.round
  const inTime = await removeInTime(study, tx, removal, closedAt === null)
  if (inTime.kind !== 'removed-in-time') return inTime
  if (closedAt !== null) await removeFromResults(study, tx, removal)
  await study.deliveries.send(tx, { workspace, kind: 'show-revealed', subject: `${id}:${number}`, line: id })
  return { kind: 'removed-unnamed', number }
}

function testsOf({ bank }: Study, { question }: Round): string {
  return bank.questions.get(question)?.tests ?? question
}
