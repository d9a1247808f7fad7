import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { members, scoreEntries } from '../../core/db/schema.ts'
import type { Reply } from '../../core/platform.ts'
import { channelBoard } from '../../core/standings/board.ts'
import { ranked } from '../../core/standings/ranks.ts'
import { spanOf } from '../../core/standings/windows.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { newId } from '../support/world.ts'

const zone = 'Europe/Berlin'
const answer = 'Give every retry the same key, and let the database refuse the second one.'

test('the board shows the top three and my surroundings, and everybody when I ask', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Bo'] })
  await room.nextQuestion()
  await earn(room, crowd(30))
  await earn(room, [{ member: 'bo', points: 985 }])
  const reply = await room.as('bo').runReply('/leaderboard')
  expect(placesIn(reply)).toEqual([1, 2, 3, 14, 15, 16, 16, 18])
  expect(textOf(reply)).toContain('…\\\n14\\. member13 · 987 points\\\n15\\. member14 · 986 points')
  expect(textOf(reply)).toContain('**16\\. Bo · 985 points** (you)')
  expect(textOf(reply)).toContain('16\\. someone · 985 points\\\n18\\. someone · 984 points')
  const shown = (await room.messages('bo')).at(-1)
  const [fullBoard] = shown?.buttons ?? []
  expect(fullBoard?.label).toBe('Full board')
  const first = await room.as('bo').pressReply(shown?.id ?? 0, fullBoard?.id ?? '')
  expect(first?.kind).toBe('update')
  expect(placesIn(first)).toHaveLength(20)
  expect(textOf(first)).toContain('16\\. member15 · 985 points')
  const turned = (await room.messages('bo')).find(({ id }) => id === shown?.id)
  expect(turned?.buttons.map(({ label }) => label)).toEqual(['Lower places'])
  const second = await room.as('bo').pressReply(shown?.id ?? 0, turned?.buttons[0]?.id ?? '')
  expect(placesIn(second).at(-1)).toBe(31)
  expect(textOf(second)).toContain('page 2 of 2')
})

test('a forged page of the board does nothing', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const opening = (await room.messages()).findLast(({ title }) => title !== null)
  const round = opening?.buttons.find(({ id }) => id.startsWith('tell:'))?.id.slice('tell:'.length)
  for (const subject of [
    '',
    'x/week/1',
    `${newId()}/week/1`,
    `${round}/month/1`,
    `${round}/week/-1`,
    `${round}/week`,
  ]) {
    const reply = await room.studyhall().engine.handle({
      kind: 'pressed',
      id: newId(),
      workspace: room.workspace,
      place: channel,
      message: '1',
      member: { id: 'bo', name: 'Bo' },
      button: `full-board:${subject}`,
      at: room.stage.now(),
    })
    expect(textOf(reply)).toContain('no longer does anything')
  }
})

test("yesterday's and last week's final boards stay readable", async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  await room.close()
  expect(await room.as('bo').run('/leaderboard today')).toContain('Bo · 10 points')
  expect(await room.as('bo').run('/leaderboard yesterday')).toContain('Nobody had points then.')
  await room.pass({ hours: 24 })
  expect(await room.as('bo').run('/leaderboard yesterday')).toContain('Bo · 10 points')
  expect(await room.as('bo').run('/leaderboard today')).toContain('Nobody has points yet')
  await room.pass({ hours: 7 * 24 })
  expect(await room.as('bo').run('/leaderboard week')).not.toContain('Bo · 10')
  expect(await room.as('bo').run('/leaderboard last-week')).toContain(
    'Last week in this channel**\n\n**1\\. Bo · 10 points',
  )
})

test('whoever is not listed counts without a name for others, and sees their own line', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  await room.close()
  const settings = await room.as('bo').runReply('/study me')
  expect(textOf(settings)).toContain('with your name')
  const kept = { zone: '', hour: '9', boards: 'unlisted', rest: ['6', '7'], away: '' }
  await room.as('bo').submit('own-settings', kept)
  expect(await room.as('cy').run('/leaderboard')).toContain('1\\. anonymous · 10 points')
  expect(await room.as('bo').run('/leaderboard')).toContain('**1\\. Bo · 10 points** (you)')
  await room.as('bo').submit('own-settings', { ...kept, boards: 'listed' })
  expect(await room.as('cy').run('/leaderboard')).toContain('1\\. Bo · 10 points')
})

const today = Temporal.PlainDate.from('2026-03-02')
const entry = fc.record({
  member: fc.constantFrom('ada', 'bo', 'cy', 'dee'),
  /** What is taken back is an entry with less than nothing. */
  points: fc.integer({ min: -15, max: 15 }),
  daysAgo: fc.integer({ min: 0, max: 80 }),
})

test('every board is the sum of the ledger, reversals included, in whatever order it was written', async () => {
  const room = await openStoryRoom()
  const { database } = room.studyhall().study
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 40 }), fc.infiniteStream(fc.nat()), async (entries, dice) => {
      const shuffled = entries
        .map((one) => ({ one, at: dice.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one)
      const boards = []
      for (const [index, order] of [entries, shuffled].entries()) {
        const board = `board ${index} ${newId()}`
        await earn(room, order, board)
        for (const window of ['week', 'last-week', 'all'] as const) {
          const asked = { workspace: room.workspace, channel: board, zone, window, now: room.stage.now() }
          const shown = await inWorkspace(database, room.workspace, (tx) => channelBoard(tx, asked))
          expect(shown).toEqual(recomputed(entries, window))
          boards.push(shown)
        }
      }
      expect(boards.slice(0, 3)).toEqual(boards.slice(3))
    }),
    { numRuns: 25 },
  )
})

interface Earned {
  readonly member: string
  readonly points: number
  readonly daysAgo?: number
}

function recomputed(entries: readonly Earned[], window: 'week' | 'last-week' | 'all') {
  const { first, last } = spanOf(window, today)
  const sums: Record<string, number> = {}
  for (const { member, points, daysAgo = 0 } of entries) {
    const date = today.subtract({ days: daysAgo })
    if (Temporal.PlainDate.compare(date, first) < 0 || Temporal.PlainDate.compare(date, last) > 0) continue
    sums[member] = (sums[member] ?? 0) + points
  }
  const totals = Object.entries(sums).map(([member, points]) => ({ member, name: member, points }))
  return ranked(totals.filter(({ points }) => points > 0))
}

/** member0 has 1,000 points, and everyone after one less. */
function crowd(size: number): Earned[] {
  return Array.from({ length: size }, (_, index) => ({ member: `member${index}`, points: 1_000 - index }))
}

async function earn(room: StoryRoom, entries: readonly Earned[], board = channel): Promise<void> {
  const { workspace } = room
  if (entries.length === 0) return
  const at = room.stage.now()
  const rows = entries.map(({ member, points, daysAgo = 0 }) => ({
    workspace,
    occasion: `test:${newId()}`,
    member,
    channel: board,
    points,
    at,
    localDate: today.subtract({ days: daysAgo }),
  }))
  await inWorkspace(room.studyhall().study.database, workspace, async (tx) => {
    await tx.insert(scoreEntries).values(rows)
    const known = rows.map(({ member }) => ({ workspace, id: member, name: member, seenAt: at }))
    if (board === channel) await tx.insert(members).values(known).onConflictDoNothing()
  })
}

function textOf(reply: Reply | undefined): string {
  return reply !== undefined && 'message' in reply ? reply.message.text : ''
}

function placesIn(reply: Reply | undefined): number[] {
  return [...textOf(reply).matchAll(/(\d+)\\\. /g)].map(([, place]) => Number(place))
}
