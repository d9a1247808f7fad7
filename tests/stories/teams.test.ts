import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Engine } from '../../core/platform.ts'
import { recordOwnPoints } from '../../core/standings/ledger.ts'
import { allTeams, membersOfTeam, teamOf } from '../../core/standings/teams.ts'
import { buttonOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'

function inside<T>(room: StoryRoom, work: Parameters<typeof inWorkspace<T>>[2]): Promise<T> {
  return inWorkspace(room.studyhall().study.database, room.workspace, work)
}

/** Each team's members. */
async function teams(room: StoryRoom): Promise<Record<string, readonly string[]>> {
  const all = await inside(room, (tx) => allTeams(tx, room.workspace, room.stage.now()))
  return Object.fromEntries(all.map(({ name, members }) => [name, members]))
}

async function earn(room: StoryRoom, points: Readonly<Record<string, number>>): Promise<void> {
  for (const member of Object.keys(points)) await room.as(member).run('/study status')
  const { study } = room.studyhall()
  const at = room.stage.now()
  const localDate = at.toZonedDateTimeISO('Europe/Berlin').toPlainDate()
  const given = Object.entries(points).map(([member, earned]) => ({
    occasion: `quiz:${study.newId()}:1`,
    member,
    points: earned,
    at,
    localDate,
    topic: null,
  }))
  await inside(room, (tx) => recordOwnPoints(tx, room.workspace, given))
}

test('I make a team, others join it, and the list says who has how much', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/team list')).toContain('There are no teams yet')
  expect(await room.as('bo').run('/team create Red *Pandas*')).toBe(
    '**Red \\*Pandas\\*** is a team now, and you are in it. Others come in with `/team join`.',
  )
  expect(await room.as('cy').run('/team join red *pandas*')).toBe('You are in **Red \\*Pandas\\*** now.')
  await earn(room, { bo: 12, cy: 8, ada: 30 })
  expect(await room.as('cy').run('/team')).toContain('- **Red \\*Pandas\\*** · 2 members · 20 points (yours)')
  expect(await room.as('ada').run('/team list')).toContain('You are in no team.')
  await room.pass({ hours: 7 * 24 })
  expect(await room.as('cy').run('/team')).toContain('· 2 members · 0 points (yours)')
})

test('I am in one team at a time, and a team that everybody left is still listed', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/team create Pandas')
  expect(await room.as('bo').run('/team create Otters')).toContain('you are in it, and no longer in **Pandas**')
  expect(await teams(room)).toEqual({ Otters: ['bo'], Pandas: [] })
  expect(await room.as('bo').run('/team list')).toContain('- **Pandas** · 0 members · 0 points')
  expect(await room.as('bo').run('/team join Pandas')).toBe('You are in **Pandas** now, and no longer in **Otters**.')
  expect(await room.as('bo').run('/team join Pandas')).toBe('You are in **Pandas** already.')
  expect(await room.as('bo').run('/team leave')).toContain('You have left **Pandas**. Your points stay yours.')
  expect(await room.as('bo').run('/team leave')).toContain('You are in no team.')
  expect(await teams(room)).toEqual({ Otters: [], Pandas: [] })
})

test('a name is taken once, however it is written, and mentions nobody', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/team create Pandas')
  expect(await room.as('cy').run('/team create PANDAS')).toContain('There is a team **Pandas** already.')
  expect(await room.as('cy').run('/team create x')).toContain('2 characters or more')
  expect(await room.as('cy').run(`/team create ${'x'.repeat(41)}`)).toContain('40 characters at most')
  expect(await room.as('cy').run('/team create "<@U1> fans"')).toContain('mentions nobody')
  expect(await room.as('cy').run('/team create ...')).toContain('a letter, a number or an emoji')
  expect(await room.as('cy').run('/team create "  🐼🐼  "')).toContain('**🐼🐼** is a team now')
  expect(Object.keys(await teams(room))).toEqual(['Pandas', '🐼🐼'])
})

test('a name that no team has gets the nearest, and names are suggested while I type', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/team create Pandas')
  expect(await room.as('cy').run('/team join Panda')).toContain('There is no team “Panda”. Did you mean **Pandas**?')
  const engine: Engine = room.studyhall().engine
  const member = { id: 'cy', name: 'Cy' }
  const typing = { kind: 'typing', workspace: room.workspace, place: channel, member, at: room.stage.now() } as const
  const typed = await engine.handle({ ...typing, words: 'team join', option: 'name', typed: 'pan', options: {} })
  expect(typed).toEqual({ kind: 'choices', choices: [{ value: 'Pandas', label: 'Pandas · 1 member' }] })
})

test('an admin puts members into teams, who are told and may leave, and ends a team', async () => {
  const room = await openStoryRoom()
  await room.as('ada').run('/team create Pandas')
  await room.as('bo').run('/team create Otters')
  expect(await room.as('cy').run('/team assign bo Pandas')).toContain('Only people who manage this workspace')
  expect(await room.as('ada').run('/team assign Bo pandas')).toBe(
    '**Bo** is in **Pandas** now, and no longer in **Otters**. They are told.',
  )
  expect(await room.as('ada').run('/team assign Bo Pandas')).toBe('**Bo** is in **Pandas** already.')
  expect(await room.as('ada').run('/team assign Zoe Pandas')).toContain('Nobody called “Zoe”')
  await room.pass({ hours: 24 })
  expect((await room.told('bo')).join('\n')).toContain('has put you into the team **Pandas**')
  expect(await room.as('cy').run('/team remove Pandas')).toContain('Only people who manage this workspace')
  expect(await room.as('ada').run('/team remove Pandas')).toContain('The team **Pandas** is no more.')
  expect(await teams(room)).toEqual({ Otters: [] })
  expect(await room.as('cy').run('/team create Pandas')).toContain('is a team now')
  expect(await teams(room)).toEqual({ Otters: [], Pandas: ['cy'] })
})

test('a group of the platform is a team: whoever is in the group is in it, and a team of their own goes first', async () => {
  const people = [
    { name: 'Ada', admin: true },
    { name: 'Bo', groups: ['backend'] },
    { name: 'Cy', groups: ['backend', 'data'] },
    'Di',
  ]
  const room = await openStoryRoom({ people })
  for (const person of ['bo', 'cy', 'di']) await room.as(person).run('/study status')
  expect(await room.as('bo').run('/team create Servers backend')).toContain('Only people who manage this workspace')
  expect(await room.as('ada').run('/team create Servers @nobody')).toContain('is no group that I know')
  expect(await room.as('ada').run('/team create Servers backend')).toBe(
    '**Servers** is a team now: whoever is in <role:backend> is in it.',
  )
  expect(await room.as('ada').run('/team create Again backend')).toContain('is the team **Servers** already')
  await room.as('ada').run('/team create Numbers data')
  expect(await teams(room)).toEqual({ Numbers: [], Servers: ['bo', 'cy'] })
  expect(await room.as('di').run('/team join Servers')).toContain('whoever is in the group is in the team')
  expect(await room.as('bo').run('/team leave')).toContain('because you are in <role:backend>')
  expect(await room.as('cy').run('/team join Numbers')).toBe(
    'You are in **Numbers** now, and no longer in **Servers**.',
  )
  await room.as('bo').run('/team create Pandas')
  expect(await teams(room)).toEqual({ Numbers: ['cy'], Pandas: ['bo'], Servers: [] })
  const now = room.stage.now()
  const own = await inside(room, (tx) => teamOf(tx, room.workspace, 'cy', now))
  expect(own).toMatchObject({ name: 'Numbers', group: 'data' })
  expect(await inside(room, (tx) => membersOfTeam(tx, room.workspace, own?.team ?? '', now))).toEqual(['cy'])
  expect(await room.as('bo').run('/team leave')).toContain('By your group <role:backend> you are in **Servers** now.')
  // who has left the group is no longer in its team, also by a choice of their own
  const left = { id: 'cy', name: 'Cy', groups: ['backend'] }
  const spot = { workspace: room.workspace, place: channel, at: now, member: left }
  await room.studyhall().engine.handle({ kind: 'command', id: 'later', words: 'study status', ...spot })
  expect(await teams(room)).toEqual({ Numbers: [], Pandas: [], Servers: ['bo', 'cy'] })
})

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Fi', 'Gus', 'Hal']

test('random teams are about equally strong, seen by all, leave out who chose a team, and end with the season', async () => {
  const room = await openStoryRoom({ people })
  await room.as('hal').run('/team create Otters')
  await earn(room, { ada: 60, bo: 50, cy: 40, di: 30, ed: 20, fi: 10, hal: 60 })
  await room.as('fi').submit('own-settings', { zone: '', hour: '9', boards: 'unlisted', rest: ['6', '7'], away: '' })
  expect(await room.as('bo').run('/team shuffle')).toContain('Only people who manage this workspace')
  expect(await room.as('ada').run('/team shuffle many')).toContain('as a number, 2 or more')
  expect(await room.as('ada').run('/team shuffle 3')).toBe(
    '6 people have earned points in the last eight weeks and are in no team that lasts: enough for 2 teams of three or more. Nothing was changed.',
  )
  await room.as('ada').runReply('/team shuffle 2')
  const [said] = (await room.said()).filter((text) => text.includes('New teams'))
  expect(said).toContain('1 person stays in the team that they are in already.')
  expect(said).toMatch(/: \w+, \w+ and 1 more/)
  expect(said).not.toContain('Fi')
  const points: Record<string, number> = { ada: 60, bo: 50, cy: 40, di: 30, ed: 20, fi: 10 }
  const { Otters, ...drawn } = await teams(room)
  expect(Otters).toEqual(['hal'])
  const sums = Object.values(drawn).map((members) => members.reduce((sum, one) => sum + (points[one] ?? 0), 0))
  expect(sums.sort()).toEqual([100, 110])
  expect(await room.as('ada').run('/team list')).toContain('· this season (yours)')
  // drawn again, the earlier ones are gone; at the end of the season all of them are
  await room.as('ada').run('/team shuffle 2')
  expect(Object.values(await teams(room)).map((members) => members.length)).toHaveLength(3)
  await room.pass({ hours: 8 * 7 * 24 })
  expect(await teams(room)).toEqual({ Otters: ['hal'] })
  expect(await room.as('bo').run('/team list')).toContain('You are in no team.')
})

test('with too few people there are no random teams', async () => {
  const room = await openStoryRoom({ people })
  await earn(room, { ada: 5, bo: 5, cy: 5, di: 5, ed: 5 })
  expect(await room.as('ada').run('/team shuffle')).toBe(
    '5 people have earned points in the last eight weeks: too few for two teams of three. Nothing was changed.',
  )
  expect(await teams(room)).toEqual({})
})

test('two who make a team of one name at once make one', async () => {
  const room = await openStoryRoom()
  const said = await Promise.all([room.as('bo').run('/team create Pandas'), room.as('cy').run('/team create pandas')])
  const made = said.filter((text) => text?.includes('is a team now'))
  const taken = said.filter((text) => text?.startsWith('There is a team'))
  expect([made.length, taken.length]).toEqual([1, 1])
  expect(Object.values(await teams(room))).toHaveLength(1)
})

test('who has their data deleted is in no team, and takes their team with them in their export', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/team create Pandas')
  const asked = messageOf(await room.as('bo').runReply('/study me'))
  const at = (await room.messages('bo')).at(-1)?.id ?? 0
  const exported = messageOf(await room.as('bo').pressReply(at, buttonOf(asked, 'Export my data')))
  const file = JSON.parse(exported.files?.[0]?.text ?? '{}')
  expect([file.teams, file.teamsMade.map(({ name }: { name: string }) => name)]).toMatchObject([
    [{ member: 'bo' }],
    ['Pandas'],
  ])
  await room.as('bo').press(at, buttonOf(asked, 'Delete my data'))
  const deleting = (await room.messages('bo')).at(-1)
  await room.as('bo').press(deleting?.id ?? 0, 'delete-everything')
  expect(await teams(room)).toEqual({ Pandas: [] })
  const left = await inside(room, (tx) => sqlOf(tx)`select from teams where made_by = 'bo'`)
  expect(left).toHaveLength(0)
})
