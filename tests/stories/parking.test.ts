import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { removeFirst, schedulesOf, setUp } from '../support/story-schedules.ts'

/** A platform that has taken the bot out of the channel, until it is invited again. */
function untilInvited() {
  const state = { invited: false, asked: 0 }
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: async (...said) => {
      state.asked += 1
      return state.invited ? platform.openThread(...said) : { refused: 'not-in-channel', detail: 'not_in_channel' }
    },
  })
  return { state, wrap }
}

test('a schedule whose question is refused waits, and whoever made it is told once what is missing', async () => {
  const { state, wrap } = untilInvited()
  const room = await openStoryRoom({ wrap })
  await ownSchedule(room)
  await room.pass({ hours: 24 * 4 })
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'refused' }])
  expect(state.asked).toBe(1)
  const told = (await room.told('ada')).join('\n')
  expect(told.match(/I am not in that channel\. Invite me/g)).toHaveLength(1)
  expect(await room.as('bo').run('/study status')).toContain('The last question could not be posted.')
})

test('once it is invited and resumed, it asks again', async () => {
  const { state, wrap } = untilInvited()
  const room = await openStoryRoom({ wrap })
  await ownSchedule(room)
  await room.pass({ hours: 24 })
  state.invited = true
  const [schedule] = await schedulesOf(room)
  await room.as('ada').runReply('/study schedule')
  const shown = (await room.messages('ada')).at(-1)
  const resume = shown?.buttons.find(({ label }) => label === 'Resume')
  await room.as('ada').pressReply(shown?.id ?? 0, resume?.id ?? '')
  expect(await schedulesOf(room)).toMatchObject([{ id: schedule?.id, pausedAt: null }])
  await room.nextQuestion()
  expect(await room.as('bo').run('/study status')).not.toContain('could not be posted')
})

test('what one workspace is refused does not touch another', async () => {
  const { wrap } = untilInvited()
  const room = await openStoryRoom({ wrap: (platform) => onlyIn('room/story', wrap(platform), platform) })
  const { engine, memory } = room.studyhall()
  const [workspace, at] = ['room/other', room.stage.now()]
  await memory.furnish(workspace, { channels: [{ id: 'other', name: 'other' }], people: [] })
  await engine.handle({ kind: 'joined', workspace, name: 'Other', zone: 'UTC', at })
  const member = { id: 'dee', name: 'Dee', admin: true }
  await ownSchedule(room)
  await room.pass({ hours: 2 })
  await engine.handle({ kind: 'command', id: 'post', workspace, place: 'other', member, words: 'study post', at })
  await room.stage.settle()
  expect((await memory.messagesSince(workspace, undefined, 0)).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('permissions that are missing are named: in the notice and in the status', async () => {
  const refused = { refused: 'no-permission', detail: 'missing: Send Messages, Create Public Threads' } as const
  const room = await openStoryRoom({ wrap: (platform) => ({ ...platform, openThread: async () => refused }) })
  await ownSchedule(room)
  await room.pass({ hours: 48 })
  const lack = 'I lack: Send Messages, Create Public Threads. Give me those permissions in the channel'
  expect((await room.told('ada')).join()).toContain(lack)
  expect(await room.as('bo').run('/study status')).toContain(lack)
})

test('what a platform says for its own log is not shown to people', async () => {
  const refused = { refused: 'no-permission', detail: 'missing: <role:1> 50013' } as const
  const room = await openStoryRoom({ wrap: (platform) => ({ ...platform, openThread: async () => refused }) })
  await ownSchedule(room)
  await room.pass({ hours: 48 })
  expect((await room.told('ada')).join()).toContain('I am not allowed to post there')
  expect((await room.told('ada')).join()).not.toContain('50013')
})

/** Ada's own schedule in place of the one that the room came with. */
async function ownSchedule(room: StoryRoom): Promise<void> {
  await removeFirst(room)
  await setUp(room, {})
}

function onlyIn(workspace: string, there: ChatPlatform, elsewhere: ChatPlatform): ChatPlatform {
  return {
    ...there,
    openThread: (...said) => (said[0] === workspace ? there : elsewhere).openThread(...said),
  }
}
