import { and, asc, desc, eq, isNotNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { rounds, schedules } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { isClosedKind } from '../questions/show.ts'
import type { Study } from '../study.ts'
import { choicesOf } from './closed-questions.ts'
import { openRoundsIn } from './open-round.ts'
import { answersOf } from './thread-facts.ts'
import type { ChannelStatus } from './words.ts'

/** Where a channel stands: what is open, and when the next question comes. */
export async function channelStatus(
  study: Study,
  tx: Transaction,
  workspace: WorkspaceId,
  channel: Place,
): Promise<ChannelStatus> {
  const open = await openRoundsIn(tx, workspace, channel)
  const [next] = await tx
    .select({ nextAt: schedules.nextAt, pausedAt: schedules.pausedAt })
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.channel, channel)))
    .orderBy(asc(isNotNull(schedules.pausedAt)), asc(schedules.nextAt))
    .limit(1)
  const counted: ChannelStatus['open'][number][] = []
  for (const round of open) {
    const question = study.bank.questions.get(round.question)
    const tests = question?.tests ?? round.question
    const given = await (isClosedKind(question) ? choicesOf : answersOf)(tx, workspace, round.id)
    counted.push({ tests, closesAt: round.closesAt, answers: given.length })
  }
  const refusal = await lastRefusal(tx, workspace, channel)
  return { bankSize: study.bank.questions.size, nextAt: comingOf(next), open: counted, refusal }
}

/** Why the channel's latest question could not be posted, if so. */
async function lastRefusal(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<string | undefined> {
  const [latest] = await tx
    .select({ refusal: rounds.refusal })
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.channel, channel)))
    .orderBy(desc(rounds.askedAt), desc(rounds.id))
    .limit(1)
  return latest?.refusal ?? undefined
}

function comingOf(next: { nextAt: Temporal.Instant; pausedAt: Temporal.Instant | null } | undefined) {
  if (next === undefined) return 'no-schedule' as const
  return next.pausedAt === null ? next.nextAt : ('paused' as const)
}

/** The channel that a command means: typed in a round's thread, its channel. And the zone of its days. */
export async function channelOf(
  tx: Transaction,
  workspace: WorkspaceId,
  place: Place,
): Promise<{ readonly channel: Place; readonly zone: string | undefined }> {
  const [round] = await tx
    .select({ channel: rounds.channel })
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.threadPlace, place)))
    .limit(1)
  const channel = round?.channel ?? place
  const [schedule] = await tx
    .select({ zone: schedules.zone })
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.channel, channel)))
    .orderBy(asc(schedules.id))
    .limit(1)
  return { channel, zone: schedule?.zone }
}
