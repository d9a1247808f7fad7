import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import {
  answerRows,
  blindQuestion,
  everything,
  good,
  openForm,
  other,
  reveal,
  revealed,
  roundIn,
  send,
  third,
  withdraw,
  withoutNumber,
} from '../support/blind-rounds.ts'
import { complaintsOf, filledIn, formOf, messageOf } from '../support/replies.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { removeFirst, schedulesOf, setUp, show } from '../support/story-schedules.ts'
import { closedBank } from '../support/world.ts'

test('a schedule is made blind at set-up, which says what that means, with two hours for ratings', async () => {
  const room = await openStoryRoom()
  await removeFirst(room)
  const form = formOf(await room.as('ada').runReply('/study schedule'))
  expect(form.fields.length).toBeLessThanOrEqual(5)
  expect(form.fields.find(({ name }) => name === 'voting')?.hint).toBe(
    'Blind: sent by form, shown without names, rated in private; the names come at the close.',
  )
  const made = messageOf(await setUp(room, { voting: 'blind' }))
  expect(made.text).toContain('How: blind: answers by form, shown without names')
  expect(made.text).toContain('answers for 8h, ratings for 2h more')
  expect(await schedulesOf(room)).toMatchObject([{ voting: 'blind', voteMinutes: 120 }])
})

test('an open schedule is turned blind and back, and a blind one always has time for ratings', async () => {
  const room = await openStoryRoom()
  const { press, submit } = await show(room)
  const before = formOf(await press('Change how'))
  expect(filledIn(before)).toMatchObject({ voting: ['open'], voteMinutes: '' })
  const blind = messageOf(await submit(before, { voting: 'blind' }))
  expect(blind.text).toContain('ratings for 2h more')
  expect(filledIn(formOf(await press('Change how')))).toMatchObject({ voting: ['blind'], voteMinutes: '2h' })
  await submit(before, { voting: 'blind', voteMinutes: '30m' })
  expect(await schedulesOf(room)).toMatchObject([{ voting: 'blind', voteMinutes: 30 }])
  await submit(before, { voting: 'open', voteMinutes: '' })
  expect(await schedulesOf(room)).toMatchObject([{ voting: 'open', voteMinutes: 0 }])
})

test('the question says in two sentences how a blind round goes and until when', async () => {
  const { room } = await blindQuestion()
  const [opening = ''] = await room.said()
  expect(opening).toContain(
    "Answer with the button below until <time:2026-03-02T16:00:00Z>. Nobody here sees an answer before; then all of them appear in the thread, without names.\n\nFrom then on, rate some of the others' in private until <time:2026-03-02T18:00:00Z>: scores and names come at the close.",
  )
  expect(opening).not.toContain('in this thread')
})

test('questions with buttons are asked as always by a blind schedule', async () => {
  const { room } = await blindQuestion({ bank: closedBank('single') })
  expect((await room.said())[0]).not.toContain('without names')
  expect(await roundIn(room)).toMatchObject({ voting: 'open', reveal_at: null })
  await room.close()
  expect((await room.said()).at(-1)).toContain('Closed without an answer')
})

test('I answer with the form, which says what anonymity means, and nobody sees it before the reveal', async () => {
  const { room, question } = await blindQuestion()
  const form = await openForm(room, 'bo', question)
  expect(form.note).toContain(
    'Until the close your answer stands without your name, for everyone and for those who manage this workspace. Whoever runs the bot could look it up',
  )
  expect(filledIn(form)).toEqual({ answer: '', atClose: ['named'] })
  const reply = messageOf(await room.as('bo').submit(form.id, { answer: good, atClose: 'named' }, question))
  expect(reply.text).toBe(
    'Your answer is kept. It appears without a name at <time:2026-03-02T16:00:00Z>; until then only you see it, and can change or withdraw it. Your name follows at the close.',
  )
  expect(reply.buttons).toMatchObject([{ label: 'Withdraw' }])
  await room.pass({ hours: 7 })
  expect((await everything(room)).join('\n')).not.toContain('Give every retry')
  expect(await room.as('ada').run('/study status')).toContain('1 answer so far')
})

test('what I sent can be changed until the reveal, with my choice of a name, and stands in the form', async () => {
  const { room, question } = await blindQuestion()
  await send(room, 'bo', question, good, 'nameless')
  const again = await openForm(room, 'bo', question)
  expect(filledIn(again)).toEqual({ answer: good, atClose: ['nameless'] })
  await send(room, 'cy', question, third)
  await send(room, 'bo', question, other, 'nameless')
  await reveal(room)
  expect((await revealed(room)).map(({ text }) => withoutNumber(text)).sort()).toEqual([`> ${third}`, `> ${other}`])
  const rows = await answerRows(room)
  expect(rows.filter(({ nameless }) => nameless).map(({ member }) => member)).toEqual(['bo'])
})

test('what is refused is given back with the reason, in the same form', async () => {
  const { room, question } = await blindQuestion()
  const { id } = await openForm(room, 'bo', question)
  const reply = await room.as('bo').submit(id, { answer: 'Use a lease.', atClose: 'nameless' }, question)
  expect(complaintsOf(reply).answer).toContain('five words or more')
  expect(filledIn(formOf(reply))).toEqual({ answer: 'Use a lease.', atClose: ['nameless'] })
})

test('an answer withdrawn before the reveal was seen by nobody, and sent again it stands again', async () => {
  const { room, question } = await blindQuestion()
  await send(room, 'bo', question, good)
  await send(room, 'cy', question, other)
  expect(await withdraw(room, 'bo')).toBe('Your answer is withdrawn. Nobody here has seen it.')
  expect(await withdraw(room, 'cy')).toContain('Nobody here has seen it')
  expect(await withdraw(room, 'cy')).toContain('There is no answer of yours')
  await send(room, 'cy', question, third)
  await reveal(room)
  expect((await revealed(room)).map(({ text }) => text)).toEqual([`**Answer 1**\n\n> ${third}`])
})

test('messages in the thread are talk: no ✓, no answers, one kind word a round, none to who has answered', async () => {
  const { room, question } = await blindQuestion()
  await send(room, 'cy', question, good)
  const word = await room.as('bo').replyHearing(question, other)
  expect(word).toContain('Answers here are given with the button “Answer”')
  expect(await room.as('bo').replyHearing(question, third)).toBeUndefined()
  expect(await room.as('di').replyHearing(question, 'What is a lease?')).toBeUndefined()
  expect(await room.as('cy').replyHearing(question, third)).toBeUndefined()
  const talk = await room.as('di').reply(question, third)
  await room.as('di').edit(talk, `${third} Always.`)
  expect((await room.messages()).flatMap(({ reactions }) => reactions)).toEqual([])
  expect(await room.as('ada').run('/study status')).toContain('1 answer so far')
  const mark = await room.as('di').press(talk, 'mine')
  expect(mark).toContain('A message cannot become one')
  await room.pass({ minutes: 10 })
  await room.restart()
  await reveal(room)
  expect((await revealed(room)).map(({ text }) => text)).toEqual([`**Answer 1**\n\n> ${good}`])
})

test('where messages cannot be read, a blind round goes the same way', async () => {
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    notes: { formsOnly: 'I cannot read messages here.' },
    start: (engine) =>
      platform.start({ ...engine, handle: (event) => engine.handle('text' in event ? { ...event, text: '' } : event) }),
  })
  const { room, question } = await blindQuestion({ wrap })
  await room.as('eve').reply(question, third)
  for (const [who, text] of [
    ['bo', good],
    ['cy', other],
  ] as const)
    await send(room, who, question, text)
  await reveal(room)
  expect((await revealed(room)).map(({ text }) => withoutNumber(text)).sort()).toEqual(
    [`> ${good}`, `> ${other}`].sort(),
  )
})
