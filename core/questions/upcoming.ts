import type { Transaction } from '../db/connect.ts'
import { pins } from '../db/schema.ts'
import { wantedBy } from '../paths/following.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { type Schedule, timesOf } from '../rounds/schedule-times.ts'
import type { Study } from '../study.ts'
import { withoutRetired } from './retired.ts'
import { pastOf } from './upcoming-past.ts'
import { type Planned, plannedQuestions, type ScheduleAhead } from './upcoming-rule.ts'

/** How many coming questions an admin sees and may swap. */
export const upcomingShown = 5

/** What these schedules of a channel will ask, without an end. Paused ones are taken as resumed now. */
export async function planOf(
  study: Study,
  tx: Transaction,
  {
    workspace,
    channel,
    schedules,
    now,
  }: {
    readonly workspace: WorkspaceId
    readonly channel: Place
    readonly schedules: readonly Schedule[]
    readonly now: Temporal.Instant
  },
): Promise<Generator<Planned>> {
  const ahead: ScheduleAhead[] = []
  for (const schedule of schedules) {
    const after = schedule.pausedAt === null ? schedule.nextAt.subtract({ nanoseconds: 1 }) : now
    ahead.push({ id: schedule.id, times: await timesOf(schedule), after, wanted: wantedBy(study.bank, schedule) })
  }
  return plannedQuestions(withoutRetired(study.bank), await pastOf(tx, workspace, channel), ahead)
}

/** The one asking among those that `wanted` picks, or none among the channel's next ones. */
export function firstPlanned(
  plan: Iterable<Planned>,
  wanted: (planned: Planned) => boolean,
  atMost: number,
): Planned | undefined {
  let looked = 0
  for (const planned of plan) {
    if (wanted(planned)) return planned
    looked += 1
    if (looked >= atMost) return undefined
  }
  return undefined
}

/** The next coming questions of a channel. */
export function shownOf(plan: Generator<Planned>): Planned[] {
  return [...plan.take(upcomingShown)]
}

/** Puts a question on a date; what was pinned there before gives way. */
export async function pinQuestion(
  tx: Transaction,
  workspace: WorkspaceId,
  pin: { readonly schedule: string; readonly date: Temporal.PlainDate; readonly question: string },
): Promise<void> {
  await tx
    .insert(pins)
    .values({ workspace, ...pin })
    .onConflictDoUpdate({ target: [pins.workspace, pins.schedule, pins.date], set: { question: pin.question } })
}
