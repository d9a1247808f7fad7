import { beforeAll, expect, test } from 'vitest'
import { openStudyhall } from '../../bots/studyhall.ts'
import { freshDatabase } from '../support/database.ts'
import { newId, ownBank, silentLog } from '../support/world.ts'

/** At a full hour many schedules ask at once: they are spread over half a minute, and never asked early. */

const due = Temporal.Instant.from('2026-03-02T09:00:00Z')
const seconds = 30
let now = due

let address = ''
beforeAll(async () => {
  const fresh = await freshDatabase()
  address = fresh.address
  return fresh.drop
})

test('many that are due at once are asked within 30 seconds, each at the same moment each day; few are asked at once', async () => {
  const spread = { from: 10, seconds }
  const studyhall = await openStudyhall({ address, bank: ownBank, clock: () => now, newId, log: silentLog, spread })
  const { sql } = studyhall.study.database
  await sql`insert into workspaces (id, name, zone, joined_at) values ('room/one', 'room', 'UTC', ${String(due)})`
  await sql`insert into rooms (workspace, revision) values ('room/one', 0)`
  const make = (count: number) => sql`
    insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
    select 'room/one', gen_random_uuid(), 'channel ' || gen_random_uuid(), '{1,2,3,4,5,6,7}', '09:00', 'UTC', 480, ${String(due)}
    from generate_series(1, ${count}) n`
  const askDay = async (day: Temporal.Instant) => {
    const seen = new Map<string, number>()
    for (const at of [-1, 0, 15, 30]) {
      now = day.add({ seconds: at })
      await studyhall.engine.tick()
      if (at < 0) expect(await askedOn(sql, day)).toEqual([])
      for (const id of await askedOn(sql, day)) if (!seen.has(id)) seen.set(id, at)
    }
    return seen
  }

  await make(40)
  const [first, second] = [await askDay(due), await askDay(due.add({ hours: 24 }))]
  expect(first.size).toBe(40)
  expect([...first.values()].filter((at) => at <= 15).length).toBeGreaterThan(5)
  expect([...first.values()].filter((at) => at <= 15).length).toBeLessThan(36)
  // the last few are no crowd any more, and are asked at once
  const same = [...first].filter(([id, at]) => second.get(id) === at)
  expect(same.length).toBe(40)

  await sql`delete from schedules where id not in (select id from schedules order by id limit 9)`
  const few = await askDay(due.add({ hours: 48 }))
  expect([...few.values()]).toEqual(Array.from({ length: 9 }, () => 0))
  await studyhall.study.deliveries.settled()
  await studyhall.stop()
})

async function askedOn(
  sql: Awaited<ReturnType<typeof openStudyhall>>['study']['database']['sql'],
  day: Temporal.Instant,
): Promise<string[]> {
  const date = day.toZonedDateTimeISO('UTC').toPlainDate().toString()
  const rows = await sql`select schedule from rounds where occasion like ${`%:${date}`}`
  return rows.map(({ schedule }) => String(schedule))
}
