import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const good = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Put the event into an outbox table and publish it from there.'

test('an answer that an admin removes before the close does not count, and its author is told', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('bo').reply(question, good)
  await room.as('bo').reply(question, 'And expire the keys after a day or so.')
  await room.as('cy').reply(question, other)
  await room.as('cy').react(answer)
  expect(await room.as('ada').press(answer, 'remove-answer')).toContain(
    "Bo's messages to this question no longer count",
  )
  expect(await room.as('ada').press(answer, 'remove-answer')).toContain('removed already')
  await room.close()
  expect((await room.said()).at(-1)).toContain('1 answer, 0 votes')
  expect(await room.points()).toEqual({ Cy: 10 })
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual([expect.stringContaining('An admin removed your answer')])
})

test('someone whose answer was removed in time may answer again', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('ada').press(await room.as('bo').reply(question, good), 'remove-answer')
  await room.as('bo').reply(question, other)
  await room.close()
  expect((await room.said()).at(-1)).toMatch(/\*\*1\. Bo\*\*[\s\S]*Put the event into an outbox/)
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('an answer by the form can be removed, and sent anew', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const form = await answerForm(room)
  await room.as('bo').submit(form, { answer: good })
  const shown = (await room.messages()).find(({ text }) => text.includes('Give every retry'))
  expect(await room.as('ada').press(shown?.id ?? 0, 'remove-answer')).toContain('no longer count')
  await room.as('bo').submit(form, { answer: other })
  await room.close()
  expect((await room.said()).at(-1)).toMatch(/\*\*1\. Bo\*\*[\s\S]*Put the event into an outbox/)
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('removed after the close, its text leaves the results and its points are taken back', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const bo = await room.as('bo').reply(question, good)
  const cy = await room.as('cy').reply(question, other)
  await room.as('cy').react(bo)
  await room.as('bo').react(cy)
  await room.close()
  expect(await room.points()).toEqual({ Bo: 12, Cy: 12 })
  expect(await room.as('ada').press(bo, 'remove-answer')).toContain('with the 11 points that it gave')
  expect(await room.as('ada').press(bo, 'remove-answer')).toContain('removed already')
  expect(await room.points()).toEqual({ Bo: 1, Cy: 12 })
  const results = (await room.said()).filter((text) => text.includes('### Results'))
  expect(results).toHaveLength(1)
  expect(results[0]).toContain('(removed)')
  expect(results[0]).not.toContain('Give every retry')
  expect(results[0]).toContain('Bo +1')
  await room.pass({ hours: 24 })
  expect(await room.told('bo')).toEqual([expect.stringContaining('took back the 11 points')])
})

test('only admins remove answers, and only answers', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('bo').reply(question, good)
  expect(await room.as('cy').press(answer, 'remove-answer')).toBe('Only people who manage this workspace can do that.')
  expect(await room.as('ada').press(question, 'remove-answer')).toContain('not an answer that could be removed')
  await room.close()
  const talk = await room.as('cy').reply(question, 'That was a good one, was it not, friends')
  expect(await room.as('ada').press(talk, 'remove-answer')).toContain('not an answer that could be removed')
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('nothing counts of someone who is excluded, and they are told once', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const ada = await room.as('ada').reply(question, good)
  await room.as('bo').reply(question, other)
  await room.as('bo').react(ada)
  expect(await room.as('ada').run('/study exclude Bo')).toContain('Answers and votes of **Bo** no longer count')
  expect(await room.as('ada').run('/study exclude bo')).toContain('already no longer count')
  const told = await room.as('bo').replyHearing(question, 'So does this count, then? I wonder about that.')
  expect(told).toContain('An admin of this workspace has excluded you')
  expect(await room.as('bo').react(ada, '⭐')).toBeUndefined()
  await room.close()
  expect(await room.points()).toEqual({ Ada: 10 })
  const next = await room.nextQuestion()
  expect(await room.as('bo').replyHearing(next, good)).toBeUndefined()
  expect(await room.as('ada').run('/study readmit Bo')).toContain('count again')
  expect(await room.as('ada').run('/study readmit Bo')).toContain('nothing to take back')
  await room.close()
  expect(await room.points()).toEqual({ Ada: 10, Bo: 10 })
})

test('whom to exclude must be somebody, and one person', async () => {
  const room = await openStoryRoom()
  for (const id of ['dee-1', 'dee-2']) {
    await room.studyhall().engine.handle({
      kind: 'command',
      id,
      workspace: room.workspace,
      place: channel,
      member: { id, name: 'Dee' },
      words: 'study status',
      at: room.stage.now(),
    })
  }
  expect(await room.as('ada').run('/study exclude dee')).toContain('Several people are called “dee”')
  expect(await room.as('ada').run('/study exclude @dee-1')).toContain('of **Dee** no longer count')
  expect(await room.as('ada').run('/study exclude nobody')).toContain('Nobody called “nobody” has answered')
  expect(await room.as('ada').run('/study exclude')).toContain('needs a member')
  expect(await room.as('bo').run('/study exclude ada')).toBe('Only people who manage this workspace can do that.')
})

test('where a group is needed, only its members count, and the others are told once', async () => {
  const people = ['Ada', { name: 'Bo', groups: ['backend'] }, { name: 'Cy', groups: ['backend'] }, 'Dee']
  const room = await openStoryRoom({ people })
  await needGroup(room, 'backend')
  const question = await room.nextQuestion()
  const bo = await room.as('bo').reply(question, good)
  expect(await room.as('dee').replyHearing(question, other)).toContain('count for <role:backend> only')
  expect(await room.as('dee').replyHearing(question, `${other} Really.`)).toBeUndefined()
  expect(await room.as('ada').react(bo)).toContain('count for <role:backend> only')
  expect(await room.as('ada').react(bo, '⭐')).toBeUndefined()
  expect(await room.as('cy').react(bo)).toBeUndefined()
  await room.close()
  expect((await room.said()).at(-1)).toContain('1 answer, 1 vote')
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

async function needGroup(room: StoryRoom, group: string): Promise<void> {
  const { workspace } = room
  await inWorkspace(
    room.studyhall().study.database,
    workspace,
    (tx) => sqlOf(tx)`update schedules set needed_group = ${group} where workspace = ${workspace}`,
  )
}

async function answerForm(room: StoryRoom): Promise<string> {
  const opening = (await room.messages()).findLast(({ title }) => title !== null)
  return opening?.buttons.find(({ id }) => id.startsWith('answer:'))?.id ?? ''
}
