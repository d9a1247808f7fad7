import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Message, Reply } from '../../core/platform.ts'
import { buttonOf, complaintsOf, filledIn, formOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { newId } from '../support/world.ts'

const single = {
  question: 'Which header asks whether a cached copy is still good?',
  options: 'Cache-Control\n* If-None-Match\nAge',
  explanation: 'It carries the ETag of the copy.',
  topic: 'Caching and performance',
  source: '',
}

/** Bo suggests, as many as it takes. */
async function suggest(
  room: StoryRoom,
  who = 'bo',
  typed: Record<string, string> = single,
): Promise<Reply | undefined> {
  return room.as(who).submit('suggest:single', typed)
}

async function waiting(room: StoryRoom, who = 'ada'): Promise<Message> {
  return messageOf(await room.as(who).runReply('/question suggestions'))
}

async function press(room: StoryRoom, message: Message, label: string, who = 'ada'): Promise<Reply | undefined> {
  const shown = (await room.messages(who)).at(-1)?.id ?? 0
  return room.as(who).pressReply(shown, buttonOf(message, label))
}

async function tellings(room: StoryRoom, who: string): Promise<string> {
  return (await room.told(who)).join('\n---\n')
}

test('a member suggests a question, an admin approves it, and it is asked here', async () => {
  const room = await openStoryRoom()
  const form = formOf(await room.as('bo').runReply('/question suggest single'))
  expect(form.fields.map(({ name }) => name)).toEqual(['question', 'options', 'explanation', 'topic', 'source'])
  expect(messageOf(await room.as('bo').submit(form.id, single)).text).toContain('An admin looks at it')
  const shown = await waiting(room)
  expect(shown.text).toContain('Suggested by Bo')
  expect(shown.text).toContain(`> ${single.question}`)
  expect(shown.text).toContain('- ✓ If\\-None\\-Match')
  const approved = await press(room, shown, 'Approve')
  expect(approved?.kind).toBe('update')
  const [, id = ''] = /as `(own\.[a-z0-9-]+)`/.exec(messageOf(approved).text) ?? []
  expect(messageOf(approved).text).toContain('No suggestion is waiting.')
  expect(await room.as('ada').run(`/question pin ${id} 2026-03-02`)).toContain('Pinned')
  const question = await room.nextQuestion()
  const asked = (await room.messages()).find((message) => message.id === question)
  expect(asked?.text).toContain(single.question)
  expect(asked?.buttons.map(({ label }) => label)).toContain('A')
  await room.pass({ hours: 25 })
  expect(await tellings(room, 'bo')).toContain(`*${single.question}*, was approved`)
})

test('without a kind there is a choice of four, each with a form of at most five fields', async () => {
  const room = await openStoryRoom()
  const choice = messageOf(await room.as('bo').runReply('/question suggest'))
  expect(choice.buttons?.map(({ label }) => label)).toEqual([
    'Answered in the thread',
    'With options',
    'True or false',
    'With a short answer',
  ])
  const message = (await room.messages('bo')).at(-1)?.id ?? 0
  for (const { id } of choice.buttons ?? []) {
    const form = formOf(await room.as('bo').pressReply(message, id))
    expect(form.id).toBe(id)
    expect(form.fields.length).toBeLessThanOrEqual(5)
  }
  const typed = { question: 'A POST may be cached.', topic: 'Caching', answer: 'true', source: '' }
  expect(messageOf(await room.as('bo').submit('suggest:true-false', typed)).text).toContain('Thank you')
  expect((await waiting(room)).text).toContain('Right: true')
})

test('what is wrong is said at its field, and what was typed stays', async () => {
  const room = await openStoryRoom()
  const refused = await suggest(room, 'bo', { ...single, options: 'one\ntwo', topic: '' })
  expect(complaintsOf(refused)).toEqual({
    options: expect.stringContaining('Put `*` before'),
    topic: expect.stringContaining('Name a topic'),
  })
  expect(filledIn(formOf(refused))).toEqual({ ...single, options: 'one\ntwo', topic: '' })
  expect((await waiting(room)).text).toBe('No suggestion is waiting.')
})

test('three may wait; the next can be made once one is decided', async () => {
  const room = await openStoryRoom()
  for (const question of ['One?', 'Two?', 'Three?']) await suggest(room, 'bo', { ...single, question })
  const fourth = await suggest(room)
  expect(complaintsOf(fourth).question).toContain('You have three suggestions waiting')
  expect(filledIn(formOf(fourth))).toEqual(single)
  expect(messageOf(await room.as('bo').runReply('/question suggest open')).text).toContain('three suggestions waiting')
  expect(messageOf(await suggest(room, 'cy')).text).toContain('Thank you')
  await press(room, await waiting(room), 'Approve')
  expect(messageOf(await suggest(room)).text).toContain('Thank you')
})

test('of many that a member sends at once, three are taken', async () => {
  const room = await openStoryRoom()
  const { engine } = room.studyhall()
  const values = Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value]]))
  const sent = { kind: 'submitted', workspace: room.workspace, place: channel, form: 'suggest:single', values } as const
  const member = { id: 'bo', name: 'Bo' }
  const replies = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((id) => engine.handle({ ...sent, member, id: `at-once-${id}`, at: room.stage.now() })),
  )
  expect(replies.filter((reply) => reply?.kind === 'message' && reply.message.text.startsWith('Thank'))).toHaveLength(3)
  expect(replies.filter((reply) => 'question' in complaintsOf(reply))).toHaveLength(3)
})

test('an excluded member cannot suggest, and reads why', async () => {
  const room = await openStoryRoom()
  await suggest(room)
  await room.as('ada').run('/study exclude bo')
  expect(messageOf(await room.as('bo').runReply('/question suggest open')).text).toContain('has excluded you')
  const refused = await suggest(room)
  expect(complaintsOf(refused).question).toContain('has excluded you')
  expect(filledIn(formOf(refused))).toEqual(single)
  await room.as('ada').run('/study readmit bo')
  expect(messageOf(await suggest(room)).text).toContain('Thank you')
})

test('only those who manage the workspace see and decide', async () => {
  const room = await openStoryRoom()
  await suggest(room)
  expect(await room.as('bo').run('/question suggestions')).toContain('Only people who manage this workspace')
  const shown = await waiting(room)
  for (const label of ['Approve', 'Edit', 'Refuse'])
    expect(messageOf(await forged(room, buttonOf(shown, label), 'bo')).text).toContain('Only people who manage')
  const id = buttonOf(shown, 'Refuse')
  expect(messageOf(await room.as('bo').submit(id, { reason: 'no' })).text).toContain('Only people who manage')
  expect((await waiting(room)).text).toContain('Suggested by Bo')
})

test('an admin mends a suggestion before approving it; nothing is decided by that', async () => {
  const room = await openStoryRoom()
  await suggest(room)
  const shown = await waiting(room)
  const form = formOf(await press(room, shown, 'Edit'))
  expect(filledIn(form)).toEqual({ ...single, options: 'Cache-Control\n* If-None-Match\nAge' })
  const wrong = await room.as('ada').submit(form.id, { ...single, options: 'one' })
  expect(complaintsOf(wrong).options).toContain('2 to 8')
  const options = '* If-None-Match\n* If-Modified-Since\nAge'
  const mended = messageOf(await room.as('ada').submit(form.id, { ...single, question: 'Which two ask?', options }))
  expect(mended.text).toContain('Nothing is decided yet.')
  expect(mended.text).toContain('several options are right')
  expect(mended.text).toContain('Suggested by Bo')
  expect(messageOf(await press(room, mended, 'Approve')).text).toContain('Approved: *Which two ask?*')
})

test('who suggested a question that is refused reads why, in private and once', async () => {
  const room = await openStoryRoom()
  await suggest(room)
  const shown = await waiting(room)
  const form = formOf(await press(room, shown, 'Refuse'))
  expect(complaintsOf(await room.as('ada').submit(form.id, { reason: ' ' })).reason).toContain('Say why')
  expect(complaintsOf(await room.as('ada').submit(form.id, { reason: 'x'.repeat(501) })).reason).toContain('500')
  const refused = messageOf(await room.as('ada').submit(form.id, { reason: 'We <role:1> had *that*.' }))
  expect(refused.text).toContain('Its author is told why.')
  expect(await tellings(room, 'bo')).toBe('')
  await room.pass({ hours: 49 })
  expect(await tellings(room, 'bo')).toMatch(/was not taken: “We \\<role:1\\> had \\\*that\\\*\\\.”/)
  expect(await room.told('bo')).toHaveLength(1)
})

test('one after another is shown, the oldest first, with how many more there are', async () => {
  const room = await openStoryRoom()
  await suggest(room, 'bo', { ...single, question: 'First?' })
  await room.pass({ minutes: 1 })
  await suggest(room, 'cy', { ...single, question: 'Second?' })
  const first = await waiting(room)
  expect(first.text).toMatch(/Suggested by Bo.*; 1 more waits[\s\S]*First\?/)
  const second = messageOf(await press(room, first, 'Approve'))
  expect(second.text).toMatch(/Approved: \*First[\s\S]*Suggested by Cy[\s\S]*Second\?/)
  expect(messageOf(await press(room, second, 'Approve')).text).toContain('No suggestion is waiting.')
})

test('of two admins who press at once one decides, and the other reads who did', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Bo', { name: 'Dee', admin: true }] })
  await suggest(room)
  const button = buttonOf(await waiting(room), 'Approve')
  const { engine } = room.studyhall()
  const spot = { workspace: room.workspace, place: channel, message: '1', at: room.stage.now() }
  const replies = await Promise.all([
    engine.handle({ kind: 'pressed', id: 'one', member: { id: 'ada', name: 'Ada', admin: true }, button, ...spot }),
    engine.handle({ kind: 'pressed', id: 'two', member: { id: 'dee', name: 'Dee', admin: true }, button, ...spot }),
  ])
  const texts = replies.map((reply) => messageOf(reply).text)
  expect(texts.filter((text) => text.startsWith('Approved:'))).toHaveLength(1)
  expect(texts.filter((text) => /^(Ada|Dee) approved \*.*\* already\./.test(text))).toHaveLength(1)
  const refuse = button.replace('approve', 'refuse')
  expect(messageOf(await room.as('ada').submit(refuse, { reason: 'no' })).text).toMatch(/^(Ada|Dee) approved/)
  const [row] = await rows(room, 'own_questions')
  expect(row).toMatchObject({ pack: 'suggestions', suggested_by: 'bo' })
})

test('buttons of a suggestion that is gone, or never was, do nothing', async () => {
  const room = await openStoryRoom()
  for (const id of ['no-row', newId()])
    for (const button of ['suggestion-approve', 'suggestion-edit', 'suggestion-refuse'])
      expect(messageOf(await forged(room, `${button}:${id}`, 'ada')).text).toContain('no longer there')
})

test('admins are told once a day that suggestions wait, and not of their own', async () => {
  const room = await openStoryRoom()
  await room.as('cy').run('/study status')
  await room.as('ada').run('/study admins add cy')
  await suggest(room, 'cy')
  await suggest(room, 'bo')
  await suggest(room, 'bo')
  await room.pass({ hours: 25 })
  const toAda = await room.told('ada')
  expect(toAda).toHaveLength(1)
  expect(toAda[0]?.match(/\/question suggestions/g)).toHaveLength(1)
  await suggest(room, 'bo')
  await room.pass({ hours: 24 })
  expect(await room.told('ada')).toHaveLength(2)
  expect(await tellings(room, 'cy')).toContain('/question suggestions')
})

test('an admin without anyone to tell gets no thanks from themselves', async () => {
  const room = await openStoryRoom({ people: ['Ada'] })
  await suggest(room, 'ada')
  await press(room, await waiting(room), 'Approve')
  await room.pass({ hours: 49 })
  expect(await tellings(room, 'ada')).not.toMatch(/suggest/)
  await suggest(room, 'ada', { ...single, question: 'Second?' })
  const form = formOf(await press(room, await waiting(room), 'Refuse'))
  const refused = messageOf(await room.as('ada').submit(form.id, { reason: 'I know better now.' }))
  expect(refused.text).toContain('Refused: *Second?*.\n')
})

test('what I suggested is in my data; deleted, what waits is gone and what was decided is nobody’s', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  await suggest(room, 'quill', { ...single, question: 'First?' })
  await press(room, await waiting(room), 'Approve')
  await suggest(room, 'quill', { ...single, question: 'Second?' })
  const data = await exported(room, 'quill')
  expect(data.suggestions?.map(({ body }) => body.question).sort()).toEqual(['First?', 'Second?'])
  expect(JSON.stringify(data)).not.toContain('"ada"')
  await room.as('quill').run('/study me')
  for (const button of ['delete-data', 'delete-but-answers']) await pressLast(room, 'quill', button)
  expect(await rows(room, 'suggestions')).toEqual([expect.objectContaining({ member: null, decided_by: 'ada' })])
  expect(await rows(room, 'own_questions')).toEqual([expect.objectContaining({ suggested_by: null })])
  expect((await waiting(room)).text).toBe('No suggestion is waiting.')
})

/** A press that no message offered. */
async function forged(room: StoryRoom, button: string, who: string): Promise<Reply | undefined> {
  const member = { id: who, name: who, admin: who === 'ada' }
  const spot = { workspace: room.workspace, place: channel, message: '1', at: room.stage.now() }
  return room.studyhall().engine.handle({ kind: 'pressed', id: newId(), member, button, ...spot })
}

/** Presses a button on the latest message that carries it. */
async function pressLast(room: StoryRoom, who: string, button: string): Promise<Reply | undefined> {
  const found = (await room.messages(who)).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
  return room.as(who).pressReply(found?.id ?? 0, button)
}

async function exported(room: StoryRoom, who: string) {
  await room.as(who).run('/study me')
  const [file] = messageOf(await pressLast(room, who, 'export-data')).files ?? []
  return JSON.parse(file?.text ?? '{}') as Record<string, { body: { question: string } }[]>
}

async function rows(room: StoryRoom, table: string): Promise<Record<string, unknown>[]> {
  return inWorkspace(room.studyhall().study.database, room.workspace, (tx) => {
    const run = sqlOf(tx)
    return run`select * from ${run(table)}`
  })
}
