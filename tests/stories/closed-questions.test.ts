import { expect, test } from 'vitest'
import type { Reply } from '../../core/platform.ts'
import { openStoryRoom, type StoryOptions, type StoryRoom } from '../support/story-room.ts'
import { closedBank } from '../support/world.ts'

type Kind = 'single' | 'multi' | 'true-false' | 'numeric' | 'short'

/** A room whose only question is our own of this kind. */
async function roomAsking(kind: Kind, options: StoryOptions = {}): Promise<StoryRoom> {
  return openStoryRoom({ bank: closedBank(kind), ...options })
}

function textIn(reply: Reply | undefined): string {
  return reply?.kind === 'message' || reply?.kind === 'update' ? reply.message.text : ''
}

async function opening(room: StoryRoom) {
  const message = (await room.messages()).findLast(({ title }) => title !== null)
  if (message === undefined) throw new Error('no question was asked')
  /** The button or menu with this label, or the first whose label begins so. */
  const control = (label: string) =>
    [...message.buttons, ...message.menus].find((one) => one.label === label || one.label.startsWith(`${label} `))
      ?.id ?? ''
  /** The letter under which an option with this text is shown here. */
  const letter = (part: string) => new RegExp(`\\*\\*([A-E])\\*\\* ([^\\n]*)${part}`).exec(message.text)?.[1] ?? ''
  return { ...message, control, letter }
}

const rightIndex = '(tenant_id, created_at)'

test('a choice is confirmed to me alone, can be changed until the close, and gives ten points right or wrong', async () => {
  const room = await roomAsking('single')
  await room.nextQuestion()
  const question = await opening(room)
  const right = question.letter(rightIndex.replace(/[()]/g, '\\$&'))
  const wrong = question.letter('.\\(created_at, tenant_id\\)')
  expect([right, wrong]).toEqual([expect.stringMatching(/^[A-D]$/), expect.stringMatching(/^[A-D]$/)])
  expect(await room.as('bo').press(question.id, question.control(right))).toContain(`Your answer: ${right}.`)
  expect(await room.as('bo').press(question.id, question.control(wrong))).toContain(`Your answer: ${wrong}.`)
  expect(await room.as('cy').press(question.id, question.control(right))).toContain('You can change it until <time:')
  expect((await room.messages('ada')).some(({ text }) => text.includes('Your answer'))).toBe(false)
  expect(await room.as('ada').run('/study status')).toContain('2 answers so far')
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('### Results\n\n2 answers, 1 right.')
  expect(results).toContain(`- ✅ **${right}** \`${rightIndex}\` · 1`)
  expect(results).toContain('1. Why not: The range on the leading column')
  expect(results).toContain('Equality first, then the range')
  expect(results).not.toContain('It knows nothing of the tenant')
  expect(await room.points()).toEqual({ Bo: 10, Cy: 10 })
})

test('a press that is taken up late replaces no newer one, and I am told which stands', async () => {
  const room = await roomAsking('single')
  await room.nextQuestion()
  const question = await opening(room)
  const earlier = room.stage.now()
  await room.pass({ seconds: 2 })
  expect(await room.as('bo').press(question.id, question.control('B'))).toContain('Your answer: B.')
  const reply = await room.studyhall().engine.handle({
    kind: 'pressed',
    id: 'late',
    workspace: room.workspace,
    place: 'backend-prep',
    message: String(question.id),
    member: { id: 'bo', name: 'Bo' },
    button: question.control('A'),
    at: room.stage.now(),
    pressedAt: earlier,
  })
  expect(textIn(reply)).toContain('Your answer: B.')
  await room.close()
  expect((await room.said()).at(-1)).toMatch(/\*\*B\*\* .* · 1/)
})

test('the opening message loses its buttons at the close and keeps the options', async () => {
  const room = await roomAsking('single')
  await room.nextQuestion()
  const before = await opening(room)
  await room.as('bo').press(before.id, before.control('A'))
  await room.close()
  const after = await opening(room)
  expect(before.buttons.length).toBeGreaterThan(0)
  expect([after.buttons, after.menus]).toEqual([[], []])
  expect(after.text).toContain(rightIndex)
})

test('after the close a choice counts no more, and I am told', async () => {
  const room = await roomAsking('true-false')
  await room.nextQuestion()
  const question = await opening(room)
  await room.as('bo').press(question.id, question.control('True'))
  await room.close()
  const late = await pressForged(room, 'cy', question.control('False'))
  expect(late).toContain('so this no longer counts')
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('what is said in the thread is talk, and no votes are taken', async () => {
  const room = await roomAsking('true-false')
  const question = await room.nextQuestion()
  const talk = await room.as('ada').reply(question, 'It is false, since order is kept in a partition only.')
  expect(await room.as('bo').react(talk)).toBeUndefined()
  expect(await room.as('ada').react(talk)).toBeUndefined()
  await room.restart()
  await room.close()
  expect((await room.said()).at(-1)).toBe('**Closed without an answer.**')
  expect(await room.points()).toEqual({})
})

test('all that apply are chosen in one menu, and right are exactly the right ones', async () => {
  const room = await roomAsking('multi')
  await room.nextQuestion()
  const question = await opening(room)
  const [menu] = question.menus
  expect(menu?.most).toBe(menu?.choices.length)
  const values = (...parts: string[]) =>
    parts.map((part) => menu?.choices.find(({ label }) => label.includes(part))?.value ?? 'missing')
  await room.as('ada').press(question.id, menu?.id ?? '', values('PUT', 'DELETE', 'GET'))
  await room.as('bo').press(question.id, menu?.id ?? '', values('PUT', 'GET'))
  expect(await room.as('cy').press(question.id, menu?.id ?? '', values('PUT', 'POST'))).toMatch(
    /Your answer: [A-E], [A-E]\./,
  )
  expect(await room.as('cy').press(question.id, menu?.id ?? '', ['17'])).toContain('not an option of this question')
  expect(await room.as('cy').press(question.id, menu?.id ?? '', [])).toContain('choose at least one')
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('3 answers, 1 right')
  expect(results).toMatch(/✅ \*\*[A-E]\*\* `PUT[^\n]* · 3\n/)
  expect(results).toMatch(/`POST[^\n]* · 1\. Why not: /)
})

test('a number is typed in any unit that fits; another one is explained and given back', async () => {
  const room = await roomAsking('numeric')
  await room.nextQuestion()
  const question = await opening(room)
  const form = await room.as('bo').pressReply(question.id, question.control('Answer'))
  if (form?.kind !== 'form') throw new Error('the button should open a form')
  expect(form.form.note).toContain('Only you see')
  const send = (who: string, answer: string) => room.as(who).submit(form.form.id, { answer }, question.id)
  expect(await send('bo', 'about half an hour')).toMatchObject({
    kind: 'form',
    form: { fields: [{ value: 'about half an hour' }] },
    complaints: [{ field: 'answer', says: 'That is not a number: type it in digits, such as `1,500 min`.' }],
  })
  expect(await send('bo', '21.6 GB')).toMatchObject({
    complaints: [{ says: expect.stringContaining('give it in min') }],
  })
  expect(await send('bo', '9'.repeat(500))).toMatchObject({
    form: { fields: [{ value: '9'.repeat(500) }] },
    complaints: [{ says: expect.stringContaining('at most 200 characters') }],
  })
  expect(textIn(await send('bo', '1,296 s'))).toContain('Your answer: 1,296 s.')
  expect(textIn(await send('cy', '*43.2*'))).toBe('')
  expect(textIn(await send('cy', '43.2'))).toContain('Your answer: 43\\.2.')
  const again = await room.as('bo').pressReply(question.id, question.control('Answer'))
  expect(again).toMatchObject({ form: { fields: [{ value: '1,296 s' }] } })
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('2 answers, 1 right')
  expect(results).toContain('✅ **21.6 min** (give or take 0.1 min)')
  expect(results).toContain('Also said: 43\\.2 (1).')
  expect(await send('ada', '21.6')).toMatchObject({
    form: { fields: [{ value: '21.6' }] },
    complaints: [{ says: expect.stringContaining('no longer counts') }],
  })
})

test('a short answer may be spelt a little differently', async () => {
  const room = await roomAsking('short', { people: ['Ada', 'Bo', 'Cy', 'Dee'] })
  await room.nextQuestion()
  const question = await opening(room)
  const form = question.control('Answer')
  for (const [who, answer] of [
    ['ada', 'concurrently'],
    ['bo', '`CREATE INDEX Concurently`'],
    ['cy', 'NOWAIT'],
    ['dee', ' nowait '],
  ] as const) {
    await room.as(who).submit(form, { answer })
  }
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('4 answers, 2 right')
  expect(results).toContain('Also said: NOWAIT (2).')
})

test('the options stand in the same order for everyone, and in another one in another round', async () => {
  const room = await roomAsking('single')
  const orders = new Set<string>()
  for (let round = 0; round < 5; round += 1) {
    await room.nextQuestion()
    const { id, text, control } = await opening(room)
    await room.as('bo').press(id, control('A'))
    orders.add((text.match(/- \*\*[A-D]\*\* .*/g) ?? []).map((line) => line.slice(8)).join('\n'))
  }
  expect(orders.size).toBeGreaterThan(1)
  expect(new Set([...orders].map((order) => order.split('\n').sort().join('\n'))).size).toBe(1)
})

test('a forged choice does nothing', async () => {
  const room = await roomAsking('single')
  await room.nextQuestion()
  const id = (await opening(room)).control('A').split(':')[1]
  for (const button of [
    `choose-e:${id}`,
    'choose-a:nobody',
    `choose-a:${id?.replace(/./g, '0')}`,
    'choose-a',
    'withdraw:x',
  ])
    expect(await pressForged(room, 'bo', button)).toContain('no longer does anything')
  await room.close()
  expect((await room.said()).at(-1)).toBe('**Closed without an answer.**')
})

/** A press that the page does not offer. */
async function pressForged(room: StoryRoom, who: string, button: string): Promise<string> {
  const { engine, study } = room.studyhall()
  const member = { id: who, name: who }
  const reply = await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member,
    button,
    at: room.stage.now(),
  })
  return textIn(reply)
}

test('results that name me for my choice, or on the week’s board, lose my name with my data', async () => {
  const room = await roomAsking('single')
  await room.nextQuestion()
  const first = await opening(room)
  await room.as('bo').press(first.id, first.control('A'))
  await room.close()
  await room.nextQuestion()
  const second = await opening(room)
  await room.as('cy').press(second.id, second.control('A'))
  await room.close()
  const before = await resultsIn(room)
  expect(before.map((text) => [text.includes('**Points**: Bo'), text.includes('Bo')])).toEqual([
    [true, true],
    [false, true],
  ])
  for (const button of ['delete-data', 'delete-but-answers']) {
    if (button === 'delete-data') await room.as('bo').run('/study me')
    const shown = (await room.messages('bo')).findLast(({ buttons }) => buttons.some(({ id }) => id === button))
    await room.as('bo').press(shown?.id ?? 0, button)
  }
  const after = await resultsIn(room)
  expect(after.map((text) => [text.includes('Someone who left'), text.includes('Bo')])).toEqual([
    [true, false],
    [true, false],
  ])
})

async function resultsIn(room: StoryRoom): Promise<string[]> {
  return (await room.said()).filter((text) => text.startsWith('### Results'))
}
