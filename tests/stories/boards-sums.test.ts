import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { connect, type Database, disconnect, inWorkspace, sqlOf, type Transaction } from '../../core/db/connect.ts'
import { scoreEntries } from '../../core/db/schema.ts'
import { boardAfter, boardFor, boardPageFor, ownStanding } from '../../core/standings/board.ts'
import { movements, placesOn } from '../../core/standings/movement.ts'
import { boardExcerpt, ranked, type Standing, wholeBoard } from '../../core/standings/ranks.ts'
import { foldEntries, handOverPoints, rebuildSums } from '../../core/standings/sums.ts'
import { type BoardWindow, boardWindows, type Period, periodBefore, periodOf } from '../../core/standings/windows.ts'
import { freshDatabase } from '../support/database.ts'
import { newId } from '../support/world.ts'

const zone = 'Europe/Berlin'
const now = Temporal.Instant.from('2026-03-04T11:00:00Z')
const today = Temporal.PlainDate.from('2026-03-04')
let database: Database

beforeAll(async () => {
  const fresh = await freshDatabase()
  database = connect(fresh.address, { connections: 6 })
  return async () => {
    await disconnect(database)
    await fresh.drop()
  }
})

interface Earned {
  readonly member: string
  readonly points: number
  readonly daysAgo: number
  readonly channel: string | null
}

const entry = fc.record({
  member: fc.integer({ min: 10, max: 29 }).map((id) => `m${id}`),
  // what is taken back is an entry with less than nothing
  points: fc.integer({ min: -6, max: 12 }),
  daysAgo: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 130 })),
  channel: fc.constantFrom('here', 'there', null),
})
const batches = fc.array(fc.array(entry, { maxLength: 25 }), { maxLength: 5 })

test('sums that are kept entry by entry are those that a rebuild makes from the ledger, to the row', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (written) => {
      await inFreshWorkspace(async (tx, workspace) => {
        for (const batch of written) {
          await record(tx, workspace, batch)
          await foldEntries(tx, workspace, now)
        }
        const running = await keptRows(tx)
        await rebuildSums(tx, workspace, now)
        expect(running).toEqual(await keptRows(tx))
        expect(running.behind).toBe(0)
      })
    }),
    { numRuns: 40 },
  )
})

test('a board that is read by its sums shows what sorting everybody shows: places, neighbours, gaps, movement, pages', async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.constantFrom(...boardWindows), async (written, window) => {
      const entries = written.flat()
      await inFreshWorkspace(async (tx, workspace) => {
        await record(tx, workspace, entries)
        for (const channel of ['here', undefined]) {
          const board = sorted(entries, channel, periodOf(window, today))
          const earlier = periodBefore(window, today)
          const before = earlier && placesOn(sorted(entries, channel, earlier))
          for (const viewer of ['m10', 'm17', 'm29', 'nobody']) {
            const asked = { workspace, zone, window, now, viewer }
            const lines = boardExcerpt(wholeBoard(board), viewer)
            const shown = await boardFor(tx, asked, { channel })
            expect(shown).toEqual({ lines, moved: movements(lines, before), people: board.length })
            const own = board.find(({ member }) => member === viewer)
            expect(await ownStanding(tx, asked, { channel })).toEqual(own && { points: own.points, place: own.place })
          }
        }
      })
    }),
    { numRuns: 40 },
  )
})

test('the pages of a large board together show everybody once, in order', async () => {
  const crowd = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 70 })
  await fc.assert(
    fc.asyncProperty(crowd, async (all) => {
      const entries = all.map((points, id) => ({ member: `m${100 + id}`, points, daysAgo: 0, channel: 'here' }))
      await inFreshWorkspace(async (tx, workspace) => {
        await record(tx, workspace, entries)
        const asked = { workspace, zone, window: 'week' as const, now, viewer: 'm100' }
        const { pages } = await boardPageFor(tx, asked, { channel: 'here' }, 1)
        const shown: Standing[] = []
        for (let page = 1; page <= pages; page += 1) {
          const { standings } = await boardPageFor(tx, asked, { channel: 'here' }, page)
          expect(standings.length).toBeLessThanOrEqual(20)
          shown.push(...standings)
        }
        expect(shown).toEqual(sorted(entries, 'here', periodOf('week', today)))
        expect((await boardPageFor(tx, asked, { channel: 'here' }, 999)).page).toBe(pages)
      })
    }),
    { numRuns: 20 },
  )
})

test('everybody with as many points has the same place: 1, 2, 2, 4', async () => {
  await inFreshWorkspace(async (tx, workspace) => {
    const points = { ada: 30, bo: 20, cy: 20, dee: 10 }
    const entries = Object.entries(points).map(([member, sum]) => ({
      member,
      points: sum,
      daysAgo: 0,
      channel: 'here',
    }))
    await record(tx, workspace, entries)
    const { lines } = await boardFor(tx, { workspace, zone, window: 'week', now, viewer: 'dee' }, { channel: 'here' })
    expect(lines.map(({ member, place }) => [member, place])).toEqual([
      ['ada', 1],
      ['bo', 2],
      ['cy', 2],
      ['dee', 4],
    ])
  })
})

test('boards of a topic and of some members count only their points', async () => {
  await inFreshWorkspace(async (tx, workspace) => {
    await record(tx, workspace, [{ member: 'ada', points: 10, daysAgo: 0, channel: 'here' }], 'kafka')
    await record(tx, workspace, [{ member: 'ada', points: 9, daysAgo: 0, channel: 'here' }], 'sql')
    await record(tx, workspace, [{ member: 'bo', points: 12, daysAgo: 0, channel: null }], 'kafka')
    await record(tx, workspace, [{ member: 'cy', points: 40, daysAgo: 9, channel: 'here' }], 'kafka')
    const asked = { workspace, zone, window: 'week' as const, now }
    const shown = async (of: Parameters<typeof boardFor>[2], window: BoardWindow = 'week') =>
      (await boardFor(tx, { ...asked, window }, of)).lines.map(({ member, points }) => `${member} ${points}`)
    expect(await shown({ topic: 'kafka' })).toEqual(['bo 12', 'ada 10'])
    expect(await shown({ topic: 'kafka', channel: 'here' })).toEqual(['ada 10'])
    expect(await shown({ topic: 'kafka' }, 'season')).toEqual(['cy 40', 'bo 12', 'ada 10'])
    expect(await shown({ members: ['bo', 'cy'] })).toEqual(['bo 12'])
    expect(await shown({ members: ['ada', 'cy'], topic: 'sql' })).toEqual(['ada 9'])
    expect(await shown({})).toEqual(['ada 19', 'bo 12'])
  })
})

test('what a round has made of the board: its top, and who has climbed', async () => {
  await inFreshWorkspace(async (tx, workspace) => {
    const here = { daysAgo: 0, channel: 'here' }
    await record(tx, workspace, [
      { member: 'ada', points: 20, ...here },
      { member: 'bo', points: 24, ...here },
      { member: 'cy', points: 5, ...here },
      { member: 'dee', points: 9, ...here },
    ])
    const gained = new Map([
      ['bo', 14],
      ['dee', 9],
    ])
    const after = await boardAfter(tx, { workspace, zone, window: 'week', now }, { channel: 'here' }, gained)
    expect(after.top.map(({ member }) => member)).toEqual(['bo', 'ada', 'dee'])
    expect(after.moved).toEqual([{ name: 'bo', from: 2, to: 1 }])
  })
})

test('many who read at once count each entry once', async () => {
  const workspace = `room/${newId()}`
  const entries = Array.from({ length: 60 }, (_, index) => ({
    member: `m${10 + (index % 7)}`,
    points: 1 + (index % 5),
    daysAgo: 0,
    channel: 'here',
  }))
  await Promise.all(
    entries.map((one, index) =>
      inWorkspace(database, workspace, async (tx) => {
        await record(tx, workspace, [one])
        const asked = { workspace, zone, window: 'week' as const, now, viewer: one.member }
        if (index % 3 === 0) await boardFor(tx, asked, { channel: 'here' })
      }),
    ),
  )
  await inWorkspace(database, workspace, async (tx) => {
    const asked = { workspace, zone, window: 'week' as const, now, viewer: 'm10' }
    const { standings } = await boardPageFor(tx, asked, { channel: 'here' }, 1)
    expect(standings).toEqual(sorted(entries, 'here', periodOf('week', today)))
    const running = await keptRows(tx)
    await rebuildSums(tx, workspace, now)
    expect(running).toEqual(await keptRows(tx))
  })
})

test('who leaves takes no points from the board and changes nobody’s place', async () => {
  await inFreshWorkspace(async (tx, workspace) => {
    const entries = ['m10', 'm11', 'm12'].flatMap((member, index) => [
      { member, points: 10 + index, daysAgo: 0, channel: 'here' },
      { member, points: 2, daysAgo: 1, channel: null },
    ])
    await record(tx, workspace, entries.slice(0, 4))
    await foldEntries(tx, workspace, now)
    await record(tx, workspace, entries.slice(4))
    await handOverPoints(tx, workspace, 'm11', 'x99')
    await foldEntries(tx, workspace, now)
    const running = await keptRows(tx)
    await rebuildSums(tx, workspace, now)
    expect(running).toEqual(await keptRows(tx))
    expect(JSON.stringify(running)).not.toContain('m11')
  })
})

test('no board shows what another workspace has earned', async () => {
  await inFreshWorkspace(async (tx, workspace) => {
    await record(tx, workspace, [{ member: 'ada', points: 10, daysAgo: 0, channel: 'here' }])
    await boardFor(tx, { workspace, zone, window: 'week', now }, { channel: 'here' })
  })
  await inFreshWorkspace(async (tx, workspace) => {
    expect(await boardFor(tx, { workspace, zone, window: 'week', now }, { channel: 'here' })).toMatchObject({
      people: 0,
    })
  })
})

/** As a sort of all of them has it; ids within a place. */
function sorted(entries: readonly Earned[], channel: string | undefined, { first, last }: Period): Standing[] {
  const sums = new Map<string, number>()
  for (const { member, points, daysAgo, channel: where } of entries) {
    const date = today.subtract({ days: daysAgo })
    const counts = Temporal.PlainDate.compare(first, date) <= 0 && Temporal.PlainDate.compare(date, last) <= 0
    if (counts && (channel === undefined || where === channel)) sums.set(member, (sums.get(member) ?? 0) + points)
  }
  return ranked(
    [...sums].filter(([, points]) => points > 0).map(([member, points]) => ({ member, name: member, points })),
  )
}

async function inFreshWorkspace(work: (tx: Transaction, workspace: string) => Promise<void>): Promise<void> {
  const workspace = `room/${newId()}`
  await inWorkspace(database, workspace, (tx) => work(tx, workspace))
}

async function record(
  tx: Transaction,
  workspace: string,
  entries: readonly Earned[],
  topic: string | null = null,
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ daysAgo, ...one }) => ({
    ...one,
    workspace,
    topic,
    occasion: `test:${newId()}`,
    at: now,
    localDate: today.subtract({ days: daysAgo }),
  }))
  await tx.insert(scoreEntries).values(rows)
}

/** All that is kept beside the ledger of the workspace. */
async function keptRows(tx: Transaction) {
  const sums = await sqlOf(tx)`
    select board, period, member, points from standing_sums order by board, period, member`
  const counts = await sqlOf(tx)`
    select board, period, points, members from standing_counts order by board, period, points`
  const [behind] = await sqlOf(tx)`select count(*)::int as entries from score_entries where summed_at is null`
  return { sums: [...sums], counts: [...counts], behind: behind?.entries }
}
