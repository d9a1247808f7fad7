/** A calendar that counts minutes and knows only when clocks change: what the rule of schedules is held to. */

/** A date, and the minute since 1970 in which it is asked. */
export type WantedDay = readonly [date: string, minute: number]

export interface WantedTimes {
  readonly zone: string
  /** `09:00` */
  readonly localTime: string
  /** ISO days of the week. */
  readonly days: readonly number[]
}

export const minutesInDay = 24 * 60
const millisecondsInMinute = 60_000
export const firstDayOf2026 = Date.UTC(2026, 0, 1) / millisecondsInMinute / minutesInDay
const daysIn2026 = 365

/**
 * All days of 2026 on which a schedule asks. A local minute that comes twice is its first, one that is left out comes
 * as much later as the clock jumped.
 *
 * @param isFree by days since 1970
 */
export function wantedIn2026(
  { zone, localTime, days }: WantedTimes,
  isFree: (day: number) => boolean = () => false,
): WantedDay[] {
  const [hour = 0, minute = 0] = localTime.split(':').map(Number)
  return Array.from({ length: daysIn2026 }, (_, later) => firstDayOf2026 + later)
    .filter((day) => days.includes(weekdayOf(day)) && !isFree(day))
    .map((day) => [dateOf(day), minuteAt(spansOf(zone), day * minutesInDay + hour * 60 + minute)])
}

/** Days since 1970, of a calendar date. */
export function dayNumber({ year, month, day }: Temporal.PlainDate): number {
  return Date.UTC(year, month - 1, day) / millisecondsInMinute / minutesInDay
}

/** The local days of 2026 on which clocks change there, as ISO days of the week. */
export function daysOfChange(zone: string): number[] {
  return spansOf(zone)
    .slice(1)
    .map(({ from, ahead }) => Math.floor((from + ahead) / minutesInDay))
    .filter((day) => day >= firstDayOf2026 && day < firstDayOf2026 + daysIn2026)
    .map(weekdayOf)
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1
}

function dateOf(day: number): string {
  return new Date(day * minutesInDay * millisecondsInMinute).toISOString().slice(0, 10)
}

/** Some time, in minutes since 1970, in which clocks are ahead of UTC by as many minutes. */
interface Span {
  readonly from: number
  readonly to: number
  readonly ahead: number
}

const known = new Map<string, readonly Span[]>()

function spansOf(zone: string): readonly Span[] {
  const spans = known.get(zone) ?? readSpans(zone)
  known.set(zone, spans)
  return spans
}

function readSpans(zone: string): Span[] {
  const spans: Span[] = []
  let at = Temporal.Instant.from('2025-12-01T00:00:00Z').toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    const to = next === null || next.year > 2027 ? undefined : next
    const from = at.epochMilliseconds / millisecondsInMinute
    const until = to === undefined ? Number.POSITIVE_INFINITY : to.epochMilliseconds / millisecondsInMinute
    spans.push({ from, to: until, ahead: at.offsetNanoseconds / 60e9 })
    if (to === undefined) return spans
    at = to
  }
}

function minuteAt(spans: readonly Span[], local: number): number {
  for (const [index, { from, to, ahead }] of spans.entries()) {
    const minute = local - ahead
    if (minute < from) return local - (spans[index - 1]?.ahead ?? ahead)
    if (minute < to) return minute
  }
  throw new RangeError('later than the last span, which has no end')
}
