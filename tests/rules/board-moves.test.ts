import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MovedUp, movedUpAmong } from '../../core/rounds/board-moves.ts'
import { boardButton, boardNamed } from '../../core/standings/board-buttons.ts'
import { movements, placesOn } from '../../core/standings/movement.ts'
import { ranked, type Standing } from '../../core/standings/ranks.ts'
import { boardWindows } from '../../core/standings/windows.ts'
import { boardScopes } from '../../core/standings/words.ts'
import { newId } from '../support/world.ts'

const totals = fc
  .array(fc.record({ points: fc.integer({ min: -3, max: 12 }), gained: fc.integer({ min: -4, max: 6 }) }), {
    maxLength: 25,
  })
  .map((all) => all.map((one, id) => ({ ...one, member: `m${id}`, name: `Name ${id}` })))

test('who has climbed is told alike from the whole board and from how many have which points', () => {
  fc.assert(
    fc.property(totals, (all) => {
      const onBoard = all.filter(({ points }) => points > 0)
      const climbing = onBoard.filter(({ gained }) => gained !== 0)
      const gained = new Map(climbing.map((one) => [one.member, one.gained]))
      const counts = new Map<number, number>()
      for (const { points } of onBoard) counts.set(points, (counts.get(points) ?? 0) + 1)
      const isGainer = new Set(climbing.map(({ name }) => name))
      const expected = movedUp(ranked(onBoard), gained).filter(({ name }) => isGainer.has(name))
      expect(movedUpAmong(climbing, gained, [[...counts.keys()], [...counts.values()]])).toEqual(expected)
    }),
  )
})

test('I moved by the places between this board and the one before, and am new where I was not on it', () => {
  const before = placesOn([
    { member: 'ada', place: 1 },
    { member: 'bo', place: 2 },
    { member: 'cy', place: 3 },
  ])
  const now = [
    { member: 'bo', place: 1 },
    { member: 'dee', place: 2 },
    { member: 'cy', place: 3 },
    { member: 'ada', place: 4 },
  ]
  expect([...movements(now, before)]).toEqual([
    ['bo', 1],
    ['dee', 'new'],
    ['ada', -3],
  ])
  expect(movements(now, placesOn([])).size).toBe(0)
})

test('a button on a board leads back to the same board, and fits every platform', () => {
  const board = fc.record({
    scope: fc.constantFrom(...boardScopes),
    window: fc.constantFrom(...boardWindows),
    topic: fc.option(fc.stringMatching(/^[a-z0-9]{1,40}(-[a-z0-9]{1,10})?$/), { nil: undefined }),
    page: fc.integer({ min: 1, max: 999_999 }),
  })
  fc.assert(
    fc.property(board, (one) => {
      const named = { ...one, round: one.scope === 'channel' ? newId() : undefined }
      const button = boardButton('board-picture', 'As a picture', named)
      if (button === undefined) return expect((named.topic ?? '').length).toBeGreaterThan(20)
      expect(button.id.length).toBeLessThanOrEqual(100)
      expect(boardNamed(button.id.slice('board-picture:'.length))).toEqual(named)
    }),
  )
  expect(boardButton('full-board', 'x', { scope: 'channel', window: 'week', page: 1 })).toBeUndefined()
})

test('a button that was made before boards had scopes still works, and a forged one does not', () => {
  const round = newId()
  expect(boardNamed(`${round}/week/2`)).toEqual({ scope: 'channel', window: 'week', round, topic: undefined, page: 2 })
  for (const forged of ['', 'x/week/1', '/week/1', `${round}/week/1/workspace`, '/week/1/all', '/week/1234567/teams'])
    expect(boardNamed(forged)).toBeUndefined()
})

/** The plain way, from the whole board. */
function movedUp(board: readonly Standing[], gained: ReadonlyMap<string, number>): MovedUp[] {
  const before = ranked(
    board
      .map((standing) => ({ ...standing, points: standing.points - (gained.get(standing.member) ?? 0) }))
      .filter(({ points }) => points > 0),
  )
  const places = new Map(before.map(({ member, place }) => [member, place]))
  return board.flatMap(({ member, name, place: to }) => {
    const from = places.get(member)
    return from !== undefined && to < from ? [{ name, from, to }] : []
  })
}
