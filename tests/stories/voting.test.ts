import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { votes } from '../../core/db/schema.ts'
import type { ChatPlatform } from '../../core/platform.ts'
import { formOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { setUp, show } from '../support/story-schedules.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Two systems and no common transaction, so one of them can always fail.'

test('other emoji can be votes, from the next question on', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/study votes')).toContain('are votes: 👍 ⬆ ⭐ ❤ 💯.')
  const before = await room.nextQuestion()
  expect(await room.as('ada').run('/study votes 🎉 :party_parrot:')).toContain('🎉 :party\\_parrot:')
  const first = await room.as('bo').reply(before, answer)
  await room.as('ada').react(first, '🎉')
  expect(await room.as('bo').react(first, '👍')).toBe("You can't vote for your own answer.")
  expect(await room.as('bo').react(first, '🎉')).toBeUndefined()
  await room.as('cy').react(first, '👍')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
  const after = await room.nextQuestion()
  expect(await opening(room, after)).toContain('Vote for good answers with 🎉')
  expect(await room.as('bo').run('/study help')).toContain('vote with 🎉')
  const second = await room.as('bo').reply(after, other)
  await room.as('ada').react(second, ':party_parrot:')
  await room.as('cy').react(second, '👍')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 22, Cy: 1, Ada: 1 })
  expect(await room.as('ada').run('/study votes usual')).toContain('👍 ⬆ ⭐ ❤ 💯')
  expect(await opening(room, await room.nextQuestion())).toContain('Vote for good answers with 👍')
})

test('a vote counts by the emoji of its round, also when it is heard of before the answer, or read afterwards', async () => {
  const room = await openStoryRoom()
  await room.as('ada').run('/study votes 🎉')
  const question = await room.nextQuestion()
  const { memory, engine } = room.studyhall()
  const { workspace } = room
  const at = room.stage.now().add({ minutes: 5 })
  const said = await memory.say(workspace, { channel, thread: question, author: 'bo', message: { text: answer }, at })
  const reacted = { kind: 'reacted', workspace, place: channel, message: String(said), at } as const
  await engine.handle({ ...reacted, member: { id: 'cy', name: 'Cy' }, emoji: '🎉' })
  await engine.handle({ ...reacted, member: { id: 'ada', name: 'Ada' }, emoji: '👍' })
  await memory.react(workspace, said, { person: 'cy', emoji: '🎉', on: true })
  await memory.react(workspace, said, { person: 'ada', emoji: '👍', on: true })
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
  const kept = await inWorkspace(room.studyhall().study.database, workspace, (tx) => tx.select().from(votes))
  expect(kept.map(({ voter, emoji }) => [voter, emoji])).toEqual([['cy', '🎉']])
})

test('of two open rounds in a channel, a vote that is heard of before its answer finds the one that it is a vote in', async () => {
  const unread = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    readThread: async () => ({ refused: 'no-permission', detail: 'missing_scope' }),
  })
  const room = await openStoryRoom({ wrap: unread })
  await setUp(room, { time: '10:00' })
  const first = await room.nextQuestion()
  await room.as('ada').run('/study votes 🎉')
  await room.nextQuestion()
  const { engine } = room.studyhall()
  const about = { workspace: room.workspace, place: channel, message: '999', at: room.stage.now() } as const
  await engine.handle({ kind: 'reacted', ...about, member: { id: 'cy', name: 'Cy' }, emoji: '👍' })
  await engine.handle({ kind: 'reacted', ...about, member: { id: 'ada', name: 'Ada' }, emoji: '🎉' })
  await engine.handle({ kind: 'said', ...about, thread: String(first), member: { id: 'bo', name: 'Bo' }, text: answer })
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('which emoji are votes is refused in a sentence where it makes no sense', async () => {
  const room = await openStoryRoom()
  expect(await room.as('ada').run('/study votes 👍 yes')).toContain('“yes” is not an emoji')
  expect(await room.as('ada').run('/study votes ,')).toContain('Name at least one emoji')
  expect(await room.as('ada').run('/study votes 👍⭐❤💯🎉👏🙌🔥💡🚀🐢')).toContain('at most 10 emoji')
  expect(await room.as('bo').run('/study votes 🎉')).toBe('Only people who manage this workspace can do that.')
  expect(await room.as('ada').run('/study votes')).toContain('are votes: 👍 ⬆ ⭐ ❤ 💯.')
})

test('I vote with the button under an answer from the form, and pressed again my vote is taken back', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const shown = await formAnswer(room, question, 'bo')
  expect(shown.button.length).toBeLessThanOrEqual(100)
  const vote = (person: string) => room.as(person).press(shown.id, shown.button)
  expect(await vote('bo')).toBe("You can't vote for your own answer.")
  expect(await vote('cy')).toBe('Your vote counts.')
  expect(await vote('cy')).toBe('Your vote is taken back.')
  expect(await vote('cy')).toBe('Your vote counts.')
  expect(await vote('ada')).toBe('Your vote counts.')
  await room.as('ada').react(shown.id, '⭐')
  await room.pass({ minutes: 30 })
  await room.restart()
  expect(await vote('ada')).toContain('Your reaction on the answer still counts')
  expect(await vote('ada')).toBe('Your vote counts.')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 12, Cy: 1, Ada: 1 })
  expect(await vote('cy')).toContain('This round is closed')
  expect(await room.points()).toEqual({ Bo: 12, Cy: 1, Ada: 1 })
})

test('a vote taken back with the button does not count, and a reading of the thread brings none back', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const shown = await formAnswer(room, question, 'bo')
  await room.as('cy').press(shown.id, shown.button)
  await room.pass({ minutes: 1 })
  await room.as('cy').press(shown.id, shown.button)
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

test("I vote with the action on someone's own message, and only where it is an answer", async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const said = await room.as('bo').reply(question, answer)
  const more = await room.as('bo').reply(question, 'And keep that key for a day.')
  const talk = await room.as('cy').reply(question, 'Nice one')
  expect(await room.as('cy').press(said, 'vote')).toBe('Your vote counts.')
  expect(await room.as('cy').press(more, 'vote')).toBe('Your vote counts.')
  expect(await room.as('ada').press(talk, 'vote')).toContain('not an answer')
  expect(await room.as('ada').press(question, 'vote')).toContain('not an answer')
  expect(await room.as('bo').press(said, 'vote')).toBe("You can't vote for your own answer.")
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('who is excluded hears that their vote does not count', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const said = await room.as('bo').reply(question, answer)
  await room.as('cy').run('/study status')
  await room.as('ada').run('/study exclude cy')
  expect(await room.as('cy').press(said, 'vote')).toContain('has excluded you')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('a forged button votes for nothing', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  const { engine, study } = room.studyhall()
  const pressed = { kind: 'pressed', workspace: room.workspace, place: channel, message: String(question) } as const
  for (const button of ['vote:x:bo', `vote:${study.newId()}:bo`, `vote:${study.newId()}`, 'vote:']) {
    const member = { id: 'cy', name: 'Cy' }
    const reply = await engine.handle({ ...pressed, id: study.newId(), member, button, at: room.stage.now() })
    expect(JSON.stringify(reply)).toContain('not an answer')
  }
})

test('results come in the channel too where the schedule says so, and change with those in the thread', async () => {
  const reaches: (string | undefined)[] = []
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    say: (...said) => {
      reaches.push(said[4])
      return platform.say(...said)
    },
  })
  const room = await openStoryRoom({ wrap })
  const { message, press, submit } = await show(room)
  expect(message.text).toContain('- Results: in the thread\n')
  const form = formOf(await press('Change who'))
  expect(messageOf(await submit(form, { resultsInChannel: ['channel-too'] })).text).toContain(
    '- Results: in the thread and the channel',
  )
  const question = await room.nextQuestion()
  const said = await room.as('bo').reply(question, answer)
  await room.close()
  expect(reaches).toEqual(['channel-too'])
  const results = async () => (await room.messages()).filter(({ text }) => text.startsWith('### Results'))
  expect((await results()).map(({ thread }) => thread)).toEqual([question, null])
  await room.as('ada').press(said, 'remove-answer')
  expect((await results()).every(({ text }) => text.includes('removed') && !text.includes('same key'))).toBe(true)
})

async function opening(room: StoryRoom, question: number): Promise<string | undefined> {
  return (await room.messages()).find(({ id }) => id === question)?.text
}

async function formAnswer(room: StoryRoom, question: number, person: string) {
  const round = (await room.messages())
    .find(({ id }) => id === question)
    ?.buttons.find(({ label }) => label === 'Answer')
  await room.as(person).submit(round?.id ?? '', { answer: other }, question)
  const shown = (await room.messages()).findLast(({ text }) => text.includes('answers:'))
  return { id: shown?.id ?? 0, button: shown?.buttons.find(({ label }) => label === '👍 Vote')?.id ?? '' }
}
