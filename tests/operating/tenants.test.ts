import { beforeAll, expect, test } from 'vitest'
import { connect, type Database, disconnect, inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { migrate } from '../../core/db/migrate.ts'
import { openDeliveries } from '../../core/delivery/deliveries.ts'
import { freshDatabase } from '../support/database.ts'
import { newId, silentLog } from '../support/world.ts'

let database: Database
let address = ''
beforeAll(async () => {
  const fresh = await freshDatabase()
  address = fresh.address
  database = connect(address, { connections: 8 })
  return async () => {
    await disconnect(database)
    await fresh.drop()
  }
})

const joined = '2026-01-01T00:00:00Z'

test('a workspace sees and changes its own rows only', async () => {
  for (const id of ['room/one', 'room/two']) {
    await inWorkspace(database, id, async (tx) => {
      await sqlOf(tx)`insert into workspaces (id, name, zone, joined_at) values (${id}, ${id}, 'UTC', ${joined})`
      await sqlOf(tx)`insert into members (workspace, id, name, seen_at) values (${id}, 'ada', 'Ada', ${joined})`
    })
  }
  const seen = await inWorkspace(database, 'room/one', async (tx) => {
    await sqlOf(tx)`update members set name = 'Changed'`
    await sqlOf(tx)`delete from members where workspace = 'room/two'`
    return sqlOf(tx)`select workspace, name from members`
  })
  expect([...seen]).toEqual([{ workspace: 'room/one', name: 'Changed' }])
  const other = await inWorkspace(database, 'room/two', (tx) => sqlOf(tx)`select name from members`)
  expect([...other]).toEqual([{ name: 'Ada' }])
})

test('a row cannot be put into another workspace', async () => {
  const smuggle = inWorkspace(
    database,
    'room/one',
    (tx) => sqlOf(tx)`
    insert into members (workspace, id, name, seen_at) values ('room/two', 'mallory', 'M', ${joined})`,
  )
  await expect(smuggle).rejects.toThrow('row-level security')
})

test('the very first statement of a transaction is confined too', async () => {
  const who = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      inWorkspace(
        database,
        `room/${index}`,
        (tx) => sqlOf(tx)`
        select current_user as role, current_setting('studyhall.workspace') as workspace`,
      ),
    ),
  )
  expect(who.map(([row]) => row)).toEqual(
    who.map((_, index) => ({ role: 'studyhall_app', workspace: `room/${index}` })),
  )
})

test('every table with a workspace is confined', async () => {
  const rows = await database.sql`
    select c.relname as name, c.relrowsecurity as confined, count(p.polname)::int as policies
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_policy p on p.polrelid = c.oid
    where n.nspname = 'public' and c.relkind = 'r' group by 1, 2 order by 1`
  expect(rows.length).toBeGreaterThan(10)
  // a state belongs to no workspace yet: without a policy the app's role sees none of them
  const aboveWorkspaces = ['install_states', 'link_keys']
  const policiesOf = (name: string) => (aboveWorkspaces.includes(name) ? 0 : 1)
  expect(rows.filter(({ name, confined, policies }) => confined !== true || policies !== policiesOf(name))).toEqual([])
})

test('what a workspace sends is sent when it commits, and not when it fails; of other jobs it reads nothing', async () => {
  const deliveries = await openDeliveries({ database, log: silentLog, newId })
  const delivery = { workspace: 'room/one', kind: 'ask-round', subject: newId(), line: 'round' }
  await expect(
    inWorkspace(database, 'room/one', async (tx) => {
      await deliveries.send(tx, delivery)
      throw new Error('the fact behind it failed')
    }),
  ).rejects.toThrow('the fact behind it failed')
  await deliveries.settled()
  const carried: unknown[] = []
  await deliveries.work(async (one) => {
    carried.push(one)
    return 'done'
  })
  await inWorkspace(database, 'room/one', (tx) => deliveries.send(tx, delivery))
  await deliveries.settled()
  expect(carried).toEqual([delivery])
  const peek = inWorkspace(database, 'room/one', (tx) => sqlOf(tx)`select data from pgboss.job`)
  await expect(peek).rejects.toThrow('permission denied')
  await deliveries.stop()
})

test('many processes may start on an empty database at the same time', async () => {
  const [admin] = await database.sql`select current_database() as name`
  expect(admin?.name).toMatch(/^test_/)
  await Promise.all(Array.from({ length: 8 }, () => migrate(address)))
})
