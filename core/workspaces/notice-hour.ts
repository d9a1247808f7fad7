/** When someone is told what they did not ask for: once a day, at their hour. Pure. */

/** A member's own settings, as far as time goes. */
export interface TellingTimes {
  /** IANA zone. */
  readonly zone: string
  /** The local hour, 0 to 23. */
  readonly hour: number
  /** They are away up to and including this local date. */
  readonly awayUntil?: Temporal.PlainDate | undefined
}

export const usualTellHour = 9

/**
 * The next time that it is their hour, and not on a day on which they are away.
 *
 * @param after nothing is told at or before this instant
 */
export function nextTelling({ zone, hour, awayUntil }: TellingTimes, after: Temporal.Instant): Temporal.Instant {
  const today = after.toZonedDateTimeISO(zone).toPlainDate()
  const back = awayUntil?.add({ days: 1 })
  let date = back !== undefined && Temporal.PlainDate.compare(back, today) > 0 ? back : today
  for (;;) {
    const at = date.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).toInstant()
    if (Temporal.Instant.compare(at, after) > 0) return at
    date = date.add({ days: 1 })
  }
}

/** Whether a local date is one on which they are away. */
export function isAway(awayUntil: Temporal.PlainDate | null, today: Temporal.PlainDate): boolean {
  return awayUntil !== null && Temporal.PlainDate.compare(today, awayUntil) <= 0
}
