import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  newStreak,
  nextStreak,
  type OpenRound,
  openDays,
  type Stay,
  type StudyDates,
  type StudyDay,
  streakOf,
  streakRules,
  studyDay,
  usualRestDays,
} from '../../core/standings/streak-rule.ts'

const monday = Temporal.PlainDate.from('2026-03-02')

/** A letter a day from a Monday on: `x` active, `-` missed, `.` nothing asked. Today is the last one. */
function days(letters: string, other: Partial<StudyDates> = {}) {
  const dates = [...letters].map((letter, index) => ({ letter, date: monday.add({ days: index }) }))
  const those = (wanted: string) => dates.filter(({ letter }) => wanted.includes(letter)).map(({ date }) => date)
  const today = monday.add({ days: Math.max(0, letters.length - 1) })
  return streakOf({ active: those('x'), open: those('x-'), restDays: [], away: [], today, ...other })
}

test('a day begins at four in the morning where the member is', () => {
  const at = (time: string) => studyDay(Temporal.Instant.from(time), 'Europe/Berlin').toString()
  expect([at('2026-01-13T02:59:59Z'), at('2026-01-13T03:00:00Z')]).toEqual(['2026-01-12', '2026-01-13'])
  expect(studyDay(Temporal.Instant.from('2026-01-12T14:00:00Z'), 'Australia/Sydney').toString()).toBe('2026-01-12')
  expect(studyDay(Temporal.Instant.from('2026-01-12T17:00:00Z'), 'Australia/Sydney').toString()).toBe('2026-01-13')
})

test('active days in a row count, and today may still come', () => {
  expect(days('xxx')).toMatchObject({ current: 3, longest: 3, keptToday: true, atRisk: false })
  expect(days('xxx-')).toMatchObject({ current: 3, longest: 3, keptToday: false, atRisk: false })
  expect(days('')).toMatchObject({ current: 0, longest: 0, freezesLeft: 2, atRisk: false })
})

test('two missed days take the two freezes, a third ends the streak, and the longest stays', () => {
  expect(days('xxxxx-x')).toMatchObject({ current: 6, freezesLeft: 1 })
  expect(days('xxxxx--x')).toMatchObject({ current: 6, freezesLeft: 0 })
  expect(days('xxxxx---x')).toMatchObject({ current: 1, longest: 5, freezesLeft: 2 })
  expect(days(`xxxxx${'-'.repeat(20)}`)).toMatchObject({ current: 0, longest: 5, freezesLeft: 2 })
})

test('seven active days give a freeze back, and nobody holds more than two', () => {
  expect(days('x-xxxxxx')).toMatchObject({ current: 7, freezesLeft: 1 })
  expect(days('x-xxxxxxx')).toMatchObject({ current: 8, freezesLeft: 2 })
  expect(days(`${'x'.repeat(60)}--`)).toMatchObject({ current: 60, freezesLeft: 1 })
  expect(days(`${'x'.repeat(60)}---x`)).toMatchObject({ current: 1, longest: 60 })
})

test('a streak is at risk when today asks for something and no freeze is left', () => {
  expect(days('xx--x-')).toMatchObject({ current: 3, freezesLeft: 0, keptToday: false, atRisk: true })
  expect(days('xx--xx')).toMatchObject({ keptToday: true, atRisk: false })
  expect(days('xx--x.')).toMatchObject({ keptToday: true, atRisk: false })
  expect(days('--')).toMatchObject({ current: 0, atRisk: false })
})

test('a weekend off, a vacation and a holiday without a question break nothing and take no freeze', () => {
  const week = 'xxxxx--'
  expect(days(week.repeat(3), { restDays: usualRestDays })).toMatchObject({ current: 15, freezesLeft: 2 })
  const away = [{ first: monday.add({ days: 3 }), last: monday.add({ days: 30 }) }]
  expect(days(`xxx${'-'.repeat(28)}x`, { away })).toMatchObject({ current: 4, freezesLeft: 2 })
  expect(days(`xx${'.'.repeat(200)}x`)).toMatchObject({ current: 3, freezesLeft: 2 })
})

test('what one does on a day off counts all the same', () => {
  expect(days('xxxxxxx', { restDays: usualRestDays }).current).toBe(7)
})

test('who began later with the same days is never ahead of who began earlier', () => {
  // the three missed days end the long one; from the fourth on both have done the same
  expect(days('xxxxxx--xx-xxx').current).toBe(days('........xx-xxx').current)
})

const kinds = fc.array(fc.constantFrom<StudyDay>('active', 'active', 'missed', 'free'), { maxLength: 120 })
const restDays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }))
const away = fc
  .tuple(fc.nat(120), fc.nat(30))
  .map(([first, length]) => ({ first: monday.add({ days: first }), last: monday.add({ days: first + length }) }))
const studyDates = fc
  .record({ kinds, restDays, away: fc.array(away, { maxLength: 2 }), today: fc.integer({ min: -3, max: 10 }) })
  .map(({ kinds: all, today, ...others }): StudyDates => {
    const on = (wanted: readonly StudyDay[]) =>
      all.flatMap((kind, index) => (wanted.includes(kind) ? [monday.add({ days: index })] : []))
    const open = on(['active', 'missed'])
    return { active: on(['active']), open, today: monday.add({ days: all.length + today }), ...others }
  })

test('the current streak is the best of all that began on one of my days', () => {
  fc.assert(
    fc.property(kinds, (all) => {
      const reached = all.flatMap((kind, start) => (kind === 'active' ? [lengthFrom(all.slice(start))] : []))
      expect(all.reduce(nextStreak, newStreak).current).toBe(Math.max(0, ...reached))
    }),
  )
})

/** One streak on its own, from its first day; 0 when it has ended. */
function lengthFrom(all: readonly StudyDay[]): number {
  let [length, credit] = [0, 14]
  for (const kind of all) {
    if (kind === 'missed') credit -= 7
    if (kind === 'active') [length, credit] = [length + 1, Math.min(14, credit + 1)]
    if (credit < 0) return 0
  }
  return length
}

test('the longest is never less than the current one, and freezes are never more than two', () => {
  fc.assert(
    fc.property(studyDates, (dates) => {
      const { current, longest, freezesLeft, runs } = streakOf(dates)
      expect(longest).toBeGreaterThanOrEqual(current)
      expect(current).toBeLessThanOrEqual(dates.active.length)
      expect([0, 1, 2]).toContain(freezesLeft)
      expect(runs.length).toBeLessThanOrEqual(streakRules.mostFreezes * streakRules.activeDaysForAFreeze + 1)
    }),
  )
  expect(days('x'.repeat(60)).runs).toHaveLength(1)
})

test('one more active day, early or late, never shortens a streak', () => {
  fc.assert(
    fc.property(studyDates, fc.integer({ min: -10, max: 130 }), (dates, more) => {
      const before = streakOf(dates)
      const after = streakOf({ ...dates, active: [...dates.active, monday.add({ days: more })] })
      expect(after.current).toBeGreaterThanOrEqual(before.current)
      expect(after.longest).toBeGreaterThanOrEqual(before.longest)
    }),
    { numRuns: 500 },
  )
})

test('a round less, a rest day more or a vacation never shortens a streak, whoever it was that closed the round', () => {
  fc.assert(
    fc.property(studyDates, fc.nat(), fc.integer({ min: 1, max: 7 }), away, (dates, which, restDay, vacation) => {
      const before = streakOf(dates)
      const kinder = [
        { ...dates, open: dates.open.filter((_, index) => index !== which % (dates.open.length + 1)) },
        { ...dates, restDays: [...dates.restDays, restDay] },
        { ...dates, away: [...dates.away, vacation] },
      ].map(streakOf)
      for (const after of kinder) {
        expect(after.current).toBeGreaterThanOrEqual(before.current)
        expect(after.longest).toBeGreaterThanOrEqual(before.longest)
      }
    }),
    { numRuns: 500 },
  )
})

test('the longest never shrinks as days go by', () => {
  fc.assert(
    fc.property(studyDates, fc.nat(40), (dates, later) => {
      const after = streakOf({ ...dates, today: dates.today.add({ days: later }) })
      expect(after.longest).toBeGreaterThanOrEqual(streakOf(dates).longest)
    }),
  )
})

test('the order in which days are listed, and a day listed twice, change nothing', () => {
  fc.assert(
    fc.property(studyDates, (dates) => {
      const { active, open } = dates
      const mixed = { ...dates, active: [...active.toReversed(), ...active], open: [...open.toReversed(), ...open] }
      expect(streakOf(mixed)).toEqual(streakOf(dates))
    }),
  )
})

test('counted anew from the start it is what it was with one day after the other', () => {
  fc.assert(
    fc.property(kinds, (all) => {
      let streak = newStreak
      for (const [index, kind] of all.entries()) {
        streak = nextStreak(streak, kind)
        const letters = all.slice(0, index + 1).map((one) => ({ active: 'x', missed: '-', free: '.' })[one])
        expect(days(`${letters.join('')}.`)).toMatchObject(streak)
      }
    }),
    { numRuns: 30 },
  )
})

const zones = [
  'America/New_York',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]
const zone = fc.constantFrom(...zones)
/** Some begin before Samoa left out 30 December 2011. */
const start = fc
  .oneof(fc.constant('2011-12-10T00:00:00Z'), fc.constantFrom('2026-03-01T05:00:00Z', '2026-09-20T17:00:00Z'))
  .map((text) => Temporal.Instant.from(text))

interface Life {
  readonly begin: Temporal.Instant
  readonly end: Temporal.Instant
  readonly stays: readonly Stay[]
  readonly active: readonly Temporal.PlainDate[]
}

/** Something done at least every 20 hours, wherever one is by then. */
function lived(begin: Temporal.Instant, pauses: readonly number[], moves: readonly { zone: string; after: number }[]) {
  const at = (hours: number) => begin.add({ minutes: Math.round(hours * 60) })
  const acts = runningSums(pauses).map(at)
  const arrivals = runningSums(moves.map(({ after }) => after)).map(at)
  const stays = moves.map(({ zone: next }, index) => ({ zone: next, since: arrivals[index] ?? begin }))
  const zoneAt = (instant: Temporal.Instant) =>
    stays.findLast(({ since }) => Temporal.Instant.compare(since, instant) <= 0)?.zone ?? 'UTC'
  const active = acts.map((instant) => studyDay(instant, zoneAt(instant)))
  const end = acts.at(-1) ?? begin
  return { begin, end, stays, active, zoneAt }
}

function runningSums(numbers: readonly number[]): number[] {
  return numbers.map((_, index) => numbers.slice(0, index + 1).reduce((sum, number) => sum + number, 0))
}

const pauses = fc.array(fc.double({ min: 0.5, max: 20, noNaN: true }), { minLength: 40, maxLength: 80 })
const firstZone = zone.map((one) => ({ zone: one, after: 0 }))

function streakIn({ begin, end, stays, active }: Life, today: Temporal.PlainDate) {
  const alwaysOpen = { from: begin, until: end.add({ hours: 24 * 10 }) }
  return streakOf({ active, open: openDays([alwaysOpen], stays), restDays: [], away: [], today })
}

test('no journey breaks a streak or takes a freeze, however far and often one travels', () => {
  const moves = fc.array(fc.record({ zone, after: fc.double({ min: 0.1, max: 200, noNaN: true }) }), { maxLength: 12 })
  fc.assert(
    fc.property(start, pauses, firstZone, moves, (begin, gaps, home, away) => {
      const life = lived(begin, gaps, [home, ...away])
      const streak = streakIn(life, studyDay(life.end, life.zoneAt(life.end)))
      expect(streak.current).toBe(new Set(life.active.map(String)).size)
      expect(streak.freezesLeft).toBe(2)
    }),
    { numRuns: 300 },
  )
})

test('no change of clocks breaks a streak, not even a date that a zone leaves out', () => {
  fc.assert(
    fc.property(start, pauses, firstZone, (begin, gaps, home) => {
      const life = lived(begin, gaps, [home])
      const streak = streakIn(life, studyDay(life.end, home.zone))
      expect(streak).toMatchObject({ current: new Set(life.active.map(String)).size, freezesLeft: 2 })
    }),
    { numRuns: 300 },
  )
  const samoa = { zone: 'Pacific/Apia', since: Temporal.Instant.from('2011-12-20T00:00:00Z') }
  const all = { from: samoa.since, until: Temporal.Instant.from('2012-01-05T00:00:00Z') }
  const dates = openDays([all, all], [samoa]).map(String)
  expect(dates).toHaveLength(new Set(dates).size)
  expect(dates).toContain('2011-12-29')
  expect(dates).not.toContain('2011-12-30')
  expect(dates).toContain('2011-12-31')
})

test('a later zone changes no day of the past', () => {
  const gaps = fc.double({ min: 1, max: 400, noNaN: true })
  fc.assert(
    fc.property(start, zone, zone, gaps, gaps, (begin, home, next, after, length) => {
      const moved = begin.add({ minutes: Math.round(after * 60) })
      const round = { from: begin, until: begin.add({ minutes: Math.round(length * 60) }) }
      const stayed: Stay = { zone: home, since: begin }
      const leaving = studyDay(moved, home)
      const before = (all: readonly Temporal.PlainDate[]) =>
        all.map(String).filter((date) => Temporal.PlainDate.compare(date, leaving.subtract({ days: 1 })) < 0)
      expect(before(openDays([round], [stayed, { zone: next, since: moved }]))).toEqual(
        before(openDays([round], [stayed])),
      )
    }),
  )
})

test('a day that is repeated after a flight west counts once, and may still be used', () => {
  const [tuesday, first] = [monday.add({ days: 1 }), monday]
  const open = [first, tuesday]
  const dates = { active: [tuesday], open, restDays: [], away: [], today: first }
  expect(streakOf(dates)).toMatchObject({ current: 1, freezesLeft: 2, keptToday: false })
  expect(streakOf({ ...dates, active: [tuesday, first] })).toMatchObject({ current: 2, keptToday: true })
})

/** Asked at nine in New York on workdays, open for a day. */
function workdayRounds(weeks: number): OpenRound[] {
  return Array.from({ length: weeks * 7 }, (_, index) => monday.add({ days: index }))
    .filter(({ dayOfWeek }) => dayOfWeek <= 5)
    .map((date) => date.toZonedDateTime({ timeZone: 'America/New_York', plainTime: '09:00' }).toInstant())
    .map((from) => ({ from, until: from.add({ hours: 24 }) }))
}

test("a Monday question that reaches Sydney on Tuesday asks nothing of Sydney's Monday", () => {
  const sydney = { zone: 'Australia/Sydney', since: Temporal.Instant.from('2026-01-01T00:00:00Z') }
  // summer time ends in both places within these weeks
  const rounds = workdayRounds(8)
  const asked = openDays(rounds, [sydney])
  expect(asked.filter(({ dayOfWeek }) => dayOfWeek === 1)).toEqual([])
  expect(asked.filter(({ dayOfWeek }) => dayOfWeek === 2)).toHaveLength(8)

  const atEight = asked.map((date) => date.toZonedDateTime({ timeZone: sydney.zone, plainTime: '08:00' }).toInstant())
  const today = asked.at(-1) ?? monday
  const active = atEight.map((at) => studyDay(at, sydney.zone)).filter(({ dayOfWeek }) => dayOfWeek < 6)
  const streak = streakOf({ active, open: asked, restDays: usualRestDays, away: [], today })
  expect(streak).toMatchObject({ current: 8 * 4, freezesLeft: 2 })
})

test('a round asks for something only while it is open by day, and for two hours at least', () => {
  const berlin = { zone: 'Europe/Berlin', since: Temporal.Instant.from('2026-01-01T00:00:00Z') }
  const open = (from: string, until: string) =>
    openDays([{ from: Temporal.Instant.from(from), until: Temporal.Instant.from(until) }], [berlin]).map(String)
  expect(open('2026-01-12T09:00:00+01:00', '2026-01-13T09:00:00+01:00')).toEqual(['2026-01-12'])
  expect(open('2026-01-12T09:00:00+01:00', '2026-01-13T10:00:00+01:00')).toEqual(['2026-01-12', '2026-01-13'])
  expect(open('2026-01-12T20:01:00+01:00', '2026-01-13T07:00:00+01:00')).toEqual([])
  expect(open('2026-01-12T20:00:00+01:00', '2026-01-13T07:00:00+01:00')).toEqual(['2026-01-12'])
  expect(open('2026-01-12T09:00:00+01:00', '2026-01-12T09:00:00+01:00')).toEqual([])
  expect(open('2026-01-12T09:00:00+01:00', '2026-01-11T09:00:00+01:00')).toEqual([])
})

test('the day on which one arrives in a zone asks nothing, the next one does', () => {
  const since = Temporal.Instant.from('2026-01-12T06:00:00+01:00')
  const always = { from: since, until: since.add({ hours: 72 }) }
  expect(openDays([always], [{ zone: 'Europe/Berlin', since }]).map(String)).toEqual(['2026-01-13', '2026-01-14'])
})
