import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { addNotice } from '../../core/workspaces/notices.ts'
import { filledIn, formOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { removeFirst, schedulesOf, setUp, show } from '../support/story-schedules.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

test('a workspace that I was removed from is asked nothing, and goes on with the next day once I am back', async () => {
  const room = await openStoryRoom()
  await leave(room)
  await leave(room)
  await room.pass({ hours: 24 * 3 })
  expect(await questionsIn(room)).toBe(0)
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'left' }])
  await join(room)
  const [schedule] = await schedulesOf(room)
  expect(schedule).toMatchObject({ pausedAt: null, pauseReason: null })
  expect(schedule?.nextAt.toString()).toBe('2026-03-05T08:00:00Z')
  await room.nextQuestion()
  expect(await questionsIn(room)).toBe(1)
  expect(await room.told('ada')).toEqual([])
})

test('a day that was asked before I was removed is not asked again', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  await leave(room)
  await join(room, { minutes: 5 })
  expect((await schedulesOf(room))[0]?.nextAt.toString()).toBe('2026-03-03T08:00:00Z')
})

test('a removal that is heard of again after I came back changes nothing, and neither does a start', async () => {
  const room = await openStoryRoom()
  const removed = room.stage.now()
  await leave(room)
  await join(room, { minutes: 5 })
  await leave(room, removed)
  expect(await schedulesOf(room)).toMatchObject([{ pausedAt: null }])
  await join(room, { minutes: 10 })
  expect(await schedulesOf(room)).toMatchObject([{ pausedAt: null }])
  await room.nextQuestion()
  expect(await questionsIn(room)).toBe(1)
})

test('a joining from before the removal brings nothing back', async () => {
  const room = await openStoryRoom()
  await leave(room, room.stage.now().add({ minutes: 2 }))
  await join(room, { minutes: 1 })
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'left' }])
})

test('a schedule that an admin had paused stays paused when I come back', async () => {
  const room = await openStoryRoom()
  await (await show(room)).press('Pause')
  await leave(room)
  await join(room, { minutes: 5 })
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'wish' }])
})

test('access taken back before I hear of the removal: nobody is told, and it goes on once I am back', async () => {
  const { state, wrap } = withoutAccess()
  const room = await openStoryRoom({ wrap })
  await removeFirst(room)
  await setUp(room, {})
  state.revoked = true
  await room.pass({ hours: 24 })
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'left' }])
  await leave(room)
  state.revoked = false
  await join(room, { minutes: 5 })
  await room.nextQuestion()
  await room.pass({ hours: 24 })
  expect(await room.told('ada')).toEqual([])
  expect(await questionsIn(room)).toBeGreaterThan(0)
})

test('a round that is open when I am removed closes on what was heard, and is not tried for ever', async () => {
  const { state, wrap } = withoutAccess()
  const room = await openStoryRoom({ wrap })
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  state.revoked = true
  await leave(room)
  await room.pass({ hours: 12 })
  expect(await room.points()).toEqual({ Bo: 10 })
  expect(await room.stage.settle()).toBeUndefined()
})

test('what is to be told waits while I am gone', async () => {
  const room = await openStoryRoom()
  const { study } = room.studyhall()
  const { workspace } = room
  await inWorkspace(study.database, workspace, (tx) =>
    addNotice(study, tx, { workspace, member: 'bo', text: 'Something to know.', now: room.stage.now() }),
  )
  await leave(room)
  await room.pass({ hours: 48 })
  expect(await room.told('bo')).toEqual([])
  await join(room)
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual(['Something to know.'])
})

test('whoever invited me is welcomed once, and again when I come back', async () => {
  const room = await openStoryRoom()
  const [workspace, at] = ['room/new', room.stage.now()]
  const { engine } = room.studyhall()
  const joined = { kind: 'joined', workspace, name: 'New', zone: 'UTC', invitedBy: 'dee' } as const
  const welcome = await engine.handle({ ...joined, at })
  expect(welcome).toMatchObject({ kind: 'message', seen: 'private' })
  expect(messageOf(welcome).buttons).toEqual([{ id: 'schedule-add', label: 'Set it up', tone: 'primary' }])
  expect(await engine.handle({ ...joined, at })).toBeUndefined()
  expect(await engine.handle({ ...joined, at: at.add({ hours: 1 }) })).toBeUndefined()
  await engine.handle({ kind: 'left', workspace, at: at.add({ hours: 2 }) })
  expect(await engine.handle({ ...joined, at: at.add({ hours: 1 }) })).toBeUndefined()
  expect(await engine.handle({ ...joined, at: at.add({ hours: 3 }) })).toMatchObject({ kind: 'message' })
})

test('where nobody is known to have invited me, nobody is welcomed', async () => {
  const room = await openStoryRoom()
  const joined = { kind: 'joined', workspace: 'room/new', name: 'New', zone: 'UTC', at: room.stage.now() } as const
  expect(await room.studyhall().engine.handle(joined)).toBeUndefined()
})

test('the set-up opens from the welcome, where there is no channel yet', async () => {
  const room = await openStoryRoom()
  const { engine, study } = room.studyhall()
  const { workspace } = room
  const member = { id: 'dee', name: 'Dee', admin: true }
  const pressed = { id: study.newId(), workspace, place: '', message: '', member, at: room.stage.now() }
  const form = formOf(await engine.handle({ kind: 'pressed', ...pressed, button: 'schedule-add' }))
  expect(filledIn(form)).toEqual({ channel: undefined, time: '09:00', city: 'Berlin', voting: ['open'] })
})

async function leave(room: StoryRoom, at = room.stage.now()): Promise<void> {
  await room.studyhall().engine.handle({ kind: 'left', workspace: room.workspace, at })
  await room.stage.settle()
}

async function join(room: StoryRoom, later: Temporal.DurationLike = { seconds: 1 }): Promise<void> {
  const { workspace } = room
  const at = room.stage.now().add(later)
  await room.studyhall().engine.handle({ kind: 'joined', workspace, name: 'Story', zone: 'Europe/Berlin', at })
  await room.stage.settle()
}

async function questionsIn(room: StoryRoom): Promise<number> {
  return (await room.messages()).filter((message) => message.channel === channel && message.title !== null).length
}

/** A platform whose token no longer works, as long as `revoked` says so. */
function withoutAccess() {
  const state = { revoked: false }
  const refused = { refused: 'revoked', detail: 'token_revoked' } as const
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: async (...said) => (state.revoked ? refused : platform.openThread(...said)),
    say: async (...said) => (state.revoked ? refused : platform.say(...said)),
    edit: async (...edited) => (state.revoked ? refused : platform.edit(...edited)),
    tell: async (...told) => (state.revoked ? refused : platform.tell(...told)),
    readThread: async (...read) => (state.revoked ? refused : platform.readThread(...read)),
  })
  return { state, wrap }
}
