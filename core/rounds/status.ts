import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { withoutRetired } from '../questions/retired.ts'
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
  const [open, [found]] = await Promise.all([
    openRoundsIn(tx, workspace, channel),
    sqlOf(tx)`
      select next.*, (
        select refusal from rounds where workspace = ${workspace} and channel = ${channel} order by asked_at desc, id desc limit 1
      ) as refusal
      from (select 1) one left join lateral (
        select next_at, paused_at, track from schedules where workspace = ${workspace} and channel = ${channel}
        order by paused_at is not null, next_at limit 1
      ) next on true`,
  ])
  const counted = await Promise.all(
    open.map(async (round) => {
      const question = study.bank.questions.get(round.question)
      const tests = question?.tests ?? round.question
      const given = await (isClosedKind(question) ? choicesOf : answersOf)(tx, workspace, round.id)
      return { tests, closesAt: round.closesAt, answers: given.length }
    }),
  )
  const refusal = found?.refusal ?? undefined
  const track = study.bank.tracks.get(found?.track ?? '')?.company
  return { bank: withoutRetired(study.bank).values(), nextAt: comingOf(found), track, open: counted, refusal }
}

function comingOf(found: { next_at?: string | null; paused_at?: string | null } | undefined) {
  if (!found?.next_at) return 'no-schedule' as const
  return found.paused_at ? ('paused' as const) : Temporal.Instant.from(found.next_at)
}

/** The channel that a command means: typed in a round's thread, its channel. And the zone of its days. */
export async function channelOf(
  tx: Transaction,
  workspace: WorkspaceId,
  place: Place,
): Promise<{ readonly channel: Place; readonly zone: string | undefined }> {
  const [found] = await sqlOf(tx)`
    select here.channel, (
      select zone from schedules s where s.workspace = ${workspace} and s.channel = here.channel order by s.id limit 1
    ) as zone
    from (select coalesce((
      select channel from rounds where workspace = ${workspace} and thread_place = ${place} limit 1
    ), ${place}::text) as channel) here`
  return { channel: found?.channel ?? place, zone: found?.zone ?? undefined }
}
