import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Message, Reply } from '../../core/platform.ts'
import { buttonOf, complaintsOf, filledIn, formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { openBank } from '../support/world.ts'

const limiter = 'rate-limiter-many-nodes'
const only = { ...openBank, questions: new Map([...openBank.questions].filter(([id]) => id === limiter)) }
const counter = "All six nodes must look at the same number, so I'd keep one shared counter for every key in Redis."
const refusal = 'Whoever is over the limit gets a 429 with Retry-After.'

/** A round that is closed, with Bo's answer in it; and what pressing the buttons under its results gives. */
async function closedRoom(answer = counter) {
  const room = await openStoryRoom({ bank: only })
  const question = await room.nextQuestion()
  await room.as('cy').react(await room.as('bo').reply(question, answer))
  await room.close()
  const results = (await room.messages()).findLast(({ buttons }) => buttons.length > 0)
  if (results === undefined) throw new Error('no results were said')
  const press = async (who: string, button: string): Promise<Reply | undefined> => {
    const seen = (await room.messages(who)).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
    return room.as(who).pressReply(seen?.id ?? 0, button)
  }
  const beside = async (who: string): Promise<Message> =>
    messageOf(await press(who, buttonOf(results, 'My answer beside it')))
  const judge = async (who: string, grade: string) =>
    messageOf(await pressForged(room, who, `judge-${grade}:${results.buttons[0]?.id.split(':')[1]}`)).text
  return { room, question, results, press, beside, judge }
}

/** A press that the room does not offer. */
async function pressForged(room: StoryRoom, who: string, button: string): Promise<Reply | undefined> {
  const { engine, study } = room.studyhall()
  const reply = await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member: { id: who, name: who },
    button,
    at: room.stage.now(),
  })
  return reply
}

async function attemptsOf(room: StoryRoom): Promise<object[]> {
  const { database } = room.studyhall().study
  return inWorkspace(database, room.workspace, async (tx) => [
    ...(await sqlOf(tx)`select member, question, values, score, grade from attempts order by member`),
  ])
}

test('beside my answer I see which points I seem to cover, in my own words, and a strong answer', async () => {
  const { room, beside } = await closedRoom(`${counter} ${refusal}`)
  const { text, buttons } = await beside('bo')
  expect(text).toMatch(/^\*\*Your answer\*\* · 1 vote · place 1 of 1 · 11 points\n\n> All six nodes/)
  expect(text).toContain('You seem to cover 2 of 5 points.')
  expect(text).toContain('This is a hint, not a mark')
  expect(text).toMatch(new RegExp(`- The answer is 429[^\n]*\n\n> ${refusal.replaceAll('.', '\\.')}`))
  const question = only.questions.get(limiter)
  expect(text).toContain(question?.kind === 'open' ? question.reference.trim() : 'no reference')
  expect(buttons?.map(({ label }) => label)).toEqual([
    ...['I had it', 'Not yet', 'I had it, and it was hard', 'I had it, and it was easy', 'Second try'],
  ])
  expect((await room.messages('cy')).some((message) => message.text.includes('You seem to cover'))).toBe(false)
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('I try a second time, and see what is new and what was only there before; nothing of it is kept', async () => {
  const { room, press, beside } = await closedRoom()
  const form = formOf(await press('bo', buttonOf(await beside('bo'), 'Second try')))
  expect(form.note).toContain('Only you see')
  expect(filledIn(form)).toEqual({ answer: '' })
  const { text, buttons } = messageOf(await room.as('bo').submit(form.id, { answer: refusal }))
  expect(text).toMatch(/^\*\*Your second try\*\*\n\nYour first try seemed to cover 1 point, your second 1\./)
  expect(text).toMatch(
    /New in your second try\*\*\n- The answer is 429[\s\S]*Only in your first try\*\*\n- A shared counter/,
  )
  expect(text).toContain(`> ${refusal}`)
  expect(buttons?.map(({ label }) => label)).toContain('Try again')
  expect(await attemptsOf(room)).toEqual([])
  expect((await room.messages('ada')).some((message) => message.text.includes('second try'))).toBe(false)
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('a second try that is empty or too long comes back as it was typed', async () => {
  const { room, press, beside } = await closedRoom()
  const form = formOf(await press('bo', buttonOf(await beside('bo'), 'Second try')))
  const empty = await room.as('bo').submit(form.id, { answer: '  ' })
  expect(complaintsOf(empty)).toEqual({ answer: 'There is nothing in it: write your answer first.' })
  const long = 'Count it. '.repeat(500).trim()
  const refused = await room.as('bo').submit(form.id, { answer: long })
  expect(complaintsOf(refused)).toEqual({ answer: 'That is too long: 4,999 characters, and 4,000 fit.' })
  expect(filledIn(formOf(refused))).toEqual({ answer: long })
})

test('without an answer I can still try, and say how it went', async () => {
  const { room, press, beside, judge } = await closedRoom()
  const none = await beside('ada')
  expect(none.text).toContain('You have no answer in this round.')
  expect(none.text).not.toContain('shared counter')
  const form = formOf(await press('ada', buttonOf(none, 'Try it now')))
  const { text, buttons } = messageOf(await room.as('ada').submit(form.id, { answer: counter }))
  expect(text).toMatch(/^\*\*Your try\*\*\n\nYou seem to cover 1 of 5 points\./)
  expect(buttons?.map(({ label }) => label)).toContain('Not yet')
  expect(await judge('ada', 'again')).toContain('Noted.')
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('I say how it went once: it decides when the question comes back, and gives nothing', async () => {
  const { room, beside, judge } = await closedRoom()
  const noted = await judge('bo', 'again')
  expect(noted).toMatch(/^Noted\. It comes back to you <time:2026-03-03T/)
  expect(await judge('bo', 'easy')).toBe(noted.replace('Noted.', 'You have said before how it went: it is noted.'))
  expect(await attemptsOf(room)).toEqual([{ member: 'bo', question: limiter, values: [], score: null, grade: 'again' }])
  const { text, buttons } = await beside('bo')
  expect(text).toContain('It comes back to you <time:2026-03-03T')
  expect(buttons?.map(({ label }) => label)).toEqual(['Second try'])
  expect(await judge('cy', 'easy')).toMatch(/^Noted\. It comes back to you <time:2026-03-1/)
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('two presses at once are noted once', async () => {
  const { room, judge } = await closedRoom()
  const said = await Promise.all(['good', 'again', 'hard'].map((grade) => judge('bo', grade)))
  expect(said.filter((text) => text.startsWith('Noted.'))).toHaveLength(1)
  expect(said.filter((text) => text.startsWith('You have said before'))).toHaveLength(2)
  expect(await attemptsOf(room)).toHaveLength(1)
})

test('while the question is open nothing of it is told, and a forged press does nothing', async () => {
  const room = await openStoryRoom({ bank: only })
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, counter)
  const opening = (await room.messages()).find(({ id }) => id === question)
  const round = opening?.buttons[0]?.id.split(':')[1]
  for (const button of ['beside', 'second', 'judge-good'].flatMap((name) => [
    `${name}:${round}`,
    `${name}:nobody`,
    name,
  ]))
    expect(messageOf(await pressForged(room, 'bo', button)).text).toContain('no longer does anything')
  expect(messageOf(await room.as('bo').submit(`second:${round}`, { answer: counter })).text).toContain('no longer does')
  expect(await attemptsOf(room)).toEqual([])
})
