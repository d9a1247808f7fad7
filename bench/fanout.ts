import { PgBoss } from 'pg-boss'
import { v7 as increasingId } from 'uuid'
import { openStudyhall } from '../bots/studyhall.ts'
import { connect, disconnect } from '../core/db/connect.ts'
import { deliverySettings } from '../core/delivery/queues.ts'
import { type Bench, type BenchTools, median, rounded } from './bench.ts'

const rounds = Number(process.env.FANOUT_ROUNDS ?? 10_000)
const workspaces = 500
const repeats = 2
const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** 10,000 rounds due in one minute: engine, delivery and the web room, against pg-boss with jobs that do nothing. */
export const fanout: Bench = {
  name: 'fanout',
  async run(tools) {
    const ours: number[] = []
    const floors: number[] = []
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      ours.push(await askAll(tools))
      floors.push(await queueAlone(tools))
      tools.note(
        `fanout: ${Math.round(ours.at(-1) ?? 0)} rounds a second, pg-boss alone ${Math.round(floors.at(-1) ?? 0)}`,
      )
    }
    const ratio = median(ours.map((one, index) => one / (floors[index] ?? one)))
    return [
      {
        bench: 'fanout',
        name: 'fanout',
        value: rounded(median(ours)),
        unit: 'rounds/s',
        floor: rounded(median(floors)),
        ratio: rounded(ratio),
      },
    ]
  },
}

/** Rounds a second from the tick that finds them due to the last one standing in its channel. */
async function askAll(tools: BenchTools): Promise<number> {
  const address = await tools.database()
  const due = Temporal.Instant.from('2026-03-02T08:00:00Z')
  const parts = { bank: tools.bank, log: silent, newId: () => increasingId() }
  const studyhall = await openStudyhall({ address, clock: () => due.add({ seconds: 1 }), ...parts })
  const { sql } = studyhall.study.database
  await sql`insert into workspaces (id, name, zone, joined_at)
    select 'room/' || n, 'room', 'UTC', ${due.toString()} from generate_series(1, ${workspaces}) n`
  await sql`insert into rooms (workspace, revision) select 'room/' || n, 0 from generate_series(1, ${workspaces}) n`
  await sql`insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
    select 'room/' || (n % ${workspaces} + 1), gen_random_uuid(), 'channel ' || n, '{1,2,3,4,5}', '08:00', 'UTC', 480, ${due.toString()}
    from generate_series(1, ${rounds}) n`
  await sql`analyze`
  const began = performance.now()
  await studyhall.engine.tick()
  await studyhall.study.deliveries.settled()
  const elapsed = performance.now() - began
  const [row] = await sql`select count(*)::int as asked from room_messages where title is not null`
  if (row?.asked !== rounds) throw new Error(`${row?.asked} of ${rounds} rounds were asked`)
  await studyhall.stop()
  return (rounds / elapsed) * 1000
}

/** Jobs a second through the same queue settings, sent one by one as rounds are, with nothing to do. */
async function queueAlone(tools: BenchTools): Promise<number> {
  const address = await tools.database()
  const database = connect(address, { connections: 8 })
  const { queue, queueOptions, workOptions, connections } = deliverySettings
  const boss = new PgBoss({ connectionString: address, max: connections, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue(queueOptions.deadLetter)
  await boss.createQueue(queue, queueOptions)
  let done = 0
  const began = performance.now()
  const finished = new Promise<void>((resolve) => {
    // a worker that has done its batch looks for the next one at once
    const worker = boss.work(queue, workOptions, async (jobs) => {
      void worker.then((id) => boss.notifyWorker(id))
      done += jobs.length
      if (done === rounds) resolve()
      return jobs.map(({ id }) => ({ id, status: 'completed' as const }))
    })
  })
  let next = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < rounds) {
        const job = next++
        await boss.send(
          queue,
          {},
          { id: increasingId(), singletonKey: `round ${job}`, group: { id: `room/${job % workspaces}` } },
        )
      }
    }),
  )
  await finished
  const elapsed = performance.now() - began
  await boss.stop()
  await disconnect(database)
  return (rounds / elapsed) * 1000
}
