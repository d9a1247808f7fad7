import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { addNotice } from '../../core/workspaces/notices.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const settings = { zone: '', hour: '9', boards: 'listed', rest: ['6', '7'], away: '' }

/** Nobody in this room takes private messages. */
function withoutPrivateMessages(platform: ChatPlatform): ChatPlatform {
  return {
    ...platform,
    tell: async () => ({ refused: 'unreachable', detail: 'private messages are closed' }),
  }
}

async function notify(room: StoryRoom, member: string, text: string): Promise<void> {
  const { study } = room.studyhall()
  const { workspace } = room
  await inWorkspace(study.database, workspace, (tx) =>
    addNotice(study, tx, { workspace, member, text, now: room.stage.now() }),
  )
}

test('I am told before the close because I asked, unless I have answered', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  expect(await room.as('bo').press(question, await tellButton(room))).toContain('You get a private message')
  await room.as('cy').press(question, await tellButton(room))
  await room.as('cy').reply(question, answer)
  await room.pass({ hours: 6, minutes: 59 })
  expect(await room.told('bo')).toEqual([])
  await room.pass({ minutes: 1 })
  expect(await room.told('bo')).toEqual([expect.stringContaining('takes answers until <time:2026-03-02T16:00:00Z>')])
  expect(await room.told('cy')).toEqual([])
  expect(await room.told('ada')).toEqual([])
  expect(await room.as('ada').press(question, await tellButton(room))).toContain('It is nearly time')
  await room.close()
  expect(await room.told('bo')).toHaveLength(1)
})

test('pressed again, the button takes it back', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').press(question, await tellButton(room))
  expect(await room.as('bo').press(question, await tellButton(room))).toContain('Taken back')
  await room.close()
  expect(await room.told('bo')).toEqual([])
})

test('nobody is reminded while they are away', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').press(question, await tellButton(room))
  await room.as('bo').submit('own-settings', { ...settings, away: '2026-03-02' })
  await room.close()
  expect(await room.told('bo')).toEqual([])
})

test('a reminder that was asked for survives a restart, and comes once', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').press(question, await tellButton(room))
  await room.restart()
  await room.pass({ hours: 7 })
  await room.restart()
  await room.pass({ minutes: 30 })
  expect(await room.told('bo')).toHaveLength(1)
})

test('a button of a closed or forged question does nothing', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const button = await tellButton(room)
  await room.close()
  const { engine } = room.studyhall()
  for (const [id, says] of [
    [button, 'is closed'],
    ['tell:00000000-0000-7000-8000-000000000000', 'no longer does anything'],
    ['tell:bo', 'no longer does anything'],
  ] as const) {
    const reply = await engine.handle({
      kind: 'pressed',
      id: `press ${id}`,
      workspace: room.workspace,
      place: 'backend-prep',
      message: String(question),
      member: { id: 'bo', name: 'Bo' },
      button: id,
      at: room.stage.now(),
    })
    expect(reply).toMatchObject({ message: { text: expect.stringContaining(says) } })
  }
})

test('what nobody asked for comes in one message a day, at my hour', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study me')
  await notify(room, 'bo', 'First thing.')
  await notify(room, 'bo', 'Second thing.')
  await room.pass({ minutes: 4 })
  expect(await room.told('bo')).toEqual([])
  await room.pass({ minutes: 1 })
  expect(await room.told('bo')).toEqual(['First thing.\n\nSecond thing.'])
  await notify(room, 'bo', 'Third thing.')
  await room.pass({ hours: 23 })
  expect(await room.told('bo')).toHaveLength(1)
  await room.pass({ hours: 1 })
  expect(await room.told('bo')).toEqual(['First thing.\n\nSecond thing.', 'Third thing.'])
})

test('moving my hour does not bring a second message on one day', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study me')
  await notify(room, 'bo', 'First thing.')
  await room.pass({ hours: 1 })
  await room.as('bo').submit('own-settings', { ...settings, hour: '15' })
  await notify(room, 'bo', 'Second thing.')
  await room.pass({ hours: 12 })
  expect(await room.told('bo')).toEqual(['First thing.'])
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual(['First thing.', 'Second thing.'])
})

test('my hour is in my own zone, and while I am away nothing comes', async () => {
  const room = await openStoryRoom()
  await room.as('bo').run('/study me')
  await notify(room, 'bo', 'Hello.')
  await room.as('bo').submit('own-settings', { ...settings, zone: 'New York', hour: '20', away: '2026-03-03' })
  await room.pass({ hours: 48 })
  expect(await room.told('bo')).toEqual([])
  await room.pass({ hours: 17, minutes: 4 })
  expect(await room.told('bo')).toEqual([])
  await room.pass({ minutes: 1 })
  expect(await room.told('bo')).toEqual(['Hello.'])
})

test('where private messages are closed, the next command carries a button with them', async () => {
  const room = await openStoryRoom({ wrap: withoutPrivateMessages })
  const question = await room.nextQuestion()
  await room.as('bo').press(question, await tellButton(room))
  await notify(room, 'bo', 'A notice.')
  await room.pass({ hours: 25 })
  expect(await room.told('bo')).toEqual([])
  await room.as('cy').run('/study status')
  expect((await room.messages('cy')).at(-1)?.buttons).toEqual([])
  await room.as('bo').run('/study status')
  const status = (await room.messages('bo')).at(-1)
  expect(status?.buttons).toEqual([{ id: 'read-notices', label: '2 messages for you' }])
  const read = await room.as('bo').press(status?.id ?? 0, 'read-notices')
  expect(read).toContain('You asked to be told')
  expect(read).toContain('A notice.')
  expect(await room.as('bo').press(status?.id ?? 0, 'read-notices')).toBe('Nothing is waiting for you.')
  await room.as('bo').run('/study status')
  expect((await room.messages('bo')).at(-1)?.buttons).toEqual([])
})

test('a private message whose answer got lost is told once', async () => {
  let lose = true
  const room = await openStoryRoom({
    wrap: (platform) => ({
      ...platform,
      tell: async (...said) => {
        const done = await platform.tell(...said)
        if (!lose) return done
        lose = false
        throw new Error('the connection broke')
      },
    }),
  })
  await room.as('bo').run('/study me')
  await notify(room, 'bo', 'Only once.')
  await room.pass({ minutes: 10 })
  expect(lose).toBe(false)
  expect(await room.told('bo')).toEqual(['Only once.'])
})

async function tellButton(room: StoryRoom): Promise<string> {
  const opening = (await room.messages()).findLast(({ title }) => title !== null)
  return opening?.buttons.find(({ id }) => id.startsWith('tell:'))?.id ?? ''
}
