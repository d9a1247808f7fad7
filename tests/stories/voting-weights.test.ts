import { expect, test } from 'vitest'
import { inRoom } from '../support/story-ballots.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Two systems and no common transaction, so one of them can always fail.'
const why = 'Votes of people who have answered on fewer than 3 days count a quarter.'

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Eve', 'Fay', 'Gus', 'Hal']

test('after three days of answers my vote outweighs three of newcomers, and the results say why', async () => {
  const room = await openStoryRoom({ people })
  await answersOn(room, 3, ['ada'])
  const results = await votedRound(room, { bo: ['ada'], cy: ['di', 'eve', 'fay'] })
  expect(results).toContain(why)
  expect(results).toContain('**1. Bo** · 1 vote\n')
  expect(results).toContain('**2. Cy** · 3 votes\n')
  expect(await room.points()).toMatchObject({ Bo: 11, Cy: 13, Di: 1, Eve: 1, Fay: 1 })
})

test('on the third day itself my votes are still those of a newcomer', async () => {
  const room = await openStoryRoom({ people })
  await answersOn(room, 2, ['ada'])
  await room.as('ada').reply(await room.nextQuestion(), answer)
  await room.as('ada').run('/study close')
  await room.as('ada').run('/study post')
  const results = await votes(room, await latestQuestion(room), { ada: ['bo'], bo: ['ada'], cy: ['di', 'eve'] })
  expect(results).toContain('**1. Cy** · 2 votes')
  expect(results).not.toContain(why)
})

test('two answers on one day are one day', async () => {
  const room = await openStoryRoom({ people })
  for (const asking of ['by the schedule', 'out of turn', 'by the schedule', 'out of turn']) {
    const inTurn = asking === 'by the schedule'
    if (!inTurn) await room.as('ada').run('/study post')
    const question = inTurn ? await room.nextQuestion() : await latestQuestion(room)
    await room.as('ada').reply(question, answer)
    await room.as('ada').run('/study close')
  }
  const [row] = await inRoom(
    room,
    (sql) => sql`
      select count(*)::int as rounds, count(distinct (closes_at at time zone zone)::date)::int as days from rounds`,
  )
  expect(row).toEqual({ rounds: 4, days: 2 })
  const results = await votedRound(room, { bo: ['ada'], cy: ['di', 'eve'] })
  expect(results).toContain('**1. Cy** · 2 votes')
})

test('where all are new, or nobody is, places are by the number of votes and nothing is explained', async () => {
  const room = await openStoryRoom({ people })
  const by = { bo: ['ada', 'di'], cy: ['eve'], gus: ['fay'] }
  const fresh = await votedRound(room, by)
  expect(fresh).toContain('**1. Bo** · 2 votes')
  expect(fresh.match(/\*\*2\. /g)).toHaveLength(2)
  expect(fresh).not.toContain(why)
  await answersOn(room, 3, ['ada', 'di', 'eve', 'fay'])
  const known = await votedRound(room, by)
  expect(known).toContain('**1. Bo** · 2 votes')
  expect(known).not.toContain(why)
})

test('as many votes that weigh otherwise share no place, and the results say why', async () => {
  const room = await openStoryRoom({ people })
  await answersOn(room, 3, ['ada'])
  const results = await votedRound(room, { bo: ['di'], cy: ['ada'] })
  expect(results).toContain('**1. Cy** · 1 vote')
  expect(results).toContain('**2. Bo** · 1 vote')
  expect(results).toContain(why)
})

test('an answer that an admin removed makes nobody known', async () => {
  const room = await openStoryRoom({ people })
  await answersOn(room, 2, ['ada'])
  const question = await room.nextQuestion()
  const said = await room.as('ada').reply(question, answer)
  await room.close()
  await room.as('bo').run('/study status')
  await room.as('ada').press(said, 'remove-answer')
  const results = await votedRound(room, { bo: ['ada'], cy: ['di', 'eve'] })
  expect(results).toContain('**1. Cy** · 2 votes')
})

async function latestQuestion(room: StoryRoom): Promise<number> {
  return (await room.messages()).findLast(({ title }) => title !== null)?.id ?? 0
}

async function answersOn(room: StoryRoom, days: number, who: readonly string[]): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const question = await room.nextQuestion()
    for (const person of who) await room.as(person).reply(question, answer)
    await room.close()
  }
}

async function votedRound(room: StoryRoom, by: Readonly<Record<string, readonly string[]>>): Promise<string> {
  return votes(room, await room.nextQuestion(), by)
}

/** The results of a round. @param by author, who votes for them */
async function votes(
  room: StoryRoom,
  question: number,
  by: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  for (const [author, voters] of Object.entries(by)) {
    const said = await room.as(author).reply(question, other)
    for (const voter of voters) await room.as(voter).react(said)
  }
  await room.as('ada').run('/study close')
  return (await room.messages()).findLast(({ text }) => text.startsWith('### Results'))?.text ?? ''
}
