import { expect, test } from 'vitest'
import type { Reply } from '../../core/platform.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { closedBank } from '../support/world.ts'

/** The items of our question by a part of each, in the right order. */
const rightOrder = ['ADD CONSTRAINT', 'UPDATE', 'VALIDATE', 'SET NOT NULL', 'DROP CONSTRAINT']

async function roomAsking(): Promise<StoryRoom> {
  return openStoryRoom({ bank: closedBank('ordering'), people: ['Ada', 'Bo', 'Cy', 'Dee'] })
}

async function opening(room: StoryRoom) {
  const message = (await room.messages()).findLast(({ title }) => title !== null)
  if (message === undefined) throw new Error('no question was asked')
  /** The button that opens the form, and the form. */
  const form = message.buttons.find(({ label }) => label === 'Answer')?.id ?? ''
  return { ...message, form, right: lettersIn(message.text) }
}

/** The letters under which the items are shown, in the right order. */
function lettersIn(text: string): string[] {
  return rightOrder.map((part) => new RegExp(`- \\*\\*([A-E])\\*\\* [^\\n]*${part}`).exec(text)?.[1] ?? '?')
}

function textIn(reply: Reply | undefined): string {
  return reply?.kind === 'message' ? reply.message.text : ''
}

/** With the first two changed about. */
function swapped([first = '', second = '', ...others]: readonly string[]): string[] {
  return [second, first, ...others]
}

test('the items come with letters in another order, and I answer by typing these', async () => {
  const room = await roomAsking()
  await room.nextQuestion()
  const { id, text, form, right } = await opening(room)
  expect(right.toSorted().join('')).toBe('ABCDE')
  expect(right.join('')).not.toBe('ABCDE')
  expect(text).toContain('Press Answer and give the letters in the right order until <time:')
  const asked = await room.as('bo').pressReply(id, form)
  expect(asked).toMatchObject({
    form: { fields: [{ label: 'The letters in order, such as A B C D E', value: '' }] },
  })
  const typed = swapped(right).join('').toLowerCase()
  expect(textIn(await room.as('bo').submit(form, { answer: typed }))).toContain(
    `Your answer: ${swapped(right).join(' ')}. You can change it until <time:`,
  )
  const again = await room.as('bo').pressReply(id, form)
  expect(again).toMatchObject({ form: { fields: [{ value: swapped(right).join(' ') }] } })
})

test('letters that are no order are given back with what would be right', async () => {
  const room = await roomAsking()
  await room.nextQuestion()
  const { form } = await opening(room)
  for (const answer of ['A B C D', 'A B C D D', '0 1 2 3 4', 'the first one'])
    expect(await room.as('bo').submit(form, { answer })).toMatchObject({
      form: { fields: [{ value: answer }] },
      complaints: [{ field: 'answer', says: 'Give each of the letters A to E once, such as `A B C D E`.' }],
    })
  const book = 'A B C D E '.repeat(10_000).trim()
  expect(await room.as('bo').submit(form, { answer: book })).toMatchObject({
    form: { fields: [{ value: book }] },
    complaints: [{ says: 'That is too long: at most 200 characters fit.' }],
  })
  await room.close()
  expect((await room.said()).at(-1)).toBe('**Closed without an answer.**')
})

test('the results show the right order and why, who had it is counted, and what else was said', async () => {
  const room = await roomAsking()
  await room.nextQuestion()
  const { form, right } = await opening(room)
  const send = (who: string, letters: readonly string[], between: string) =>
    room.as(who).submit(form, { answer: letters.join(between) })
  await send('ada', swapped(right), ' ')
  await send('ada', right, ' > ')
  await send('bo', swapped(right), ', ')
  await send('cy', swapped(right), '')
  await send('dee', right.toReversed(), '-')
  await room.restart()
  await room.close()
  const results = (await room.said()).at(-1) ?? ''
  expect(results).toContain('4 answers, 1 right.')
  expect(results).toMatch(
    new RegExp(
      `✅ The right order:\n\n${rightOrder.map((part, place) => `${place + 1}\\. \\*\\*${right[place]}\\*\\* [^\n]*${part}[^\n]*`).join('\n')}\n\n`,
    ),
  )
  expect(results).toContain(`Also said: ${swapped(right).join(' ')} (2), ${right.toReversed().join(' ')} (1).`)
  expect(results).toContain('**Why**\n\nThe constraint that is not valid yet')
  expect(await room.points()).toEqual({ Ada: 10, Bo: 10, Cy: 10, Dee: 10 })
})

test('an earlier one is read in its right order, and practised alone', async () => {
  const room = await roomAsking()
  await room.nextQuestion()
  const asked = await opening(room)
  await room.as('bo').submit(asked.form, { answer: asked.right.join(' ') })
  await room.close()
  expect(await room.as('cy').run('/question browse')).toMatch(
    /The right answer: \*\*[A-E]\*\* `ADD CONSTRAINT[^→]* → [^→]* → [^→]* → [^→]* → \*\*[A-E]\*\* `DROP/,
  )
  const browsed = (await room.messages('cy')).findLast(({ onlyFor }) => onlyFor === 'cy')
  const practise = browsed?.buttons.find(({ label }) => label.startsWith('Practise'))?.id ?? ''
  const question = await room.as('cy').pressReply(browsed?.id ?? 0, practise)
  const right = lettersIn(textIn(question))
  const [button] = question?.kind === 'message' ? (question.message.buttons ?? []) : []
  const form = button?.id.replace('try-form', 'try') ?? ''
  const send = async (answer: string) => room.as('cy').submit(form, { answer })
  expect(await send('A B')).toMatchObject({ complaints: [{ says: expect.stringContaining('A to E once') }] })
  expect(textIn(await send(swapped(right).join(' ')))).toMatch(/^\*\*Not quite\.\*\* The right order:\n\n1\. \*\*/)
  expect(textIn(await send(right.join(' ')))).toMatch(/^\*\*Right\.\*\*\n\nThe constraint that is not valid yet/)
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('a forged press names no order: only letters are taken', async () => {
  const room = await roomAsking()
  await room.nextQuestion()
  const round = (await opening(room)).form.split(':')[1]
  const forge = async (button: string) => {
    const { engine, study } = room.studyhall()
    const reply = await engine.handle({
      kind: 'pressed',
      id: study.newId(),
      workspace: room.workspace,
      place: 'backend-prep',
      message: '1',
      member: { id: 'bo', name: 'Bo' },
      button,
      values: ['0', '1', '2', '3', '4'],
      at: room.stage.now(),
    })
    return textIn(reply)
  }
  expect(await forge(`choose:${round}`)).toContain('no longer does anything')
  expect(await forge(`choose-a:${round}`)).toContain('no longer does anything')
  await room.close()
  expect((await room.said()).at(-1)).toBe('**Closed without an answer.**')
  expect(await forge(`try:${round}`)).toContain('no longer does anything')
})

test('my data holds the order that I gave, as the places that I gave the items', async () => {
  const room = await roomAsking()
  await room.nextQuestion()
  const { form, right } = await opening(room)
  await room.as('bo').submit(form, { answer: swapped(right).join(' ') })
  await room.as('bo').run('/study me')
  const page = (await room.messages('bo')).findLast(({ buttons }) => buttons.some(({ id }) => id === 'export-data'))
  const reply = await room.as('bo').pressReply(page?.id ?? 0, 'export-data')
  const [file] = reply?.kind === 'message' ? (reply.message.files ?? []) : []
  expect(JSON.parse(file?.text ?? '{}').choices).toMatchObject([{ values: ['1', '0', '2', '3', '4'] }])
})
