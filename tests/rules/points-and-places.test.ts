import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointsForRound } from '../../core/standings/points.ts'
import { boardExcerpt, boardPage, ranked, wholeBoard } from '../../core/standings/ranks.ts'
import { boardWindows, periodBefore, periodOf, spanOf } from '../../core/standings/windows.ts'

const members = Array.from({ length: 30 }, (_, index) => `member${index}`)
const answer = fc.record({ member: fc.constantFrom(...members), voters: fc.uniqueArray(fc.constantFrom(...members)) })
const answers = fc.uniqueArray(answer, { selector: ({ member }) => member, maxLength: 20 }).map((all) =>
  all.map((one) => ({
    ...one,
    voters: one.voters.filter((voter) => voter !== one.member),
    text: '',
    messages: [],
    place: 1,
  })),
)
const earned = fc
  .dictionary(fc.constantFrom(...members), fc.integer({ min: 0, max: 60 }))
  .map((by) => new Map(Object.entries(by)))

test('an answer gives 10, its votes at most 10, votes given at most 4', () => {
  const voters = members.slice(1, 16)
  const round = [{ member: 'member0', voters, text: '', messages: [], place: 1 }]
  expect(pointsForRound(round, new Map()).filter(({ member }) => member === 'member0')).toEqual([
    { member: 'member0', reason: 'answer', points: 10 },
    { member: 'member0', reason: 'votes-received', points: 10 },
  ])
  const generous = members
    .slice(1, 8)
    .map((member) => ({ member, voters: ['member0'], text: '', messages: [], place: 1 }))
  expect(pointsForRound(generous, new Map())).toContainEqual({ member: 'member0', reason: 'votes-given', points: 4 })
})

test('nobody earns more than 60 points a day, and no entry is empty or negative', () => {
  fc.assert(
    fc.property(answers, earned, (round, before) => {
      const given = pointsForRound(round, before)
      expect(given.every(({ points }) => points > 0)).toBe(true)
      for (const member of members) {
        const sum = given.filter((entry) => entry.member === member).reduce((total, { points }) => total + points, 0)
        expect((before.get(member) ?? 0) + sum).toBeLessThanOrEqual(60)
      }
    }),
  )
})

const totals = fc
  .array(fc.record({ points: fc.integer({ min: 0, max: 5 }) }), { maxLength: 40 })
  .map((all) => all.map(({ points }, id) => ({ member: `m${id}`, name: `Name ${id}`, points })))

test('as many points, the same place; a place is one more than the number of people ahead', () => {
  fc.assert(
    fc.property(totals, (all) => {
      const board = ranked(all)
      for (const { place, points } of board) expect(place).toBe(1 + all.filter((other) => other.points > points).length)
    }),
  )
  expect(
    ranked([30, 20, 20, 10].map((points, id) => ({ member: `m${id}`, name: 'x', points }))).map(({ place }) => place),
  ).toEqual([1, 2, 2, 4])
})

test('a board shows the top three, the asker and two on either side, and where lines are left out', () => {
  const board = ranked(members.map((member, index) => ({ member, name: member, points: 100 - index })))
  const shown = boardExcerpt(wholeBoard(board), 'member10')
  expect(shown.map(({ member }) => Number(member.slice(6)))).toEqual([0, 1, 2, 8, 9, 10, 11, 12])
  expect(shown.filter(({ gap }) => gap).map(({ member }) => member)).toEqual(['member8'])
  expect(boardExcerpt(wholeBoard(board), 'member3').some(({ gap }) => gap)).toBe(false)
  expect(boardExcerpt(wholeBoard(board), 'nobody')).toHaveLength(3)
})

test('neighbours in the bottom half have no name in an excerpt, the asker and the top three always do', () => {
  fc.assert(
    fc.property(totals, fc.nat({ max: 39 }), (all, index) => {
      const board = ranked(all)
      const asker = board[index]?.member
      for (const { member, place, named } of boardExcerpt(wholeBoard(board), asker)) {
        const at = board.findIndex((standing) => standing.member === member)
        const lastOfPlace = board.findLastIndex((standing) => standing.place === place)
        expect(named).toBe(at < 3 || member === asker || lastOfPlace < board.length / 2)
      }
    }),
  )
})

test('the pages of a full board together show everybody once, in order', () => {
  fc.assert(
    fc.property(totals, (all) => {
      const board = ranked([...all, ...all.map((one) => ({ ...one, member: `other ${one.member}` }))])
      const { pages } = boardPage(board, 1)
      const shown = Array.from({ length: pages }, (_, index) => boardPage(board, index + 1))
      expect(shown.flatMap(({ standings }) => standings)).toEqual(board)
      expect(shown.every(({ standings }) => standings.length <= 20)).toBe(true)
      expect(boardPage(board, 1_000).page).toBe(pages)
    }),
  )
})

test('a day lies in its own windows, and windows are whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
      const today = Temporal.PlainDate.from('2000-01-01').add({ days })
      for (const window of boardWindows) {
        const { first, last } = spanOf(window, today)
        const isFinal = window === 'yesterday' || window === 'last-week'
        expect(Temporal.PlainDate.compare(first, today)).toBeLessThanOrEqual(isFinal ? -1 : 0)
        expect(Temporal.PlainDate.compare(today, last)).toBeLessThanOrEqual(isFinal ? 1 : 0)
        if (isFinal) expect(Temporal.PlainDate.compare(last, today)).toBe(-1)
      }
      const { first: monday } = spanOf('week', today)
      expect(spanOf('last-week', today).last.add({ days: 1 })).toEqual(monday)
      const season = spanOf('season', today)
      expect(season.first.until(season.last).days).toBe(55)
      expect(season.first.dayOfWeek).toBe(1)
      expect(spanOf('season', season.last)).toEqual(season)
    }),
  )
})

test('the period before ends on the day before, and is as long', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
      const today = Temporal.PlainDate.from('2000-01-01').add({ days })
      for (const window of boardWindows) {
        const { first, last, name } = periodOf(window, today)
        const before = periodBefore(window, today)
        if (window === 'all') expect([before, name]).toEqual([undefined, 'all'])
        if (before === undefined) continue
        expect(before.last.add({ days: 1 })).toEqual(first)
        expect(before.first.until(before.last)).toEqual(first.until(last))
        expect(before.name.split(':')[0]).toBe(name.split(':')[0])
        expect(before.name).toContain(before.first.toString())
      }
      expect(periodOf('last-week', today).name).toBe(periodBefore('week', today)?.name)
      expect(periodOf('yesterday', today).name).toBe(periodBefore('today', today)?.name)
    }),
  )
})
