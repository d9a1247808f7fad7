/** How long what has served its purpose is kept, in days; 0 keeps it for good. docs/privacy.md says why. */
export interface Retention {
  /** Commands and presses with what was replied: longer than any platform delivers one again. */
  readonly interactions: number
  /** What was posted under a key: longer than a delivery that was given up can be tried again. */
  readonly postings: number
  /** What a member was told unasked, or could have read behind a button. */
  readonly notices: number
  /** Suggestions and files of questions that were decided about. */
  readonly decided: number
  /** All of a workspace that the bot was removed from. */
  readonly left: number
}

export const usualRetention: Retention = { interactions: 3, postings: 31, notices: 90, decided: 90, left: 30 }

/** What is older goes; none where it is kept for good. */
export function keptSince(now: Temporal.Instant, days: number): Temporal.Instant | undefined {
  return days === 0 ? undefined : now.subtract({ hours: days * 24 })
}

/** Under these keys the platform is asked where a message stands for as long as its round is kept. */
export const lastingKeys = ['results:'] as const
