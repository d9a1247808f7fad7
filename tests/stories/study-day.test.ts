import { expect, test } from 'vitest'
import { openStoryRoom } from '../support/story-room.ts'

const good = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Put the event into an outbox table and publish it from there.'

test('a question is asked at nine, answered, voted on, and closed with results and points', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const ada = await room.as('ada').reply(question, good)
  const bo = await room.as('bo').reply(question, other)
  await room.as('bo').react(ada)
  await room.as('cy').react(ada)
  await room.as('cy').react(bo)
  expect(await room.points()).toEqual({})
  await room.close()
  const results = (await room.said()).at(-1)
  expect(results).toContain('2 answers, 3 votes')
  expect(results).toMatch(/\*\*1\. Ada\*\* · 2 votes[\s\S]*Give every retry[\s\S]*\*\*2\. Bo\*\* · 1 vote/)
  expect(results).toContain('Reference answer')
  expect(await room.points()).toEqual({ Ada: 12, Bo: 12, Cy: 2 })
})

test('an answer gets a ✓ from the bot, and loses it when it is edited into talk', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  expect(await marksOn(answer)).toEqual(['✅'])
  await room.as('ada').edit(answer, 'never mind')
  expect(await marksOn(answer)).toEqual([])

  async function marksOn(message: number): Promise<string[]> {
    const found = (await room.messages()).find(({ id }) => id === message)
    return found?.reactions.filter(({ person }) => person === '').map(({ emoji }) => emoji) ?? []
  }
})

test('nobody votes for themselves, and a vote counts once', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  expect(await room.as('ada').react(answer)).toBe("You can't vote for your own answer.")
  await room.as('bo').react(answer, '👍')
  await room.as('bo').react(answer, '⭐')
  await room.as('bo').react(answer, '👍🏿')
  await room.close()
  expect(await room.points()).toEqual({ Ada: 11, Bo: 1 })
})

test('a vote that is taken back does not count, and one of two emoji taken back leaves the vote', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  await room.as('bo').react(answer)
  await room.pass({ minutes: 1 })
  await room.as('bo').unreact(answer)
  await room.as('cy').react(answer, '👍')
  await room.as('cy').react(answer, '⭐')
  await room.pass({ minutes: 1 })
  await room.as('cy').unreact(answer, '👍')
  await room.close()
  expect(await room.points()).toEqual({ Ada: 11, Cy: 1 })
})

test('one answer a member: what is said within ten minutes belongs to it, what comes later is talk', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('ada').reply(question, 'Is this about webhooks?')
  await room.as('ada').reply(question, good)
  await room.pass({ minutes: 9 })
  await room.as('ada').reply(question, 'And expire the keys.')
  await room.pass({ minutes: 2 })
  await room.as('ada').reply(question, 'Has anybody tried this with a queue in front of it?')
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('1 answer, 0 votes')
  expect(results).toContain('And expire the keys')
  expect(results).not.toContain('about webhooks')
  expect(results).not.toContain('queue in front')
})

test('an answer that is deleted is withdrawn, with its votes', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  await room.as('bo').react(answer)
  await room.as('ada').remove(answer)
  await room.close()
  expect((await room.said()).at(-1)).toContain('Closed without an answer')
  expect(await room.points()).toEqual({})
})

test('after the close nothing counts, and whoever tries is told once', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  await room.close()
  expect(await room.as('bo').replyHearing(question, other)).toContain('does not count as an answer')
  expect(await room.as('bo').react(answer)).toContain('your vote no longer counts')
  expect(await room.as('bo').react(answer, '⭐')).toBeUndefined()
  expect(await room.points()).toEqual({ Ada: 10 })
})

test('the opening message says so when its round is closed', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, good)
  await room.close()
  const opening = (await room.messages()).find(({ id }) => id === question)
  expect(opening?.text).toMatch(/^### Closed\n/)
  expect(opening?.text).not.toContain('Answer in this thread')
})

test('with as many points people share a place', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Bo', 'Cy', 'Dee'] })
  const question = await room.nextQuestion()
  for (const who of ['ada', 'bo', 'cy']) await room.as(who).reply(question, good)
  const first = (await room.messages()).find(({ author }) => author === 'ada')?.id ?? 0
  await room.as('bo').react(first)
  await room.as('dee').react(first)
  await room.close()
  const board = (await room.as('dee').run('/leaderboard')) ?? ''
  expect(board).toContain('This week in this channel')
  expect(board.match(/\d\\\. \w+ · \d+/g)).toEqual(['1\\. Ada · 12', '2\\. Bo · 11', '3\\. Cy · 10', '4\\. Dee · 1'])
})

test('the next question is another one, and nobody is asked at the weekend', async () => {
  const room = await openStoryRoom()
  for (let day = 0; day < 6; day += 1) await room.as('bo').reply(await room.nextQuestion(), good)
  const questions = (await room.messages()).filter(({ title }) => title !== null)
  expect(new Set(questions.map(({ title }) => title)).size).toBe(6)
  const days = questions.map(({ saidAt }) => saidAt.toZonedDateTimeISO('Europe/Berlin').dayOfWeek)
  expect(days).toEqual([1, 2, 3, 4, 5, 1])
})

test('what is open goes on after a restart, with what was said before it', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  await room.restart()
  await room.as('bo').react(answer)
  await room.close()
  expect(await room.points()).toEqual({ Ada: 11, Bo: 1 })
})
