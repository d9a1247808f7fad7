import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { forgetWinner } from '../../core/standings/winner-role.ts'
import { openDiscordWorld, openings } from '../support/discord-world.ts'
import type { GuildSettings } from '../support/fake-discord/types.ts'

const answer = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const put = 'PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}'

const guild: GuildSettings = {
  name: 'Study group',
  people: [{ name: 'ada' }, { name: 'bo' }, { name: 'cy' }, { name: 'dee' }],
  channels: [{ name: 'general' }],
  roles: [{ name: 'winner' }],
}

const names = ['ada', 'bo', 'cy', 'dee'] as const
type Name = (typeof names)[number]

/** Remembers people's names: they may leave. */
async function openWorld(settings: GuildSettings) {
  const world = await openDiscordWorld({ guilds: [settings] })
  const ids = new Map(names.map((name) => [world.person(name).id, name]))
  await world.schedule()
  return { ...world, ids }
}

type World = Awaited<ReturnType<typeof openWorld>>

/** A server whose board is told on Fridays at 18:00 in Berlin, with a role for who wins the week. */
async function digestWorld({ mayGive = true } = {}): Promise<World> {
  const world = await openWorld(guild)
  if (!mayGive) await world.fake.guild().deny('MANAGE_ROLES')
  await setUp(world)
  return world
}

async function setUp(world: World): Promise<string> {
  const ada = world.person('ada')
  const opened = await ada.command('study-admin digest', 'general', { wanted: 'on' })
  const label = opened.modal?.fields.find((field) => /^Role/.test(field.label))?.label ?? ''
  const saved = await ada.submit({ [label]: world.fake.guild().role('winner') })
  await world.settle()
  return saved.shown.at(-1)?.words ?? ''
}

/** On a Monday these answer a question, and it closes. */
async function study(world: World, monday: string, ...who: Name[]): Promise<void> {
  await moveTo(world, monday)
  await world.person('ada').command('study-admin post', 'general')
  await world.settle()
  const question = openings(world.fake.guild(), 'general').findLast(({ thread }) => thread !== undefined)
  for (const name of who) await world.person(name).say(question?.thread ?? '', `${answer} So says ${name}.`)
  await world.settle()
  await world.close()
}

const mondays = ['2026-03-02T07:30:00Z', '2026-03-09T07:30:00Z'] as const
async function moveTo(world: World, at: string): Promise<void> {
  await world.settle()
  await world.stage.moveTo(Temporal.Instant.from(at))
  await world.settle()
}

const fridays = ['2026-03-06T17:00:00Z', '2026-03-13T17:00:00Z'] as const

function digests({ fake }: World) {
  return fake
    .guild()
    .messages('general')
    .filter(({ words }) => words.includes('The board of the week'))
}

/** Who has the winner's role, by what Discord was asked and did. */
function winners({ fake, ids }: World): (Name | undefined)[] {
  const have = new Set<string>()
  for (const { route, path, outcome } of fake.calls) {
    const [, user = ''] = /\/members\/(\d+)\/roles\/\d+$/.exec(path) ?? []
    if (user === '' || !outcome.startsWith('204')) continue
    if (route.startsWith('PUT')) have.add(user)
    else have.delete(user)
  }
  return [...have].map((id) => ids.get(id)).sort()
}

test('the week is told with its picture, and its winner has the role until the next one', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo')
  await moveTo(world, fridays[0])
  const [first] = digests(world)
  expect(first?.words).toContain('bo · 10 points')
  expect(first?.pinged).toEqual([])
  expect(winners(world)).toEqual(['bo'])
  await study(world, mondays[1], 'cy')
  await moveTo(world, fridays[1])
  expect(digests(world)).toHaveLength(2)
  expect(winners(world)).toEqual(['cy'])
})

test('those who share the first place all have it, and who wins again is left alone', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo', 'cy')
  await moveTo(world, fridays[0])
  expect(winners(world)).toEqual(['bo', 'cy'])
  await study(world, mondays[1], 'cy')
  await moveTo(world, fridays[1])
  expect(winners(world)).toEqual(['cy'])
  expect(world.fake.callsOf(`DELETE ${put.slice(4)}`)).toHaveLength(1)
})

test('a role that may not be given is said once, with what is missing, and not tried again', async () => {
  const world = await digestWorld({ mayGive: false })
  await study(world, mondays[0], 'bo')
  await moveTo(world, fridays[0])
  expect(digests(world)).toHaveLength(1)
  expect(winners(world)).toEqual([])
  await study(world, mondays[1], 'bo')
  await moveTo(world, fridays[1])
  expect(digests(world)).toHaveLength(2)
  expect(world.fake.callsOf(put)).toHaveLength(1)
  const told = toldTo(world, 'ada')
  expect(told.match(/I could not give the winner/g)).toHaveLength(1)
  expect(told).toContain('I lack: Manage Roles.')
})

test("a role above the bot's own is said to be one", async () => {
  const world = await openWorld({ ...guild, roles: [] })
  await world.fake.guild().addRole({ name: 'winner' })
  expect(await setUp(world)).toContain('Whoever wins the week has the role')
  await study(world, mondays[0], 'bo')
  await moveTo(world, fridays[0])
  await moveTo(world, '2026-03-07T12:00:00Z')
  expect(toldTo(world, 'ada')).toContain('I lack: a role above that one.')
})

test('a role that was deleted is said to be gone', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo')
  await world.fake.guild().deleteRole('winner')
  await moveTo(world, fridays[0])
  await moveTo(world, '2026-03-07T12:00:00Z')
  expect(toldTo(world, 'ada')).toContain('It is no longer there, or cannot be given.')
})

function toldTo(world: World, name: string): string {
  return world
    .person(name)
    .dm()
    .map(({ words }) => words)
    .join('\n')
}

test('a winner who has left the server is in nobody’s way', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo', 'cy')
  await world.person('bo').leave()
  await moveTo(world, fridays[0])
  expect(winners(world)).toEqual(['cy'])
  await world.person('cy').leave()
  await study(world, mondays[1], 'dee')
  await moveTo(world, fridays[1])
  expect(winners(world)).toContain('dee')
})

test('who wants no name on boards is given no role that would tell theirs', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo')
  const own = await world.person('bo').command('study me', 'general')
  expect(own.shown.length).toBeGreaterThan(0)
  const { database } = world.stage.studyhall().study
  await database.sql`update members set unlisted_at = now() where id = ${world.person('bo').id}`
  await moveTo(world, fridays[0])
  expect(digests(world)[0]?.words).toContain('anonymous')
  expect(winners(world)).toEqual([])
})

test('when the digest ends, or gives no role any more, the winner loses it', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo')
  await moveTo(world, fridays[0])
  expect(winners(world)).toEqual(['bo'])
  await world.person('ada').command('study-admin digest', 'general', { wanted: 'off' })
  await world.settle()
  expect(winners(world)).toEqual([])
})

test('a busy Discord is asked again', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo')
  world.fake.faults.next(put, { kind: 'error', status: 500, code: 0 })
  await moveTo(world, fridays[0])
  await world.fake.until(() => winners(world).length === 1, 'the winner has the role')
})

test('one of several winners who has their data deleted loses the role, and is named nowhere', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo', 'cy')
  await moveTo(world, fridays[0])
  const { study: own } = world.stage.studyhall()
  const [workspace, bo] = [`discord/${world.fake.guild().id}`, world.person('bo').id]
  const [kept] = await inWorkspace(own.database, workspace, async (tx) => {
    await forgetWinner(own, tx, workspace, bo)
    return sqlOf(tx)`select winner from digests`
  })
  expect(kept?.winner).toBe(world.person('cy').id)
  await world.settle()
  expect(winners(world)).toEqual(['cy'])
})

test('who has won the same role elsewhere keeps it when they win here no more', async () => {
  const world = await digestWorld()
  await study(world, mondays[0], 'bo')
  await moveTo(world, fridays[0])
  const { database } = world.stage.studyhall().study
  await database.sql`
    insert into digests (workspace, channel, day, local_time, zone, winner_role, winner, next_at)
    select workspace, 'elsewhere', day, local_time, zone, winner_role, winner, '2030-01-01' from digests`
  await study(world, mondays[1], 'cy')
  await moveTo(world, fridays[1])
  expect(winners(world)).toEqual(['bo', 'cy'])
})
