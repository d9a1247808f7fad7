import { expect, test } from 'vitest'
import type { Reply } from '../../core/platform.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const good = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Put the event into an outbox table and publish it from there.'
const formed = 'A lease with a **fencing** token keeps the old holder out.'

test('I answer with the form: it says who will see it, and the thread shows it with my name', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const form = await openForm(room, 'bo', question)
  expect(form.note).toBe('Everyone in the thread will see this, with your name.')
  const reply = await room.as('bo').submit(form.id, { answer: `  ${formed} ` }, question)
  expect(reply).toMatchObject({ seen: 'private', message: { buttons: [{ label: 'Withdraw' }] } })
  expect(textIn(reply)).toContain('Your answer stands in the thread')
  expect((await shown(room)).map(({ text }) => text)).toEqual([`**Bo** answers:\n\n> ${formed}`])
  await room.close()
  expect(await room.said()).toContainEqual(
    expect.stringMatching(/1 answer, 0 votes[\s\S]*\*\*1\. Bo\*\* · 0 votes\n\n> A lease/),
  )
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('votes on what I sent with the form count for me, and I cannot vote for it myself', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await send(room, 'bo', question, formed)
  const [message] = await shown(room)
  await room.as('cy').react(message?.id ?? 0)
  await room.as('ada').react(message?.id ?? 0)
  expect(await room.as('bo').react(message?.id ?? 0)).toBe("You can't vote for your own answer.")
  await room.close()
  expect(await room.points()).toEqual({ Bo: 12, Ada: 1, Cy: 1 })
})

test('sent again, it replaces what I sent before, in the same message', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await send(room, 'bo', question, formed)
  const [first] = await shown(room)
  await room.as('cy').react(first?.id ?? 0)
  const form = await openForm(room, 'bo', question)
  expect(form.fields).toMatchObject([{ value: formed }])
  await send(room, 'bo', question, `${formed} And it expires.`)
  const again = await shown(room)
  expect(again.map(({ id }) => id)).toEqual([first?.id])
  expect(again[0]?.text).toContain('And it expires.')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('what is refused is given back with the reason, and nothing is sent', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const { id } = await openForm(room, 'bo', question)
  for (const [answer, says] of [
    ['', 'There is nothing in it'],
    ['Use a lease.', 'five words or more'],
    ['Would a lease not help with that?', 'not only a question'],
    [`Well, ${'very '.repeat(900)}long`, 'That is too long: 4,510 characters, and 4,000 fit.'],
  ] as const) {
    expect(await room.as('bo').submit(id, { answer }, question)).toMatchObject({
      kind: 'form',
      form: { id, fields: [{ value: answer }] },
      complaints: [{ field: 'answer', says: expect.stringContaining(says) }],
    })
  }
  await room.close()
  expect(await room.as('bo').submit(id, { answer: formed }, question)).toMatchObject({
    kind: 'form',
    form: { fields: [{ value: formed }] },
    complaints: [{ says: expect.stringContaining('so this no longer counts') }],
  })
  expect(await shown(room)).toEqual([])
  expect(await room.points()).toEqual({})
})

test('a withdrawn answer is gone from the thread, and sent again it stands again', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').submit(`answer:${await roundOf(room, question)}`, { answer: formed }, question)
  const withdraw = `withdraw:${await roundOf(room, question)}`
  expect(await pressed(room, 'cy', withdraw)).toContain('There is no answer of yours')
  expect(await pressed(room, 'bo', withdraw)).toBe('Your answer is withdrawn and its text is gone from the thread.')
  expect(await pressed(room, 'bo', withdraw)).toContain('There is no answer of yours')
  expect(await room.said()).toContain('**Bo** has withdrawn their answer.')
  expect((await room.said()).join()).not.toContain('fencing')
  await send(room, 'bo', question, other)
  expect((await shown(room)).map(({ text }) => text)).toEqual([`**Bo** answers:\n\n> ${other}`])
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('what I send with the form is my whole answer, whatever I said in the thread a minute ago', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, good)
  await room.pass({ minutes: 1 })
  await send(room, 'bo', question, formed)
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('fencing')
  expect(results).not.toContain('Give every retry')
})

test('the form gives way to what I said in the thread when it is withdrawn', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, good)
  await room.pass({ minutes: 1 })
  await send(room, 'bo', question, formed)
  expect(await pressed(room, 'bo', `withdraw:${await roundOf(room, question)}`)).toContain(
    'counts as your answer again',
  )
  await room.close()
  expect((await room.said()).at(-1)).toContain('Give every retry the same key')
})

test('a form answer, and the votes on it, outlive a restart and a reading of the thread', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await send(room, 'bo', question, formed)
  const [message] = await shown(room)
  await room.as('cy').react(message?.id ?? 0)
  await room.pass({ minutes: 5 })
  await room.restart()
  await room.pass({ minutes: 5 })
  await room.restart()
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('a vote on a form answer that was cast while the bot was away counts', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await send(room, 'bo', question, formed)
  const [message] = await shown(room)
  await room.studyhall().memory.react(room.workspace, message?.id ?? 0, { person: 'cy', emoji: '👍', on: true })
  await room.close()
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test('a message that I mark as my answer replaces what I said first; the latest mark wins', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const first = await room.as('bo').reply(question, good)
  await room.pass({ hours: 1 })
  const second = await room.as('bo').reply(question, other)
  await room.pass({ hours: 1 })
  const third = await room.as('bo').reply(question, 'Leases.')
  expect(await room.as('bo').press(second, 'mine')).toContain('This message is your answer now')
  await room.pass({ minutes: 1 })
  expect(await room.as('bo').press(third, 'mine')).toContain('This message is your answer now')
  await room.as('cy').react(third)
  await room.as('ada').react(first)
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('1 answer, 1 vote')
  expect(results).toContain('> Leases.')
  expect(results).not.toContain('outbox')
  expect(await room.points()).toEqual({ Bo: 11, Cy: 1 })
})

test("nobody marks another's message, nor talk elsewhere, nor after the close", async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('bo').reply(question, good)
  expect(await room.as('cy').press(answer, 'mine')).toContain('That is not your message')
  expect(await room.as('cy').press(question, 'mine')).toContain('in the thread of an open question')
  await room.as('bo').remove(answer)
  const later = await room.as('bo').reply(question, other)
  await room.close()
  expect(await room.as('bo').press(later, 'mine')).toContain('so this no longer counts')
})

test('an admin turns the ✓ off and on again; answers count all the same', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  expect(await room.as('bo').run('/study marks off')).toContain('Only people who manage')
  expect(await room.as('ada').run('/study marks maybe')).toContain('Choose one of: on, off.')
  expect(await room.as('ada').run('/study marks off')).toContain('no longer get a ✓')
  const answer = await room.as('bo').reply(question, good)
  await room.as('bo').edit(answer, `${good} Always.`)
  expect(await marksOn(room, answer)).toEqual([])
  expect(await room.as('ada').run('/study marks on')).toContain('get a ✓')
  expect(await marksOn(room, await room.as('cy').reply(question, other))).toEqual(['✅'])
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10, Cy: 10 })
})

test('an answer deleted after the close is gone from the results too', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const answer = await room.as('bo').reply(question, good)
  await send(room, 'cy', question, formed)
  await room.close()
  await room.as('bo').remove(answer)
  await room.stage.settle()
  expect((await room.said()).join()).toMatch(/\(deleted by its author\)/)
  expect(await pressed(room, 'cy', `withdraw:${await roundOf(room, question)}`)).toContain(
    'its points stay as they are',
  )
  const everything = (await room.messages()).map(({ text }) => text).join('\n')
  expect(everything).not.toContain('Give every retry')
  expect(everything).not.toContain('fencing')
  expect(everything.match(/\(deleted by its author\)/g)).toHaveLength(2)
  expect(await room.points()).toEqual({ Bo: 10, Cy: 10 })
})

test('ten people who vote in the same second all count, once each', async () => {
  const voters = Array.from({ length: 10 }, (_, index) => `Voter${index}`)
  const room = await openStoryRoom({ people: ['Ada', ...voters] })
  const question = await room.nextQuestion()
  const answer = await room.as('ada').reply(question, good)
  const { engine } = room.studyhall()
  const at = room.stage.now()
  const vote = (name: string, emoji: string) =>
    engine.handle({
      kind: 'reacted',
      workspace: room.workspace,
      place: 'backend-prep',
      message: String(answer),
      emoji,
      at,
      member: { id: name.toLowerCase(), name },
    })
  await Promise.all(voters.flatMap((name) => [vote(name, '👍'), vote(name, '👍'), vote(name, '⭐')]))
  await Promise.all(
    voters.map(async (name) =>
      (await room.studyhall().room.as(room.workspace, name.toLowerCase())).react(answer, '👍', true),
    ),
  )
  await room.close()
  expect((await room.said()).at(-1)).toContain('1 answer, 10 votes')
  expect(await room.points()).toEqual({ Ada: 20, ...Object.fromEntries(voters.map((name) => [name, 1])) })
})

test('the results say who moved up on the board this week', async () => {
  const room = await openStoryRoom()
  const monday = await room.nextQuestion()
  const first = await room.as('bo').reply(monday, good)
  await room.as('ada').react(first)
  await room.close()
  expect((await room.said()).at(-1)).not.toContain('Moved up')
  const tuesday = await room.nextQuestion()
  await room.as('ada').reply(tuesday, other)
  await room.close()
  expect((await room.said()).at(-1)).toContain('**Moved up**: Ada 2 → 1')
})

async function openForm(room: StoryRoom, who: string, question: number) {
  const reply = await room.as(who).pressReply(question, `answer:${await roundOf(room, question)}`)
  if (reply?.kind !== 'form') throw new Error('the button should open a form')
  return reply.form
}

async function send(room: StoryRoom, who: string, question: number, answer: string): Promise<void> {
  const { id } = await openForm(room, who, question)
  await room.as(who).submit(id, { answer }, question)
  await room.pass({ seconds: 1 })
}

/** The round under an opening message, also when its buttons are gone. */
async function roundOf(room: StoryRoom, question: number): Promise<string> {
  const { study } = room.studyhall()
  const [row] = await study.database.sql`select id from rounds where opening_id = ${String(question)}`
  return row?.id ?? ''
}

/** A press of a button in a private reply, through the engine's door. */
async function pressed(room: StoryRoom, who: string, button: string): Promise<string> {
  const { engine, study } = room.studyhall()
  const reply = await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member: { id: who, name: who[0]?.toUpperCase() + who.slice(1) },
    button,
    at: room.stage.now(),
  })
  await room.stage.settle()
  return textIn(reply)
}

async function shown(room: StoryRoom) {
  return (await room.messages()).filter(({ author, text }) => author === null && text.includes('** answers:'))
}

async function marksOn(room: StoryRoom, message: number): Promise<string[]> {
  const found = (await room.messages()).find(({ id }) => id === message)
  return found?.reactions.filter(({ person }) => person === '').map(({ emoji }) => emoji) ?? []
}

function textIn(reply: Reply | undefined): string {
  return reply?.kind === 'message' ? reply.message.text : ''
}
