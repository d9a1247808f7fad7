import fc from 'fast-check'
import { v7 as uuid } from 'uuid'
import { describe, expect, test } from 'vitest'
import { openFairTurns } from '../../core/delivery/fair-turns.ts'

const noon = Date.UTC(2026, 10, 21, 12)

describe('turns of deliveries', () => {
  test('whoever sends one stands before nearly all of the hundreds that another sent', () => {
    const turnOf = openFairTurns()
    const many = Array.from({ length: 500 }, () => turnOf('slack/large', idAt(noon)))
    const one = turnOf('slack/small', idAt(noon + 900))
    expect(many.filter((turn) => turn <= one)).toHaveLength(1)
  })

  test('those of one workspace keep their order, and nobody waits behind what is sent a day later', () => {
    const sent = fc.record({ workspace: fc.constantFrom('slack/A', 'slack/B', 'discord/1'), after: fc.nat(5_000) })
    fc.assert(
      fc.property(fc.array(sent, { minLength: 1, maxLength: 200 }), (all) => {
        const turnOf = openFairTurns()
        let now = noon
        const turns = all.map(({ workspace, after }) => {
          now += after
          return { workspace, turn: turnOf(workspace, idAt(now)) }
        })
        for (const [, own] of Map.groupBy(turns, ({ workspace }) => workspace)) {
          const inOrder = own.map(({ turn }) => turn)
          expect(inOrder).toEqual([...new Set(inOrder)].sort((a, b) => a - b))
        }
        const nextDay = turnOf('slack/C', idAt(now + 24 * 3_600_000))
        expect(turns.every(({ turn }) => turn < nextDay)).toBe(true)
      }),
    )
  })

  test('a turn fits the queue’s priority for decades', () => {
    const turn = openFairTurns()('slack/A', idAt(Date.UTC(2090)))
    expect(turn).toBeLessThan(2 ** 31)
    expect(Number.isSafeInteger(turn)).toBe(true)
  })

  test('workspaces that have been quiet are forgotten, and no turn changes by it', () => {
    const turnOf = openFairTurns()
    for (let index = 0; index < 10_001; index += 1) turnOf(`slack/${index}`, idAt(noon))
    expect(turnOf('slack/1', idAt(noon + 60_000))).toBe(turnOf('slack/new', idAt(noon + 60_000)))
  })
})

function idAt(msecs: number): string {
  return uuid({ msecs })
}
