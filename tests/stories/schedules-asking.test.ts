import { expect, test } from 'vitest'
import { askDueSchedules } from '../../core/rounds/schedules.ts'
import { formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { removeFirst, schedulesOf, setUp, show } from '../support/story-schedules.ts'
import { openBank } from '../support/world.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

test('the schedule that was set up asks on weekdays, for eight hours, what its preview showed', async () => {
  const room = await openStoryRoom()
  await removeFirst(room)
  const preview = messageOf(await setUp(room, { time: '10 am', city: 'munich' }))
  expect(preview.text).toContain(
    '**The schedule is made**: Monday to Friday at 10:00 (Berlin) in <channel:backend-prep>.',
  )
  expect(preview.text).toContain('The next question comes <time:2026-03-02T09:00:00Z>')
  expect(preview.text).toContain('answers for 8h, votes end with them')
  const shown = preview.text.split('\n').find((line) => line.startsWith('> ')) ?? ''
  await room.pass({ hours: 2 })
  expect((await room.said()).at(-1)).toContain(shown.slice(2, 60))
  expect((await room.said()).at(-1)).toContain('until <time:2026-03-02T17:00:00Z>')
})

test('skipped dates and public holidays have no question', async () => {
  const room = await openStoryRoom({ starts: Temporal.Instant.from('2026-04-01T06:00:00Z') })
  const { press, submit } = await show(room)
  await submit(formOf(await press('Change when')), { skippedDates: '2026-04-08 to 2026-04-09', holidays: 'DE' })
  for (let question = 0; question < 4; question += 1) await room.as('bo').reply(await room.nextQuestion(), answer)
  const asked = (await room.messages()).filter(({ title }) => title !== null).map(({ saidAt }) => saidAt.toString())
  expect(asked.map((at) => at.slice(0, 10))).toEqual(['2026-04-01', '2026-04-02', '2026-04-07', '2026-04-10'])
})

const few = ['invoice-of-another-company', 'disabled-admin-still-deletes', 'webhook-credited-twice']
const fewQuestions = { ...openBank, questions: new Map([...openBank.questions].filter(([id]) => few.includes(id))) }

test('only what is wanted is asked; when nothing fits, the preview says what was left out', async () => {
  const room = await openStoryRoom({ bank: fewQuestions })
  const { press, submit, now } = await show(room)
  await submit(formOf(await press('Change what')), { topics: ['security'], levels: [], tags: '' })
  for (let day = 0; day < 2; day += 1) await room.nextQuestion()
  const titles = (await room.messages()).flatMap(({ title }) => title ?? [])
  expect(titles).toHaveLength(2)
  expect(titles.every((title) => title.startsWith('Authentication'))).toBe(true)
  await submit(formOf(await press('Change what')), {
    topics: ['sql-and-modelling'],
    levels: ['hard'],
    tags: 'authorization',
  })
  expect((await now())?.text).toContain('so all levels are asked')
  expect((await now())?.text).toContain('so they are left out')
})

test('a paused schedule asks nothing until it is resumed', async () => {
  const room = await openStoryRoom()
  const { press, now } = await show(room)
  await press('Pause')
  expect((await now())?.text).toContain('**Paused**')
  expect(await room.as('bo').run('/study status')).toContain('The schedule of this channel is paused.')
  await room.pass({ hours: 26 })
  const [schedule] = await schedulesOf(room)
  // as when it was found due just before it was paused
  await askDueSchedules(room.studyhall().study, room.workspace, [schedule?.id ?? ''])
  expect((await room.messages()).filter(({ title }) => title !== null)).toEqual([])
  const again = await show(room)
  await again.press('Resume')
  expect((await again.now())?.text).toContain('The next question comes <time:2026-03-04T08:00:00Z>')
  await room.nextQuestion()
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('a question can be asked at once as the schedule would ask it, and the next one is another', async () => {
  const room = await openStoryRoom()
  const { press, submit } = await show(room)
  await submit(formOf(await press('Change what')), { topics: ['security'], levels: [], tags: '' })
  expect(messageOf(await press('Ask now')).text).toBe('Here comes a question.')
  expect(messageOf(await press('Ask now')).text).toContain('A question is already open here.')
  await room.nextQuestion()
  const titles = (await room.messages()).flatMap(({ title }) => title ?? [])
  expect(titles).toHaveLength(2)
  expect(new Set(titles).size).toBe(2)
  expect(titles.every((title) => title.startsWith('Authentication'))).toBe(true)
})

test('a time moved later on a day that was asked asks no second question that day', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { press, submit, now } = await show(room)
  await submit(formOf(await press('Change when')), { localTime: '18:00' })
  expect((await now())?.text).toContain('The next question comes <time:2026-03-03T17:00:00Z>')
  await room.pass({ hours: 12 })
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
})

test('a role is pinged with each question only where the schedule says so', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  expect((await room.said()).at(-1)).not.toContain('<role:')
  const { press, submit } = await show(room)
  await submit(formOf(await press('Change who')), { pingRole: '@backend' })
  const question = await room.nextQuestion()
  const opening = async () => (await room.messages()).find(({ id }) => id === question)?.text
  expect(await opening()).toMatch(/^### Question of the day\n\n<role:backend> /)
  await room.as('ada').run('/study close')
  await room.as('ada').run('/study close')
  expect(await opening()).not.toContain('<role:')
  await room.as('ada').run('/study post')
  expect((await room.said()).at(-1)).not.toContain('<role:')
})

test('after two questions in a row without an answer the schedule pauses itself and tells who made it', async () => {
  const room = await openStoryRoom()
  await removeFirst(room)
  await setUp(room, {})
  const first = await room.nextQuestion()
  await room.as('bo').reply(first, answer)
  await room.close()
  for (let day = 0; day < 2; day += 1) {
    await room.nextQuestion()
    await room.close()
  }
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'no-answers' }])
  await room.pass({ hours: 30 })
  expect((await room.told('ada')).join('\n')).toMatch(/no answer, so the schedule Monday to Friday at 09:00.*“Resume”/)
  const { message, press } = await show(room)
  expect(message.text).toContain('Two questions in a row had no answer.')
  await press('Resume')
  await room.nextQuestion()
  await room.close()
  expect(await schedulesOf(room)).toMatchObject([{ pausedAt: null }])
  await room.nextQuestion()
  await room.close()
  expect(await schedulesOf(room)).toMatchObject([{ pauseReason: 'no-answers' }])
})

test('one answer now and then keeps a schedule going', async () => {
  const room = await openStoryRoom()
  for (let day = 0; day < 4; day += 1) {
    const question = await room.nextQuestion()
    if (day % 2 === 1) await room.as('cy').reply(question, answer)
    await room.close()
  }
  expect(await schedulesOf(room)).toMatchObject([{ pausedAt: null }])
})

test('after days away one question comes late, and who made the schedule hears which ones did not', async () => {
  const room = await openStoryRoom({ starts: Temporal.Instant.from('2026-03-02T07:00:00Z') })
  await removeFirst(room)
  await setUp(room, {})
  await room.studyhall().roomClock.moveTo(room.workspace, room.stage.now().add({ hours: 24 * 3 + 4 }))
  await room.stage.settle()
  expect((await room.messages()).filter(({ title }) => title !== null)).toHaveLength(1)
  await room.pass({ hours: 24 })
  expect((await room.told('ada')).join('\n')).toMatch(
    /3 questions of the schedule .* between 2026.?-03.?-02 and 2026.?-03.?-04 were not asked/,
  )
})
