import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { ChatEvent } from '../../core/platform.ts'
import { channel, openStoryRoom } from '../support/story-room.ts'
import { newId } from '../support/world.ts'

test('an interaction that comes several times at once is carried out once, and each gets its reply', async () => {
  const room = await openStoryRoom()
  const { engine, study } = room.studyhall()
  const { workspace } = room
  const post: ChatEvent = {
    kind: 'command',
    id: newId(),
    workspace,
    place: channel,
    words: 'study post',
    at: room.stage.now(),
    member: { id: 'ada', name: 'Ada', admin: true },
  }
  const replies = await Promise.all([1, 2, 3, 4].map(() => engine.handle(post)))
  await room.stage.settle()
  replies.push(await engine.handle(post))
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1)
  expect(JSON.stringify(replies[0])).toContain('Here comes a question')
  const [counted] = await inWorkspace(
    study.database,
    workspace,
    (tx) =>
      sqlOf(tx)`select (select count(*) from rounds)::int as rounds, (select count(*) from interactions)::int as kept`,
  )
  expect(counted).toEqual({ rounds: 1, kept: 1 })
})

test('what one member does many times at once does not break', async () => {
  const room = await openStoryRoom()
  const { engine } = room.studyhall()
  const ask = (): Promise<unknown> =>
    engine.handle({
      kind: 'command',
      id: newId(),
      workspace: room.workspace,
      place: channel,
      words: 'study status',
      at: room.stage.now(),
      member: { id: 'new', name: 'New here' },
    })
  const replies = await Promise.all(Array.from({ length: 30 }, ask))
  expect(replies.every((reply) => !JSON.stringify(reply).includes('broke'))).toBe(true)
})
