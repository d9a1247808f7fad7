import { expect, test } from 'vitest'
import type { Actor, Message } from '../../core/platform.ts'
import { formOf } from '../support/replies.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { removeFirst } from '../support/story-schedules.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

test('I see my points and places, and the open questions with whether I have answered', async () => {
  const room = await openStoryRoom()
  const first = await room.nextQuestion()
  const said = await room.as('bo').reply(first, answer)
  await room.as('cy').react(said)
  await room.close()
  const second = await room.nextQuestion()
  const [points, open] = await home(room, { id: 'bo', name: 'Bo' })
  expect(points?.heading).toBe('Your points')
  expect(points?.text).toBe('- <channel:backend-prep>: 11 points this week (place 1), 11 points in all (place 1)')
  expect(open?.heading).toBe('Open questions')
  expect(open?.text).toMatch(/ in <channel:backend-prep>, closes <time:.*>: you have not answered yet$/)
  await room.as('bo').reply(second, answer)
  expect((await home(room, { id: 'bo', name: 'Bo' }))[1]?.text).toMatch(/: you have answered$/)
  await room.close()
  expect((await home(room, { id: 'bo', name: 'Bo' }))[0]?.text).toContain('21 points this week (place 1), 21 points')
})

test('of a channel where I have never been heard of I see no question: it may be closed to me', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const [points, open, ...more] = await home(room, { id: 'dee', name: 'Dee' })
  expect(points?.text).toContain('You have no points yet.')
  expect(open?.text).toBe('No question is open where you have taken part.')
  expect(more).toEqual([])
  const said = await room.as('bo').reply(question, answer)
  await room.as('cy').react(said)
  expect((await home(room, { id: 'cy', name: 'Cy' }))[1]?.text).toContain('you have not answered yet')
})

test('an admin sees the schedules with their buttons, and can add one', async () => {
  const room = await openStoryRoom()
  const [, , schedule, last] = await home(room, { id: 'ada', name: 'Ada', admin: true })
  expect(schedule?.heading).toBe('Schedules')
  expect(schedule?.text).toContain('Monday to Friday at 09:00 (Berlin) in <channel:backend-prep>.')
  expect(schedule?.buttons?.map(({ label }) => label)).toContain('Change when')
  expect(schedule?.buttons?.map(({ label }) => label)).not.toContain('Add another')
  expect(last?.buttons).toEqual([{ id: 'schedule-add', label: 'Add a schedule' }])
  const change = schedule?.buttons?.find(({ label }) => label === 'Change when')
  expect(formOf(await press(room, change?.id ?? '')).title).toBe('When to ask')
  const removed = await press(room, schedule?.buttons?.find(({ label }) => label === 'Remove')?.id ?? '')
  expect(removed).toMatchObject({ kind: 'message', seen: 'private' })
  expect(formOf(await press(room, 'schedule-add')).fields[0]).toEqual({
    kind: 'channel',
    name: 'channel',
    label: 'Channel',
    required: true,
  })
  const pause = schedule?.buttons?.find(({ label }) => label === 'Pause')
  await press(room, pause?.id ?? '')
  expect((await home(room, { id: 'ada', name: 'Ada', admin: true }))[2]?.text).toContain('Paused')
})

test('whoever was named sees them too, and without a schedule the first steps', async () => {
  const room = await openStoryRoom()
  await removeFirst(room)
  await room.as('bo').run('/study status')
  expect(await home(room, { id: 'bo', name: 'Bo' })).toHaveLength(2)
  await room.as('ada').run('/study admins add bo')
  const [, , steps] = await home(room, { id: 'bo', name: 'Bo' })
  expect(steps?.heading).toBe('First steps')
  expect(steps?.buttons).toEqual([{ id: 'schedule-add', label: 'Add a schedule', tone: 'primary' }])
})

test('my settings can be changed from there', async () => {
  const room = await openStoryRoom()
  const [points] = await home(room, { id: 'ada', name: 'Ada' })
  const change = points?.buttons?.find(({ label }) => label === 'Change my settings')
  expect(formOf(await press(room, change?.id ?? '')).title).toBe('Your settings')
})

async function home(room: StoryRoom, member: Actor): Promise<readonly Message[]> {
  const { engine } = room.studyhall()
  const reply = await engine.handle({ kind: 'home-opened', workspace: room.workspace, member, at: room.stage.now() })
  if (reply?.kind !== 'home') throw new Error(`a home should come, not ${reply?.kind}`)
  return reply.parts
}

/** On the bot's own page a button stands on no message. */
async function press(room: StoryRoom, button: string) {
  const { engine, study } = room.studyhall()
  const member = { id: 'ada', name: 'Ada', admin: true }
  const pressed = { kind: 'pressed', workspace: room.workspace, place: '', message: '', member, button } as const
  return engine.handle({ ...pressed, id: study.newId(), at: room.stage.now() })
}
