import { setTimeout as pause } from 'node:timers/promises'
import type { Replica } from './bots.ts'
import { diceOf } from './dice.ts'
import type { History } from './history.ts'
import { type Inflicting, nameOf, type Person } from './inflicting.ts'
import { platformFaults } from './nemesis-platforms.ts'
import { faultNames, type Plan, type PlannedFault } from './plan.ts'
import type { Town } from './town.ts'

/** Does to the town what the plan says, and mends it again. */

export interface Nemesis {
  /** Resolves when all is mended. */
  run(plan: Plan): Promise<void>
  /** How often each fault was done; one that found others at the same thing was not. */
  readonly done: Map<number, number>
}

type Fault = (inflicting: Inflicting) => Promise<unknown>

/** pg-boss takes a job away from who does not beat for 10 s. */
const leaseMilliseconds = 11_000
const drainMilliseconds = 10_000

export function nemesisOf(town: Town, history: History, people: Person): Nemesis {
  const done = new Map<number, number>()
  const held = new Set<string>()
  let databaseIsFree: Promise<unknown> = Promise.resolve()
  return { run, done }

  async function run(plan: Plan): Promise<void> {
    const began = performance.now()
    const underWay: Promise<unknown>[] = []
    for (const fault of plan.faults) {
      const wait = fault.at - (performance.now() - began)
      if (wait > 0) await pause(wait)
      underWay.push(inflict(fault))
    }
    await Promise.all(underWay)
  }

  async function inflict({ fault, dice }: PlannedFault): Promise<void> {
    const name = `fault ${fault} (${faultNames[fault]})`
    history.note(`${name} begins`)
    const wasFree: boolean[] = []
    const holding: Inflicting['hold'] = (what, work) => {
      wasFree.push(!held.has(what))
      return hold(what, work)
    }
    try {
      await faults[fault]?.({ town, history, people, dice, hold: holding, atDatabase })
      const isLeftOut = wasFree.length > 0 && !wasFree.includes(true)
      if (!isLeftOut) done.set(fault, (done.get(fault) ?? 0) + 1)
      history.note(`${name} is ${isLeftOut ? 'left out: another one is at it' : 'over'}`)
    } catch (error) {
      history.complaints.push(`${name} itself failed: ${(error as Error).stack}`)
    }
  }

  async function hold<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    if (held.has(what)) return undefined
    held.add(what)
    try {
      return await work()
    } finally {
      held.delete(what)
    }
  }

  function atDatabase(work: () => Promise<unknown>): Promise<unknown> {
    const done = databaseIsFree.then(work)
    databaseIsFree = done.catch(() => {})
    return done
  }
}

const faults: Readonly<Record<number, Fault>> = {
  ...platformFaults,
  2: killAfterAcknowledgement,
  3: databaseAway,
  11: clocks,
  12: killAny,
  13: stopPastLease,
  14: restartDatabase,
  15: endUnderLoad,
  19: diskFull,
}

/** On the heels of the next thing that a person is told. */
async function killAfterAcknowledgement({ town, history, hold, dice }: Inflicting): Promise<void> {
  const before = told(history)
  const deadline = history.now() + 5_000
  while (told(history) === before && history.now() < deadline) await pause(1)
  const victims = diceOf(String(dice[0])).shuffled(town.replicas).slice(0, 2)
  await Promise.all(victims.map((victim) => hold(nameOf(victim), () => restart(victim, history))))
}

function told({ choices, posts, messages }: History): number {
  return [...choices, ...posts, ...messages].filter(({ acknowledged }) => acknowledged).length
}

/** At any time, or while something is being delivered. */
async function killAny({ town, history, hold, dice }: Inflicting): Promise<void> {
  if ((dice[2] ?? 1) < 0.5) await untilDelivering(town)
  const victims = diceOf(String(dice[0])).shuffled(town.replicas)
  const some = victims.slice(0, 1 + Math.floor((dice[1] ?? 0) * 2))
  await Promise.all(some.map((victim) => hold(nameOf(victim), () => restart(victim, history))))
}

async function restart(replica: Replica, history: History): Promise<void> {
  await replica.end('SIGKILL')
  history.note(`process ${replica.number} was killed`)
  replica.start()
  await replica.atWork()
}

async function databaseAway({ town, history, atDatabase, dice }: Inflicting): Promise<void> {
  const [how = 0, long = 0] = dice
  await atDatabase(async () => {
    if (how < 0.35) {
      history.note('connections to the database are dropped')
      for (let times = 0; times < 3; times += 1) {
        town.proxy.drop()
        await pause(150)
      }
      return
    }
    if (how < 0.6) {
      history.note('the database is slow')
      town.proxy.slow(20 + long * 180)
      await pause(4_000)
      town.proxy.slow(0)
      return
    }
    history.note('the database is away')
    town.proxy.refuse()
    await pause(1_000 + long * 4_000)
    town.proxy.allow()
    await askUntilAnswered(town, history)
  })
}

/** A database that is back is noticed at once: a command is answered within these. */
const backWithin = 3_000

async function askUntilAnswered({ tenants, replicas }: Town, history: History): Promise<void> {
  if (replicas.some(({ port, isStopped }) => port === undefined || isStopped)) return
  const asked = tenants.filter(({ workspace }) => !history.uninstalled.has(workspace)).slice(0, 3)
  const began = history.now()
  await Promise.all(
    asked.map(async ({ chat, people, posts, workspace }) => {
      for (;;) {
        const reply = await chat.command(people.at(1) ?? '', 'leaderboard', posts)
        const took = history.now() - began
        if (reply.acknowledged && !reply.words.includes('broke')) return
        if (took > backWithin) {
          history.complaints.push(
            `the database is back, and ${workspace} has no answer after ${took} ms: ${reply.words}`,
          )
          return
        }
        await pause(50)
      }
    }),
  )
}

const hour = 3_600_000

async function clocks({ town, history, hold, dice }: Inflicting): Promise<void> {
  const [how = 0, which = 0, long = 0] = dice
  history.clocksMoved = true
  if (how < 0.7) {
    const number = Math.floor(which * town.replicas.length)
    await hold(`clock ${number}`, async () => {
      const ahead = how < 0.35 ? hour : -hour
      history.note(`the clock of process ${number} is ${ahead / hour} h off`)
      const from = history.now()
      town.skew(number, ahead)
      await pause(5_000 + long * 10_000)
      town.skew(number, 0)
      history.skews.push({ process: number, from, to: history.now() })
    })
    return
  }
  await hold('everyone', async () => {
    const days = 1 + Math.floor(long * 3)
    await Promise.all(
      town.replicas.map((replica) => hold(nameOf(replica), () => replica.end('SIGKILL').then(() => undefined))),
    )
    history.note(`${days} days pass without any process`)
    town.sleep(days * 24 * hour)
    for (const replica of town.replicas) replica.start()
    await Promise.all(town.replicas.map((replica) => replica.atWork()))
  })
}

/** One process, or two of them: a posting that is under way is more likely to be theirs. */
async function stopPastLease(inflicting: Inflicting): Promise<void> {
  const { town, hold, dice } = inflicting
  const [long = 0, midway = 0, two = 1, which = 0] = dice
  const first = Math.floor(which * town.replicas.length)
  const victims = [...town.replicas.slice(first), ...town.replicas.slice(0, first)].slice(0, two < 0.4 ? 2 : 1)
  if (midway < 0.5) await untilPosting(town)
  await Promise.all(victims.map((victim) => hold(nameOf(victim), () => stopFor(victim, inflicting, long))))
}

async function stopFor(replica: Replica, { town, history }: Inflicting, long: number): Promise<void> {
  replica.freeze()
  history.note(`process ${replica.number} is stopped`)
  await pause(leaseMilliseconds + long * 25_000)
  replica.thaw()
  history.resumptions.push(town.now())
  await Promise.race([replica.ended(), pause(2_000)])
  replica.start()
  await replica.atWork()
}

/** Until something is claimed and does not stand yet, where no nonce keeps it from being said twice. */
function untilPosting({ admin }: Town): Promise<void> {
  return untilFound(() => admin.sql`select 1 from postings where message is null and workspace like 'slack/%' limit 1`)
}

function untilDelivering({ admin }: Town): Promise<void> {
  return untilFound(
    () => admin.sql`select 1 from pgboss.job where name like 'deliveries%' and state = 'active' limit 1`,
  )
}

const waitsForWork = 15_000

async function untilFound(look: () => PromiseLike<readonly unknown[]>): Promise<void> {
  const deadline = performance.now() + waitsForWork
  while (performance.now() < deadline) {
    const found = await Promise.resolve(look()).catch(() => [])
    if (found.length > 0) return
    await pause(5)
  }
}

async function restartDatabase({ town, history, hold, atDatabase, dice }: Inflicting): Promise<void> {
  const [how = 0, all = 0] = dice
  await atDatabase(async () => {
    const kind = how < 0.5 ? 'fast' : 'immediate'
    history.note(`the database is restarted (${kind})`)
    await town.postgres.restart(kind)
  })
  if (all > 0.3) return
  await hold('everyone', async () => {
    history.note('all processes start at once')
    await Promise.all(town.replicas.map((replica) => hold(nameOf(replica), () => restart(replica, history))))
  })
}

/** Ten seconds are promised. */
async function endUnderLoad({ town, history, hold, dice }: Inflicting): Promise<void> {
  const replica = town.replicas[Math.floor((dice[0] ?? 0) * town.replicas.length)]
  if (replica === undefined || !replica.isUp || replica.port === undefined) return
  await hold(nameOf(replica), async () => {
    const began = history.now()
    const code = await replica.end('SIGTERM')
    const took = history.now() - began
    history.note(`process ${replica.number} ended with ${code} after ${took} ms`)
    if (took > drainMilliseconds + 500) history.complaints.push(`SIGTERM took ${took} ms`)
    if (code !== 0) history.complaints.push(`SIGTERM ended with ${code}: ${replica.output().slice(-600)}`)
    replica.start()
    await replica.atWork()
  })
}

async function diskFull({ town, history, atDatabase, dice }: Inflicting): Promise<void> {
  await atDatabase(async () => {
    const [long = 0, atCommit = 0] = dice
    history.note(`the disk is full${atCommit < 0.5 ? ' for the log' : ''}`)
    await town.admin.sql`update chaos.disk set is_full = true, at_commit = ${atCommit < 0.5}`
    await pause(1_500 + long * 3_000)
    await town.admin.sql`update chaos.disk set is_full = false`
  })
}
