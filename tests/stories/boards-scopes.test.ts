import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { members, scoreEntries, teamMembers, teams } from '../../core/db/schema.ts'
import type { Reply } from '../../core/platform.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { newId } from '../support/world.ts'

const today = Temporal.PlainDate.from('2026-03-02')

test('the workspace’s board counts quizzes and other channels, a channel’s board only its own rounds', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  await earn(room, [
    { member: 'ada', points: 10 },
    { member: 'bo', points: 8, channel: null },
    { member: 'bo', points: 10, channel: 'elsewhere' },
  ])
  expect(await room.as('bo').run('/leaderboard')).toContain('This week in this channel**\n\n1\\. Ada · 10 points')
  const board = await room.as('bo').run('/leaderboard workspace')
  expect(board).toContain('This week in the whole workspace**\n\n**1\\. Bo · 18 points** (you)\\\n2\\. Ada · 10 points')
})

test('the full board of the workspace has its own pages', async () => {
  const room = await openStoryRoom()
  await earn(
    room,
    Array.from({ length: 25 }, (_, index) => ({ member: `member${index}`, points: 100 - index, channel: null })),
  )
  await room.as('bo').run('/leaderboard workspace all')
  const shown = (await room.messages('bo')).at(-1)
  const [whole] = shown?.buttons.filter(({ label }) => label === 'Full board') ?? []
  const first = await room.as('bo').pressReply(shown?.id ?? 0, whole?.id ?? '')
  expect(textOf(first)).toContain('All time in the whole workspace** · page 1 of 2')
  const turned = (await room.messages('bo')).find(({ id }) => id === shown?.id)
  const second = await room.as('bo').pressReply(shown?.id ?? 0, turned?.buttons[0]?.id ?? '')
  expect(textOf(second)).toContain('page 2 of 2')
  expect(textOf(second)).toContain('21\\. member20 · 80 points')
})

test('I see how far everyone has moved since the final board of last week', async () => {
  const room = await openStoryRoom()
  await earn(room, [
    { member: 'ada', points: 30, daysAgo: 3 },
    { member: 'bo', points: 20, daysAgo: 3 },
    { member: 'cy', points: 10, daysAgo: 3 },
    { member: 'cy', points: 12 },
    { member: 'ada', points: 11 },
    { member: 'dee', points: 10 },
    { member: 'bo', points: 5 },
  ])
  const board = (await room.as('bo').run('/leaderboard')) ?? ''
  expect(board).toContain('1\\. Cy · 12 points · ↑2')
  expect(board).toContain('2\\. Ada · 11 points · ↓1')
  expect(board).toContain('3\\. dee · 10 points · new')
  expect(board).toContain('**4\\. Bo · 5 points** (you) · ↓2')
  const first = await room.as('bo').run('/leaderboard last-week')
  expect(first).not.toMatch(/↑|↓|new/)
  expect(await room.as('bo').run('/leaderboard all')).not.toMatch(/↑|↓|new/)
})

test('a neighbour whose name is not shown has no movement either', async () => {
  const room = await openStoryRoom()
  const crowd = Array.from({ length: 12 }, (_, index) => ({ member: `member${index}`, points: 50 - index }))
  await earn(room, [...crowd, { member: 'bo', points: 42 }, { member: 'zed', points: 9, daysAgo: 4 }])
  const board = (await room.as('bo').run('/leaderboard')) ?? ''
  expect(board).toMatch(/someone · \d+ points(\\|\n)/)
  expect(board).not.toMatch(/someone.* new/)
})

test('a board of one topic counts only what was earned with it', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  await earn(room, [
    { member: 'ada', points: 10, topic: 'messaging' },
    { member: 'bo', points: 30, topic: 'databases' },
  ])
  const [topic = 'messaging', other = 'databases'] = await topicsOfBank(room)
  await earn(room, [
    { member: 'ada', points: 11, topic },
    { member: 'bo', points: 12, topic: other },
    { member: 'cy', points: 5, topic, channel: null },
  ])
  const board = await room.as('ada').run(`/leaderboard topic:${topic}`)
  expect(board).toContain('**1\\. Ada · 11 points** (you)')
  expect(board).not.toContain('Bo')
  expect(await room.as('ada').run(`/leaderboard workspace topic:${topic}`)).toContain('2\\. Cy · 5 points')
  const unknown = await room.as('ada').run('/leaderboard topic:cookery')
  expect(unknown).toContain('No question is about “cookery”')
})

test('topics are suggested for a board, tags are not: points are given for topics', async () => {
  const room = await openStoryRoom()
  const { engine, study } = room.studyhall()
  const topics = new Set([...study.bank.questions.values()].map(({ topic }) => topic))
  const reply = await engine.handle({
    kind: 'typing',
    workspace: room.workspace,
    place: channel,
    member: { id: 'bo', name: 'Bo' },
    words: 'leaderboard',
    option: 'topic',
    typed: '',
    options: {},
    at: room.stage.now(),
  })
  const choices = reply?.kind === 'choices' ? reply.choices : []
  expect(choices.length).toBeGreaterThan(0)
  expect(choices.every(({ value }) => topics.has(value))).toBe(true)
})

test('my team’s members are compared among themselves, by all that they earn', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/leaderboard my-team')).toContain('You are in no team')
  await team(room, 'Blue *stars*', ['bo', 'cy'])
  await earn(room, [
    { member: 'ada', points: 50 },
    { member: 'bo', points: 10 },
    { member: 'cy', points: 12, channel: null },
  ])
  const board = await room.as('bo').run('/leaderboard my-team')
  expect(board).toContain('This week in Blue \\*stars\\***\n\n1\\. Cy · 12 points\\\n**2\\. Bo · 10 points** (you)')
  expect(board).not.toContain('Ada')
})

test('teams are compared by what their active members have on average, and small ones wait without a place', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/leaderboard teams')).toContain('There are no teams yet')
  await team(room, 'Red', ['r1', 'r2', 'r3', 'r4'])
  await team(room, 'Blue', ['bo', 'b2', 'b3'])
  await team(room, 'Green', ['g1', 'g2', 'g3'])
  await earn(room, [
    ...['r1', 'r2', 'r3'].map((member) => ({ member, points: 10 })),
    ...['bo', 'b2', 'b3'].map((member) => ({ member, points: 30 })),
    ...['g1', 'g2'].map((member) => ({ member, points: 60, channel: null })),
    ...['r1', 'r2', 'r3'].map((member) => ({ member, points: 40, daysAgo: 7 })),
    ...['bo', 'b2', 'b3'].map((member) => ({ member, points: 20, daysAgo: 7 })),
  ])
  const board = (await room.as('bo').run('/leaderboard teams')) ?? ''
  expect(board).toMatch(
    /This week by team\*\*\n\n\*\*1\\\. Blue · \d+\.\d \(3 active\)\*\* \(yours\) · ↑1\\\n2\\\. Red · \d+\.\d \(3 active\) · ↓1/,
  )
  expect(board).toContain('Without a place until 3 members have points: Green (2 active).')
})

test('I get a board as a picture, with the same facts in words', async () => {
  const room = await openStoryRoom()
  await earn(room, [
    { member: 'ada', points: 30, daysAgo: 3 },
    { member: 'ada', points: 10, channel: null },
    { member: 'bo', points: 20, channel: null },
  ])
  await room.as('bo').run('/leaderboard workspace')
  const shown = (await room.messages('bo')).at(-1)
  const button = shown?.buttons.find(({ label }) => label === 'As a picture')
  const reply = await room.as('bo').pressReply(shown?.id ?? 0, button?.id ?? '')
  const [picture] = reply?.kind === 'message' ? (reply.message.pictures ?? []) : []
  expect(reply).toMatchObject({ kind: 'message', seen: 'private' })
  expect(picture?.alt).toContain('Bo')
  expect(picture?.alt).toContain('20')
  expect(picture?.png.length).toBeGreaterThan(1_000)
})

test('my streak stands beside my name on boards only where I want it', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, 'Give every retry the same key, and let the database refuse the second one.')
  await room.close()
  expect(await room.as('cy').run('/leaderboard')).not.toContain('in a row')
  await room.as('bo').run('/study me')
  const settings = (await room.messages('bo')).findLast(({ buttons }) =>
    buttons.some(({ id }) => id === 'streak-shown:on'),
  )
  await room.as('bo').press(settings?.id ?? 0, 'streak-shown:on')
  expect(await room.as('cy').run('/leaderboard')).toContain('1\\. Bo · 10 points · 1 day in a row')
})

test('where nobody has points there is no button that leads nowhere', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/leaderboard workspace yesterday')
  const shown = (await room.messages('bo')).at(-1)
  expect(shown?.text).toContain('Nobody had points then.')
  expect(shown?.buttons).toEqual([])
})

test('whoever deletes their data leaves the board as it was, without their name', async () => {
  const room = await openStoryRoom()
  const people = [
    { member: 'ada', points: 30 },
    { member: 'bo', points: 20 },
    { member: 'cy', points: 10 },
  ]
  await earn(room, people)
  expect(await room.as('cy').run('/leaderboard workspace')).toContain('2\\. Bo · 20 points')
  await room.as('bo').run('/study me')
  for (const button of ['delete-data', 'delete-but-answers']) {
    const asked = (await room.messages('bo')).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
    await room.as('bo').press(asked?.id ?? 0, button)
  }
  const board = await room.as('cy').run('/leaderboard workspace')
  expect(board).toContain('**3\\. Cy · 10 points** (you)')
  expect(board).not.toContain('Bo')
})

test('what was earned is in the sums a tick later, whether or not anyone looks', async () => {
  const room = await openStoryRoom()
  await earn(room, [{ member: 'bo', points: 10, channel: null }])
  await room.stage.settle()
  const { database } = room.studyhall().study
  const [left] = await database.sql`select count(*)::int as entries from score_entries where summed_at is null`
  expect(left?.entries).toBe(0)
  const [sum] =
    await database.sql`select points from standing_sums where period = 'week:2026-03-02' and board = 'workspace'`
  expect(sum?.points).toBe(10)
})

interface Earned {
  readonly member: string
  readonly points: number
  readonly daysAgo?: number
  /** The story's own unless it says otherwise; none for a quiz. */
  readonly channel?: string | null
  readonly topic?: string
}

async function earn(room: StoryRoom, entries: readonly Earned[]): Promise<void> {
  const { workspace } = room
  const at = room.stage.now()
  const rows = entries.map(({ member, points, daysAgo = 0, topic = null, ...one }) => ({
    workspace,
    occasion: `test:${newId()}`,
    member,
    channel: one.channel === undefined ? channel : one.channel,
    points,
    at,
    localDate: today.subtract({ days: daysAgo }),
    topic,
  }))
  await inWorkspace(room.studyhall().study.database, workspace, async (tx) => {
    await tx.insert(scoreEntries).values(rows)
    const named = ['ada', 'bo', 'cy']
    const known = rows.map(({ member }) => ({
      workspace,
      id: member,
      name: named.includes(member) ? `${member[0]?.toUpperCase()}${member.slice(1)}` : member,
      seenAt: at,
    }))
    await tx.insert(members).values(known).onConflictDoNothing()
  })
}

async function team(room: StoryRoom, name: string, who: readonly string[]): Promise<void> {
  const { workspace } = room
  const at = room.stage.now()
  const id = newId()
  await inWorkspace(room.studyhall().study.database, workspace, async (tx) => {
    await tx.insert(teams).values({ workspace, id, name, madeAt: at })
    await tx.insert(teamMembers).values(who.map((member) => ({ workspace, member, team: id, joinedAt: at })))
    const known = who.map((member) => ({ workspace, id: member, name: member, seenAt: at }))
    await tx.insert(members).values(known).onConflictDoNothing()
    await sqlOf(tx)`update members set name = initcap(name) where id in ('bo', 'cy')`
  })
}

async function topicsOfBank(room: StoryRoom): Promise<string[]> {
  return [...new Set([...room.studyhall().study.bank.questions.values()].map(({ topic }) => topic))]
}

function textOf(reply: Reply | undefined): string {
  return reply !== undefined && 'message' in reply ? reply.message.text : ''
}
