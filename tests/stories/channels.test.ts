import { expect, test } from 'vitest'
import type { ChannelSeen, ChatPlatform, Said } from '../../core/platform.ts'
import { complaintsOf, filledIn, formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { removeFirst, schedulesOf, setUp, show } from '../support/story-schedules.ts'

/** A platform that says this about every channel. */
function saying(look: () => Promise<Said<ChannelSeen>>) {
  return (platform: ChatPlatform): ChatPlatform => ({ ...platform, lookAt: look })
}

const outside = saying(async () => ({ refused: 'not-in-channel', detail: 'not_in_channel' }))

test('a schedule for a channel that I am not in is refused beside the field, and what was typed stays', async () => {
  const room = await openStoryRoom({ wrap: outside })
  await removeFirst(room)
  const reply = await setUp(room, {})
  expect(complaintsOf(reply)).toEqual({
    channel: 'I am not in that channel yet. Invite me there first, then try again.',
  })
  expect(filledIn(formOf(reply))).toEqual({ channel: 'backend-prep', time: '09:00', city: 'Berlin', voting: ['open'] })
  expect(await schedulesOf(room)).toEqual([])
})

test('a platform tells how I am brought into a channel', async () => {
  const notes = { invite: 'type `/invite @Studyhall` there' }
  const room = await openStoryRoom({ wrap: (platform) => ({ ...outside(platform), notes }) })
  const says = 'yet. Bring me there first: type `/invite @Studyhall` there. Then try again.'
  expect(complaintsOf(await setUp(room, {})).channel).toBe(`I am not in that channel ${says}`)
  expect(await room.as('ada').run('/study post')).toBe(`I am not in <channel:backend-prep> ${says}`)
})

test('a question out of turn is not asked where I am not, and whoever wanted it hears what to do', async () => {
  const room = await openStoryRoom({ wrap: outside })
  const says = 'I am not in <channel:backend-prep> yet. Invite me there first'
  expect(await room.as('ada').run('/study post')).toContain(says)
  const { press } = await show(room)
  expect(messageOf(await press('Ask now')).text).toContain(says)
  expect((await room.messages()).filter(({ title }) => title !== null)).toEqual([])
})

test('a channel that there is not gets a schedule no more than a question', async () => {
  const room = await openStoryRoom()
  expect(complaintsOf(await setUp(room, { channel: 'nowhere' }))).toEqual({
    channel: 'There is no such channel here. Choose another one.',
  })
  expect(await schedulesOf(room)).toHaveLength(1)
})

test('the set-up proposes this channel and the zone of whoever asks', async () => {
  const room = await openStoryRoom()
  const { engine, study } = room.studyhall()
  const member = { id: 'ada', name: 'Ada', admin: true, zone: 'America/New_York' }
  const asked = { kind: 'command', id: study.newId(), workspace: room.workspace, member, at: room.stage.now() } as const
  const reply = await engine.handle({ ...asked, place: 'elsewhere', words: 'study schedule' })
  expect(filledIn(formOf(reply))).toEqual({ channel: 'elsewhere', time: '09:00', city: 'New York', voting: ['open'] })
  expect(formOf(reply).fields[0]).toMatchObject({ kind: 'channel', name: 'channel' })
})

test.each<[string, () => Promise<Said<ChannelSeen>>]>([
  ['is busy', async () => ({ later: 5 })],
  ['is out of order', async () => Promise.reject(new Error('no connection'))],
  ['does not answer', () => new Promise(() => {})],
])('where the platform %s, the schedule is made all the same', async (_, look) => {
  const room = await openStoryRoom({ wrap: saying(look) })
  await removeFirst(room)
  expect(messageOf(await setUp(room, {})).text).toContain('The schedule is made')
})

test('permissions that are missing are named beside the field and to whoever asks out of turn', async () => {
  const wrap = saying(async () => ({ refused: 'no-permission', detail: 'missing: Send Messages' }))
  const room = await openStoryRoom({ wrap })
  expect(complaintsOf(await setUp(room, {})).channel).toBe(
    'I cannot ask in that channel. I lack: Send Messages. Give me those permissions there, then try again.',
  )
  expect(await room.as('ada').run('/study post')).toContain('<channel:backend-prep>. I lack: Send Messages.')
})
