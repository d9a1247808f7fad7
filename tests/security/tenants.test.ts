import { expect, onTestFinished, test } from 'vitest'
import { connect, disconnect } from '../../core/db/connect.ts'
import { freshDatabase } from '../support/database.ts'
import { ownBank } from '../support/world.ts'
import { changed, type Dice, diceOf, openWalk, type Tenant, type Walk } from './walk.ts'

/** Workspaces on one database never see or change one another's rows: the database forbids it, and so does the app alone. */

const rounds = Number(process.env.STUDYHALL_WALK_ROUNDS ?? 25)
const deedsInRound = 10

test.each([
  ['with row-level security', true],
  ['with row-level security switched off', false],
])(
  'whatever people do in one workspace, no other one changes or is heard of: %s',
  { timeout: 900_000 },
  async (_, isOn) => {
    const dice = diceOf(isOn ? 17 : 18)
    const walk = await walkWith(isOn, dice)
    let told = 0
    for (let round = 0; round < rounds; round += 1) {
      const tenant = dice.pick(walk.tenants)
      const others = walk.tenants.filter((one) => one !== tenant)
      const before = await Promise.all(others.map((other) => walk.fingerprint(other)))
      for (let deed = 0; deed < deedsInRound; deed += 1) told += await heardOnlyOf(walk, tenant, others, dice)
      await walk.stage.settle()
      const after = await Promise.all(others.map((other) => walk.fingerprint(other)))
      expect(others.map((_other, index) => changed(before[index] ?? {}, after[index] ?? {}))).toEqual(
        others.map(() => []),
      )
    }
    expect(told).toBeGreaterThan(rounds)
    await expectOwnMarksOnly(walk)
    expect(walk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  },
)

/** Someone does what they were offered, or what somebody of another workspace was; gives how much they were told. */
async function heardOnlyOf(walk: Walk, tenant: Tenant, others: readonly Tenant[], dice: Dice): Promise<number> {
  const strange = dice.pick(others).offers
  const own = walk.somethingTodo(tenant)
  const deed = strange.length > 0 && dice.below(3) === 0 ? { ...dice.pick(strange), who: own.who } : own
  const reply = JSON.stringify((await walk.act(tenant, deed)) ?? '')
  for (const { mark } of others) {
    // a form of another workspace's says what was typed into it once more, beside its complaints
    if (!JSON.stringify(deed).includes(mark)) expect(reply).not.toContain(mark)
  }
  return reply.length > 20 ? 1 : 0
}

/** No row of a workspace holds another one's mark. */
async function expectOwnMarksOnly({ stage, tenants }: Walk): Promise<void> {
  const { sql } = stage.studyhall().study.database
  for (const table of ['members', 'answers', 'room_messages', 'notices', 'schedules', 'teams', 'thread_messages']) {
    for (const { id, mark } of tenants) {
      const strays = await sql`
        select 1 from ${sql(table)} t where workspace <> ${id} and t::text like ${`%says % of ${mark}%`}`
      expect([table, strays.length]).toEqual([table, 0])
    }
  }
}

async function walkWith(isOn: boolean, dice: Dice): Promise<Walk> {
  const fresh = await freshDatabase()
  if (!isOn) await switchOff(fresh.address)
  const walk = await openWalk({ address: fresh.address, bank: ownBank, dice, marks: ['zulu', 'yankee', 'xray'] })
  onTestFinished(async () => {
    await walk.stage.stop()
    await fresh.drop()
  })
  return walk
}

/** The app's own `where workspace = …` alone is left. */
async function switchOff(address: string): Promise<void> {
  const database = connect(address, { connections: 1 })
  const tables = await database.sql`select tablename as name from pg_tables where schemaname = 'public'`
  for (const { name } of tables) {
    await database.sql`alter table ${database.sql(name)} disable row level security`
  }
  await disconnect(database)
}
