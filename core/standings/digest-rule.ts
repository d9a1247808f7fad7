import { type AskingTimes, askingsAfter } from '../rounds/calendar.ts'
import { type DateSpan, spanOf } from './windows.ts'

/** When a week's digest is due, and which week it tells of. Pure. */

/** From Friday on a digest tells of its own week, before that of the one that has ended. */
const firstDayOfItsWeek = 5
/** After a downtime the latest digest is made up for within this time; it is the only one. */
const graceHours = 48

export interface DigestTimes {
  /** ISO day of the week. */
  readonly day: number
  /** Local time, `17:00`. */
  readonly localTime: string
  /** IANA zone. */
  readonly zone: string
}

/** The first digest after an instant. */
export function nextDigest(digest: DigestTimes, after: Temporal.Instant): Temporal.Instant {
  const next = askingsAfter(timesOf(digest), after).next().value
  if (next === undefined) throw new Error(`day ${digest.day} is no day of the week`)
  return next.at
}

/**
 * The local date to tell of when a digest is found due; none when all that passed are too old.
 *
 * @param due what the digest was waiting for
 */
export function dueDigest(
  digest: DigestTimes,
  due: Temporal.Instant,
  now: Temporal.Instant,
): Temporal.PlainDate | undefined {
  let latest: { readonly at: Temporal.Instant; readonly date: Temporal.PlainDate } | undefined
  for (const asking of askingsAfter(timesOf(digest), due.subtract({ nanoseconds: 1 }))) {
    if (Temporal.Instant.compare(asking.at, now) > 0) break
    latest = asking
  }
  return latest !== undefined && latest.at.until(now).total('hours') < graceHours ? latest.date : undefined
}

function timesOf({ day, localTime, zone }: DigestTimes): AskingTimes {
  return { days: [day], localTime, zone }
}

export interface ToldWeek extends DateSpan {
  /** It goes on after the digest. */
  readonly isOpen: boolean
  /** The season of which it is the last week. */
  readonly season: DateSpan | undefined
}

/** The ISO week of which the digest of a date tells. */
export function weekToldOn(date: Temporal.PlainDate): ToldWeek {
  const span = spanOf(date.dayOfWeek >= firstDayOfItsWeek ? 'week' : 'last-week', date)
  const season = spanOf('season', span.first)
  return {
    ...span,
    isOpen: Temporal.PlainDate.compare(date, span.last) < 0,
    season: season.last.equals(span.last) ? season : undefined,
  }
}
