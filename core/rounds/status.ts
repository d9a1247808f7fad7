import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { rounds, schedules } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { Study } from '../study.ts'
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
    .select({ nextAt: schedules.nextAt })
    .from(schedules)
    .where(and(eq(schedules.workspace, workspace), eq(schedules.channel, channel)))
    .orderBy(asc(schedules.nextAt))
    .limit(1)
  const counted: ChannelStatus['open'][number][] = []
  for (const round of open) {
    const tests = study.bank.questions.get(round.question)?.tests ?? round.question
    counted.push({ tests, closesAt: round.closesAt, answers: (await answersOf(tx, workspace, round.id)).length })
  }
  return { bankSize: study.bank.questions.size, nextAt: next?.nextAt, open: counted }
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
    .limit(1)
  return { channel, zone: schedule?.zone }
}
