import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { freshDatabase } from '../support/database.ts'

/**
 * By hand, for the figures in docs/scaling.md:
 * STUDYHALL_REPLICAS=2 npx vitest run tests/operating/replicas.test.ts
 */
const rounds = Number(process.env.STUDYHALL_REPLICA_ROUNDS ?? 4_000)
const workspaces = 200
/** With a number of one's own none is killed, and the time is told. */
const measured = process.env.STUDYHALL_REPLICAS
const processes = Number(measured ?? 4)
/** Rounds that are opened before the next is killed: each process has worked, and is in the middle of it. */
const betweenKills = 200
const script = fileURLToPath(new URL('../support/replica.ts', import.meta.url))

let database: Database
beforeAll(async () => {
  const fresh = await freshDatabase()
  database = connect(fresh.address, { connections: 2 })
  return async () => {
    await disconnect(database)
    await fresh.drop()
  }
})

test.skipIf(measured !== undefined)(
  'four processes, killed at random, open every due round once and lose none',
  async () => {
    await makeDueSchedules()
    const running = new Set<ChildProcess>()
    onTestFinished(() => Promise.all([...running].map(end)).then(() => undefined))
    for (let index = 0; index < processes; index += 1) running.add(startReplica())
    for (let killAt = betweenKills; killAt < rounds; killAt += betweenKills) {
      await expect.poll(asked, { timeout: 120_000 }).toBeGreaterThanOrEqual(killAt)
      const [victim] = running
      if (victim === undefined) throw new Error('no process is left')
      running.delete(victim)
      await end(victim)
      running.add(startReplica())
    }
    await expect.poll(asked, { timeout: 120_000 }).toBe(rounds)
    const [opened] = await database.sql`
    select count(*)::int as messages, count(distinct (workspace, channel))::int as channels from room_messages where title is not null`
    const [known] = await database.sql`
    select count(*)::int as rounds, count(thread_id)::int as threads, count(distinct schedule)::int as schedules from rounds`
    expect(opened).toEqual({ messages: rounds, channels: rounds })
    expect(known).toMatchObject({ rounds, schedules: rounds })
  },
  1_800_000,
)

test.runIf(measured !== undefined)(
  'how many rounds a second so many processes open',
  async () => {
    await makeDueSchedules()
    const running = Array.from({ length: processes }, startReplica)
    onTestFinished(() => Promise.all(running.map(end)).then(() => undefined))
    await expect.poll(asked, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0)
    const [began, before] = [performance.now(), await asked()]
    await expect.poll(asked, { timeout: 300_000, interval: 20 }).toBe(rounds)
    const perSecond = ((rounds - before) / (performance.now() - began)) * 1000
    process.stdout.write(`${processes} processes: ${Math.round(perSecond)} rounds a second\n`)
  },
  400_000,
)

async function asked(): Promise<number> {
  const [row] = await database.sql`select count(*)::int as asked from room_messages where title is not null`
  return row?.asked ?? 0
}

async function makeDueSchedules(): Promise<void> {
  const { sql } = database
  const due = Temporal.Now.instant().subtract({ minutes: 1 }).toString()
  await sql`insert into workspaces (id, name, zone, joined_at)
    select 'room/' || n, 'room', 'UTC', ${due} from generate_series(1, ${workspaces}) n`
  await sql`insert into rooms (workspace, revision) select 'room/' || n, 0 from generate_series(1, ${workspaces}) n`
  await sql`insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
    select 'room/' || (n % ${workspaces} + 1), gen_random_uuid(), 'channel ' || n, '{1,2,3,4,5,6,7}',
      to_char(${due}::timestamptz at time zone 'UTC', 'HH24:MI'), 'UTC', 480, date_trunc('minute', ${due}::timestamptz)
    from generate_series(1, ${rounds}) n`
}

function startReplica(): ChildProcess {
  return spawn(process.execPath, [script, database.address], { stdio: ['ignore', 'ignore', 'inherit'] })
}

async function end(replica: ChildProcess): Promise<void> {
  const gone = once(replica, 'exit')
  replica.kill('SIGKILL')
  if (replica.exitCode === null && replica.signalCode === null) await gone
}
