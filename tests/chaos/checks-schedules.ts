import type { Checking } from './checker.ts'
import type { SeenRound } from './watcher.ts'

/** One round a schedule and local date, none forgotten, and what is refused waits. */

interface KeptSchedule {
  readonly workspace: string
  readonly id: string
  readonly channel: string
  readonly zone: string
  readonly time: string
  readonly paused: boolean
  readonly reason: string | null
  readonly next: number
}

const day = 24 * 3_600_000
const hour = 3_600_000
const expectedPauses: ReadonlySet<string | null> = new Set(['left', 'no-answers', 'refused'])

export async function checkSchedules(checking: Checking): Promise<void> {
  const schedules = (await checking.town.admin.sql`
    select workspace, id, channel, zone, local_time as time, paused_at is not null as paused, pause_reason as reason,
      (extract(epoch from next_at) * 1000)::float8 as next
    from schedules`) as unknown as KeptSchedule[]
  for (const schedule of schedules) {
    const asked = checking.rounds.filter((round) => round.schedule === schedule.id)
    for (const problem of problemsOf(checking, schedule, asked)) {
      checking.complain(`schedule ${schedule.id} of ${schedule.workspace} ${problem}`, schedule.id)
    }
  }
}

function problemsOf(checking: Checking, schedule: KeptSchedule, asked: readonly SeenRound[]): string[] {
  const { uninstalled } = checking.history
  if (schedule.paused) {
    const why = expectedPauses.has(schedule.reason) ? [] : [`is paused: ${schedule.reason}`]
    return [...askedTwice(checking, schedule, asked), ...why]
  }
  const waits = uninstalled.has(schedule.workspace)
    ? []
    : [...isForgotten(checking, schedule, asked), ...isUnparked(checking, schedule, asked)]
  return [...askedTwice(checking, schedule, asked), ...waits]
}

function askedTwice({ history }: Checking, { zone }: KeptSchedule, asked: readonly SeenRound[]): string[] {
  const forDates = Map.groupBy(asked, ({ occasion }) => occasion.split(':').at(-1) ?? '')
  const onDates = Map.groupBy(asked, ({ askedAt }) => localDate(askedAt, zone))
  // the day that was slept through may come late, on the day after
  const most = history.clocksMoved ? 2 : 1
  return [
    ...[...forDates].filter(([, same]) => same.length > 1).map(([date]) => `was asked twice for ${date}`),
    ...[...onDates]
      .filter(([, same]) => same.length > most)
      .map(([date, all]) => `was asked ${all.length} times on ${date}`),
  ]
}

function isForgotten(
  { history, startedAt }: Checking,
  { zone, time, next }: KeptSchedule,
  asked: readonly SeenRound[],
): string[] {
  const { settledAt, clocksMoved } = history
  if (next <= settledAt) return ['is still due']
  const first = Temporal.Instant.fromEpochMilliseconds(startedAt)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toZonedDateTime({ timeZone: zone, plainTime: time })
  const wasDue = first.epochMilliseconds < settledAt - (clocksMoved ? hour : 0) - 2_000
  const isSameDay = settledAt - startedAt < day
  return wasDue && isSameDay && asked.length === 0 ? [`at ${time} ${zone} was never asked`] : []
}

function isUnparked(
  { history, doomedChannels }: Checking,
  { channel, workspace }: KeptSchedule,
  asked: readonly SeenRound[],
): string[] {
  const isGone = doomedChannels.has(channel) && history.doomed.has(workspace)
  return isGone && asked.some(({ refusal }) => refusal !== null) ? ['goes on in a channel that is gone'] : []
}

function localDate(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toZonedDateTimeISO(zone).toPlainDate().toString()
}
