import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const whiteboard = { name: 'whiteboard.png', isPicture: true }
const bo = { id: 'bo', name: 'Bo' }

test('a picture of a whiteboard is an answer, also without words', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const message = await unheard(room, question, '')
  const spot = { workspace: room.workspace, place: channel, thread: String(question), message: String(message) }
  const at = room.stage.now()
  const said = { kind: 'said', ...spot, member: bo, text: '', files: [whiteboard], at } as const
  expect(await room.studyhall().engine.handle(said)).toEqual({ kind: 'mark', shown: true })
  const files = [whiteboard, { name: 'notes.pdf', isPicture: false }]
  const changed = { kind: 'changed', ...spot, member: bo, text: 'See', files, at: at.add({ minutes: 1 }) } as const
  expect(await room.studyhall().engine.handle(changed)).toEqual({ kind: 'mark', shown: true })
  await refuseReading(room)
  await room.close()
  expect((await room.said()).at(-1)).toContain('> See\n>\n> (picture: whiteboard.png)\n> (file: notes.pdf)')
})

test('a file that came too late is answered as any late answer', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.close()
  const spot = { workspace: room.workspace, place: channel, thread: String(question), message: '999' }
  const said = { kind: 'said', ...spot, member: bo, text: '', files: [whiteboard], at: room.stage.now() } as const
  const reply = await room.studyhall().engine.handle({ ...said, at: said.at.add({ seconds: 1 }) })
  expect(reply).toMatchObject({ kind: 'message', message: { text: expect.stringContaining('This round is closed') } })
})

test('a file that was shared while I was away counts once the thread is read', async () => {
  const withPictures = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    readThread: async (...read) => {
      const said = await platform.readThread(...read)
      if (!('done' in said)) return said
      return {
        done: said.done.map((entry) => (entry.text === '.' ? { ...entry, text: '', files: [whiteboard] } : entry)),
      }
    },
  })
  const room = await openStoryRoom({ wrap: withPictures })
  const question = await room.nextQuestion()
  await unheard(room, question, '.')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
  expect((await room.said()).at(-1)).toContain('(picture: whiteboard.png)')
})

/** Bo says something that the engine hears nothing of. */
async function unheard(room: StoryRoom, thread: number, text: string): Promise<number> {
  const at = room.stage.now()
  return room.studyhall().memory.say(room.workspace, { channel, thread, author: 'bo', message: { text }, at })
}

/** The thread cannot be read: what was heard decides. */
async function refuseReading(room: StoryRoom): Promise<void> {
  const { platforms } = room.studyhall().study
  const platform = platforms.get('room') as ChatPlatform
  const readThread = async () => ({ refused: 'no-permission', detail: 'missing_scope' }) as const
  ;(platforms as Map<string, ChatPlatform>).set('room', { ...platform, readThread })
}
