import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import { channel, openStoryRoom } from '../support/story-room.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

test('what was said and done in a thread while the bot was away counts', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const kept = await room.as('ada').reply(question, answer)
  const gone = await room.as('cy').reply(question, 'An answer that will be taken back.')
  const { memory } = room.studyhall()
  const [workspace, at] = [room.workspace, room.stage.now().add({ minutes: 20 })]
  // the room goes on while the engine hears nothing of it
  const missed = await memory.say(workspace, {
    channel,
    thread: question,
    author: 'bo',
    message: { text: 'An outbox in the same transaction.' },
    at,
  })
  await memory.edit(workspace, kept, { author: 'ada', message: { text: `${answer} Keep it for a day.` }, at })
  await memory.remove(workspace, gone, 'cy', at)
  await memory.react(workspace, kept, { person: 'cy', emoji: '👍', on: true })
  await memory.react(workspace, missed, { person: 'ada', emoji: '👍', on: true })
  await room.pass({ minutes: 30 })
  await room.restart()
  expect(await room.as('bo').run('/study status')).toContain('2 answers so far')
  await room.close()
  expect((await room.said()).at(-1)).toContain('Keep it for a day')
  expect(await room.points()).toEqual({ Ada: 12, Bo: 11, Cy: 1 })
})

test('what came into a thread unheard just before the close counts too', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const at = room.stage.now().add({ hours: 7 })
  const { memory } = room.studyhall()
  await memory.say(room.workspace, { channel, thread: question, author: 'bo', message: { text: answer }, at })
  const late = room.stage.now().add({ hours: 9 })
  await memory.say(room.workspace, { channel, thread: question, author: 'cy', message: { text: answer }, at: late })
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('a day missed by less than six hours is asked once, late; older ones are not', async () => {
  const room = await openStoryRoom({ starts: Temporal.Instant.from('2026-03-02T07:00:00Z') })
  const away = { hours: 24 * 3 + 4 }
  // time passes at once, as it does for a process that was not running
  const { study } = room.studyhall()
  const later = room.stage.now().add(away)
  await room.studyhall().roomClock.moveTo(room.workspace, later)
  await room.stage.settle()
  const questions = (await room.messages()).filter(({ title }) => title !== null)
  expect(questions).toHaveLength(1)
  expect(study.clock().until(later).total('hours')).toBe(76)
})

test('a platform that is out of order for a while gets its message later, once', async () => {
  let failures = 2
  const shaky = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: async (...said) => {
      const posted = await platform.openThread(...said)
      failures -= 1
      if (failures >= 0) throw new Error('the connection was lost before the response came')
      return posted
    },
  })
  const room = await openStoryRoom({ wrap: shaky })
  await room.nextQuestion()
  expect(failures).toBe(-1)
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('a refusal is kept with its round, and others go on', async () => {
  const refusing = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    openThread: async () => ({ refused: 'not-in-channel', detail: 'the bot was removed' }),
  })
  const room = await openStoryRoom({ wrap: refusing })
  await room.pass({ hours: 24 })
  expect(await room.as('ada').run('/study status')).toContain('No question is open here.')
})

test('a close waits for a platform that is busy, but not for longer than two minutes', async () => {
  let readings = 0
  const busy = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    readThread: async () => {
      readings += 1
      if (readings === 2) await letTimePass()
      return { later: 0.01 }
    },
  })
  const room = await openStoryRoom({ wrap: busy })
  const letTimePass = () =>
    room.studyhall().roomClock.moveTo(room.workspace, Temporal.Instant.from('2026-03-02T16:02:00Z'))
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  await room.close()
  expect(readings).toBe(2)
  expect(await room.points()).toEqual({ Bo: 10 })
  expect((await room.said()).at(-1)).toContain('1 answer, 0 votes.')
})
