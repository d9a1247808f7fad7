/** When a schedule asks. Pure. */

export interface AskingTimes {
  /** ISO days of the week, 1 Monday to 7 Sunday. */
  readonly days: readonly number[]
  /** Local time, `09:00`. */
  readonly localTime: string
  /** IANA zone. */
  readonly zone: string
  /** Dates without a question: those that an admin skips, and public holidays. */
  readonly isFree?: (date: Temporal.PlainDate) => boolean
}

export interface Asking {
  readonly at: Temporal.Instant
  /** The local date that is asked for: at most one question a schedule and local date. */
  readonly date: Temporal.PlainDate
}

/** A missed asking is made up for within this time, once; an older one is skipped. */
const graceHours = 6
/** Longer than any run of free dates: a schedule skips at most `mostSkippedDates`, and holidays rarely fall on one weekday. */
const daysAhead = 3 * 366
export const mostSkippedDates = 100

/** The first asking after an instant; none when no day is wanted. */
export function nextAsking(times: AskingTimes, after: Temporal.Instant): Asking | undefined {
  return askingsAfter(times, after).next().value
}

/**
 * All askings after an instant, in their order, without an end; none when no day is wanted.
 *
 * A local time that daylight saving skips is asked as much later as the gap is long; one that occurs twice
 * is asked the first time (`compatible`, RFC 5545). A date that a zone left out altogether is not asked.
 */
export function* askingsAfter(times: AskingTimes, after: Temporal.Instant): Generator<Asking, undefined> {
  // what a gap puts off past midnight belongs to the day before
  let date = after.toZonedDateTimeISO(times.zone).toPlainDate().subtract({ days: 1 })
  for (let without = 0; without <= daysAhead; without += 1, date = date.add({ days: 1 })) {
    const at = askedAt(times, date)
    if (at === undefined || Temporal.Instant.compare(at, after) <= 0) continue
    yield { at, date }
    without = 0
  }
  return undefined
}

/** When a date is asked; never for one that is not wanted, is free, or does not exist in its zone. */
export function askedAt(times: AskingTimes, date: Temporal.PlainDate): Temporal.Instant | undefined {
  const { days, localTime, zone, isFree } = times
  if (!days.includes(date.dayOfWeek) || isFree?.(date) === true) return undefined
  const local = date.toZonedDateTime({ timeZone: zone, plainTime: localTime })
  const moved = !local.toPlainDate().equals(date)
  return moved && !exists(date, zone) ? undefined : local.toInstant()
}

/** Whether a zone had this date at all: Samoa had no 30 December 2011. */
function exists(date: Temporal.PlainDate, zone: string): boolean {
  return date.toZonedDateTime(zone).toPlainDate().equals(date)
}

/**
 * What to do when a schedule is found due: ask for the latest date that was due, unless it lies further back
 * than the grace window; older ones are skipped.
 *
 * @param due the asking that the schedule was waiting for
 */
export function dueAskings(
  times: AskingTimes,
  due: Temporal.Instant,
  now: Temporal.Instant,
): { readonly ask: Asking | undefined; readonly skipped: readonly Asking[] } {
  const passed: Asking[] = []
  for (const asking of askingsAfter(times, due.subtract({ nanoseconds: 1 }))) {
    if (Temporal.Instant.compare(asking.at, now) > 0) break
    passed.push(asking)
  }
  const latest = passed.at(-1)
  const inTime = latest !== undefined && latest.at.until(now).total('hours') < graceHours
  return inTime ? { ask: latest, skipped: passed.slice(0, -1) } : { ask: undefined, skipped: passed }
}
