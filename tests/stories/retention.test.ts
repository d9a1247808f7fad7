import { expect, test } from 'vitest'
import { readSettings, retentionIn } from '../../bots/settings.ts'
import { acrossWorkspaces, sqlOf } from '../../core/db/connect.ts'
import { keepHouse } from '../../core/workspaces/housekeeping.ts'
import type { Purging } from '../../core/workspaces/purge.ts'
import { type Retention, usualRetention } from '../../core/workspaces/retention-rule.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { tracesOf } from '../support/traces.ts'
import { newId, recordingLog, silentLog } from '../support/world.ts'

const day = (count: number) => ({ hours: 24 * count })

test('what has served its purpose goes at night, and what is still of use stays', async () => {
  const room = await openStoryRoom()
  const now = room.stage.now()
  const closed = await roundThat(room, now)
  await acrossWorkspaces(databaseOf(room), async (tx) => {
    const run = sqlOf(tx)
    const { workspace } = room
    for (const days of [2, 4]) {
      const at = now.subtract(day(days)).toString()
      await run`insert into interactions (workspace, id, at, reply) values (${workspace}, ${`${days} days`}, ${at}, '{}')`
      await run`insert into interactions (workspace, id, at) values (${workspace}, ${`erased:${days} days`}, ${at})`
      await run`insert into install_states (state, made_at) values (${`${days} days`}, ${at})`
    }
    for (const days of [30, 32, 89, 91]) {
      const at = now.subtract(day(days)).toString()
      for (const key of ['results:', 'answer:', 'tell:']) {
        await run`
          insert into postings (workspace, key, place, started_at, held_until, message)
          values (${workspace}, ${`${key}${days} days`}, 'C1', ${at}, ${at}, ${days === 32 ? null : 'm'})`
      }
      await run`
        insert into notices (workspace, id, member, text, at, due_at, told_at, waits_at) values
          (${workspace}, ${newId()}, 'bo', ${`told ${days}`}, ${at}, ${at}, ${at}, null),
          (${workspace}, ${newId()}, 'bo', ${`waits ${days}`}, ${at}, ${at}, null, ${at}),
          (${workspace}, ${newId()}, 'bo', ${`to tell ${days}`}, ${at}, ${at}, null, null)`
      await run`
        insert into suggestions (workspace, id, member, body, suggested_at, decided_at) values
          (${workspace}, ${newId()}, 'bo', ${JSON.stringify({ id: `decided ${days}` })}::jsonb, ${at}, ${at}),
          (${workspace}, ${newId()}, 'bo', ${JSON.stringify({ id: `waits ${days}` })}::jsonb, ${at}, null)`
      await run`
        insert into imports (workspace, id, member, file_name, file, bytes, handed_at, done_at)
        values (${workspace}, ${newId()}, 'ada', ${`done ${days}`}, 'f', 1, ${at}, ${at})`
    }
    await run`insert into reminders (workspace, round, member, at) values (${workspace}, ${closed}, 'bo', ${now.toString()})`
  })
  const removed = await keepHouse(databaseOf(room), night(room))
  expect(removed).toEqual({
    workspaces: 0,
    install_states: 2,
    interactions: 2,
    postings: 6,
    notices: 2,
    reminders: 1,
    suggestions: 1,
    imports: 1,
  })
  expect(await column(room, 'interactions', 'id')).toEqual(['2 days', 'erased:2 days'])
  expect(await column(room, 'postings', 'key')).toEqual([
    ...['answer:30 days', 'results:30 days', 'results:32 days', 'results:89 days', 'results:91 days', 'tell:30 days'],
  ])
  const told = await column(room, 'notices', 'text')
  expect(told.filter((text) => / 91$/.test(text))).toEqual(['to tell 91'])
  expect(told).toHaveLength(10)
  expect(await column(room, 'suggestions', "body ->> 'id'")).toEqual([
    ...['decided 30', 'decided 32', 'decided 89', 'waits 30', 'waits 32', 'waits 89', 'waits 91'],
  ])
  expect(await column(room, 'imports', 'file_name')).toEqual(['done 30', 'done 32', 'done 89'])
  expect(await keepHouse(databaseOf(room), night(room))).toMatchObject({ interactions: 0, postings: 0, notices: 0 })
})

test('what an operator keeps for good stays', async () => {
  const room = await openStoryRoom()
  const at = room.stage.now().subtract(day(4_000)).toString()
  const { sql } = databaseOf(room)
  await sql`insert into interactions (workspace, id, at) values (${room.workspace}, 'old', ${at})`
  await sql`
    insert into postings (workspace, key, place, started_at, held_until, message)
    values (${room.workspace}, 'old', 'C1', ${at}, ${at}, 'm')`
  await sql`insert into workspaces (id, name, zone, joined_at, left_at) values ('slack/OLD', 'Old', 'UTC', ${at}, ${at})`
  const forGood = retentionIn(readSettings(Object.fromEntries(Object.keys(retainSettings).map((name) => [name, '0']))))
  const removed = await keepHouse(databaseOf(room), night(room, { retention: forGood }))
  expect(Object.values(removed ?? {}).every((count) => count === 0)).toBe(true)
  expect(await column(room, 'workspaces', 'id')).toContain('slack/OLD')
})

const retainSettings: Readonly<Record<string, keyof Retention>> = {
  RETAIN_INTERACTIONS_DAYS: 'interactions',
  RETAIN_POSTINGS_DAYS: 'postings',
  RETAIN_NOTICES_DAYS: 'notices',
  RETAIN_DECIDED_DAYS: 'decided',
  RETAIN_LEFT_DAYS: 'left',
}

test('how long things are kept is a setting each, with a usual number of days', () => {
  expect(retentionIn(readSettings({}))).toEqual(usualRetention)
  for (const [name, what] of Object.entries(retainSettings)) {
    expect(retentionIn(readSettings({ [name]: '7' }))).toEqual({ ...usualRetention, [what]: 7 })
    for (const wrong of ['-1', '1.5', 'soon', '123456'])
      expect(() => readSettings({ [name]: wrong })).toThrow(
        `The setting ${name} is “${wrong}”; it must be a number of days`,
      )
  }
})

test('more rows than go at once go all the same, and of each workspace its own', async () => {
  const room = await openStoryRoom()
  const { sql } = databaseOf(room)
  const at = room.stage.now().subtract(day(5)).toString()
  await sql`
    insert into workspaces (id, name, zone, joined_at) select 'slack/' || n, 'W', 'UTC', ${at} from generate_series(1, 250) n`
  await sql`
    insert into interactions (workspace, id, at)
    select w, 'i' || n, ${at} from (values ('slack/1'), ('slack/250'), ('slack/99')) as many (w), generate_series(1, 2500) n`
  expect(await keepHouse(databaseOf(room), night(room))).toMatchObject({ interactions: 7500 })
  expect(await column(room, 'interactions', 'id')).toEqual([])
})

test('one process at a time keeps house, and the next night is free again', async () => {
  const room = await openStoryRoom()
  await sqlLeft(room, 'slack/GONE', room.stage.now().subtract(day(31)))
  let inside = () => {}
  const isInside = new Promise<void>((resolve) => {
    inside = resolve
  })
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const slow = keepHouse(
    databaseOf(room),
    night(room, {
      forgotten: async () => {
        inside()
        await held
      },
    }),
  )
  await isInside
  expect(await keepHouse(databaseOf(room), night(room))).toBeUndefined()
  goOn()
  expect(await slow).toMatchObject({ workspaces: 1 })
  expect(await keepHouse(databaseOf(room), night(room))).toMatchObject({ workspaces: 0 })
})

test('thirty days after the bot was removed nothing is left of a workspace, and until then all of it', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const { workspace } = room
  await room
    .as('quill')
    .reply(await room.nextQuestion(), 'Give every retry the same key, and let the database refuse it.')
  await room.close()
  const points = await room.points()
  const { engine, study } = room.studyhall()
  const leftAt = room.stage.now()
  await engine.handle({ kind: 'left', workspace, at: leftAt })
  await study.database.sql`
    insert into installations (workspace, sealed, installed_at) values (${workspace}, 'sealed', ${leftAt.subtract(day(9)).toString()})`
  await study.database.sql`
    insert into postings (workspace, key, place, started_at, held_until) values (${workspace}, 'k', 'p', ${leftAt.toString()}, ${leftAt.toString()})`

  expect(await house(room, leftAt.add(day(30)))).toEqual([])
  expect(await room.points()).toEqual(points)
  await engine.handle({ ...joined(room), at: leftAt.add(day(30)) })
  expect(await house(room, leftAt.add(day(31)))).toEqual([])
  expect(await room.points()).toEqual(points)

  const again = leftAt.add(day(31))
  await engine.handle({ kind: 'left', workspace, at: again })
  expect(await house(room, again.add(day(30)).add({ seconds: 1 }))).toEqual([workspace])
  expect(await tracesOf(study.database, workspace)).toEqual([])
  expect(await tracesOf(study.database, 'quill')).toEqual([])

  await engine.handle({ ...joined(room), at: again.add(day(40)) })
  expect(await room.points()).toEqual({})
})

test('a workspace that installs the bot anew while it would be forgotten keeps what it had', async () => {
  const room = await openStoryRoom()
  const { sql } = databaseOf(room)
  const leftAt = room.stage.now().subtract(day(40))
  await sqlLeft(room, 'slack/BACK', leftAt)
  await sql`
    insert into installations (workspace, sealed, installed_at)
    values ('slack/BACK', 'fresh', ${room.stage.now().toString()})`
  expect(await house(room, room.stage.now())).toEqual([])
  const { engine } = room.studyhall()
  const at = room.stage.now()
  for (let turn = 0; turn < 10; turn += 1) {
    const workspace = `slack/RACE${turn}`
    await sqlLeft(room, workspace, leftAt)
    await sql`insert into members (workspace, id, name, seen_at) values (${workspace}, 'U1', 'Una', ${leftAt.toString()})`
    const event = { kind: 'joined', workspace, name: 'Race', zone: 'UTC', at } as const
    await Promise.all([house(room, at), engine.handle(event)])
    const [row] = await sql`
      select (left_at is null) as here, (select count(*) from members where workspace = ${workspace})::int as members
      from workspaces where id = ${workspace}`
    expect(row?.here).toBe(true)
    expect([0, 1]).toContain(row?.members)
  }
})

test('a workspace that cannot be forgotten holds up none of the others, and is tried again', async () => {
  const room = await openStoryRoom()
  const leftAt = room.stage.now().subtract(day(40))
  for (const workspace of ['slack/A', 'slack/B', 'slack/C']) await sqlLeft(room, workspace, leftAt)
  const log = recordingLog()
  const forgotten: string[] = []
  const drop = async (workspace: string) => {
    if (workspace === 'slack/B') throw new Error('the disk is full')
    forgotten.push(workspace)
  }
  await keepHouse(databaseOf(room), night(room, { log, forgotten: drop }))
  expect(forgotten).toEqual(['slack/A', 'slack/C'])
  expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([{ about: { workspace: 'slack/B' } }])
})

function databaseOf(room: StoryRoom) {
  return room.studyhall().study.database
}

function night(room: StoryRoom, parts: Partial<Purging> = {}): Purging {
  return { retention: usualRetention, now: room.stage.now(), log: silentLog, forgotten: async () => {}, ...parts }
}

/** The workspaces that are forgotten in a night. */
async function house(room: StoryRoom, now: Temporal.Instant): Promise<string[]> {
  const forgotten: string[] = []
  await keepHouse(
    databaseOf(room),
    night(room, { now, forgotten: async (workspace) => void forgotten.push(workspace) }),
  )
  return forgotten
}

function joined({ workspace }: StoryRoom) {
  return { kind: 'joined', workspace, name: 'Story', zone: 'Europe/Berlin' } as const
}

async function sqlLeft(room: StoryRoom, workspace: string, leftAt: Temporal.Instant): Promise<void> {
  const joinedAt = leftAt.subtract(day(100)).toString()
  await databaseOf(room).sql`
    insert into workspaces (id, name, zone, joined_at, left_at)
    values (${workspace}, 'Left', 'UTC', ${joinedAt}, ${leftAt.toString()})`
}

async function roundThat(room: StoryRoom, closedAt: Temporal.Instant): Promise<string> {
  const id = newId()
  const at = closedAt.toString()
  await databaseOf(room).sql`
    insert into rounds (workspace, id, occasion, channel, zone, question, asked_at, answers_until, closes_at, closing_at, closed_at)
    values (${room.workspace}, ${id}, 'test', 'c', 'UTC', 'q', ${at}, ${at}, ${at}, ${at}, ${at})`
  return id
}

async function column(room: StoryRoom, table: string, what: string): Promise<string[]> {
  const { sql } = databaseOf(room)
  const rows = await sql`select ${sql.unsafe(what)} as what from ${sql(table)} order by 1`
  return rows.map((row) => row.what)
}
