import { expect, onTestFinished, test } from 'vitest'
import { openStudyhall, type Studyhall } from '../../bots/studyhall.ts'
import { inWorkspace } from '../../core/db/connect.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { addSchedule } from '../../core/rounds/schedules.ts'
import { daysOfChange, type WantedTimes, wantedIn2026 } from '../support/counted-calendar.ts'
import { freshDatabase } from '../support/database.ts'
import { newId, openBank, silentLog } from '../support/world.ts'

const graceMinutes = 6 * 60
/** Between two looks of a bot that sleeps too long, but never longer than an asking is made up for. */
const jump = { hours: 5, minutes: 45 }
const localTimes = ['00:00', '00:30', '01:30', '02:00', '02:30', '03:15', '23:45']
const zones = Intl.supportedValuesOf('timeZone').filter((zone) => daysOfChange(zone).length > 0)
const many = 8
const answer = 'Give every retry the same key, and let the database refuse the second one.'
const workspace = 'room/year'
const starts = Temporal.Instant.from('2025-12-31T06:00:00Z')
const ends = Temporal.Instant.from('2027-01-01T18:00:00Z')

test('a bot that looks every few hours asks on each day on which clocks may change once, all through a year', {
  timeout: 300_000,
}, async () => {
  const { stage, plan } = await openYear()
  for (let now = starts; Temporal.Instant.compare(now, ends) < 0; now = now.add(jump)) await stage.moveAndTick(now)
  for (const { schedule, channel } of plan) {
    const asked = await askedIn(stage.running, channel)
    const wanted = wantedIn2026(schedule)
    expect({ ...schedule, dates: [...asked.keys()] }).toEqual({ ...schedule, dates: wanted.map(([date]) => date) })
    const lateness = wanted.map(([date, minute]) => (asked.get(date) ?? 0) - minute)
    expect(Math.min(...lateness), channel).toBeGreaterThanOrEqual(0)
    expect(Math.max(...lateness), channel).toBeLessThan(graceMinutes)
  }
})

interface Planned {
  readonly schedule: WantedTimes
  readonly channel: string
}

async function openYear() {
  const { address, drop } = await freshDatabase()
  let now = starts
  const parts = { address, bank: openBank, log: silentLog, newId, wrap: answeredBy(() => now) }
  const running = await openStudyhall({ ...parts, clock: () => now })
  onTestFinished(async () => {
    await running.stop()
    await drop()
  })
  await running.engine.handle({ kind: 'joined', workspace, name: 'Year', zone: 'UTC', at: now })
  const plan = planned()
  for (const { schedule, channel } of plan) {
    await inWorkspace(running.study.database, workspace, (tx) =>
      addSchedule(tx, { ...schedule, workspace, id: newId(), channel, answerMinutes: 60 }, starts),
    )
  }
  const moveAndTick = async (to: Temporal.Instant) => {
    now = to
    await running.engine.tick()
    await running.study.deliveries.settled()
  }
  return { stage: { running, moveAndTick }, plan }
}

/** Each once a week, on a day of the week on which clocks change in its zone. */
function planned(): Planned[] {
  const step = Math.floor(zones.length / many)
  return Array.from({ length: many }, (_, number) => {
    const zone = zones[number * step] ?? ''
    const localTime = localTimes[number % localTimes.length] ?? ''
    const days = daysOfChange(zone).slice(0, 1)
    return { schedule: { zone, localTime, days }, channel: `channel ${number}` }
  })
}

/** The dates that a channel was asked for, each with the minute since 1970 in which that was. */
async function askedIn({ study }: Studyhall, channel: string): Promise<Map<string, number>> {
  const rows = await study.database.sql`
    select right(occasion, 10) as date, extract(epoch from asked_at)::float8 / 60 as minute from rounds
    where workspace = ${workspace} and channel = ${channel} order by asked_at`
  const asked = rows.filter(({ date }) => date.startsWith('2026')).map(({ date, minute }) => [date, minute] as const)
  expect(new Set(asked.map(([date]) => date)).size, channel).toBe(asked.length)
  return new Map(asked)
}

/** A platform that costs nothing, on which someone answers each question: else its schedule would pause itself. */
function answeredBy(now: () => Temporal.Instant): (platform: ChatPlatform) => ChatPlatform {
  const askedAt = new Map<string, Temporal.Instant>()
  const member = { id: 'ada', name: 'Ada' }
  return (platform) => ({
    ...platform,
    openThread: async (_, place, __, ___, key) => {
      askedAt.set(key, now())
      return { done: { place, id: key, opening: { place, id: key } } }
    },
    say: async (_, { place }, __, key) => ({ done: { place, id: key } }),
    edit: async (_, standing) => ({ done: standing }),
    readThread: async (_, { id }) => {
      const at = askedAt.get(id) ?? now()
      return { done: [{ message: `answer to ${id}`, member, text: answer, at, reactions: [] }] }
    },
    lookAt: async (_, name) => ({ done: { name } }),
    endThread: async (_, thread) => ({ done: thread }),
  })
}
