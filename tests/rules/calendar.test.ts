import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AskingTimes, askingsAfter, dueAskings, nextAsking } from '../../core/rounds/calendar.ts'
import { holidaysIn, readHolidays } from '../../core/rounds/schedule-holidays.ts'

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

test('what a gap puts off past midnight is still met after midnight, and belongs to the day before', () => {
  const toronto = { days: everyDay, localTime: '23:45', zone: 'America/Toronto' }
  const next = nextAsking(toronto, Temporal.Instant.from('1919-03-31T04:40:00Z'))
  expect([next?.at.toString(), next?.date.toString()]).toEqual(['1919-03-31T04:45:00Z', '1919-03-30'])
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

test('in every zone of the world each wanted day of a year is asked once, and free days never', async () => {
  const isHoliday = await holidaysIn('DE-BY')
  const from = Temporal.PlainDate.from('2026-01-01')
  const wholeYear = Array.from({ length: 365 }, (_, ahead) => from.add({ days: ahead }))
  const localTimes = ['00:00', '00:30', '02:30', '09:00', '23:30', '23:59']
  const skipped = new Set(['2026-03-29', '2026-03-30', '2026-07-01', '2026-10-25', '2026-11-01'])
  const isFree = (date: Temporal.PlainDate) => skipped.has(date.toString()) || isHoliday(date)
  const free = new Set(wholeYear.filter(isFree).map(String))
  for (const [index, zone] of Intl.supportedValuesOf('timeZone').entries()) {
    const localTime = localTimes[index % localTimes.length] ?? '09:00'
    const days = everyDay.filter((day) => day !== index % 8 && day !== (index % 5) + 3)
    const start = from.toZonedDateTime(zone).toInstant().subtract({ nanoseconds: 1 })
    const dates = [...askingsAfter({ days, localTime, zone, isFree }, start).take(365)]
      .map(({ date }) => date)
      .filter(({ year }) => year === 2026)
    const wanted = wholeYear.filter((date) => days.includes(date.dayOfWeek) && !free.has(date.toString()))
    expect(dates.map(String), `${zone} ${localTime}`).toEqual(wanted.map(String))
  }
})

test('coming to one asking after the other meets the same ones as looking ahead', () => {
  const times = { days: everyDay, localTime: '02:30', zone: 'America/Santiago' }
  const from = Temporal.Instant.from('2026-01-01T00:00:00Z')
  const ahead = [...askingsAfter(times, from).take(1200)].map(({ at }) => at.toString())
  expect(ahead).toEqual(
    askings(times, from, 1210)
      .slice(0, 1200)
      .map(({ at }) => at.toString()),
  )
})

test('of a year away each day is looked at once', () => {
  const looks: string[] = []
  const isFree = (date: Temporal.PlainDate) => {
    looks.push(date.toString())
    return false
  }
  const times = { days: everyDay, localTime: '09:00', zone: 'America/New_York', isFree }
  const due = Temporal.Instant.from('2026-01-01T14:00:00Z')
  const { ask, skipped } = dueAskings(times, due, due.add({ hours: 366 * 24 + 1 }))
  expect(new Set(looks).size).toBe(looks.length)
  expect(ask?.date.toString()).toBe('2027-01-02')
  expect(skipped).toHaveLength(366)
})

test('a schedule whose days are all free for months still finds its next one', () => {
  const isFree = (date: Temporal.PlainDate) => date.year < 2028
  const next = nextAsking(
    { days: [1], localTime: '09:00', zone: 'UTC', isFree },
    Temporal.Instant.from('2026-01-01T00:00:00Z'),
  )
  expect(next?.date.toString()).toBe('2028-01-03')
})

test('holidays are those of the country, and of the region where one is named', async () => {
  const germany = await holidaysIn('DE')
  const bavaria = await holidaysIn('DE-BY')
  const epiphany = Temporal.PlainDate.from('2026-01-06')
  expect([germany(epiphany), bavaria(epiphany)]).toEqual([false, true])
  expect(germany(Temporal.PlainDate.from('2026-12-25'))).toBe(true)
  const saudiArabia = await holidaysIn('SA')
  const feast = Array.from({ length: 4 }, (_, later) => Temporal.PlainDate.from('2026-05-26').add({ days: later }))
  expect(feast.map(saudiArabia)).toEqual([true, true, true, true])
  expect((await holidaysIn('CN'))(Temporal.PlainDate.from('2026-03-08'))).toBe(false)
})

test('a country is typed by its letters or its name, and a wrong one gets near ones named', async () => {
  expect(await readHolidays('')).toEqual({ value: null })
  expect(await readHolidays('de')).toEqual({ value: 'DE' })
  expect(await readHolidays('de by')).toEqual({ value: 'DE-BY' })
  expect(await readHolidays('Germany')).toEqual({ value: 'DE' })
  expect(await readHolidays('united kingdom')).toEqual({ value: 'GB' })
  expect(await readHolidays('Germoney')).toEqual({ says: expect.stringContaining('Germany') })
  expect(await readHolidays('DE-XX')).toEqual({ says: expect.stringMatching(/^Germany has no such region.* BY, /) })
})
