/** The spans of local dates that a board counts. Pure. */

export const boardWindows = ['today', 'week', 'season', 'all', 'yesterday', 'last-week'] as const
export type BoardWindow = (typeof boardWindows)[number]

export interface DateSpan {
  readonly first: Temporal.PlainDate
  readonly last: Temporal.PlainDate
}

const seasonWeeks = 8
/** Seasons are counted from a Monday, and each has as many days. */
export const seasons = { first: Temporal.PlainDate.from('2024-01-01'), days: seasonWeeks * 7 } as const

/** `today` is a local date in the channel's zone; weeks are ISO weeks; a season is eight of them. */
export function spanOf(window: BoardWindow, today: Temporal.PlainDate): DateSpan {
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  switch (window) {
    case 'today':
      return { first: today, last: today }
    case 'week':
      return { first: monday, last: monday.add({ days: 6 }) }
    case 'season': {
      const passed = Math.floor(seasons.first.until(today).days / seasons.days)
      const begin = seasons.first.add({ days: passed * seasons.days })
      return { first: begin, last: begin.add({ days: seasons.days - 1 }) }
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

/** A span with the name that its sums are kept under. */
export interface Period extends DateSpan {
  readonly name: string
}

const kinds = {
  today: 'day',
  yesterday: 'day',
  week: 'week',
  'last-week': 'week',
  season: 'season',
} as const satisfies Record<Exclude<BoardWindow, 'all'>, string>

/** `today` as in `spanOf`. */
export function periodOf(window: BoardWindow, today: Temporal.PlainDate): Period {
  const span = spanOf(window, today)
  return { ...span, name: window === 'all' ? 'all' : `${kinds[window]}:${span.first.toString()}` }
}

/** The period of the same length just before a window's; none before all time. */
export function periodBefore(window: BoardWindow, today: Temporal.PlainDate): Period | undefined {
  if (window === 'all') return undefined
  const { first } = spanOf(window, today)
  const kind = kinds[window]
  return periodOf(kind === 'day' ? 'today' : kind, first.subtract({ days: 1 }))
}

export function isBoardWindow(text: string): text is BoardWindow {
  return boardWindows.some((window) => window === text)
}
