import { setTimeout as pause } from 'node:timers/promises'
import type { Studyhall } from '../bots/studyhall.ts'
import type { Place, WorkspaceId } from '../core/platform.ts'

/** Rounds that are all due in one minute, on a platform whose limits decide how fast they can be asked. */

export const roundsDue = Number(process.env.FANOUT_ROUNDS ?? 10_000)

export interface DueChannel {
  readonly workspace: WorkspaceId
  readonly channel: Place
}

/** Gives each channel a schedule that asks daily at this minute, UTC. */
export async function scheduleAll(studyhall: Studyhall, channels: readonly DueChannel[]): Promise<void> {
  const { database, clock } = studyhall.study
  const due = clock().round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const localTime = due.toZonedDateTimeISO('UTC').toPlainTime().toString().slice(0, 5)
  const { sql } = database
  await sql`insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
    select workspace, gen_random_uuid(), channel, '{1,2,3,4,5,6,7}', ${localTime}, 'UTC', 480, ${due.toString()}
    from unnest(${channels.map(({ workspace }) => workspace)}::text[], ${channels.map(({ channel }) => channel)}::text[])
      as all_channels (workspace, channel)`
  await sql`analyze`
}

/**
 * Asks all that is due, and waits until all of it stands.
 *
 * @param standing how many stand on the platform
 * @returns seconds from the tick to the last one
 */
export async function askDue(
  { study, engine }: Studyhall,
  rounds: number,
  standing: () => number,
  note: (says: string) => void,
): Promise<number> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  await engine.tick()
  note(`${rounds} rounds are claimed after ${seconds().toFixed(1)} s`)
  for (let looks = 1; standing() < rounds; looks += 1) {
    await pause(betweenLooks)
    if (looks % looksBetweenNotes === 0) note(`${standing()} of ${rounds} stand after ${seconds().toFixed(0)} s`)
  }
  const elapsed = seconds()
  await study.deliveries.settled()
  return elapsed
}

const betweenLooks = 100
const looksBetweenNotes = 150

/** Waits for what the platform's adapter does on its own. */
export async function untilTrue(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(betweenLooks)
}
