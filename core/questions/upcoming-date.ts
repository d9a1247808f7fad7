import { askedAt, askingsAfter } from '../rounds/calendar.ts'
import { dayNamed } from '../rounds/schedule-phrases.ts'
import { dateOf } from '../rounds/schedule-reading.ts'
import { type Schedule, timesOf } from '../rounds/schedule-times.ts'
import { upcomingWords } from './upcoming-words.ts'

export interface WantedDate {
  readonly schedule: string
  readonly date: Temporal.PlainDate
  readonly at: Temporal.Instant
}

const namedDates = 3
const lookedAt = 14

/** The coming date that was typed, `2026-03-02` or a weekday, and the first of a channel's schedules that asks on it. */
export async function readWantedDate(
  schedules: readonly Schedule[],
  typed: string,
  now: Temporal.Instant,
): Promise<WantedDate | { readonly says: string }> {
  const date = dateOf(typed.trim())
  const day = date === undefined ? dayNamed(typed) : undefined
  if (date === undefined && day === undefined) return { says: upcomingWords.unknownDate(typed) }
  const found = date === undefined ? await comingOn(schedules, day) : await askedOn(schedules, date)
  if (found !== undefined) return found
  const near = [...new Set((await coming(schedules)).map((one) => one.date.toString()))].slice(0, namedDates)
  const dates = near.map((text) => Temporal.PlainDate.from(text))
  if (date === undefined) return { says: upcomingWords.noSuchDay(typed, dates) }
  return {
    says: hasPassed(schedules, date, now) ? upcomingWords.hasPassed(date, dates) : upcomingWords.notAsked(date, dates),
  }
}

/** In the zones of all schedules. */
function hasPassed(schedules: readonly Schedule[], date: Temporal.PlainDate, now: Temporal.Instant): boolean {
  return schedules.every(({ zone }) => Temporal.PlainDate.compare(date, now.toZonedDateTimeISO(zone).toPlainDate()) < 0)
}

async function askedOn(schedules: readonly Schedule[], date: Temporal.PlainDate): Promise<WantedDate | undefined> {
  const found: WantedDate[] = []
  for (const schedule of schedules) {
    const at = askedAt(await timesOf(schedule), date)
    const toCome = at !== undefined && Temporal.Instant.compare(at, schedule.nextAt) >= 0
    if (toCome) found.push({ schedule: schedule.id, date, at })
  }
  return found.sort((a, b) => Temporal.Instant.compare(a.at, b.at))[0]
}

async function comingOn(schedules: readonly Schedule[], day: number | undefined): Promise<WantedDate | undefined> {
  return (await coming(schedules)).find(({ date }) => date.dayOfWeek === day)
}

/** The next askings, enough of them to meet each weekday that is asked at all. */
async function coming(schedules: readonly Schedule[]): Promise<WantedDate[]> {
  const found: WantedDate[] = []
  for (const schedule of schedules) {
    const askings = askingsAfter(await timesOf(schedule), schedule.nextAt.subtract({ nanoseconds: 1 }))
    for (const asking of askings.take(lookedAt)) found.push({ schedule: schedule.id, ...asking })
  }
  return found.sort((a, b) => Temporal.Instant.compare(a.at, b.at))
}
