import type Holidays from 'date-holidays'
import { nearest } from '../near.ts'
import type { Read } from './schedule-reading.ts'
import { scheduleComplaints } from './schedule-words.ts'

/** Public holidays by country and region. The library is large and read when the first schedule wants it. */

/**
 * Whether a date is a public holiday in `DE`, or in `DE-BY` with its region. Half days do not count, and
 * holidays that begin at sunset count for the day after it.
 */
export function holidaysIn(place: string): Promise<IsHoliday> {
  const known = calendars.get(place) ?? calendarOf(place)
  calendars.set(place, known)
  return known
}

type IsHoliday = (date: Temporal.PlainDate) => boolean

/** Working out a year takes 10 ms and more, and many schedules ask at nine: each place is worked out once. */
const calendars = new Map<string, Promise<IsHoliday>>()

async function calendarOf(place: string): Promise<IsHoliday> {
  const [country = '', region = ''] = place.split('-')
  const calendar = new (await library())(country, region)
  const years = new Map<number, ReadonlySet<string>>()
  return (date) => {
    const known = years.get(date.year) ?? publicHolidays(calendar, date.year)
    years.set(date.year, known)
    return known.has(date.toString())
  }
}

/** The country, or country and region, that was typed: `DE`, `de-by`, `Germany`; nothing for none. */
export async function readHolidays(typed: string): Promise<Read<string | null>> {
  if (typed === '') return { value: null }
  const all = new (await library())()
  const names = all.getCountries('en') ?? {}
  const [first = '', ...rest] = typed.trim().split(/[\s-]+/)
  const whole = Object.keys(names).find((code) => names[code]?.toLowerCase() === typed.toLowerCase())
  const country = whole ?? first.toUpperCase()
  if (names[country] === undefined) {
    const near = nearest(typed, [...Object.keys(names), ...Object.values(names)])
    return { says: scheduleComplaints.country(near) }
  }
  const region = whole === undefined ? rest.join('-').toUpperCase() : ''
  if (region === '') return { value: country }
  const regions = all.getStates(country) ?? {}
  if (regions[region] !== undefined) return { value: `${country}-${region}` }
  return { says: scheduleComplaints.region(names[country], Object.keys(regions)) }
}

async function library(): Promise<typeof Holidays> {
  return (await import('date-holidays')).default
}

const dayMilliseconds = 24 * 60 * 60 * 1000

function publicHolidays(calendar: Holidays, year: number): ReadonlySet<string> {
  const wholeDays = [year - 1, year]
    .flatMap((one) => calendar.getHolidays(one))
    .filter(({ type, date }) => type === 'public' && date.slice(11, 13) === '00')
  return new Set(
    wholeDays.flatMap(({ date, start, end }) => {
      const first = Temporal.PlainDate.from(date.slice(0, 10))
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMilliseconds))
      return Array.from({ length }, (_, later) => first.add({ days: later }).toString())
    }),
  )
}
