import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { installationStore } from '../../core/db/installation-store.ts'
import { resealAll } from '../../core/db/reseal.ts'
import { CannotOpen, openSeal } from '../../core/db/sealed.ts'
import { startBot } from '../support/bot-process.ts'
import { freshDatabase } from '../support/database.ts'

/** Changing the key: the new one in front, all sealed anew, then the old one goes. */

const [older, newer, lost] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'))
const noon = Temporal.Instant.from('2026-11-20T12:00:00Z')

let address = ''
let database: Database
beforeEach(async () => {
  const fresh = await freshDatabase()
  address = fresh.address
  database = connect(address, { connections: 4 })
  onTestFinished(async () => {
    await disconnect(database)
    await fresh.drop()
  })
})

const storeWith = (keys: string) => installationStore(database, openSeal(keys))

test('with two keys named, all is sealed anew with the first, and the old one is no longer needed', async () => {
  const teams = Array.from({ length: 20 }, (_, index) => `slack/T${index}`)
  for (const team of teams) await storeWith(`old:${older}`).keep(team, { token: `of ${team}` }, noon)
  await storeWith(`new:${newer}`).keep('slack/NEW', { token: 'new' }, noon)
  const both = openSeal(`new:${newer},old:${older}`)
  expect(await resealAll(database, both)).toEqual({ resealed: 20, current: 1, closed: [] })
  expect(await resealAll(database, both)).toEqual({ resealed: 0, current: 21, closed: [] })
  for (const team of teams) expect(await storeWith(`new:${newer}`).installation(team)).toEqual({ token: `of ${team}` })
  await expect(storeWith(`old:${older}`).installation('slack/T0')).rejects.toThrow(CannotOpen)
})

test('what no key opens is named and left as it is, and opens when its key is back', async () => {
  await storeWith(`lost:${lost}`).keep('slack/LOST', { token: 'x' }, noon)
  await storeWith(`old:${older}`).keep('slack/OLD', { token: 'y' }, noon)
  const done = await resealAll(database, openSeal(`new:${newer},old:${older}`))
  expect(done).toEqual({ resealed: 1, current: 0, closed: ['slack/LOST'] })
  expect(await storeWith(`lost:${lost}`).installation('slack/LOST')).toEqual({ token: 'x' })
})

test('tokens that are renewed meanwhile stay renewed', async () => {
  await storeWith(`old:${older}`).keep('slack/T1', { count: 0 }, noon)
  const keys = `new:${newer},old:${older}`
  const store = storeWith(keys)
  for (let count = 1; count <= 30; count += 1) {
    await database.sql`update installations set sealed = ${openSeal(`old:${older}`).seal('{"count":0}', 'slack/T1 installations.sealed')}`
    await Promise.all([store.renew('slack/T1', { count }), resealAll(database, openSeal(keys))])
    expect(await store.installation('slack/T1')).toEqual({ count })
  }
})

test('`studyhall reseal` says what it did, and what is missing', async () => {
  await storeWith(`old:${older}`).keep('slack/T1', { token: 'x' }, noon)
  const settings = { DATABASE_URL: address, ENCRYPTION_KEY: `new:${newer},old:${older}` }
  const done = startBot(['reseal'], settings)
  expect([await done.ended(), done.output().trim()]).toEqual([
    0,
    'Sealed anew for 1 workspace; 0 had the first key already.\nThe other keys in ENCRYPTION_KEY are no longer needed.',
  ])
  const unset = startBot(['reseal'], { DATABASE_URL: address })
  expect([await unset.ended(), unset.output()]).toEqual([1, expect.stringMatching(/^ENCRYPTION_KEY is not set/)])
})
