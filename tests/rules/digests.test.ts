import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueDigest, nextDigest, weekToldOn } from '../../core/standings/digest-rule.ts'

const berlin = { day: 5, localTime: '18:00', zone: 'Europe/Berlin' }
const instant = fc
  .integer({ min: 0, max: 40 * 365 * 24 * 60 })
  .map((minutes) => Temporal.Instant.from('2000-01-01T00:00:00Z').add({ minutes }))
const digest = fc.record({
  day: fc.integer({ min: 1, max: 7 }),
  localTime: fc.constantFrom('00:00', '02:30', '09:00', '18:00', '23:59'),
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'UTC'),
})
const date = fc.integer({ min: 0, max: 9_000 }).map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }))

test('digests are a week apart, up to the hour that clocks may change', () => {
  fc.assert(
    fc.property(digest, instant, (times, now) => {
      const first = nextDigest(times, now)
      const hours = first.until(nextDigest(times, first)).total('hours')
      expect(Math.abs(hours - 7 * 24)).toBeLessThanOrEqual(1)
      expect(now.until(first).total('hours')).toBeLessThanOrEqual(7 * 24 + 1)
    }),
  )
})

test('found due at its time a digest is told, and two days later no more', () => {
  const due = nextDigest(berlin, Temporal.Instant.from('2026-03-02T00:00:00Z'))
  const after = (hours: number) => dueDigest(berlin, due, due.add({ hours }))?.toString()
  expect([after(0), after(47), after(48)]).toEqual(['2026-03-06', '2026-03-06', undefined])
  expect([after(7 * 24), after(21 * 24 - 1), after(21 * 24)]).toEqual(['2026-03-13', undefined, '2026-03-27'])
})

test('from Friday on a digest tells of its own week, before that of the one that has ended', () => {
  const told = ['2026-03-05', '2026-03-06', '2026-03-08', '2026-03-09'].map((day) => {
    const { first, isOpen } = weekToldOn(Temporal.PlainDate.from(day))
    return [first.toString(), isOpen]
  })
  expect(told).toEqual([
    ['2026-02-23', false],
    ['2026-03-02', true],
    ['2026-03-02', false],
    ['2026-03-02', false],
  ])
})

test('on whatever day digests come, each week is told once and each season closes once', () => {
  fc.assert(
    fc.property(date, (start) => {
      const weeks = Array.from({ length: 16 }, (_, week) => weekToldOn(start.add({ days: 7 * week })))
      for (const [index, { first }] of weeks.entries()) {
        expect(first.equals((weeks[0]?.first ?? start).add({ days: 7 * index }))).toBe(true)
      }
      expect(weeks.filter(({ season }) => season !== undefined)).toHaveLength(2)
    }),
  )
})
