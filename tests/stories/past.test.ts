import { expect, test } from 'vitest'
import type { Message, Reply } from '../../core/platform.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { closedBank, openBank } from '../support/world.ts'

const good = 'Give every retry the same key, and let the database refuse the second one.'

test('I browse the earlier questions here, five a page, each with its best answer', async () => {
  const room = await openStoryRoom()
  expect(await room.as('cy').run('/question browse')).toContain('No question has been closed in this channel yet')
  for (let day = 1; day <= 7; day += 1) {
    await room
      .as(day % 2 ? 'ada' : 'bo')
      .reply(await room.nextQuestion(), `${good} Day ${day}. ${'And so on. '.repeat(50)}`)
    await room.close()
  }
  const first = await room.as('cy').runReply('/question browse')
  expect(daysIn(first)).toEqual([7, 6, 5, 4, 3])
  expect(textIn(first)).toMatch(
    /\*\*1\. .*\*\* · .* · <time:2026-03-10T16:00:00Z>\n\nAda · 0 votes\n\n> Give every retry/,
  )
  expect(textIn(first)).toContain('…')
  const listed = await latestPrivate(room, 'cy')
  expect(labelsOf(first)).toEqual(['Practise 1', 'Practise 2', 'Practise 3', 'Practise 4', 'Practise 5', 'Older'])
  const older = await room.as('cy').pressReply(listed, idOf(first, 'Older'))
  expect([older?.kind, daysIn(older), labelsOf(older)]).toEqual([
    'update',
    [2, 1],
    ['Practise 1', 'Practise 2', 'Newer'],
  ])
  const newer = await room.as('cy').pressReply(listed, idOf(older, 'Newer'))
  expect([daysIn(newer), labelsOf(newer).at(-1)]).toEqual([[7, 6, 5, 4, 3], 'Older'])
})

test('I browse one topic, by its name; a wrong one gets the right ones named', async () => {
  const room = await openStoryRoom()
  for (let day = 1; day <= 3; day += 1) {
    await room.as('ada').reply(await room.nextQuestion(), `${good} Day ${day}.`)
    await room.close()
  }
  const titles = (await room.messages()).flatMap(({ title }) => title?.split(':')[0] ?? [])
  expect(daysIn(await room.as('bo').runReply(`/question browse ${titles[1]?.toLowerCase()}`))).toEqual([2])
  const wrong = await room.as('bo').run('/question browse knitting')
  expect(wrong).toContain('No earlier question here is about “knitting”')
  for (const title of titles) expect(wrong).toContain(title)
})

test('a deleted answer is not browsed', async () => {
  const room = await openStoryRoom()
  const answer = await room.as('ada').reply(await room.nextQuestion(), good)
  await room.close()
  await room.as('ada').remove(answer)
  expect(await room.as('bo').run('/question browse')).toContain('No answer stands.')
})

test('I practise an open question alone: my text beside what a good answer covers, and no points', async () => {
  const room = await openStoryRoom()
  await room.as('ada').reply(await room.nextQuestion(), good)
  await room.close()
  const results = (await room.messages()).findLast(({ buttons }) =>
    buttons.some(({ label }) => label === 'Practise it alone'),
  )
  const practise = results?.buttons.find(({ label }) => label === 'Practise it alone')?.id ?? ''
  const question = await room.as('bo').pressReply(results?.id ?? 0, practise)
  expect(textIn(question)).toContain('gives no points')
  const form = await room.as('bo').pressReply(await latestPrivate(room, 'bo'), idOf(question, 'Answer'))
  if (form?.kind !== 'form') throw new Error('the button should open a form')
  expect(form.form.note).toContain('Only you see')
  expect(await room.as('bo').submit(form.form.id, { answer: ' ' })).toMatchObject({ kind: 'form', complaints: [{}] })
  const compared = textIn(await room.as('bo').submit(form.form.id, { answer: 'A bigger *machine*.' }))
  expect(compared).toMatch(
    /\*\*You wrote\*\*\n\n> A bigger \*machine\*\.[\s\S]*What a good answer covers[\s\S]*Reference answer/,
  )
  expect((await room.said()).join()).not.toContain('bigger *machine*')
  expect(await room.points()).toEqual({ Ada: 10 })
})

test('I practise options alone: graded at once, with why', async () => {
  const room = await openStoryRoom({ bank: closedBank('single', 'true-false') })
  for (let day = 1; day <= 2; day += 1) {
    const { buttons = [] } = await practised(room)
    const replies = await Promise.all(buttons.map(({ id }) => press(room, id)))
    expect(replies.filter((reply) => textIn(reply).startsWith('**Right.**'))).toHaveLength(1)
    expect(replies.filter((reply) => textIn(reply).startsWith('**Not quite.**'))).toHaveLength(buttons.length - 1)
    expect(replies.every((reply) => textIn(reply).includes('gives no points'))).toBe(true)
  }
  expect(await room.points()).toEqual({ Bo: 20 })
})

test('I practise a menu alone: all that apply, or not quite', async () => {
  const room = await openStoryRoom({ bank: closedBank('multi') })
  const { menus: [menu] = [] } = await practised(room)
  const valuesOf = (wanted: RegExp) => menu?.choices.filter(({ label }) => wanted.test(label)).map(({ value }) => value)
  const send = async (values: readonly string[] | undefined) =>
    textIn(await room.as('cy').pressReply(await latestPractice(room), menu?.id ?? '', values))
  expect(await send(valuesOf(/PUT|DELETE|GET/))).toMatch(/^\*\*Right\.\*\*/)
  expect(await send(valuesOf(/PUT|POST/))).toMatch(/^\*\*Not quite\.\*\*[\s\S]*a second order/)
  expect(await send([])).toContain('choose at least one')
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('I practise a number or a short text alone: in a form that is given back when it cannot be taken', async () => {
  const room = await openStoryRoom({ bank: closedBank('numeric', 'short') })
  for (let day = 1; day <= 2; day += 1) {
    const { buttons: [button] = [] } = await practised(room)
    const form = await room.as('cy').pressReply(await latestPractice(room), button?.id ?? '')
    if (form?.kind !== 'form') throw new Error('the button should open a form')
    expect(await room.as('cy').submit(form.form.id, { answer: '' })).toMatchObject({ kind: 'form', complaints: [{}] })
    const wrong = textIn(await room.as('cy').submit(form.form.id, { answer: '7' }))
    expect(wrong).toMatch(/^\*\*Not quite\.\*\* The right answer: \*\*(21\.6 min|CONCURRENTLY)\*\*/)
    const right = /21\.6 min|CONCURRENTLY/.exec(wrong)?.[0] ?? ''
    expect(textIn(await room.as('cy').submit(form.form.id, { answer: right }))).toMatch(/^\*\*Right\.\*\*/)
  }
  expect(await room.points()).toEqual({ Bo: 20 })
})

test('a question that is open cannot be practised: that would give its answer away', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  const round = await nextRound(room)
  for (const button of [`practise:${round}`, `try-a:${round}`, `try-form:${round}`])
    expect(textIn(await press(room, button))).toContain('is being asked right now')
  for (const button of ['practise:x', `try-e:${round.replace(/./g, '0')}`, 'older:x', 'newer:', 'flag:x'])
    expect(textIn(await press(room, button))).toContain('no longer does anything')
})

test('I flag the latest question with a reason; a second flag replaces it, and admins see it', async () => {
  const room = await openStoryRoom()
  expect(textIn(await room.as('bo').runReply('/question flag'))).toContain('there is none to flag')
  const id = await room.nextQuestion()
  const form = await room.as('bo').runReply('/question flag')
  if (form?.kind !== 'form') throw new Error('flagging should open a form')
  const flag = (who: string, reason: string, text = '') => room.as(who).submit(form.form.id, { reason, text }, id)
  expect(await flag('bo', 'because')).toMatchObject({ complaints: [{ field: 'reason' }] })
  expect(await flag('bo', 'other')).toMatchObject({
    form: { fields: [{ value: ['other'] }, {}] },
    complaints: [{ field: 'text' }],
  })
  expect(await flag('bo', 'wrong', 'x'.repeat(501))).toMatchObject({
    complaints: [{ says: expect.stringContaining('501') }],
  })
  expect(textIn(await flag('bo', 'unclear'))).toContain('Thank you')
  await room.pass({ minutes: 1 })
  await flag('cy', 'outdated')
  await room.pass({ minutes: 1 })
  await flag('bo', 'wrong', 'The *sum* is off')
  const seen = (await room.as('ada').run('/study status')) ?? ''
  expect(seen).toContain('2 flags on questions')
  expect(seen).toMatch(/The answer is wrong: The \\\*sum\\\* is off \(Bo\)\n.*It is outdated \(Cy\)/)
  expect(seen).not.toContain('unclear')
  expect(await room.as('bo').run('/study status')).not.toContain('flags')
})

/** The next question, answered by Bo and closed; then practised by Cy: what Cy is shown. */
async function practised(room: StoryRoom): Promise<Message> {
  const round = await nextRound(room)
  await press(room, `choose-a:${round}`, 'bo')
  await press(room, `choose:${round}`, 'bo', ['0'])
  await room.as('bo').submit(`answer:${round}`, { answer: '7' })
  await room.close()
  const practise = `practise:${round}`
  const results = (await room.messages()).find(({ buttons }) => buttons.some(({ id }) => id === practise))
  const reply = await room.as('cy').pressReply(results?.id ?? 0, practise)
  if (reply?.kind !== 'message') throw new Error('practising should show the question')
  return reply.message
}

async function nextRound(room: StoryRoom): Promise<string> {
  const question = await room.nextQuestion()
  const opening = (await room.messages()).find(({ id }) => id === question)
  return [...(opening?.menus ?? []), ...(opening?.buttons ?? [])][0]?.id.split(':')[1] ?? ''
}

async function latestPractice(room: StoryRoom): Promise<number> {
  return (await room.messages('cy')).findLast(({ text }) => text.startsWith('**Practise alone**'))?.id ?? 0
}

/** A press through the engine's door; the reply is shown to nobody. */
async function press(
  room: StoryRoom,
  button: string,
  who = 'cy',
  values?: readonly string[],
): Promise<Reply | undefined> {
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
    ...(values ? { values } : {}),
  })
  await room.stage.settle()
  return reply
}

async function latestPrivate(room: StoryRoom, who: string): Promise<number> {
  return (await room.messages(who)).findLast(({ onlyFor }) => onlyFor === who)?.id ?? 0
}

function daysIn(reply: Reply | undefined): number[] {
  return [...textIn(reply).matchAll(/Day (\d)/g)].map(([, day]) => Number(day))
}

function labelsOf(reply: Reply | undefined): string[] {
  return reply?.kind === 'message' || reply?.kind === 'update'
    ? (reply.message.buttons ?? []).map(({ label }) => label)
    : []
}

function idOf(reply: Reply | undefined, label: string): string {
  const buttons = reply?.kind === 'message' || reply?.kind === 'update' ? (reply.message.buttons ?? []) : []
  return buttons.find((button) => button.label === label)?.id ?? ''
}

function textIn(reply: Reply | undefined): string {
  return reply?.kind === 'message' || reply?.kind === 'update' ? reply.message.text : ''
}

test('I say what is wrong with a question from the question itself, in a button that stands aside', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const message = (await room.messages()).find(({ id }) => id === question)
  const button = message?.buttons.find(({ label }) => label === 'Something is wrong with this question')
  expect(button?.aside).toBe(true)
  const form = await room.as('bo').pressReply(question, button?.id ?? '')
  if (form?.kind !== 'form') throw new Error('flagging should open a form')
  await room.as('bo').submit(form.form.id, { reason: 'unclear', text: '' }, question)
  expect(await room.as('ada').run('/study status')).toContain('1 flag on questions')
})

test('after the close I see my own answer beside what a good one covers, and nobody else does', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  const mine = await room.as('bo').reply(question, 'Give every retry the same key, and refuse the second one.')
  await room.as('cy').react(mine)
  await room.close()
  const results = (await room.messages()).findLast(({ buttons }) => buttons.length > 0)
  const beside = results?.buttons.find(({ label }) => label === 'My answer beside it')?.id ?? ''
  const shown = (await room.as('bo').press(results?.id ?? 0, beside)) ?? ''
  expect(shown).toMatch(/^\*\*Your answer\*\* · 1 vote · place 1 of 1 · 11 points\n\n> Give every retry/)
  expect(shown).toContain('**A strong answer**')
  expect(await room.as('ada').press(results?.id ?? 0, beside)).toContain('You have no answer in this round.')
  expect((await room.messages('cy')).some(({ text }) => text.includes('**Your answer**'))).toBe(false)
})

test('a round whose question has left the bank still closes, with its points', async () => {
  const questions = new Map(openBank.questions)
  const room = await openStoryRoom({ bank: { ...openBank, questions } })
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, 'Give every retry the same key, and refuse the second one.')
  questions.clear()
  await room.close()
  expect((await room.said()).at(-1)).toMatch(/no longer in the bank[\s\S]*Bo \+10/)
})
