/** When a schedule asks. Pure. */

export interface AskingTimes {
  /** ISO days of the week, 1 Monday to 7 Sunday. */
  readonly days: readonly number[]
  /** Local time, `09:00`. */
  readonly localTime: string
  /** IANA zone. */
  readonly zone: string
}

export interface Asking {
  readonly at: Temporal.Instant
  /** The local date that is asked for: at most one question a schedule and local date. */
  readonly date: Temporal.PlainDate
}

/** A missed asking is made up for within this time, once; an older one is skipped. */
const graceHours = 6
const daysAhead = 370

/**
 * The first asking after an instant; none when no day is wanted.
 *
 * A local time that daylight saving skips is asked as much later as the gap is long; one that occurs twice
 * is asked the first time (`compatible`, RFC 5545). A date that a zone left out altogether is not asked.
 */
export function nextAsking(times: AskingTimes, after: Temporal.Instant): Asking | undefined {
  const from = after.toZonedDateTimeISO(times.zone).toPlainDate().subtract({ days: 1 })
  for (let ahead = 0; ahead <= daysAhead; ahead += 1) {
    const date = from.add({ days: ahead })
    if (!times.days.includes(date.dayOfWeek)) continue
    if (!exists(date, times.zone)) continue
    const at = date.toZonedDateTime({ timeZone: times.zone, plainTime: times.localTime }).toInstant()
    if (Temporal.Instant.compare(at, after) > 0) return { at, date }
  }
  return undefined
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
  for (
    let asking = nextAsking(times, due.subtract({ nanoseconds: 1 }));
    asking;
    asking = nextAsking(times, asking.at)
  ) {
    if (Temporal.Instant.compare(asking.at, now) > 0) break
    passed.push(asking)
  }
  const latest = passed.at(-1)
  const inTime = latest !== undefined && latest.at.until(now).total('hours') < graceHours
  return inTime ? { ask: latest, skipped: passed.slice(0, -1) } : { ask: undefined, skipped: passed }
}
