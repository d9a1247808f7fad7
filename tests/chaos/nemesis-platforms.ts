import { setTimeout as pause } from 'node:timers/promises'
import { diceOf } from './dice.ts'
import type { History } from './history.ts'
import { type Inflicting, nameOf } from './inflicting.ts'
import type { Town } from './town.ts'

/** The faults of Slack and Discord, of their connections and of their people. */

export const platformFaults: Readonly<Record<number, (inflicting: Inflicting) => Promise<unknown>>> = {
  1: redeliver,
  4: dropConnections,
  5: forgetSession,
  6: closeForGood,
  7: reorder,
  8: loseResponses,
  9: limitRates,
  10: doom,
  18: forgetPeople,
}

const heard = ['MESSAGE_CREATE', 'MESSAGE_UPDATE', 'MESSAGE_DELETE', 'MESSAGE_REACTION_ADD', 'MESSAGE_REACTION_REMOVE']

async function redeliver({ town, history, dice }: Inflicting): Promise<void> {
  const { slack, discord } = town
  const chance = diceOf(String(dice[0]))
  const heardBySlack = slack.deliveries.filter(({ state }) => state === 'acknowledged').slice(-60)
  for (const delivery of chance.shuffled(heardBySlack).slice(0, 25)) {
    if (delivery.kind === 'event') await slack.events.redeliver(delivery, 2)
    else if (slack.app.requestUrl !== undefined) await slack.door.replay(delivery).catch(() => 0)
  }
  const sent = discord.dispatches.filter(({ name, state }) => state === 'sent' && heard.includes(name)).slice(-60)
  for (const dispatch of chance.shuffled(sent).slice(0, 25)) discord.events.redeliver(dispatch, 2)
  history.note('events came again, commands were replayed')
}

async function dropConnections({ town, history, dice }: Inflicting): Promise<void> {
  const { slack, discord } = town
  const [how = 0, long = 0] = dice
  slack.events.repeat(2)
  discord.events.repeat(2)
  if (how < 0.4) {
    slack.sockets.drop()
    discord.gateway.drop()
  } else if (how < 0.7) {
    slack.sockets.disconnect('refresh_requested')
    discord.gateway.reconnect()
  } else {
    slack.sockets.refuse()
    slack.sockets.drop()
    discord.gateway.invalidate(true)
    await pause(1_000 + long * 2_000)
    slack.sockets.allow()
  }
  history.note('connections were dropped, events come twice')
  await pause(2_000)
  slack.events.repeat(1)
  discord.events.repeat(1)
}

/** What is said meanwhile is dispatched to nobody. */
async function forgetSession({ town, history, dice }: Inflicting): Promise<void> {
  const { gateway } = town.discord
  history.note('sessions are forgotten, nobody hears what is said')
  gateway.refuse()
  gateway.forgetSessions()
  gateway.drop()
  await pause(1_000 + (dice[0] ?? 0) * 2_500)
  gateway.admit()
}

const redWithin = 5_000
const endsWithin = 16_000
const mostIdentifies = 3

async function closeForGood({ town, history, hold, dice }: Inflicting): Promise<void> {
  const shard = Math.floor((dice[0] ?? 0) * town.replicas.length)
  const replica = town.replicas[shard]
  const { gateway } = town.discord
  if (replica === undefined) return
  await hold(nameOf(replica), async () => {
    const { port } = replica
    if (port === undefined || !gateway.shards.some((one) => one.shard === shard)) return
    const before = gateway.identifies
    history.note(`shard ${shard} is closed with 4004`)
    gateway.close(4004, 'Authentication failed.', shard)
    const isRed = pauseUntilRed(port)
    const code = await Promise.race([replica.ended(), pause(endsWithin).then(() => 'still up' as const)])
    if (!(await isRed)) history.complaints.push(`after 4004 /healthz of process ${shard} was not red in 5 s`)
    if (code !== 1) history.complaints.push(`after 4004 process ${shard} ended with ${code}, not 1`)
    if (gateway.identifies - before > mostIdentifies)
      history.complaints.push('after 4004 it identified more than 3 times')
    await replica.end('SIGKILL')
    replica.start()
    await replica.atWork()
  })
}

/** Red, or gone. */
async function pauseUntilRed(port: number): Promise<boolean> {
  const deadline = performance.now() + redWithin
  while (performance.now() < deadline) {
    const status = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (answer) => answer.status,
      () => 503,
    )
    if (status === 503) return true
    await pause(50)
  }
  return false
}

async function reorder({ town, history, dice }: Inflicting): Promise<void> {
  const { slack, discord } = town
  const chance = diceOf(String(dice[0]))
  slack.events.hold()
  discord.events.hold()
  await pause(1_500 + (dice[1] ?? 0) * 2_500)
  history.note('held events come in any order')
  discord.events.release((all) => chance.shuffled(all))
  await slack.events.release((all) => chance.shuffled(all))
}

const discordPosts = [
  'POST /channels/{channel_id}/messages',
  'POST /channels/{channel_id}/messages/{message_id}/threads',
]
const hangs = 15_500

/** Posts that were made although their response says nothing of it, and posts that were not. */
async function loseResponses({ town, history, dice }: Inflicting): Promise<void> {
  const { slack, discord } = town
  const chance = diceOf(String(dice[0]))
  const times = 2 + chance.below(4)
  const bySlack = chance.pick(['lose-response', 'lose-response', 'unavailable', 'refuse', 'hang'] as const)
  const byDiscord = chance.pick(['lose-response', 'unavailable-after', 'unavailable', 'refuse', 'hang'] as const)
  const one = slack.faults.next({ method: 'chat.postMessage', times }, { kind: bySlack })
  const others = discordPosts.map((route) => discord.faults.next({ route, times }, { kind: byDiscord }))
  history.note(`the next ${times} posts: Slack ${bySlack}, Discord ${byDiscord}`)
  await pause(bySlack === 'hang' || byDiscord === 'hang' ? hangs : 6_000)
  for (const handle of [one, ...others]) handle.release()
}

async function limitRates({ town, history, dice }: Inflicting): Promise<void> {
  const { slack, discord } = town
  const seconds = 1 + Math.floor((dice[0] ?? 0) * 4)
  const team = town.tenants[0]?.id ?? ''
  const limited = [
    slack.faults.next({ method: 'chat.postMessage', team, times: 5 }, { kind: 'rate-limited', seconds }),
    slack.faults.next({ method: 'conversations.replies', times: 3 }, { kind: 'rate-limited', seconds }),
    discord.faults.next({ route: '*', times: 10 }, { kind: 'rate-limited', seconds: 1, scope: 'shared' }),
  ]
  history.note(`calls are limited for ${seconds} s`)
  await pause(6_000)
  for (const handle of limited) handle.release()
}

async function doom({ town, history, dice }: Inflicting): Promise<void> {
  const tenant = town.tenants[Math.floor((dice[0] ?? 0) * town.tenants.length)]
  if (tenant === undefined || history.doomed.has(tenant.workspace) || history.uninstalled.has(tenant.workspace)) return
  history.doomed.set(tenant.workspace, history.now())
  history.note(`the doomed channel of ${tenant.workspace} goes`)
  await tenant.chat.doom()
}

/** Someone has their data deleted; once in a run a workspace removes the bot. */
async function forgetPeople({ town, history, people, dice }: Inflicting): Promise<void> {
  const [which = 0, also = 0] = dice
  const staying = town.tenants.filter(({ workspace }) => !history.uninstalled.has(workspace))
  const tenant = staying[Math.floor(which * staying.length)]
  const person = tenant?.people.at(-1)
  if (tenant === undefined || person === undefined) return
  const isGone = history.erasures.some(({ workspace }) => workspace === tenant.workspace)
  if (!isGone) await people.erase(tenant, person)
  if (also < 0.3 && history.uninstalled.size === 0) await uninstall(town, history)
}

async function uninstall({ tenants, slack }: Town, history: History): Promise<void> {
  const leaver = slack.app.requestUrl === undefined ? tenants.at(-1) : tenants[2]
  if (leaver === undefined) return
  history.uninstalled.set(leaver.workspace, history.now())
  history.note(`${leaver.workspace} removes the bot`)
  await leaver.chat.uninstall()
}
