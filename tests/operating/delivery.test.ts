import { beforeAll, expect, test } from 'vitest'
import { connect, type Database, disconnect, inWorkspace } from '../../core/db/connect.ts'
import { type Carried, type Deliveries, type Delivery, openDeliveries } from '../../core/delivery/deliveries.ts'
import { freshAddress, freshDatabase } from '../support/database.ts'
import { newId, silentLog } from '../support/world.ts'

let database: Database
beforeAll(async () => {
  const fresh = await freshDatabase()
  database = connect(fresh.address, { connections: 8 })
  return async () => {
    await disconnect(database)
    await fresh.drop()
  }
})

test('one workspace that hangs holds up no other', async () => {
  const { deliveries, release } = await open(async ({ workspace, subject }, carried) => {
    if (workspace === 'room/hangs') await carried.hold
    return done(carried, `${workspace} ${subject}`)
  })
  for (let round = 0; round < 30; round += 1) await send(deliveries, 'room/hangs', `round ${round}`, 'ask')
  await waitUntil(() => held() > 0)
  for (let round = 0; round < 20; round += 1) {
    for (const step of ['ask', 'close', 'edit']) await send(deliveries, 'room/goes-on', `round ${round}`, step)
  }
  await waitUntil(() => log.filter((one) => one.startsWith('room/goes-on')).length === 60)
  release()
  await deliveries.settled()
  await deliveries.stop()
})

test('the deliveries of one round keep their order, whatever happens beside them', async () => {
  const { deliveries } = await open(async ({ workspace, subject }, carried) => done(carried, `${workspace} ${subject}`))
  const lines = Array.from({ length: 25 }, (_, round) => `round ${round}`)
  for (const step of ['1', '2', '3', '4']) for (const line of lines) await send(deliveries, 'room/order', line, step)
  await deliveries.settled()
  for (const line of lines) {
    const steps = log.filter((one) => one.startsWith(`room/order ${line} `)).map((one) => one.split(' ').at(-1))
    expect(steps).toEqual(['1', '2', '3', '4'])
  }
  await deliveries.stop()
})

test('a platform that names the time is asked again then, however often', async () => {
  let asked = 0
  const { deliveries } = await open(async (delivery, carried) => {
    asked += 1
    return asked === 1 ? { later: 1 } : done(carried, delivery.subject)
  })
  await send(deliveries, 'room/limited', 'round', 'ask')
  await deliveries.settled()
  expect([asked, log]).toEqual([2, ['round ask']])
  await deliveries.stop()
})

test('what is given up is listed, its line goes on, and it can be tried again', async () => {
  let works = false
  const poison = async (delivery: Delivery, carried: World) => {
    if (!works && delivery.subject.endsWith('poison')) throw new Error('the platform does not understand this')
    return done(carried, delivery.subject)
  }
  const { deliveries, begin } = await open(poison, { atOnce: false })
  await send(deliveries, 'room/poison', 'round', 'poison')
  await send(deliveries, 'room/poison', 'round', 'close')
  // its attempts are used up at once, as they are after half an hour of trying
  await database.sql`update pgboss.job set retry_limit = 0 where data ->> 'subject' = 'round poison'`
  await begin()
  await deliveries.settled()
  expect(log).toEqual(['round close'])
  const [letter, ...others] = await deliveries.troubled()
  expect(others).toEqual([])
  expect(letter).toMatchObject({
    subject: 'round poison',
    workspace: 'room/poison',
    reason: 'the platform does not understand this',
    nextAt: undefined,
  })
  works = true
  expect(await deliveries.retry([letter?.id ?? ''])).toBe(1)
  await deliveries.settled()
  expect(log).toEqual(['round close', 'round poison'])
  expect(await deliveries.troubled()).toEqual([])
  await deliveries.stop()
})

test('a delivery whose process died at its last attempt holds up its line no longer than until the next sweep', async () => {
  const carry = async (delivery: Delivery, carried: World) => done(carried, delivery.subject)
  const { deliveries, begin } = await open(carry, { atOnce: false })
  await send(deliveries, 'room/died', 'round', 'ask')
  await send(deliveries, 'room/died', 'round', 'close')
  await database.sql`
    update pgboss.job set state = 'failed', completed_on = now()
    where data ->> 'subject' = 'round ask' and data ->> 'workspace' = 'room/died'`
  await deliveries.sweep()
  await begin()
  await deliveries.settled()
  expect(log).toEqual(['round close'])
  await deliveries.stop()
})

let log: string[] = []
let holding = 0
const held = () => holding

interface World {
  readonly hold: Promise<void>
}

function done(_: World, what: string): Carried {
  log.push(what)
  return 'done'
}

test('what waits is kept for 90 days and what was given up for 30, in the queues of an earlier version too', async () => {
  const days = async () => {
    const rows = await database.sql`select name, retention_seconds / 86400 as days from pgboss.queue`
    return Object.fromEntries(rows.map(({ name, days }) => [name, days]))
  }
  const kept = { deliveries: 90, 'deliveries-discord': 90, 'dead-deliveries': 30 }
  const fresh = await openDeliveries({ database, log: silentLog, newId })
  expect(await days()).toMatchObject(kept)
  await send(fresh, 'room/waits', 'round', 'ask')
  await fresh.stop()
  await database.sql`update pgboss.queue set retention_seconds = 1209600`
  await database.sql`update pgboss.job set keep_until = created_on + interval '14 days' where state = 'created'`
  const again = await openDeliveries({ database, log: silentLog, newId })
  expect(await days()).toMatchObject(kept)
  const [waiting] = await database.sql`
    select extract(day from keep_until - created_on)::int as days from pgboss.job where state = 'created'`
  expect(waiting?.days).toBe(90)
  await again.work(async () => 'done')
  await again.settled()
  await again.stop()
})

test('a queue that fills in a minute is not taken for an empty one', async () => {
  const own = connect(await freshAddress(), { connections: 8 })
  const deliveries = await openDeliveries({ database: own, log: silentLog, newId })
  const known = async () => {
    const [row] = await own.sql`
      select max(c.reltuples)::int as jobs from pgboss.queue q join pg_class c on c.relname = q.table_name
      where q.name = 'deliveries'`
    return row?.jobs ?? 0
  }
  expect(await known()).toBeLessThan(1)
  await inWorkspace(own, 'room/full-hour', async (tx) => {
    for (let round = 0; round < 400; round += 1)
      await deliveries.send(tx, deliveryOf('room/full-hour', `${round}`, 'ask'))
  })
  for (let round = 400; round < 520; round += 1) {
    await inWorkspace(own, 'room/full-hour', (tx) =>
      deliveries.send(tx, deliveryOf('room/full-hour', `${round}`, 'ask')),
    )
  }
  await expect.poll(known).toBeGreaterThanOrEqual(400)
  await deliveries.stop()
  await disconnect(own)
})

async function open(carry: (delivery: Delivery, world: World) => Promise<Carried>, { atOnce = true } = {}) {
  log = []
  holding = 0
  let release: () => void = () => {}
  const hold = new Promise<void>((resolve) => {
    release = resolve
  })
  const deliveries = await openDeliveries({ database, log: silentLog, newId })
  const begin = () =>
    deliveries.work(async (delivery) => {
      holding += 1
      return carry(delivery, { hold })
    })
  if (atOnce) await begin()
  return { deliveries, begin, release }
}

async function send(deliveries: Deliveries, workspace: string, line: string, step: string): Promise<void> {
  await inWorkspace(database, workspace, (tx) => deliveries.send(tx, deliveryOf(workspace, line, step)))
}

function deliveryOf(workspace: string, line: string, step: string): Delivery {
  return { workspace, kind: 'test', subject: `${line} ${step}`, line }
}

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}
