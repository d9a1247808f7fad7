import { z } from 'zod'

const form = /^(\d{1,12})(?:\.(\d{1,6}))?$/

/**
 * A message's id on Slack is its time: `1700000000.000100`, in seconds with six places.
 *
 * @throws RangeError for a text that is no such time
 */
export function instantOf(ts: string): Temporal.Instant {
  const [, seconds, micros = '0'] = form.exec(ts) ?? []
  if (seconds === undefined) throw new RangeError(`not a Slack time: ${ts.slice(0, 40)}`)
  const nanoseconds = BigInt(seconds) * 1_000_000_000n + BigInt(micros.padEnd(6, '0')) * 1_000n
  return Temporal.Instant.fromEpochNanoseconds(nanoseconds)
}

/** Whole seconds since 1970, as an event's envelope has them. */
export function instantOfSeconds(seconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
}

/** A payload's time, such as `action_ts`. */
export const slackTime = z.string().regex(form).transform(instantOf)
