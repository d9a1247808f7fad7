import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AskingTimes, dueAskings, nextAsking } from '../../core/rounds/calendar.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const difficultZones = [
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Apia',
  'America/Nuuk',
  'Antarctica/Troll',
]

/** All askings within some days from an instant, as a bot would come to them one after the other. */
function askings(times: AskingTimes, from: Temporal.Instant, days: number) {
  const until = from.add({ hours: days * 24 })
  const found = []
  for (
    let next = nextAsking(times, from);
    next && Temporal.Instant.compare(next.at, until) < 0;
    next = nextAsking(times, next.at)
  ) {
    found.push(next)
  }
  return found
}

test('over a year every wanted local day is asked exactly once, also when clocks change', () => {
  const from = Temporal.Instant.from('2026-01-01T00:00:00Z')
  for (const zone of difficultZones) {
    for (const localTime of ['00:00', '01:30', '02:00', '02:30', '03:15', '09:00', '23:59']) {
      const dates = askings({ days: everyDay, localTime, zone }, from, 366).map(({ date }) => date.toString())
      expect(new Set(dates).size, `${zone} ${localTime}`).toBe(dates.length)
      const first = Temporal.PlainDate.from(dates[0] ?? '')
      const expected = Array.from({ length: dates.length }, (_, ahead) => first.add({ days: ahead }).toString())
      expect(dates, `${zone} ${localTime}`).toEqual(expected)
    }
  }
})

test('a local time that the clock skips is asked an hour later, one that comes twice the first time', () => {
  const berlin = { days: everyDay, localTime: '02:30', zone: 'Europe/Berlin' }
  const skipped = nextAsking(berlin, Temporal.Instant.from('2026-03-28T12:00:00Z'))
  expect(skipped?.at.toString()).toBe('2026-03-29T01:30:00Z')
  const twice = nextAsking(berlin, Temporal.Instant.from('2026-10-24T12:00:00Z'))
  expect(twice?.at.toString()).toBe('2026-10-25T00:30:00Z')
})

test('a date that a zone left out is not asked, and its neighbours are asked once', () => {
  const samoa = { days: everyDay, localTime: '09:00', zone: 'Pacific/Apia' }
  const dates = askings(samoa, Temporal.Instant.from('2011-12-29T12:00:00Z'), 3).map(({ date }) => date.toString())
  expect(dates).toEqual(['2011-12-29', '2011-12-31', '2012-01-01'])
})

test('without a wanted day there is nothing to ask', () => {
  expect(
    nextAsking({ days: [], localTime: '09:00', zone: 'UTC' }, Temporal.Instant.from('2026-01-01T00:00:00Z')),
  ).toBeUndefined()
})

test('after a time off at most one day is asked, late by less than six hours; the others are skipped', () => {
  const offHours = fc.integer({ min: 0, max: 240 })
  fc.assert(
    fc.property(
      offHours,
      fc.constantFrom(...difficultZones),
      fc.subarray(everyDay, { minLength: 1 }),
      (off, zone, days) => {
        const times = { days, localTime: '09:00', zone }
        const due = nextAsking(times, Temporal.Instant.from('2026-03-20T00:00:00Z'))
        if (due === undefined) throw new Error('nothing due')
        const now = due.at.add({ hours: off })
        const { ask, skipped } = dueAskings(times, due.at, now)
        const passed = [...skipped, ...(ask ? [ask] : [])].map(({ date }) => date.toString())
        expect(passed).toEqual(
          askings(times, due.at.subtract({ nanoseconds: 1 }), 30)
            .filter(({ at }) => Temporal.Instant.compare(at, now) <= 0)
            .map(({ date }) => date.toString()),
        )
        if (ask) expect(ask.at.until(now).total('hours')).toBeLessThan(6)
        for (const { at } of skipped.slice(-1)) expect(at.until(now).total('hours')).toBeGreaterThanOrEqual(ask ? 0 : 6)
      },
    ),
  )
})
