import type { History } from './history.ts'
import type { People } from './people.ts'
import { waitFor } from './settling-in.ts'
import type { Town } from './town.ts'
import type { Watcher } from './watcher.ts'

/** After the nemesis: all is mended, what was not heard is delivered again, open rounds close, and nothing waits. */
export async function settle(
  town: Town,
  history: History,
  people: People,
  watcher: Watcher,
  patienceSeconds: number,
): Promise<void> {
  await mend(town)
  history.note('all is mended')
  const deadline = performance.now() + patienceSeconds * 1000
  for (;;) {
    await people.redeliver()
    await people.closeAll()
    history.settledAt = town.now()
    const waiting = await waitingFor(town, history, watcher).catch((error: Error) => error.message)
    if (waiting === undefined) break
    if (performance.now() > deadline) {
      history.complaints.push(`it did not settle in ${patienceSeconds} s: ${waiting}`)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  history.note('all has settled')
}

async function mend(town: Town): Promise<void> {
  const { slack, discord, proxy, replicas, admin } = town
  slack.faults.clear()
  discord.faults.clear()
  slack.sockets.allow()
  discord.gateway.admit()
  proxy.slow(0)
  proxy.allow()
  for (const replica of replicas) {
    town.skew(replica.number, 0)
    if (replica.isStopped) replica.thaw()
    replica.start()
  }
  await admin.sql`update chaos.disk set is_full = false`
  await Promise.all(replicas.map((replica) => replica.atWork()))
  await waitFor(
    'all shards',
    () => new Set(discord.gateway.shards.map(({ shard }) => shard)).size === replicas.length,
    40,
  )
}

/** Why it has not settled yet. */
async function waitingFor(town: Town, history: History, watcher: Watcher): Promise<string | undefined> {
  const { sql } = town.admin
  const gone = [...history.uninstalled.keys()]
  const doomed = new Set(town.tenants.filter((one) => history.doomed.has(one.workspace)).map((one) => one.doomedId))
  const rounds = await watcher.look()
  const open = rounds.filter(
    ({ closed, refusal, workspace, channel }) =>
      !closed && refusal === null && !gone.includes(workspace) && !doomed.has(channel),
  )
  if (open.length > 0) return `${open.length} rounds are open, as ${JSON.stringify(open[0])}`
  const [jobs] = await sql`
    select count(*)::int as waiting, min(data::text) as one, min(output::text) as output
    from pgboss.job where name like '%deliver%' and name not like 'dead%' and state < 'completed'`
  if (jobs?.waiting > 0) return `${jobs?.waiting} deliveries wait, as ${jobs?.one}: ${jobs?.output}`
  const [due] = await sql`
    select count(*)::int as due from schedules
    where paused_at is null and next_at <= ${new Date(history.settledAt).toISOString()} and not (workspace = any (${gone}))`
  return due?.due > 0 ? `${due?.due} schedules are due` : undefined
}
