import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cityOfZone, zoneOfCity } from '../../core/rounds/cities.ts'
import { datesInWords, dayNamed, daysInWords, minutesInWords } from '../../core/rounds/schedule-phrases.ts'
import {
  readChannel,
  readDates,
  readDays,
  readGroup,
  readLocalTime,
  readMinutes,
  readTags,
} from '../../core/rounds/schedule-reading.ts'

const says = { says: expect.stringMatching(/\.$|\?$/) }

test('a city is enough, with or without accents, and so is a zone', () => {
  const zones = (...typed: string[]) => typed.map((text) => zoneOfCity(text))
  expect(zones('Berlin', 'berlin', 'Europe/Berlin', 'europe/berlin', 'Munich', 'münchen', 'Hamburg, Germany')).toEqual(
    Array(7).fill({ zone: 'Europe/Berlin' }),
  )
  expect(zones('New York', 'new_york', 'NYC', 'Boston')).toEqual(Array(4).fill({ zone: 'America/New_York' }))
  expect(zones('São Paulo', 'sao paulo')).toEqual(Array(2).fill({ zone: 'America/Sao_Paulo' }))
  expect(
    zones('Kraków', 'San Francisco', 'Beijing', 'Gothenburg', 'Geneva', 'Lyon', 'Glasgow', 'Milan', 'utc'),
  ).toEqual(
    [
      'Europe/Warsaw',
      'America/Los_Angeles',
      'Asia/Shanghai',
      'Europe/Stockholm',
      'Europe/Zurich',
      'Europe/Paris',
      'Europe/London',
      'Europe/Rome',
      'UTC',
    ].map((zone) => ({ zone })),
  )
  expect(zones('Mumbai', 'Bangalore', 'Kolkata', 'Asia/Kolkata')).toEqual(Array(4).fill({ zone: 'Asia/Kolkata' }))
  expect(zoneOfCity('US/Pacific')).toEqual({ zone: 'America/Los_Angeles' })
})

test('an unknown city gets near ones named; an offset is no zone, for it changes no clocks', () => {
  expect(zoneOfCity('Hambrug')).toEqual({ near: expect.arrayContaining(['Hamburg']) })
  expect(zoneOfCity('Sidney')).toEqual({ near: expect.arrayContaining(['Sydney']) })
  for (const wrong of ['+02:00', 'Etc', 'nowhere/at_all', '', '<role:1>']) {
    expect(zoneOfCity(wrong), wrong).toEqual({ near: [expect.any(String), expect.any(String), expect.any(String)] })
  }
})

test('every zone is found by its name in any case, and by the city it is named after; each has a clock', () => {
  const now = Temporal.Instant.from('2026-03-02T08:00:00Z')
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    expect(zoneOfCity(zone.toUpperCase())).toEqual({ zone })
    const byCity = zoneOfCity(cityOfZone(zone))
    expect('zone' in byCity && now.toZonedDateTimeISO(byCity.zone).hour, zone).toBeTypeOf('number')
  }
})

test('a time of the day is read as people write it', () => {
  const read = (typed: string) => readLocalTime(typed)
  expect(['9', '9:00', '09:00', '9.00', '9h', '9 am', '9AM'].map(read)).toEqual(Array(7).fill({ value: '09:00' }))
  expect(['17:30', '5:30pm', '5.30 p.m.', '17h30'].map(read)).toEqual(Array(4).fill({ value: '17:30' }))
  expect([read('12 am'), read('12pm'), read('23:59')].map((one) => 'value' in one && one.value)).toEqual([
    '00:00',
    '12:00',
    '23:59',
  ])
  for (const wrong of ['', '24:00', '9:60', '13pm', '0 am', 'nine', '9:5', '-1'])
    expect(read(wrong), wrong).toEqual(says)
})

test('what is written as a length of time is read again as the same one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 14 * 24 * 60 }), (minutes) => {
      expect(readMinutes(minutesInWords(minutes), 5)).toEqual({ value: minutes })
    }),
  )
  expect([readMinutes('1 day', 5), readMinutes('1h30min', 5), readMinutes('90 minutes', 5)]).toEqual([
    { value: 1440 },
    { value: 90 },
    { value: 90 },
  ])
  expect([readMinutes('', 0), readMinutes('0', 0)]).toEqual([{ value: 0 }, { value: 0 }])
  for (const wrong of ['', '8', '4m', '15d', '-8h', 'soon', '8h please'])
    expect(readMinutes(wrong, 5), wrong).toEqual(says)
})

test('dates and runs of them are written and read again as the same ones', () => {
  const start = Temporal.PlainDate.from('2026-01-01')
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 800 }), { maxLength: 100 }), (days) => {
      const dates = days.sort((a, b) => a - b).map((day) => start.add({ days: day }))
      const read = readDates(datesInWords(dates))
      expect('value' in read && read.value.map(String)).toEqual(dates.map(String))
    }),
  )
  const wrong = ['24.12.2026', '2026-02-30', '2026-12-31 to 2026-12-24', 'Christmas', '2026-12-24 and tomorrow']
  for (const typed of wrong) expect(readDates(typed), typed).toEqual(says)
  expect(readDates('2026-01-01 to 2026-12-31')).toEqual({ says: expect.stringContaining('At most 100 dates') })
})

test('days are said as people say them', () => {
  expect([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], [1, 3, 5], [6, 7], [2]].map(daysInWords)).toEqual([
    'Monday to Friday',
    'every day',
    'Monday, Wednesday and Friday',
    'Saturday and Sunday',
    'Tuesday',
  ])
  expect(['wednesday', 'Wed', 'we', 'w', 'someday'].map(dayNamed)).toEqual([3, 3, 3, undefined, undefined])
  expect(readDays(['5', '1', '9', 'x'])).toEqual({ value: [1, 5] })
  expect(readDays([])).toEqual(says)
})

test('a role, a channel and tags are read as platforms write them, and nobody pings everyone', () => {
  expect([readGroup('<@&81384>'), readGroup('<!subteam^S01|@backend>'), readGroup('@backend'), readGroup('')]).toEqual([
    { value: '81384' },
    { value: 'S01' },
    { value: 'backend' },
    { value: null },
  ])
  for (const wrong of ['@everyone', 'here', 'two words', '<role:1>', 'a>b'])
    expect(readGroup(wrong), wrong).toEqual(says)
  expect([readChannel('<#C012|prep>'), readChannel('#backend-prep'), readChannel('C012')]).toEqual([
    { value: 'C012' },
    { value: 'backend-prep' },
    { value: 'C012' },
  ])
  expect(readChannel('')).toEqual(says)
  const known = new Set(['redis', 'oauth'])
  expect(readTags('Redis, oauth redis', known)).toEqual({ value: ['redis', 'oauth'] })
  expect(readTags('reddis', known)).toEqual({ says: expect.stringContaining('Did you mean redis') })
})
