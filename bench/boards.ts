import { v7 as increasingId } from 'uuid'
import { disconnect, inWorkspace, sqlOf } from '../core/db/connect.ts'
import { type BoardAsked, type BoardShown, boardFor, boardPartFor } from '../core/standings/board.ts'
import { recordRoundPoints } from '../core/standings/ledger.ts'
import type { BoardPart } from '../core/standings/ranks.ts'
import { foldEntries } from '../core/standings/sums.ts'
import { type Bench, median, type Row, rounded } from './bench.ts'
import { type BoardsWorld, openBoardsWorld } from './boards-world.ts'

const sizes = [10_000, 100_000, 1_000_000] as const
const rounds = 9
const readsARound = 200
const entriesARound = 100

/**
 * The week's board with the asker's place and neighbours (`board-moved`: with how all of these have moved since last
 * week, in a second query) against a read by primary key, and recording an entry against a bare insert of the same row:
 * all in `inWorkspace`, in turns over all sizes. `fold`: an entry's share of being added to the sums, which the next
 * tick does for all new ones together.
 */
export const boards: Bench = {
  name: 'boards',
  async run(tools) {
    const worlds: BoardsWorld[] = []
    for (const members of sizes) {
      const began = performance.now()
      worlds.push(await openBoardsWorld(tools, members))
      tools.note(`boards: ${members} members loaded in ${Math.round((performance.now() - began) / 1000)} s`)
    }
    const board = await inTurns(worlds, readsARound, (world) => readBoard(world, boardPartFor), readSum)
    const moved = await inTurns(worlds, readsARound, (world) => readBoard(world, boardFor), readSum)
    const { entry, folds } = await entriesInTurns(worlds)
    for (const { database } of worlds) await disconnect(database)
    return [
      ...rowsOf('board', board),
      ...rowsOf('board-moved', moved),
      ...rowsOf('entry', entry),
      ...folds.map((all, index) => row(`fold@${power(index)}`, median(all), 'ms')),
      growthOf('board', board),
      growthOf('entry', entry),
    ]
  },
}

/** Of one size: what each round took, in milliseconds each. */
interface Turns {
  readonly ours: number[]
  readonly bare: number[]
}

type Work = (world: BoardsWorld) => Promise<unknown>

/** Ours and the bare one after the other, and every size in each round: what else the machine does, it does to all. */
async function inTurns(
  worlds: readonly BoardsWorld[],
  times: number,
  ours: Work,
  bare: Work,
  after: (world: BoardsWorld, index: number) => Promise<void> = async () => {},
): Promise<Turns[]> {
  const all: Turns[] = worlds.map(() => ({ ours: [], bare: [] }))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, world] of worlds.entries()) {
      const took = { ours: 0, bare: 0 }
      for (let time = 0; time < times; time += 1) {
        took.bare += await timed(() => bare(world))
        took.ours += await timed(() => ours(world))
      }
      // the first round warms up
      if (round > 0) all[index]?.bare.push(took.bare / times)
      if (round > 0) all[index]?.ours.push(took.ours / times)
      await after(world, index)
    }
  }
  return all
}

async function entriesInTurns(worlds: readonly BoardsWorld[]) {
  const folds: number[][] = worlds.map(() => [])
  const entry = await inTurns(worlds, entriesARound, recordEntry, insertBare, async (world, index) => {
    folds[index]?.push((await timed(() => fold(world))) / entriesARound)
  })
  return { entry, folds }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function readBoard(
  { database, workspace, now, someone }: BoardsWorld,
  read: (...asked: Parameters<typeof boardPartFor>) => Promise<BoardPart | BoardShown>,
): Promise<unknown> {
  const viewer = someone()
  const asked: BoardAsked = { workspace, zone: 'UTC', window: 'week', now, viewer }
  return inWorkspace(database, workspace, async (tx) => {
    const board = await read(tx, asked, {})
    const lines = 'lines' in board ? board.lines : board.standings
    if (!lines.some(({ member }) => member === viewer)) throw new Error(`${viewer} is not on the board`)
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

function rowsOf(name: string, sizesMeasured: readonly Turns[]): Row[] {
  return sizesMeasured.map(({ ours, bare }, index) => ({
    ...row(`${name}@${power(index)}`, median(ours), 'ms'),
    floor: rounded(median(bare)),
    ratio: rounded(median(ours.map((one, round) => one / (bare[round] ?? one)))),
  }))
}

/** How many times the smallest the largest costs, against how much longer the logarithm of its size is. */
function growthOf(name: string, measured: readonly Turns[]): Row {
  const [smallest, largest] = [measured[0], measured.at(-1)]
  const value = median((largest?.ours ?? []).map((one, round) => one / (smallest?.ours[round] ?? one)))
  const floor = Math.log(sizes[2]) / Math.log(sizes[0])
  return { ...row(`${name}-growth`, value, 'times'), floor: rounded(floor), ratio: rounded(value / floor) }
}

function row(name: string, value: number, unit: string): Row {
  return { bench: 'boards', name, value: rounded(value), unit }
}

function power(index: number): string {
  return `10^${Math.log10(sizes[index] ?? 1)}`
}
