import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { ChatEvent, ChatPlatform } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { newId } from '../support/world.ts'

let address = ''
beforeAll(async () => {
  const database = await freshDatabase()
  address = database.address
  return database.drop
})

type Part = (at: Temporal.Instant) => Pick<ChatEvent, 'kind'> & Record<string, unknown>

const person = (id: string) => ({ member: { id, name: id[0]?.toUpperCase() + id.slice(1) } })
const answers = [
  'Give every retry the same idempotency key.',
  'Let a unique index refuse the second row.',
  'Put it into an outbox table first.',
]

/** What three people did to three answers, each at its own minute. */
const happenings: readonly Part[] = [
  (at) => ({ kind: 'said', message: 'a', text: answers[0], ...person('ada'), at }),
  (at) => ({ kind: 'said', message: 'b', text: answers[1], ...person('bo'), at }),
  (at) => ({ kind: 'said', message: 'c', text: answers[2], ...person('cy'), at }),
  (at) => ({ kind: 'reacted', message: 'a', emoji: '👍', ...person('bo'), at }),
  (at) => ({ kind: 'reacted', message: 'a', emoji: '👍', ...person('cy'), at }),
  (at) => ({ kind: 'reacted', message: 'b', emoji: '⭐', ...person('ada'), at }),
  (at) => ({ kind: 'reacted', message: 'b', emoji: '👍', ...person('bo'), at }),
  (at) => ({ kind: 'unreacted', message: 'a', emoji: '👍', ...person('cy'), at }),
  (at) => ({
    kind: 'changed',
    message: 'b',
    text: 'Let a unique index refuse it; then read the first result.',
    ...person('bo'),
    at,
  }),
  (at) => ({
    kind: 'changed',
    message: 'b',
    text: 'Let a unique index refuse it, and answer with the first result.',
    ...person('bo'),
    at,
  }),
  (at) => ({ kind: 'deleted', message: 'c', at }),
  (at) => ({ kind: 'reacted', message: 'a', emoji: '⭐', ...person('cy'), at }),
]

test('edits before messages, votes before answers, deletions before both, all twice: the end is the same', async () => {
  const room = await openStoryRoom({ address, wrap: unreadable })
  const orderly = await liveThrough(
    room,
    happenings.map((_, index) => index),
  )
  expect(orderly.points).toEqual({ Ada: 13, Bo: 12, Cy: 1 })
  expect(orderly.results).toContain('answer with the first result')
  expect(orderly.results).not.toContain('outbox')
  const everyOrder = fc.shuffledSubarray([...happenings.keys(), ...happenings.keys()], {
    minLength: happenings.length * 2,
  })
  await fc.assert(
    fc.asyncProperty(everyOrder, async (order) => {
      expect(await liveThrough(room, order)).toEqual(orderly)
    }),
    { numRuns: 25 },
  )
})

/** The room knows none of these messages, so a reading of its threads would undo them all. */
function unreadable(platform: ChatPlatform): ChatPlatform {
  return { ...platform, readThread: async () => ({ refused: 'no-permission', detail: 'not in this test' }) }
}

/** Opens a round in a room of its own, brings the events in this order, and closes it. */
async function liveThrough(room: StoryRoom, order: readonly number[]) {
  const { engine, study, memory } = room.studyhall()
  const workspace = `room/${newId()}`
  const joined = { kind: 'joined' as const, workspace, name: 'Any order', zone: 'UTC' }
  const admin = { id: 'dee', name: 'Dee', admin: true }
  const command = { kind: 'command' as const, workspace, place: 'channel', member: admin }
  const messages = () => memory.messagesSince(workspace, undefined, 0)
  await memory.furnish(workspace, { channels: [{ id: 'channel', name: 'channel' }], people: [] })
  await engine.handle({ ...joined, at: room.stage.now() })
  await engine.handle({ ...command, id: newId(), words: 'study post', at: room.stage.now() })
  await room.stage.settle()
  const opening = (await messages()).find(({ title }) => title !== null)
  const began = room.stage.now()
  for (const index of order) {
    const happening = happenings[index]?.(began.add({ seconds: index + 1 }))
    await engine.handle({ ...happening, workspace, place: 'channel', thread: String(opening?.id) } as ChatEvent)
  }
  await room.pass({ minutes: 2 })
  await engine.handle({ ...command, id: newId(), words: 'study close', at: room.stage.now() })
  await study.deliveries.settled()
  const results = (await messages()).at(-1)?.text ?? ''
  const points = results.match(/\*\*Points\*\*: (.*)/)?.[1] ?? ''
  return {
    points: Object.fromEntries(
      points
        .split(', ')
        .map((entry) => entry.split(' +'))
        .map(([name = '', sum]) => [name, Number(sum)]),
    ),
    results: results.slice(results.indexOf('**1.'), results.indexOf('**What a good answer')),
  }
}
