import { connect, disconnect, inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { pointRules, pointsForRound } from '../../core/standings/points.ts'
import { foldEntries, rebuildSums } from '../../core/standings/sums.ts'
import type { Checking } from './checker.ts'

/** Every score is reproducible: the ledger from the answers, the boards from the ledger. */

export async function checkScores(checking: Checking): Promise<void> {
  await checkLedger(checking)
  await checkSums(checking)
}

/** By workspace, member and local date, as the day's most does not depend on the order of the rounds. */
async function checkLedger(checking: Checking): Promise<void> {
  const { town, complain, history } = checking
  const entries = await town.admin.sql`
    select workspace, member, local_date::text as date, sum(points)::int as points from score_entries
    where occasion like 'round:%' group by workspace, member, local_date`
  const kept = new Map(entries.map(({ workspace, member, date, points }) => [`${workspace} ${member} ${date}`, points]))
  const expected = await expectedPoints(checking)
  for (const key of new Set([...kept.keys(), ...expected.keys()])) {
    const points: number = kept.get(key) ?? 0
    const most = Math.min(expected.get(key) ?? 0, pointRules.mostADay)
    // an erased member's answers are gone; what others and nobody had from them stays
    const mayHaveMore = history.erasures.some(({ workspace }) => key.startsWith(`${workspace} `))
    const isRight = mayHaveMore ? points >= most || key.includes(' gone:') : points === most
    if (!isRight) complain(`the ledger says ${points} points, the answers ${most}: ${key}`, key)
  }
}

interface Given {
  readonly round: string
  readonly member: string
  readonly voters: readonly string[]
}

async function expectedPoints({ town, rounds }: Checking): Promise<Map<string, number>> {
  const { sql } = town.admin
  const given = (await sql`
    select round, member, voters from answers
    union all
    select round, member, '{}'::text[] from choices where "right" is not null`) as unknown as Given[]
  const dates = await sql`select id, (closes_at at time zone zone)::date::text as date from rounds`
  const dateOf = new Map(dates.map(({ id, date }) => [id, date]))
  const expected = new Map<string, number>()
  for (const { id, workspace } of rounds.filter(({ closed }) => closed)) {
    const answers = given
      .filter(({ round }) => round === id)
      .map(({ member, voters }) => ({ member, voters, text: '', messages: [], place: 1 }))
    for (const { member, points } of pointsForRound(answers, new Map())) {
      const key = `${workspace} ${member} ${dateOf.get(id)}`
      expected.set(key, (expected.get(key) ?? 0) + points)
    }
  }
  return expected
}

async function checkSums({ town, complain, history }: Checking): Promise<void> {
  const database = connect(town.address, { connections: 1 })
  const now = Temporal.Instant.fromEpochMilliseconds(town.now())
  for (const { workspace } of town.tenants) {
    const [before, after] = await inWorkspace(database, workspace, async (tx) => {
      const run = sqlOf(tx)
      const read = async () => [
        await run`select * from standing_sums where workspace = ${workspace} order by board, period, member`,
        await run`select * from standing_counts where workspace = ${workspace} order by board, period, points`,
      ]
      await foldEntries(tx, workspace, now)
      const added = JSON.stringify(await read())
      await rebuildSums(tx, workspace, now)
      return [added, JSON.stringify(await read())]
    })
    if (before !== after) {
      history.note(`sums as added: ${before}\nanew: ${after}`)
      complain(`the boards of ${workspace} are not what the ledger adds up to`, workspace)
    }
  }
  await disconnect(database)
}
