import { beforeAll, expect, test } from 'vitest'
import { connect, type Database, disconnect, inWorkspace } from '../../core/db/connect.ts'
import { type InstallationStore, installationStore } from '../../core/db/installation-store.ts'
import { installations } from '../../core/db/schema.ts'
import { CannotOpen, openSeal } from '../../core/db/sealed.ts'
import { freshDatabase } from '../support/database.ts'

const seal = openSeal(Buffer.alloc(32, 7).toString('base64'))
const noon = Temporal.Instant.from('2026-11-20T12:00:00.123456Z')
const later = (seconds: number) => noon.add({ seconds })

/** Two processes on one database. */
let [first, second]: Database[] = []
let [store, otherStore]: InstallationStore[] = []
beforeAll(async () => {
  const fresh = await freshDatabase()
  first = connect(fresh.address, { connections: 4 })
  second = connect(fresh.address, { connections: 4 })
  store = installationStore(first, seal)
  otherStore = installationStore(second, seal)
  return async () => {
    await Promise.all([here(first), here(second)].map(disconnect))
    await fresh.drop()
  }
})

test('an installation is kept sealed, replaced by a later one, and read by another process', async () => {
  await here(store).keep('slack/KEPT', { token: 'xoxb-1' }, noon)
  await here(store).keep('slack/KEPT', { token: 'xoxb-2', scopes: ['chat:write'] }, later(1))
  expect(await here(otherStore).installation('slack/KEPT')).toEqual({ token: 'xoxb-2', scopes: ['chat:write'] })
  expect(await here(store).installation('slack/NOWHERE')).toBeUndefined()
  const [row] = await here(first)
    .sql`select sealed, installed_at = ${later(1).toString()} as on_time from installations`
  expect(row?.on_time).toBe(true)
  expect(row?.sealed).not.toContain('xoxb')
})

test('an installation that was copied to another workspace does not open there', async () => {
  await here(store).keep('slack/VICTIM', { token: 'xoxb-victim' }, noon)
  await here(first).sql`
    insert into installations (workspace, sealed, installed_at)
    select 'slack/THIEF', sealed, installed_at from installations where workspace = 'slack/VICTIM'`
  await expect(here(store).installation('slack/THIEF')).rejects.toThrow(CannotOpen)
})

test('a workspace sees its own installation only, and no state of an installation that was begun', async () => {
  await here(store).keep('slack/MINE', {}, noon)
  await here(store).keep('slack/YOURS', {}, noon)
  await here(store).makeState('begun', noon, later(-600))
  const [own, states] = await inWorkspace(here(first), 'slack/MINE', async (tx) => [
    await tx.select({ workspace: installations.workspace }).from(installations),
    await tx.execute('select * from install_states'),
  ])
  expect(own).toEqual([{ workspace: 'slack/MINE' }])
  expect([...(states ?? [])]).toEqual([])
})

test('an uninstall that is delivered late leaves a newer installation alone', async () => {
  await here(store).keep('slack/AGAIN', { token: 'old' }, noon)
  expect(await here(store).drop('slack/AGAIN', later(-1))).toBe(false)
  await here(store).keep('slack/AGAIN', { token: 'new' }, later(20))
  expect(await here(store).drop('slack/AGAIN', later(10))).toBe(false)
  expect(await here(store).installation('slack/AGAIN')).toEqual({ token: 'new' })
  expect(await here(store).drop('slack/AGAIN', later(20))).toBe(true)
  expect(await here(store).drop('slack/AGAIN', later(20))).toBe(false)
  expect(await here(store).installation('slack/AGAIN')).toBeUndefined()
})

test('refreshed tokens neither outlive an uninstall nor bring the workspace back', async () => {
  await here(store).keep('slack/RENEWED', { token: 'old' }, noon)
  expect(await here(store).renew('slack/RENEWED', { token: 'refreshed' })).toBe(true)
  expect(await here(store).installation('slack/RENEWED')).toEqual({ token: 'refreshed' })
  expect(await here(store).drop('slack/RENEWED', later(1))).toBe(true)
  expect(await here(store).renew('slack/RENEWED', { token: 'ghost' })).toBe(false)
  expect(await here(store).installation('slack/RENEWED')).toBeUndefined()
})

test("a platform's workspaces are listed in order, and no other's", async () => {
  for (const id of ['list/C', 'list/A', 'list/B', 'listed/A', 'lis_/A', 'List/A']) await here(store).keep(id, {}, noon)
  expect(await here(store).workspaces('list')).toEqual(['list/A', 'list/B', 'list/C'])
  expect(await here(store).workspaces('lis_')).toEqual(['lis_/A'])
  expect(await here(store).workspaces('nobody')).toEqual([])
})

test('a state comes back once, also when it comes back many times at once', async () => {
  await here(store).makeState('once', noon, later(-600))
  const tries = Array.from({ length: 20 }, (_, index) =>
    here(index % 2 === 0 ? store : otherStore).useState('once', later(-600)),
  )
  expect((await Promise.all(tries)).filter((used) => used)).toHaveLength(1)
  expect(await here(store).useState('once', later(-600))).toBe(false)
  expect(await here(store).useState('never made', later(-600))).toBe(false)
})

test('a state that is too old does not come back, and is removed with others like it', async () => {
  for (const [state, seconds] of [
    ['old', -1],
    ['older', -500],
    ['in time', 0],
    ['new', 5],
  ] as const) {
    await here(store).makeState(state, later(seconds), later(-600))
  }
  await here(first).sql`delete from install_states where state = 'begun'`
  expect(await here(store).useState('old', noon)).toBe(false)
  expect(await here(store).useState('in time', noon)).toBe(true)
  expect([...(await here(first).sql`select state from install_states`)]).toEqual([{ state: 'new' }])
})

test('states that never come back are removed when others are made', async () => {
  await here(first).sql`delete from install_states`
  await here(store).makeState('forgotten', noon, later(-600))
  await here(store).makeState('young', later(601), noon)
  await here(store).makeState('another', later(601), later(1))
  const left = await here(first).sql`select state from install_states order by 1`
  expect([...left]).toEqual([{ state: 'another' }, { state: 'young' }])
})

test('many callers at once refresh a workspace one at a time, in two processes with few connections', async () => {
  const workspaces = Array.from({ length: 6 }, (_, index) => `slack/BUSY${index}`)
  for (const workspace of workspaces) await here(store).keep(workspace, { refreshed: 0 }, noon)
  const inside = new Map<string, number>()
  let most = 0
  const refresh = async (one: InstallationStore, workspace: string) => {
    inside.set(workspace, (inside.get(workspace) ?? 0) + 1)
    most = Math.max(most, inside.get(workspace) ?? 0)
    const before = (await one.installation(workspace)) as { refreshed: number }
    await one.renew(workspace, { refreshed: before.refreshed + 1 })
    inside.set(workspace, (inside.get(workspace) ?? 0) - 1)
  }
  const callers = [here(store), here(otherStore)].flatMap((one) =>
    Array.from({ length: 20 }, () =>
      workspaces.map((workspace) => one.alone(workspace, () => refresh(one, workspace))),
    ),
  )
  await Promise.all(callers.flat())
  expect(most).toBe(1)
  for (const workspace of workspaces) {
    expect(await here(store).installation(workspace)).toEqual({ refreshed: 40 })
  }
})

test('whoever fails alone holds up nobody, and a result comes back', async () => {
  const outcomes = await Promise.allSettled([
    here(store).alone('slack/FAILS', () => Promise.reject(new Error('the token was refused'))),
    here(store).alone('slack/FAILS', async () => 'second'),
    here(otherStore).alone('slack/FAILS', async () => 'third'),
  ])
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message))).toEqual([
    'the token was refused',
    'second',
    'third',
  ])
})

test('callers come in their order, and one workspace waits for no other', async () => {
  const wide = connect(here(first).address, { connections: 8 })
  const wideStore = installationStore(wide, seal)
  const order: string[] = []
  const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
  const slow = wideStore.alone('slack/SLOW', () => gate)
  const queued = ['1', '2', '3'].map((name) => wideStore.alone('slack/SLOW', async () => order.push(name)))
  await wideStore.alone('slack/FAST', async () => order.push('fast'))
  openGate()
  await Promise.all([slow, ...queued])
  expect(order).toEqual(['fast', '1', '2', '3'])
  await disconnect(wide)
})

function here<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('it is made before the first test')
  return made
}
