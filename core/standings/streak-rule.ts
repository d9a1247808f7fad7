import type { DateSpan } from './windows.ts'

/**
 * How many days a member has kept at it. Pure. A streak is counted on dates alone, each kept as it was in the
 * member's zone when it was written, so that no later zone counts the past anew.
 */

export const streakRules = {
  dayBeginsAtHour: 4,
  mostFreezes: 2,
  /** So many active days give one freeze back. */
  activeDaysForAFreeze: 7,
  /** Counted from the beginning of the day: from 08:00 to 22:00. */
  awake: { fromHour: 4, untilHour: 18 },
  /** A round that is open for less of a day, or by night only, asks for nothing on it. */
  leastHoursOpen: 2,
} as const

/** ISO days of the week on which nothing is asked of those who have not chosen others. */
export const usualRestDays: readonly number[] = [6, 7]

/** The member's date at an instant: it begins four hours after midnight, which is 04:00 but when clocks change that night. */
export function studyDay(at: Temporal.Instant, zone: string): Temporal.PlainDate {
  return at.toZonedDateTimeISO(zone).subtract({ hours: streakRules.dayBeginsAtHour }).toPlainDate()
}

export interface OpenRound {
  readonly from: Temporal.Instant
  /** When it closed or will close, or when this member answered it: from then on it asks nothing of them. */
  readonly until: Temporal.Instant
}

/** A zone that the member's days were counted in, until the next one. */
export interface Stay {
  readonly zone: string
  readonly since: Temporal.Instant
}

/**
 * The dates that asked something of the member: a round was open for them in their waking hours, and the
 * date was lived in one zone from its beginning to its end. So a date that a journey or the zone itself
 * shortens or leaves out never breaks a streak; one that a journey repeats is one date.
 *
 * @param stays oldest first
 */
export function openDays(rounds: readonly OpenRound[], stays: readonly Stay[]): Temporal.PlainDate[] {
  const open = stays.flatMap((stay, index) => openDuring(rounds, stay, stays[index + 1]?.since))
  const once = new Map(open.map((date) => [date.toString(), date]))
  return [...once.values()].sort(Temporal.PlainDate.compare)
}

function openDuring(rounds: readonly OpenRound[], { zone, since }: Stay, left?: Temporal.Instant) {
  return rounds.flatMap(({ from, until }) => {
    const [begin, end] = [later(from, since), left === undefined ? until : earlier(until, left)]
    if (!isBefore(begin, end)) return []
    return datesBetween(studyDay(begin, zone), studyDay(end, zone)).filter((date) => {
      const day = spanOfDay(date, zone)
      const isWhole = isBefore(day.begins, day.ends) && !isBefore(day.begins, since)
      const isLeft = left !== undefined && isBefore(left, day.ends)
      return isWhole && !isLeft && hoursAwake(day.begins, { from, until }) >= streakRules.leastHoursOpen
    })
  })
}

/** Empty for a date that the zone left out. */
function spanOfDay(date: Temporal.PlainDate, zone: string): { begins: Temporal.Instant; ends: Temporal.Instant } {
  const beginning = (day: Temporal.PlainDate) =>
    day.toZonedDateTime(zone).add({ hours: streakRules.dayBeginsAtHour }).toInstant()
  return { begins: beginning(date), ends: beginning(date.add({ days: 1 })) }
}

function hoursAwake(begins: Temporal.Instant, { from, until }: OpenRound): number {
  const { fromHour, untilHour } = streakRules.awake
  const begin = later(from, begins.add({ hours: fromHour }))
  return begin.until(earlier(until, begins.add({ hours: untilHour }))).total('hours')
}

export interface StudyDates {
  /** On which the member did something that counts. */
  readonly active: readonly Temporal.PlainDate[]
  /** As `openDays` gives them. */
  readonly open: readonly Temporal.PlainDate[]
  /** ISO days of the week. */
  readonly restDays: readonly number[]
  readonly away: readonly DateSpan[]
  /** The member's date now; after a journey west it may lie before the last active one. */
  readonly today: Temporal.PlainDate
}

export interface Streak extends StreakSoFar {
  /** Something was done today, or nothing is asked today, as far as is known now. */
  readonly keptToday: boolean
  /** It ends with today unless something is done: no freeze is left. */
  readonly atRisk: boolean
}

/**
 * Active days in a row. Days of rest, days away and days on which no round was open break nothing; a missed
 * day takes a freeze. An active day counts on whatever date it falls.
 *
 * A streak begins with two freezes and may begin on any active day; the current one is the longest that
 * reaches today. So nobody has less than one who began later and did the same: a day more never costs anything.
 */
export function streakOf(dates: StudyDates): Streak {
  const active = new Set(dates.active.map(String))
  const asked = askedOn(dates)
  const kinds = judgedDates(dates).map((date): StudyDay => {
    if (active.has(date.toString())) return 'active'
    const isOver = Temporal.PlainDate.compare(date, dates.today) < 0
    return isOver && asked(date) ? 'missed' : 'free'
  })
  const soFar = kinds.reduce(nextStreak, newStreak)
  const keptToday = active.has(dates.today.toString()) || !asked(dates.today)
  return { ...soFar, keptToday, atRisk: soFar.current > 0 && !keptToday && soFar.freezesLeft === 0 }
}

function askedOn({ open, restDays, away }: StudyDates): (date: Temporal.PlainDate) => boolean {
  const opened = new Set(open.map(String))
  return (date) =>
    opened.has(date.toString()) && !restDays.includes(date.dayOfWeek) && !away.some((span) => lies(date, span))
}

/** From the first active day to today, or to a later active one. */
function judgedDates({ active, today }: StudyDates): Temporal.PlainDate[] {
  const sorted = [...active].sort(Temporal.PlainDate.compare)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  return datesBetween(first, Temporal.PlainDate.compare(last, today) > 0 ? last : today)
}

/** `missed`: something was asked and nothing was done. `free`: nothing was asked, or the day is not over. */
export type StudyDay = 'active' | 'missed' | 'free'

export interface StreakSoFar {
  readonly current: number
  readonly longest: number
  /** Of the current streak; what the next one begins with where there is none. */
  readonly freezesLeft: number
  /** Those that reach this day, longest first, each with more credit than the one before: at most 15. */
  readonly runs: readonly Run[]
}

/** A streak that began on one of the active days. */
interface Run {
  readonly days: number
  /** In active days: `activeDaysForAFreeze` are a freeze. */
  readonly credit: number
}

const { mostFreezes, activeDaysForAFreeze } = streakRules
const fullCredit = mostFreezes * activeDaysForAFreeze

export const newStreak: StreakSoFar = { current: 0, longest: 0, freezesLeft: mostFreezes, runs: [] }

/** One day further. Every date once and in order: a late fact about a date in the past needs `streakOf`. */
export function nextStreak(streak: StreakSoFar, day: StudyDay): StreakSoFar {
  if (day === 'free') return streak
  const runs = worthKeeping(day === 'active' ? extended(streak.runs) : frozen(streak.runs))
  const { days, credit } = runs[0] ?? { days: 0, credit: fullCredit }
  return {
    current: days,
    longest: Math.max(streak.longest, days),
    freezesLeft: Math.floor(credit / activeDaysForAFreeze),
    runs,
  }
}

function extended(runs: readonly Run[]): Run[] {
  const longer = runs.map(({ days, credit }) => ({ days: days + 1, credit: Math.min(credit + 1, fullCredit) }))
  return [...longer, { days: 1, credit: fullCredit }]
}

function frozen(runs: readonly Run[]): Run[] {
  return runs
    .map(({ days, credit }) => ({ days, credit: credit - activeDaysForAFreeze }))
    .filter(({ credit }) => credit >= 0)
}

/** A shorter run can only ever outlast a longer one that has less credit. */
function worthKeeping(runs: readonly Run[]): Run[] {
  return runs.filter(({ credit }, index) => runs.slice(0, index).every((longer) => longer.credit < credit))
}

function datesBetween(first: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainDate[] {
  return Array.from({ length: first.until(last).days + 1 }, (_, days) => first.add({ days }))
}

function lies(date: Temporal.PlainDate, { first, last }: DateSpan): boolean {
  return Temporal.PlainDate.compare(first, date) <= 0 && Temporal.PlainDate.compare(date, last) <= 0
}

function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}

function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return isBefore(one, other) ? one : other
}

function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return isBefore(one, other) ? other : one
}
