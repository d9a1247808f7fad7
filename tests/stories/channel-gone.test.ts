import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { schedulesOf, setUp } from '../support/story-schedules.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

async function deleteChannel(room: StoryRoom): Promise<void> {
  const { workspace } = room
  await room.studyhall().engine.handle({ kind: 'channel-gone', workspace, place: channel, at: room.stage.now() })
  await room.stage.settle()
}

/** A platform that notes what is tried in the channel. */
function noting() {
  const tried: string[] = []
  const note = <Given extends unknown[], Done>(what: string, verb: (...given: Given) => Done) => {
    return (...given: Given): Done => {
      tried.push(what)
      return verb(...given)
    }
  }
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: note('openThread', platform.openThread),
    say: note('say', platform.say),
    edit: note('edit', platform.edit),
    readThread: note('readThread', platform.readThread),
    endThread: note('endThread', platform.endThread),
  })
  return { tried, wrap }
}

test('the schedules of a deleted channel wait, and whoever made them is told once', async () => {
  const room = await openStoryRoom()
  await setUp(room, { time: '15:00' })
  await deleteChannel(room)
  await deleteChannel(room)
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'refused' }, { pauseReason: 'refused' }])
  await room.pass({ hours: 72 })
  const told = (await room.told('ada')).join('\n')
  expect(told.match(/was deleted, so I ask nothing there any more/g)).toHaveLength(1)
  expect((await room.messages()).filter(({ title }) => title !== null)).toEqual([])
})

test('a schedule that was paused before stays as it was', async () => {
  const room = await openStoryRoom()
  const engine = room.studyhall().engine
  await engine.handle({ kind: 'left', workspace: room.workspace, at: room.stage.now() })
  await deleteChannel(room)
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'left' }])
})

test('what is open there closes on what was heard, without a word and without being tried again', async () => {
  const { tried, wrap } = noting()
  const room = await openStoryRoom({ wrap })
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  tried.length = 0
  await deleteChannel(room)
  expect(await room.points()).toEqual({ Bo: 10 })
  await room.pass({ hours: 72 })
  expect(tried).toEqual([])
  expect(await room.stage.settle()).toBeUndefined()
})

test('other channels go on', async () => {
  const room = await openStoryRoom()
  const { workspace } = room
  await room.studyhall().engine.handle({ kind: 'channel-gone', workspace, place: 'other', at: room.stage.now() })
  expect(await schedulesOf(room)).toMatchObject([{ pausedAt: null }])
  await room.nextQuestion()
})
