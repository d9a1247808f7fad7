import { expect, test } from 'vitest'
import { formOf } from '../support/replies.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { show } from '../support/story-schedules.ts'

test('a question whose answers are taken for 45 minutes is asked, also where half of that is no whole minute', async () => {
  const room = await openStoryRoom()
  const { press, submit } = await show(room)
  await submit(formOf(await press('Change how')), { answerMinutes: '45m' })
  await room.nextQuestion()
  expect((await room.said()).at(-1)).toContain('until <time:2026-03-02T08:45:00Z>')
})
