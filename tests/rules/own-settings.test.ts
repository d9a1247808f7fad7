import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAway, nextTelling } from '../../core/workspaces/notice-hour.ts'
import { readSettings, settingsForm, typedOf } from '../../core/workspaces/settings-form.ts'

const zones = Intl.supportedValuesOf('timeZone')
const zone = fc.constantFrom(...zones)
const hour = fc.integer({ min: 0, max: 23 })
const instant = fc
  .integer({ min: 0, max: 20 * 366 * 24 * 60 })
  .map((minutes) => Temporal.Instant.from('2015-01-01T00:00:00Z').add({ minutes }))
const today = Temporal.PlainDate.from('2026-03-02')
const daysAhead = fc.integer({ min: 0, max: 366 })

test('I am told at my hour, the next time that it strikes', () => {
  fc.assert(
    fc.property(zone, hour, instant, (theirs, at, after) => {
      const told = nextTelling({ zone: theirs, hour: at }, after)
      expect(Temporal.Instant.compare(told, after)).toBe(1)
      // a day is at most a few hours longer than usual, or left out altogether
      expect(after.until(told).total('hours')).toBeLessThanOrEqual(49)
      const local = told.toZonedDateTimeISO(theirs)
      const skipped = local.startOfDay().hoursInDay < 24
      if (!skipped) expect(local.hour).toBe(at)
    }),
  )
})

test('no day on which I am told is one on which I am away, and the first one after it is', () => {
  fc.assert(
    fc.property(zone, hour, instant, daysAhead, (theirs, at, after, days) => {
      const awayUntil = after.toZonedDateTimeISO(theirs).toPlainDate().add({ days })
      const told = nextTelling({ zone: theirs, hour: at, awayUntil }, after)
      const date = told.toZonedDateTimeISO(theirs).toPlainDate()
      expect(isAway(awayUntil, date)).toBe(false)
      expect(awayUntil.until(date).days).toBeLessThanOrEqual(2)
    }),
  )
})

test('what the form shows can be sent back as it stands', () => {
  const settings = fc.record({
    ownZone: fc.option(zone),
    tellHour: hour,
    isListed: fc.boolean(),
    restDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 }).map((days) => days.sort()),
    awayUntil: fc.option(daysAhead.map((days) => today.add({ days }))),
  })
  fc.assert(
    fc.property(settings, (own) => {
      const read = readSettings(typedOf(own), today)
      expect(JSON.stringify(read)).toBe(JSON.stringify({ settings: own }))
    }),
    { numRuns: 300 },
  )
})

test('whatever is typed is either taken, or shown again with a sentence about each wrong field', () => {
  const typed = fc.record({
    zone: fc.array(fc.string(), { maxLength: 1 }),
    hour: fc.array(fc.string(), { maxLength: 1 }),
    boards: fc.array(fc.constantFrom('listed', 'unlisted', 'x'), { maxLength: 1 }),
    rest: fc.array(fc.constantFrom('1', '7', '0', 'x')),
    away: fc.array(fc.oneof(fc.string(), fc.constantFrom('2026-02-29', '2026-03-01', '2026-03-02', '9999-12-31'))),
  })
  fc.assert(
    fc.property(typed, (values) => {
      const read = readSettings(values, today)
      if ('settings' in read) return
      const fields = settingsForm(values).fields.map(({ name }) => name)
      expect(read.complaints.length).toBeGreaterThan(0)
      for (const { field, says } of read.complaints) {
        expect(fields).toContain(field)
        expect(says).toMatch(/[.?]$/)
      }
    }),
  )
})
