import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { learn } from '../../core/quizzes/learn.ts'
import { noteDueReviews } from '../../core/quizzes/review-notices.ts'
import { runDue } from '../../core/rounds/due.ts'
import { addNotice } from '../../core/workspaces/notices.ts'
import { messageOf } from '../support/replies.ts'
import { openStoryRoom, type StoryOptions, type StoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'

const zone = 'Europe/Berlin'
const kept = { zone: '', hour: '9', boards: 'listed', rest: ['6', '7'], away: '' }
const closed = [...ownBank.questions.values()].filter(({ kind }) => kind === 'single')
const twoDue = '2 questions are due for review today. `/review` asks them.'

/** It is Monday, 08:55 in Berlin; what is wrong comes back on Tuesday. */
async function openRoom(options: StoryOptions = {}): Promise<StoryRoom> {
  const room = await openStoryRoom({ bank: ownBank, ...options })
  await room.as('bo').run('/study me')
  return room
}

async function gets(room: StoryRoom, questions: number, score: number, from = 0): Promise<void> {
  const { study } = room.studyhall()
  for (const question of closed.slice(from, from + questions)) {
    const occasion = `quiz:${study.newId()}:1`
    const given = { member: 'bo', occasion, values: ['0'], at: room.stage.now(), zone, result: { score } }
    await inWorkspace(study.database, room.workspace, (tx) => learn(tx, room.workspace, question, [given]))
  }
}

async function press(room: StoryRoom, button: 'reviews-told:on' | 'reviews-told:off'): Promise<string> {
  await room.as('bo').run('/progress')
  const shown = (await room.messages('bo')).at(-1)?.id ?? 0
  return messageOf(await room.as('bo').pressReply(shown, button)).text
}

async function notify(room: StoryRoom, text: string): Promise<void> {
  const { study } = room.studyhall()
  const { workspace } = room
  await inWorkspace(study.database, workspace, (tx) =>
    addNotice(study, tx, { workspace, member: 'bo', text, now: room.stage.now() }),
  )
}

async function boIs(room: StoryRoom) {
  const [row] = await inWorkspace(
    room.studyhall().study.database,
    room.workspace,
    (tx) => sqlOf(tx)`
      select reviews_wanted_at as "wantedAt", reviews_tell_at as "tellAt" from members where id = 'bo'`,
  )
  return row
}

test('nobody is told of reviews who did not ask for it', async () => {
  const room = await openRoom()
  await gets(room, 2, 0)
  await room.pass({ hours: 30 })
  expect(await room.told('bo')).toEqual([])
})

test('asked for, my daily message says what is due on each day on which something is', async () => {
  const room = await openRoom()
  expect(await press(room, 'reviews-told:on')).toContain('at 09:00')
  await gets(room, 2, 0)
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual([])
  await room.pass({ minutes: 5 })
  expect(await room.told('bo')).toEqual([twoDue])
  await room.pass({ hours: 23, minutes: 55 })
  expect(await room.told('bo')).toHaveLength(1)
  await room.pass({ minutes: 5 })
  expect(await room.told('bo')).toEqual([twoDue, twoDue])
})

test('it stands in the one message of the day beside what else there is', async () => {
  const room = await openRoom()
  await press(room, 'reviews-told:on')
  await gets(room, 2, 0)
  await room.pass({ hours: 12 })
  await notify(room, 'Something else.')
  await room.pass({ hours: 13 })
  const [told, ...more] = await room.told('bo')
  expect(more).toEqual([])
  expect(told).toContain(twoDue)
  expect(told).toContain('Something else.')
})

test('after hours in which the bot stood still it is still one message', async () => {
  const room = await openRoom()
  await press(room, 'reviews-told:on')
  await gets(room, 2, 0)
  await notify(room, 'Something else.')
  // time passes at once, as it does for a process that was not running
  const later = { ...room.studyhall().study, clock: () => room.stage.now().add({ hours: 80 }) }
  await runDue(later)
  await room.stage.settle()
  const [told, ...more] = await room.told('bo')
  expect(more).toEqual([])
  expect(told).toContain(twoDue)
  expect(told).toContain('Something else.')
})

test('nothing is said while I am away, nor after I took it back', async () => {
  const room = await openRoom()
  await press(room, 'reviews-told:on')
  await gets(room, 2, 0)
  await room.as('bo').submit('own-settings', { ...kept, away: '2026-03-04' })
  await room.pass({ hours: 48 })
  expect(await room.told('bo')).toEqual([])
  await room.pass({ hours: 24, minutes: 5 })
  expect(await room.told('bo')).toEqual([twoDue])
  expect(await press(room, 'reviews-told:off')).toContain('not told')
  await room.pass({ hours: 48 })
  expect(await room.told('bo')).toHaveLength(1)
})

test('it moves with my hour and my zone, and comes once a day all the same', async () => {
  const room = await openRoom()
  await press(room, 'reviews-told:on')
  await gets(room, 2, 0)
  await room.pass({ hours: 24, minutes: 10 })
  expect(await room.told('bo')).toEqual([twoDue])
  await room.as('bo').submit('own-settings', { ...kept, hour: '15' })
  await room.pass({ hours: 12 })
  expect(await room.told('bo')).toHaveLength(1)
  await room.as('bo').submit('own-settings', { ...kept, hour: '15', zone: 'New York' })
  await room.pass({ hours: 23, minutes: 50 })
  expect(await room.told('bo')).toHaveLength(1)
  await room.pass({ minutes: 10 })
  expect(await room.told('bo')).toEqual([twoDue, twoDue])
})

test('asked for after today’s message, it comes tomorrow with what is due then', async () => {
  const room = await openRoom()
  await gets(room, 2, 0)
  await room.pass({ hours: 12 })
  await notify(room, 'Something else.')
  await room.pass({ hours: 13 })
  await press(room, 'reviews-told:on')
  await room.as('bo').submit('own-settings', { ...kept, hour: '15' })
  await room.pass({ hours: 8 })
  expect(await room.told('bo')).toEqual(['Something else.'])
  await gets(room, 1, 1)
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual(['Something else.', '1 question is due for review today. `/review` asks it.'])
})

test('where private messages are closed, only the latest waits behind the button, and none once all is reviewed', async () => {
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    tell: async () => ({ refused: 'unreachable', detail: 'private messages are closed' }),
  })
  const room = await openRoom({ wrap })
  await press(room, 'reviews-told:on')
  await gets(room, 2, 0)
  await room.pass({ hours: 24 * 3 + 1 })
  await room.as('bo').run('/study status')
  expect((await room.messages('bo')).at(-1)?.buttons).toContainEqual({ id: 'read-notices', label: '1 message for you' })
  await gets(room, 2, 1)
  await room.pass({ hours: 24 })
  await room.as('bo').run('/study status')
  expect((await room.messages('bo')).at(-1)?.buttons).toEqual([])
})

test('several processes that look at once note it once', async () => {
  const room = await openRoom()
  await press(room, 'reviews-told:on')
  await gets(room, 2, 0)
  const { study } = room.studyhall()
  const later = { ...study, clock: () => room.stage.now().add({ hours: 25 }) }
  await Promise.all(Array.from({ length: 6 }, () => noteDueReviews(later, room.workspace, 'bo')))
  const rows = await inWorkspace(
    study.database,
    room.workspace,
    (tx) => sqlOf(tx)`select text, batch from notices where member = 'bo'`,
  )
  expect(rows).toEqual([{ text: twoDue, batch: null }])
})

test('my settings say how it stands, my data has it, and it goes with my data', async () => {
  const room = await openRoom()
  expect(await room.as('bo').run('/study me')).toContain('you are not told when some are due')
  await press(room, 'reviews-told:on')
  expect(await room.as('bo').run('/study me')).toContain('your daily message says when some are due')
  expect(await boIs(room)).toEqual({ wantedAt: expect.anything(), tellAt: expect.anything() })
  const shown = (await room.messages('bo')).at(-1)?.id ?? 0
  const [file] = messageOf(await room.as('bo').pressReply(shown, 'export-data')).files ?? []
  expect(JSON.parse(file?.text ?? '').settings[0]).toMatchObject({ reviewsTellAt: '2026-03-02T08:00:00Z' })
  await room.as('bo').pressReply(shown, 'delete-data')
  const asked = (await room.messages('bo')).at(-1)?.id ?? 0
  await room.as('bo').pressReply(asked, 'delete-everything')
  expect(await boIs(room)).toBeUndefined()
  await gets(room, 1, 0)
  await room.pass({ hours: 25 })
  expect(await room.told('bo')).toEqual([])
})

test('a forged button does nothing', async () => {
  const room = await openRoom()
  const { engine } = room.studyhall()
  const reply = await engine.handle({
    kind: 'pressed',
    id: 'forged',
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member: { id: 'bo', name: 'Bo' },
    button: 'reviews-told:cy',
    at: room.stage.now(),
  })
  expect(messageOf(reply).text).toContain('no longer does anything')
})
