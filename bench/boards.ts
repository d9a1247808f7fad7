import { v7 as increasingId } from 'uuid'
import { disconnect, inWorkspace, sqlOf } from '../core/db/connect.ts'
import { boardFor } from '../core/standings/board.ts'
import { recordRoundPoints } from '../core/standings/ledger.ts'
import { foldEntries } from '../core/standings/sums.ts'
import { type Bench, median, type Row, rounded } from './bench.ts'
import { type BoardsWorld, openBoardsWorld } from './boards-world.ts'

const sizes = [10_000, 100_000, 200_000] as const
const rounds = 7
const readsARound = 400
/** Written before they are added to the sums together, as a tick does. */
const entriesARound = 300

/**
 * The week's board with the asker's place and neighbours against a read by primary key, and recording an entry, with
 * its share of adding it to the sums, against a bare insert of the same row: one after the other, all in `inWorkspace`.
 */
export const boards: Bench = {
  name: 'boards',
  async run(tools) {
    const rows: Row[] = []
    for (const members of sizes) {
      const began = performance.now()
      const world = await openBoardsWorld(tools, members)
      tools.note(`boards: ${members} members loaded in ${Math.round((performance.now() - began) / 1000)} s`)
      const board = await compared(
        readsARound,
        () => readBoard(world),
        () => readSum(world),
      )
      const entry = await compared(
        entriesARound,
        () => recordEntry(world),
        () => insertBare(world),
        () => fold(world),
      )
      rows.push(measured('board', members, board), measured('entry', members, entry))
      tools.note(`boards: ${rows.slice(-2).map(({ name, value, ratio }) => `${name} ${value} ms, ${ratio} of bare`)}`)
      await disconnect(world.database)
    }
    return [...rows, growth('board', rows), growth('entry', rows)]
  },
}

interface Compared {
  /** Milliseconds each. */
  readonly ours: number
  readonly bare: number
  readonly ratio: number
}

/** In turns, after a turn that warms both up. */
async function compared(
  times: number,
  ours: () => Promise<unknown>,
  bare: () => Promise<unknown>,
  after: () => Promise<unknown> = async () => {},
): Promise<Compared> {
  const pairs: { ours: number; bare: number }[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const bareTook = await took(times, bare)
    const oursTook = await took(times, ours, after)
    if (round > 0) pairs.push({ ours: oursTook, bare: bareTook })
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    bare: median(pairs.map((pair) => pair.bare)),
    ratio: median(pairs.map((pair) => pair.ours / pair.bare)),
  }
}

async function took(times: number, work: () => Promise<unknown>, after?: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let time = 0; time < times; time += 1) await work()
  await after?.()
  return (performance.now() - began) / times
}

function readBoard({ database, workspace, now, someone }: BoardsWorld): Promise<unknown> {
  const asked = { workspace, zone: 'UTC', window: 'week', now, viewer: someone() } as const
  return inWorkspace(database, workspace, async (tx) => {
    const { lines } = await boardFor(tx, asked, {})
    if (!lines.some(({ member }) => member === asked.viewer)) throw new Error(`${asked.viewer} is not on the board`)
  })
}

function readSum({ database, workspace, someone }: BoardsWorld): Promise<unknown> {
  const member = someone()
  return inWorkspace(
    database,
    workspace,
    (tx) => sqlOf(tx)`
      select points from standing_sums
      where workspace = ${workspace} and board = 'workspace' and period = 'week:2026-03-02' and member = ${member}`,
  )
}

const localDate = Temporal.PlainDate.from('2026-03-04')

function recordEntry({ database, workspace, now, someone }: BoardsWorld): Promise<unknown> {
  const round = { workspace, id: increasingId(), channel: 'channel', at: now, localDate, topic: 'kafka' }
  const given = [{ member: someone(), reason: 'answer', points: 10 }] as const
  return inWorkspace(database, workspace, (tx) => recordRoundPoints(tx, round, given))
}

function insertBare({ database, workspace, now, someone }: BoardsWorld): Promise<unknown> {
  const occasion = `round:${increasingId()}:answer`
  return inWorkspace(
    database,
    workspace,
    (tx) => sqlOf(tx)`
      insert into bare_entries (workspace, occasion, member, channel, points, at, local_date, topic)
      values (${workspace}, ${occasion}, ${someone()}, 'channel', 10, ${now.toString()}, ${localDate.toString()}, 'kafka')`,
  )
}

function fold({ database, workspace, now }: BoardsWorld): Promise<unknown> {
  return inWorkspace(database, workspace, (tx) => foldEntries(tx, workspace, now))
}

function measured(name: string, members: number, { ours, bare, ratio }: Compared): Row {
  return {
    bench: 'boards',
    name: `${name}@10^${Math.log10(members)}`,
    value: rounded(ours),
    unit: 'ms',
    floor: rounded(bare),
    ratio: rounded(ratio),
  }
}

/** How much more the largest costs than the smallest, against how much longer the logarithm of its size is. */
function growth(name: string, rows: readonly Row[]): Row {
  const of = rows.filter((row) => row.name.startsWith(name)).map(({ value }) => value)
  const value = (of.at(-1) ?? Number.NaN) / (of[0] ?? Number.NaN)
  const floor = Math.log(sizes[2]) / Math.log(sizes[0])
  return {
    bench: 'boards',
    name: `${name}-growth`,
    value: rounded(value),
    unit: 'times',
    floor: rounded(floor),
    ratio: rounded(value / floor),
  }
}
