import { expect, test } from 'vitest'
import { quizzing } from '../support/quizzing.ts'
import { channel, openStoryRoom } from '../support/story-room.ts'
import { closedBank, ownBank, ownItems } from '../support/world.ts'

test('a bare /quiz asks five questions, says at each what was right and why, and sums up', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  expect(await bo.run('/quiz')).toContain('Question 1 of 5')
  for (const place of [1, 2, 3, 4, 5]) {
    expect(await bo.text()).toContain(`Question ${place} of 5`)
    const question = await bo.question()
    expect(question.kind).not.toBe('open')
    await bo.answer(place === 3 ? 'wrong' : 'right')
    const told = await bo.text()
    expect(told).toContain(place === 3 ? '❌' : '✅ **Right.**')
    expect(told).toContain(question.kind === 'open' ? '' : question.explanation.trim().slice(0, 60))
    expect(told).toContain('Sources: ')
    expect(told).toContain('It comes back <time:')
    await room.pass({ seconds: 20 })
    await bo.press(place === 5 ? 'See how it went' : 'Next')
  }
  const summary = await bo.text()
  expect(summary).toContain('**4 of 5 right**')
  expect(summary).toMatch(/\+\d+ points/)
  expect(summary).toMatch(/that you would get right:\n\n- .+: \d+ % → \d+ %/)
  expect(await bo.offered()).toEqual(['Retry the wrong ones', 'Another one like it'])
})

test('nobody else sees any of it, and nothing of the key before the answer', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  const before = (await room.messages('cy')).length
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  const question = await bo.question()
  const why = question.kind === 'single' ? (question.options.find(({ right }) => !right)?.why ?? '') : ''
  expect(await bo.text()).not.toContain(why)
  await bo.answer('wrong')
  expect(await bo.text()).toContain(why)
  expect((await room.messages('cy')).length).toBe(before)
})

test('what is chosen of several is kept until it is submitted', async () => {
  const room = await openStoryRoom({ bank: closedBank('multi') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  await bo.press('Submit')
  expect(await bo.text()).toContain('Nothing was chosen')
  await bo.press('quiz-pick', ['0', '2'])
  expect(await bo.text()).toMatch(/Chosen: [A-E], [A-E]\./)
  expect((await bo.message()).menus[0]?.chosen?.toSorted()).toEqual(['0', '2'])
  await bo.press('quiz-pick', ['1'])
  expect(await bo.text()).toMatch(/Chosen: [A-E]\./)
  await bo.answer('right')
  expect(await bo.text()).toContain('✅ **Right.**')
})

test('a number is taken as people type it; what is no number is asked for again, with what was typed', async () => {
  const room = await openStoryRoom({ bank: closedBank('numeric') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  const refused = await bo.type('about a quarter')
  expect(refused).toMatchObject({
    kind: 'form',
    form: { fields: [{ value: 'about a quarter' }] },
    complaints: [{ field: 'answer', says: expect.stringContaining('not a number') }],
  })
  const pasted = await bo.type('9'.repeat(100_000))
  expect(pasted).toMatchObject({ kind: 'form', complaints: [{ says: expect.stringContaining('too long') }] })
  expect(await bo.text()).toContain('Question 1 of 1')
  await bo.answer('right')
  expect(await bo.text()).toContain('✅ **Right.**')
})

test('whoever does not know says so, and it counts as wrong', async () => {
  const room = await openStoryRoom({ bank: closedBank('short', 'single') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz 3')
  await bo.press("I don't know")
  expect(await bo.text()).toContain('**No answer.** The right answer: ')
  await bo.press('Next')
  await bo.press("I don't know")
  await bo.press('See how it went')
  expect(await bo.text()).toContain('**0 of 2 right**')
})

test('a topic, a tag, a level and a count can be asked for, in any order', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  expect(await bo.run('/quiz 3 distributed systems')).toContain('Question 1 of 3')
  expect((await bo.question()).topic).toBe('distributed-systems')
  await bo.press('Stop')
  await bo.run('/quiz kafka')
  expect((await bo.question()).tags).toContain('kafka')
  await bo.press('Stop')
  await bo.run('/quiz hard')
  expect((await bo.question()).level).toBe('hard')
  await bo.press('Stop')
  await bo.run('/quiz start kind:open')
  expect((await bo.question()).kind).toBe('open')
  expect(await bo.run('/quiz kafkka')).toContain('kafka')
})

test('while one quiz is under way another does not begin unless one says so', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  await bo.answer('right')
  await bo.press('Next')
  const first = await bo.question()
  expect(await bo.run('/quiz')).toContain('You are in the middle of this quiz')
  expect(await bo.text()).toContain('Question 2 of 5')
  expect((await bo.question()).id).toBe(first.id)
  expect(await bo.offered()).not.toContain('Stop this one and start the new one')
  await bo.run('/quiz kafka 3')
  await bo.press('Stop this one and start the new one')
  expect(await bo.text()).toMatch(/Question 1 of [123]\b/)
  expect((await bo.question()).tags).toContain('kafka')
})

test('it goes on after a restart, and an older message shows where it stands', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  const older = await bo.message()
  await bo.run('/quiz')
  await bo.answer('right')
  await room.restart()
  await bo.press('Next')
  expect(await bo.text()).toContain('Question 2 of 5')
  const button = older.buttons[0]?.id ?? older.menus[0]?.id ?? ''
  const stale = await room.as('bo').pressReply(older.id, button, ['0'])
  expect(stale).toMatchObject({ kind: button.startsWith('quiz-form') ? 'message' : 'update' })
  expect(JSON.stringify(stale)).toContain('That question is answered already. Here is where you are.')
  expect(JSON.stringify(stale)).toContain('Question 2 of 5')
})

test('two presses at once are one answer', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  const { id, buttons } = await bo.message()
  const letters = buttons.filter(({ id: button }) => /^quiz-[a-e]:/.test(button))
  const { engine, study } = room.studyhall()
  const pressed = {
    kind: 'pressed',
    workspace: room.workspace,
    place: channel,
    message: String(id),
    at: room.stage.now(),
  } as const
  const member = { id: 'bo', name: 'Bo' }
  const presses = letters.slice(0, 3).map((button) => ({ ...pressed, id: study.newId(), member, button: button.id }))
  const texts = (await Promise.all(presses.map(engine.handle))).map((reply) => JSON.stringify(reply))
  expect(texts.filter((text) => text.includes('answered already'))).toHaveLength(2)
})

test('the wrong ones can be tried again, for no points', async () => {
  const room = await openStoryRoom({ bank: closedBank('single', 'true-false') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz 3')
  const first = await bo.question()
  await bo.answer('wrong')
  await bo.press('Next')
  await bo.answer('right')
  await bo.press('See how it went')
  await bo.press('Retry the wrong ones')
  expect(await bo.text()).toContain('Once more 1 of 1')
  expect((await bo.question()).id).toBe(first.id)
  await bo.answer('right')
  expect(await bo.text()).toContain('✅ **Right.**')
  expect(await bo.text()).not.toContain('point')
  await bo.press('See how it went')
  expect(await bo.offered()).toEqual(['Start a quiz'])
})

test('what is asked in a channel just now is not asked in a quiz', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  await room.nextQuestion()
  await bo.press("I don't know")
  expect(await bo.text()).toContain('has just been asked in a channel')
  expect(await bo.run('/quiz')).toContain('no question left')
})

test('something wrong with a question is flagged from the quiz', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  const opened = await bo.press('Something is wrong with this question')
  expect(opened).toMatchObject({ kind: 'form', form: { title: 'Flag a question' } })
  const id = opened?.kind === 'form' ? opened.form.id : ''
  expect(await bo.submit(id, { reason: 'other', text: '' })).toMatchObject({ complaints: [{ field: 'text' }] })
  await bo.submit(id, { reason: 'unclear', text: 'Which version?' })
  expect(await room.as('ada').run('/study status')).toContain('Which version')
})

test('an open answer gets a hint with the own words quoted, a second try, and comes back as its author says', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz start kind:open')
  expect(await bo.type(' ')).toMatchObject({ kind: 'form' })
  expect(await bo.type('a'.repeat(100_000))).toMatchObject({
    complaints: [{ says: expect.stringContaining('too long') }],
  })
  await bo.answer('right')
  const hint = await bo.text()
  expect(hint).toContain('You seem to cover')
  expect(hint).toContain('This is a hint, not a mark')
  expect(hint).not.toMatch(/\+\d/)
  const form = await bo.press('Second try')
  const second = await bo.submit(form?.kind === 'form' ? form.form.id : '', { answer: 'I would cache it and hope.' })
  expect(second).toMatchObject({ kind: 'message', seen: 'private' })
  expect(JSON.stringify(second)).toContain('Your first try seemed to cover')
  const asked = (await room.messages('bo')).findLast(({ buttons }) => buttons.some(({ label }) => label === 'Not yet'))
  const button = asked?.buttons.find(({ label }) => label === 'Not yet')?.id ?? ''
  const judged = await room.as('bo').pressReply(asked?.id ?? 0, button)
  expect(JSON.stringify(judged)).toContain('It comes back <time:')
  expect(JSON.stringify(judged)).not.toContain('Not yet')
})

test('what was wrong comes back in /review on its day, across quizzes, and gives three points', async () => {
  const room = await openStoryRoom({ bank: closedBank('single', 'true-false') })
  const bo = quizzing(room, 'bo')
  expect(await bo.run('/review')).toContain('Nothing is due for review today.')
  await bo.run('/quiz 3')
  const first = await bo.question()
  await bo.answer('wrong')
  await bo.press('Next')
  await bo.answer('right')
  await bo.press('See how it went')
  expect(await bo.run('/review')).toContain('1 question comes back')
  await room.pass({ hours: 26 })
  await room.as('ada').run('/study close')
  await room.pass({ hours: 24 * 6 })
  const due = await bo.run('/review')
  expect(due).toMatch(/Review 1 of [12]\b/)
  const seen = new Set<string>()
  seen.add((await bo.question()).id)
  await bo.answer('right')
  expect(await bo.text()).toContain('+3 points')
  expect([...seen]).toContain(first.id)
})

test('points of a day have their most, and farming gives none', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz 20')
  for (let place = 1; place <= 20; place += 1) {
    await bo.answer('right')
    await bo.press(place === 20 ? 'See how it went' : 'Next')
  }
  expect(await bo.text()).toContain('+60 points')
  expect(await bo.text()).toContain('the most points of a day')
})

test(`the quiz is told where it was asked for, in #${channel}, to its member alone`, async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  await bo.run('/quiz')
  expect((await bo.message()).channel).toBe(channel)
  expect((await bo.message()).onlyFor).toBe('bo')
})

test('behind /study it works as well, where a platform has one word only', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const bo = quizzing(room, 'bo')
  expect(await bo.run('/study quiz')).toContain('Question 1 of 5')
  await bo.press('Stop')
  await bo.run('/study quiz kafka 3')
  expect((await bo.question()).tags).toContain('kafka')
})

test('help names the quiz first, and shortly', async () => {
  const room = await openStoryRoom()
  expect(await room.as('bo').run('/study help')).toContain('- `/quiz start [topic] [level] [count] [kind]` ')
})

test('topics and tags are suggested with how many questions they have', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const typing = { kind: 'typing', workspace: room.workspace, place: channel, at: room.stage.now() } as const
  const member = { id: 'bo', name: 'Bo' }
  const reply = await room
    .studyhall()
    .engine.handle({ ...typing, member, words: 'quiz start', option: 'topic', typed: 'kafk', options: {} })
  const tagged = ownItems.filter(({ tags }) => tags.includes('kafka')).length
  expect(reply).toEqual({ kind: 'choices', choices: [{ value: 'kafka', label: `kafka (${tagged})` }] })
})
