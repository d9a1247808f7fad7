import { expect, test } from 'vitest'
import { type AskingTimes, askingsAfter, dueAskings, nextAsking } from '../../core/rounds/calendar.ts'
import {
  dayNumber,
  daysOfChange,
  firstDayOf2026,
  type WantedDay,
  type WantedTimes,
  wantedIn2026,
} from '../support/counted-calendar.ts'

const schedules = 10_000
/** Of this process's own time, so that a busy machine says nothing. */
const mostSeconds = 60
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const localTimes = ['00:00', '00:15', '00:30', '01:00', '01:59', '02:00', '02:30', '03:00', '03:30', '09:00', '23:59']
const zones = Intl.supportedValuesOf('timeZone')
const changing = zones.filter((zone) => daysOfChange(zone).length > 0)

test('in a year 10,000 schedules over all zones of the world ask each of their local days once, at its time', {
  timeout: 300_000,
}, () => {
  const began = process.cpuUsage()
  let asked = 0
  for (let number = 0; number < schedules; number += 1) {
    const times = timesOf(number, zones)
    const wanted = wantedIn2026(times, freeDays(number))
    const found = askedIn2026(times)
    asked += found.length
    if (!areSame(found, wanted)) expect({ number, found }).toEqual({ number, found: wanted })
  }
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1e6).toBeLessThan(mostSeconds)
  expect(asked).toBeGreaterThan(schedules * 200)
})

test('who comes to their schedule late by seconds or hours, all through a year of changing clocks, finds each day once and never early', () => {
  expect(changing.length).toBeGreaterThan(100)
  for (const number of changing.keys()) {
    const times = timesOf(number, changing)
    const wanted = wantedIn2026(times, freeDays(number))
    const { asked, early } = tickedThrough2026(times, wanted)
    expect({ number, asked, early }).toEqual({ number, asked: wanted.map(([date]) => date), early: [] })
  }
})

test('of days that were slept through the last one alone is asked, and the next one comes in its turn', () => {
  for (const [number, zone] of zones.entries()) {
    const times = { zone, localTime: localTimes[number % localTimes.length] ?? '', days: everyDay }
    const daysOff = 2 + (number % 5)
    const due = nextAsking(times, startOf2026(zone))
    if (due === undefined) throw new Error('nothing is due')
    const back = due.at.add({ hours: daysOff * 24 + 1 })
    const { ask, skipped } = dueAskings(times, due.at, back)
    const dates = [...skipped, ask, nextAsking(times, back)].map((one) => one?.date.toString())
    expect(dates, zone).toEqual(dates.map((_, later) => due.date.add({ days: later }).toString()))
    expect(skipped, zone).toHaveLength(daysOff)
  }
})

test('who moves a schedule from zone to zone is asked each local date at most once, in its order', () => {
  for (let number = 0; number < 200; number += 1) {
    const asked = Array.from({ length: 12 }, (_, month) => {
      const zone = zones[(number + month * 97) % zones.length] ?? ''
      const times = { zone, localTime: localTimes[number % localTimes.length] ?? '', days: everyDay }
      const from = Temporal.Instant.from('2026-01-01T00:00:00Z').add({ hours: month * 30 * 24 })
      return datesWithin(times, from, from.add({ hours: 30 * 24 }))
    })
    // the occasion of a date is claimed once, whatever its zone was (core/rounds/schedules.ts)
    const dates = [...new Set(asked.flat())]
    expect(dates, String(number)).toEqual(dates.toSorted())
  }
})

function timesOf(number: number, all: readonly string[]): AskingTimes & WantedTimes {
  const turn = Math.floor(number / all.length)
  const isFreeDay = freeDays(number)
  return {
    zone: all[number % all.length] ?? '',
    localTime: localTimes[(turn + number) % localTimes.length] ?? '',
    days: number % 3 === 0 ? everyDay : everyDay.filter((day) => (day * 7 + number) % 5 !== 0),
    isFree: (date) => isFreeDay(dayNumber(date)),
  }
}

/** Dates that an admin skips, and for some a fortnight off. */
function freeDays(number: number): (day: number) => boolean {
  return (day) =>
    (day * 31 + number) % 97 === 0 || (number % 7 === 0 && day > firstDayOf2026 + 200 && day < firstDayOf2026 + 215)
}

function startOf2026(zone: string): Temporal.Instant {
  return Temporal.PlainDate.from('2026-01-01').toZonedDateTime(zone).toInstant().subtract({ nanoseconds: 1 })
}

function askedIn2026(times: AskingTimes): WantedDay[] {
  const found: WantedDay[] = []
  for (const { at, date } of askingsAfter(times, startOf2026(times.zone))) {
    if (date.year > 2026) break
    found.push([date.toString(), at.epochMilliseconds / 60_000])
  }
  return found
}

function areSame(some: readonly WantedDay[], others: readonly WantedDay[]): boolean {
  return (
    some.length === others.length &&
    some.every(([date, minute], index) => date === others[index]?.[0] && minute === others[index]?.[1])
  )
}

/** As the row of a schedule goes from one asking to the next: looked at when it is due, or up to six hours late. */
function tickedThrough2026(times: AskingTimes, wanted: readonly WantedDay[]) {
  const instants = new Map(wanted)
  const asked: string[] = []
  const early: string[] = []
  let next = nextAsking(times, startOf2026(times.zone))
  while (next !== undefined && next.date.year === 2026) {
    const now = next.at.add({ seconds: asked.length % 4 === 0 ? 6 * 3600 - 1 : asked.length % 60 })
    const { ask, skipped } = dueAskings(times, next.at, now)
    const date = ask?.date.toString() ?? 'nothing'
    asked.push(...skipped.map((one) => `without ${one.date}`), date)
    if (now.epochMilliseconds / 60_000 < (instants.get(date) ?? Number.POSITIVE_INFINITY)) early.push(date)
    next = nextAsking(times, now)
  }
  return { asked, early }
}

function datesWithin(times: AskingTimes, from: Temporal.Instant, to: Temporal.Instant): string[] {
  const found: string[] = []
  for (const { at, date } of askingsAfter(times, from)) {
    if (Temporal.Instant.compare(at, to) > 0) break
    found.push(date.toString())
  }
  return found
}
