import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { connect, type Database, disconnect, inWorkspace } from '../../core/db/connect.ts'
import { type Claim, type PostingStore, postingStore } from '../../core/db/posting-store.ts'
import { postings } from '../../core/db/schema.ts'
import { freshDatabase } from '../support/database.ts'
import { newId } from '../support/world.ts'

const noon = Temporal.Instant.from('2026-11-20T12:00:00.123456Z')
const later = (seconds: number) => noon.add({ seconds })
const wish = (now: Temporal.Instant, key = 'round 1', place = 'C1') => ({ key, place, now, holdSeconds: 30 })

let databases: Database[] = []
let stores: PostingStore[] = []
let store: PostingStore
beforeAll(async () => {
  const fresh = await freshDatabase()
  databases = Array.from({ length: 3 }, () => connect(fresh.address, { connections: 4 }))
  stores = databases.map(postingStore)
  store = postingStore(databases[0] as Database)
  return async () => {
    await Promise.all(databases.map(disconnect))
    await fresh.drop()
  }
})

test('what is being posted is held, and what stands is told with its place', async () => {
  const { claim, settle } = store
  expect(await claim('slack/DAY', wish(noon))).toEqual({ kind: 'first', held: later(30) })
  expect(await claim('slack/DAY', wish(noon.add({ milliseconds: 500 })))).toEqual({ kind: 'held', seconds: 30 })
  expect(await claim('slack/DAY', wish(later(30).subtract({ microseconds: 1 })))).toEqual({ kind: 'held', seconds: 1 })
  await settle('slack/DAY', 'round 1', '1732104000.000100')
  const done = { kind: 'done', place: 'C1', message: '1732104000.000100' }
  expect(await claim('slack/DAY', wish(later(5), 'round 1', 'C2'))).toEqual(done)
  expect(await claim('slack/DAY', wish(later(9999)))).toEqual(done)
})

test('whose process died is tried again when the hold has ended, by one, who learns since when', async () => {
  await store.claim('slack/DIED', wish(noon))
  const taken = await store.claim('slack/DIED', wish(later(30)))
  expect(taken).toEqual({ kind: 'again', since: noon, until: later(30), held: later(60) })
  expect(await store.claim('slack/DIED', wish(later(31)))).toEqual({ kind: 'held', seconds: 29 })
  const again = await store.claim('slack/DIED', wish(later(60)))
  expect(again).toEqual({ kind: 'again', since: noon, until: later(60), held: later(90) })
})

test('a lost response is looked into at once, and a doubt never prolongs a hold', async () => {
  await store.claim('slack/LOST', wish(noon))
  await store.doubt('slack/LOST', 'round 1', later(8))
  await store.doubt('slack/LOST', 'round 1', later(20))
  const taken = await store.claim('slack/LOST', wish(later(8)))
  expect(taken).toEqual({ kind: 'again', since: noon, until: later(8), held: later(38) })
})

test('a hold is held on by whoever has it, and by nobody after another has taken it over', async () => {
  const renew = (held: Temporal.Instant, now: Temporal.Instant) =>
    store.renew('slack/HELD', { key: 'round 1', held, now, holdSeconds: 30 })
  await store.claim('slack/HELD', wish(noon))
  expect(await renew(later(30), later(20))).toBe(true)
  expect(await store.claim('slack/HELD', wish(later(40)))).toEqual({ kind: 'held', seconds: 10 })
  expect(await renew(later(30), later(41))).toBe(false)
  await store.claim('slack/HELD', wish(later(50)))
  expect(await renew(later(50), later(51))).toBe(false)
  expect(await store.claim('slack/HELD', wish(later(79)))).toEqual({ kind: 'held', seconds: 1 })
  expect(await renew(later(80), later(60))).toBe(true)
  await store.settle('slack/HELD', 'round 1', 'm')
  expect(await renew(later(90), later(61))).toBe(false)
})

test('what certainly was not posted is as if never tried; what stands is not released, nor settled anew', async () => {
  const { claim, release, settle, doubt } = store
  await claim('slack/REFUSED', wish(noon))
  await release('slack/REFUSED', 'round 1')
  expect(await claim('slack/REFUSED', wish(later(1)))).toEqual({ kind: 'first', held: later(31) })
  await settle('slack/REFUSED', 'round 1', 'm1')
  await settle('slack/REFUSED', 'round 1', 'm2')
  await release('slack/REFUSED', 'round 1')
  await doubt('slack/REFUSED', 'round 1', later(2))
  expect(await claim('slack/REFUSED', wish(later(3)))).toEqual({ kind: 'done', place: 'C1', message: 'm1' })
})

test('of many claims at once by several processes exactly one may post, first and again', async () => {
  for (let round = 0; round < 15; round += 1) {
    const key = `round ${round}`
    expect(await kindsAtOnce(key, noon)).toEqual({ first: 1, held: 23 })
    // from the same moment, so that nothing but the database tells them apart
    expect(await kindsAtOnce(key, later(30))).toEqual({ again: 1, held: 23 })
    await store.doubt('slack/RACE', key, later(31))
    expect(await kindsAtOnce(key, later(31))).toEqual({ again: 1, held: 23 })
  }
})

test('claims that meet releases and settlements always get an answer, and nobody posts beside another', async () => {
  let [posting, most, stands, refusals] = [0, 0, 0, 60]
  /** Tries until it stands; the first sixty posts are refused. */
  async function post(one: PostingStore): Promise<void> {
    const { kind } = await one.claim('slack/MELEE', wish(noon))
    if (kind === 'done') return
    if (kind !== 'held') await attempt(one)
    await post(one)
  }
  async function attempt(one: PostingStore): Promise<void> {
    posting += 1
    most = Math.max(most, posting)
    await one.claim('slack/MELEE', wish(noon))
    posting -= 1
    refusals -= 1
    if (refusals >= 0) return one.release('slack/MELEE', 'round 1')
    stands += 1
    await one.settle('slack/MELEE', 'round 1', 'm1')
  }
  await Promise.all(stores.flatMap((one) => Array.from({ length: 5 }, () => post(one))))
  expect([most, stands]).toEqual([1, 1])
})

test("a workspace's postings are its own", async () => {
  await store.claim('slack/ONE', wish(noon))
  await store.settle('slack/ONE', 'round 1', 'm1')
  expect(await store.claim('slack/TWO', wish(noon))).toMatchObject({ kind: 'first' })
  await store.settle('slack/THREE', 'round 1', 'm3')
  await store.release('slack/THREE', 'round 1')
  expect(await store.claim('slack/TWO', wish(noon))).toEqual({ kind: 'held', seconds: 30 })
  const seen = await inWorkspace(databases[0] as Database, 'slack/TWO', (tx) =>
    tx.select({ workspace: postings.workspace, message: postings.message }).from(postings),
  )
  expect(seen).toEqual([{ workspace: 'slack/TWO', message: null }])
})

test('old postings that stand are forgotten in all workspaces; newer ones and those in doubt are not', async () => {
  const { sql } = databases[0] as Database
  await sql`
    insert into postings (workspace, key, place, started_at, held_until, message)
    select 'slack/OLD' || n % 3, 'old ' || n, 'C1', ${'2026-01-01T00:00:00Z'}, ${'2026-01-01T00:00:30Z'}, 'm'
    from generate_series(1, 2500) n`
  const january = Temporal.Instant.from('2026-01-01T00:00:00Z')
  await store.claim('slack/OLD1', wish(january, 'in doubt'))
  await store.claim('slack/OLD1', wish(january.add({ hours: 24 }), 'new'))
  await store.settle('slack/OLD1', 'new', 'm')
  expect(await store.forget(january)).toBe(0)
  expect(await store.forget(january.add({ hours: 24 }))).toBe(2500)
  expect(await store.forget(january.add({ hours: 24 }))).toBe(0)
  const left = await sql`select key from postings where workspace like 'slack/OLD%' order by key`
  expect(left.map(({ key }) => key)).toEqual(['in doubt', 'new'])
})

test('whatever happens in whatever order, a claim says what the rules say', async () => {
  const at = { workspace: fc.nat(1), key: fc.constantFrom('a', 'b') }
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ does: fc.constant('claim'), ...at, seconds: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('pass'), ...at, seconds: fc.nat(4) }) },
    {
      weight: 5,
      arbitrary: fc.record({ does: fc.constantFrom('settle', 'doubt', 'release'), ...at, seconds: fc.constant(0) }),
    },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const workspaces = [`slack/${newId()}`, `slack/${newId()}`]
      const model = postingRules()
      let now = 0
      for (const [index, { does, workspace, key, seconds }] of steps.entries()) {
        if (does === 'pass') now += seconds
        const wanted = { workspace: workspaces[workspace] ?? '', key, now, seconds, name: `${index}` }
        const said = await carryOut(stores[index % stores.length] ?? store, does, wanted)
        expect(said).toEqual(model(does, wanted))
      }
    }),
    { numRuns: 150 },
  )
})

/** Something done to a posting, so many seconds after noon. `name` names its place and its message. */
interface Wanted {
  readonly workspace: string
  readonly key: string
  readonly now: number
  readonly seconds: number
  readonly name: string
}

async function carryOut(one: PostingStore, does: string, wanted: Wanted): Promise<Claim | undefined> {
  const { workspace, key, now, seconds, name } = wanted
  if (does === 'claim') return one.claim(workspace, { key, place: name, now: later(now), holdSeconds: seconds })
  if (does === 'settle') await one.settle(workspace, key, name)
  if (does === 'doubt') await one.doubt(workspace, key, later(now))
  if (does === 'release') await one.release(workspace, key)
  return undefined
}

/** The same by the rules alone, one after the other in one process. */
function postingRules() {
  const settled = new Map<string, Claim>()
  const tried = new Map<string, { place: string; since: number; until: number }>()

  return (does: string, wanted: Wanted): Claim | undefined => {
    const id = `${wanted.workspace} ${wanted.key}`
    if (does === 'claim') return settled.get(id) ?? claimOf(id, wanted)
    const row = tried.get(id)
    if (row === undefined) return undefined
    if (does === 'settle') settled.set(id, { kind: 'done', place: row.place, message: wanted.name })
    if (does === 'settle' || does === 'release') tried.delete(id)
    if (does === 'doubt') row.until = Math.min(row.until, wanted.now)
    return undefined
  }

  function claimOf(id: string, { now, seconds, name }: Wanted): Claim {
    const row = tried.get(id)
    if (row !== undefined && row.until > now) return { kind: 'held', seconds: row.until - now }
    tried.set(id, { place: row?.place ?? name, since: row?.since ?? now, until: now + seconds })
    const held = later(now + seconds)
    if (row === undefined) return { kind: 'first', held }
    return { kind: 'again', since: later(row.since), until: later(row.until), held }
  }
}

/** What 24 claims of three processes at the same moment come to. */
async function kindsAtOnce(key: string, now: Temporal.Instant): Promise<Record<string, number>> {
  const claims = Array.from({ length: 8 }, () => stores.map((one) => one.claim('slack/RACE', wish(now, key)))).flat()
  const kinds = (await Promise.all(claims)).map(({ kind }) => kind)
  return Object.fromEntries([...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((it) => it === kind).length]))
}
