import { literal } from '../text.ts'
import { cityOfZone } from './cities.ts'

/** Days, dates and lengths of time in words. Pure. */

const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

export function weekdayName(day: number): string {
  return weekdayNames[day - 1] ?? ''
}

/** The ISO day that was typed, in full or short: `wednesday`, `Wed`. */
export function dayNamed(typed: string): number | undefined {
  const text = typed.trim().toLowerCase()
  const day = weekdayNames.findIndex((name) => text.length >= 2 && name.toLowerCase().startsWith(text))
  return day < 0 ? undefined : day + 1
}

/** `Monday, 2026-03-02`. */
export function dayAndDate(date: Temporal.PlainDate): string {
  return `${weekdayName(date.dayOfWeek)}, ${date.toString()}`
}

/** `every day`, `Monday to Friday`, `Monday, Wednesday and Friday`. */
export function daysInWords(days: readonly number[]): string {
  const [first = 0] = days
  const last = days.at(-1) ?? 0
  if (days.length === 7) return 'every day'
  if (days.length > 2 && last - first === days.length - 1) return `${weekdayName(first)} to ${weekdayName(last)}`
  return allOf(days.map(weekdayName))
}

/** `1h 30m`, as it can be typed again. */
export function minutesInWords(minutes: number): string {
  const parts = [
    [Math.floor(minutes / (24 * 60)), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : [])).join(' ')
}

/** `2026-12-24, 2026-12-28 to 2027-01-01`, as it can be typed again. */
export function datesInWords(dates: readonly Temporal.PlainDate[]): string {
  const runs: { first: Temporal.PlainDate; last: Temporal.PlainDate }[] = []
  for (const date of dates) {
    const run = runs.at(-1)
    if (run?.last.add({ days: 1 }).equals(date)) run.last = date
    else runs.push({ first: date, last: date })
  }
  return runs.map(({ first, last }) => (first.equals(last) ? `${first}` : `${first} to ${last}`)).join(', ')
}

export interface When {
  readonly days: readonly number[]
  readonly localTime: string
  readonly zone: string
}

/** `Monday to Friday at 09:00 (Berlin)`. */
export function whenInWords({ days, localTime, zone }: When): string {
  return `${daysInWords(days)} at ${localTime} (${literal(cityOfZone(zone))})`
}

/** `a, b and c`. */
export function allOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** `a, b or c`. */
export function anyOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
