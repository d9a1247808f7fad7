import { nearest } from '../near.ts'
import { isOnlyByChoice } from '../questions/practice.ts'
import { mostSkippedDates } from './calendar.ts'
import { zoneOfCity } from './cities.ts'
import { scheduleComplaints } from './schedule-words.ts'

/** What an admin types about a schedule, read generously; what cannot be read gets a sentence. Pure. */

export type Read<T> = { readonly value: T } | { readonly says: string }

interface FieldComplaint {
  readonly field: string
  readonly says: string
}

export type Reading<T> = { readonly values: T } | { readonly complaints: readonly FieldComplaint[] }

/** All fields of a form together: their values, or every complaint. */
export function readTogether<T extends object>(fields: { readonly [Name in keyof T]: Read<T[Name]> }): Reading<T> {
  const read = Object.entries<Read<unknown>>(fields)
  const complaints = read.flatMap(([field, one]) => ('says' in one ? [{ field, says: one.says }] : []))
  if (complaints.length > 0) return { complaints }
  return { values: Object.fromEntries(read.map(([name, one]) => [name, 'value' in one ? one.value : undefined])) as T }
}

/** A local time, `09:00`: from `9`, `9:30`, `9.30`, `17h`, `9 am`, `9:30pm`. */
export function readLocalTime(typed: string): Read<string> {
  const [, hours = '', minutes = '00', half] = /^(\d{1,2})(?:[:.h](\d{2}))?\s*(?:h|([ap])\.?m\.?)?$/i.exec(typed) ?? []
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const wrong = hours === '' || hour > 23 || Number(minutes) > 59 || (half !== undefined && !onTwelveHourClock(hours))
  return wrong ? { says: scheduleComplaints.time } : { value: `${String(hour).padStart(2, '0')}:${minutes}` }
}

function onTwelveHourClock(hours: string): boolean {
  return Number(hours) >= 1 && Number(hours) <= 12
}

/** A zone, or the city that people name it by. */
export function readZone(typed: string): Read<string> {
  const found = zoneOfCity(typed)
  return 'zone' in found ? { value: found.zone } : { says: scheduleComplaints.city(found.near) }
}

/** ISO days of the week, from the values of their choices. */
export function readDays(chosen: readonly string[]): Read<number[]> {
  const days = [1, 2, 3, 4, 5, 6, 7].filter((day) => chosen.includes(String(day)))
  return days.length === 0 ? { says: scheduleComplaints.days } : { value: days }
}

const unitMinutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 }
const mostMinutes = 14 * 24 * 60

/** Minutes: from `30m`, `8h`, `2 days`, `1h 30min`. At least `fewest`, where nothing counts as 0; at most 14 days. */
export function readMinutes(typed: string, fewest: number): Read<number> {
  const text = typed.toLowerCase().trim()
  if (text === '' || text === '0') return fewest > 0 ? { says: scheduleComplaints.noLength } : { value: 0 }
  if (!/^(\d+\s*(m|min|mins|minutes?|h|hours?|d|days?)[\s,]*)+$/.test(text)) return { says: scheduleComplaints.length }
  const minutes = [...text.matchAll(/(\d+)\s*([mhd])/g)].reduce(
    (sum, [, count, unit = 'm']) => sum + Number(count) * (unitMinutes[unit] ?? 0),
    0,
  )
  return minutes < fewest || minutes > mostMinutes
    ? { says: scheduleComplaints.lengthRange(fewest) }
    : { value: minutes }
}

/** Dates and runs of dates: `2026-12-24, 2026-12-28 to 2027-01-01`. */
export function readDates(typed: string): Read<Temporal.PlainDate[]> {
  const pieces = [...typed.matchAll(/(\d{4}-\d{2}-\d{2})(?:\s*(?:to|until|\.\.|[–—]|\s-\s)\s*(\d{4}-\d{2}-\d{2}))?/g)]
  const rest = pieces.reduce((text, [piece]) => text.replace(piece, ' '), typed).replace(/[\s,;]|\band\b/g, '')
  const runs = pieces.map(([, first = '', last = first]) => [dateOf(first), dateOf(last)] as const)
  const wrong = runs.findIndex(([first, last]) => !first || !last || Temporal.PlainDate.compare(first, last) > 0)
  if (rest !== '' || wrong >= 0)
    return { says: scheduleComplaints.dates(rest === '' ? (pieces[wrong]?.[0] ?? '') : rest) }
  const dates = runs.flatMap(([first, last]) => (first && last ? datesBetween(first, last) : []))
  const unique = [...new Map(dates.map((date) => [date.toString(), date])).values()].sort(Temporal.PlainDate.compare)
  return unique.length > mostSkippedDates ? { says: scheduleComplaints.tooManyDates } : { value: unique }
}

function datesBetween(first: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainDate[] {
  const length = Math.min(first.until(last).days, mostSkippedDates)
  return Array.from({ length: length + 1 }, (_, later) => first.add({ days: later }))
}

/** A date that exists, of the form 2026-03-02. */
export function dateOf(text: string): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? Temporal.PlainDate.from(text) : undefined
  } catch {
    return undefined
  }
}

/** Tags that questions have, from a list with commas or spaces. */
export function readTags(typed: string, known: ReadonlySet<string>): Read<string[]> {
  const tags = [
    ...new Set(
      typed
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ]
  const unknown = tags.find((tag) => !known.has(tag))
  return unknown === undefined ? { value: tags } : { says: scheduleComplaints.tag(unknown, nearest(unknown, known)) }
}

/** Those of the offered choices that were chosen; all of them mean the same as none. */
export function readChosen(chosen: readonly string[], offered: readonly string[]): Read<string[]> {
  const kept = offered.filter((value) => chosen.includes(value))
  return { value: kept.length === offered.length ? [] : kept }
}

/**
 * Those of the offered topics that were chosen. All that come by themselves mean the same as none; one that is asked by
 * choice only is never left to that.
 */
export function readTopics(chosen: readonly string[], offered: readonly string[]): Read<string[]> {
  const kept = offered.filter((topic) => chosen.includes(topic))
  const usual = offered.filter((topic) => !isOnlyByChoice(topic))
  const isUsual = kept.length === usual.length && kept.every((topic) => !isOnlyByChoice(topic))
  return { value: isUsual ? [] : kept }
}

/** What is chosen where no track is followed. */
export const noTrack = 'none'

/** A company's track that is known; none for what is not. */
export function readTrack(
  [chosen = noTrack]: readonly string[],
  known: ReadonlyMap<string, unknown>,
): Read<string | null> {
  return { value: known.has(chosen) ? chosen : null }
}

/** Whether results are shown in the channel too; in the thread they always are. */
export function readResultsInChannel([chosen]: readonly string[]): Read<boolean> {
  return { value: chosen === 'channel-too' }
}

/** How answers are given and judged. */
export function readVoting([chosen]: readonly string[]): Read<'open' | 'blind'> {
  return { value: chosen === 'blind' ? 'blind' : 'open' }
}

/** A role's or group's id, alone or as the platform writes a mention of it; nothing for none. */
export function readGroup(typed: string): Read<string | null> {
  if (typed === '') return { value: null }
  const id = typed.replace(/^<(?:@&|!subteam\^)([^>|]+)(?:\|[^>]*)?>$/, '$1').replace(/^@/, '')
  const everyone = /^(everyone|here|channel)$/i.test(id)
  return everyone || !/^[\p{L}\p{N}_.-]{1,80}$/u.test(id) ? { says: scheduleComplaints.group } : { value: id }
}

/** A channel's id, alone or as the platform writes a link to it. */
export function readChannel(typed: string): Read<string> {
  const id = typed.replace(/^<#([^>|]+)(?:\|[^>]*)?>$/, '$1').replace(/^#/, '')
  return /^[\p{L}\p{N}_.:-]{1,80}$/u.test(id) ? { value: id } : { says: scheduleComplaints.channel }
}
