/** The spans of local dates that a board counts. Pure. */

export const boardWindows = ['today', 'week', 'season', 'all', 'yesterday', 'last-week'] as const
export type BoardWindow = (typeof boardWindows)[number]

export interface DateSpan {
  readonly first: Temporal.PlainDate
  readonly last: Temporal.PlainDate
}

const seasonWeeks = 8
/** A Monday from which seasons are counted. */
const firstSeason = Temporal.PlainDate.from('2024-01-01')

/** `today` is a local date in the channel's zone; weeks are ISO weeks; a season is eight of them. */
export function spanOf(window: BoardWindow, today: Temporal.PlainDate): DateSpan {
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  switch (window) {
    case 'today':
      return { first: today, last: today }
    case 'week':
      return { first: monday, last: monday.add({ days: 6 }) }
    case 'season': {
      const weeks = Math.round(firstSeason.until(monday).days / 7)
      const begin = firstSeason.add({ weeks: Math.floor(weeks / seasonWeeks) * seasonWeeks })
      return { first: begin, last: begin.add({ days: seasonWeeks * 7 - 1 }) }
    }
    case 'all':
      return { first: Temporal.PlainDate.from('1970-01-01'), last: Temporal.PlainDate.from('9999-12-31') }
    case 'yesterday':
      return spanOf('today', today.subtract({ days: 1 }))
    case 'last-week':
      return spanOf('week', monday.subtract({ days: 7 }))
    default:
      throw window satisfies never
  }
}

export function isBoardWindow(text: string): text is BoardWindow {
  return boardWindows.some((window) => window === text)
}
