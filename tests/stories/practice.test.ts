import { expect, test } from 'vitest'
import type { Bank } from '../../core/questions/bank.ts'
import { asScenario } from '../../core/questions/practice.ts'
import type { Question } from '../../core/questions/question.ts'
import { letters } from '../../core/questions/show.ts'
import { handOver, packFile, share } from '../support/handing-over.ts'
import { filledIn, formOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { schedulesOf, show } from '../support/story-schedules.ts'
import { longScenario, plainOpen, trackBank } from '../support/track-bank.ts'

const scenario = asScenario(longScenario())
const bank = trackBank(scenario)
const answer = 'First I would ask how many people write at once, then split the service from its store.'

async function latestOpening(room: StoryRoom) {
  const found = (await room.messages()).findLast(({ title }) => title !== null)
  if (found === undefined) throw new Error('no question was asked')
  return found
}

/** The latest message that has this button, and a press of it. */
async function press(room: StoryRoom, person: string, label: string) {
  const found = (await room.messages(person)).findLast(({ buttons }) => buttons.some((one) => one.label === label))
  const button = found?.buttons.find((one) => one.label === label)
  if (found === undefined || button === undefined) throw new Error(`no button ${label}`)
  return room.as(person).pressReply(found.id, button.id)
}

test('an admin posts a brief by its title or id, and everyone answers and votes', async () => {
  const room = await openStoryRoom({ bank })
  expect(await room.as('bo').run('/study post a-project')).toBe('Only people who manage this workspace can do that.')
  expect(await room.as('ada').run('/study post title of A-PROJECT')).toBe('Here comes a question.')
  const question = await latestOpening(room)
  expect(question.text).toContain('Practice projects · hard')
  expect(question.text).toContain('- a\n- b\n- c')
  const given = await room.as('bo').reply(question.id, answer)
  await room.as('cy').react(given)
  await room.close()
  const results = (await room.said()).findLast((text) => text.includes('1 answer, 1 vote.')) ?? ''
  expect(results).toContain('**What a good answer covers**')
  expect(results).toContain('**Reference answer**')
})

test('the bank of the status counts questions, and what is asked only by choice apart', async () => {
  const room = await openStoryRoom({ bank })
  expect(await room.as('bo').run('/study status')).toContain('13 questions and 4 practice items in the bank.')
})

test('an export of all says that what is asked only by choice is left out, one of own packs has none of it', async () => {
  const room = await openStoryRoom({ bank })
  const says = 'Scenarios, behavioural prompts and projects are left out'
  expect(await room.as('ada').run('/question export yaml all')).toContain(says)
  await handOver(room, 'ada', await share(room, 'ada', 'a.yaml', packFile('blackout')))
  await press(room, 'ada', 'Import 1 question')
  const own = await room.as('ada').run('/question export yaml own')
  expect(own).toContain('1 question in')
  expect(own).not.toContain(says)
})

test('what no question is called gets those nearest to it, and its letters suggest the titles', async () => {
  const room = await openStoryRoom({ bank })
  expect(await room.as('ada').run('/study post a-projekt')).toMatch(/no question “a\\-projekt”.*`a-project`/)
  const { workspace } = room
  const typing = { words: 'study post', option: 'question', typed: 'title of', options: {}, place: channel, workspace }
  const member = { id: 'ada', name: 'Ada', admin: true }
  const reply = await room.studyhall().engine.handle({ kind: 'typing', member, at: room.stage.now(), ...typing })
  expect(reply).toMatchObject({
    choices: expect.arrayContaining([{ value: 'a-project', label: 'Title of a-project' }]),
  })
})

test('a long reference is cut at a sentence in the results, and read page by page in private', async () => {
  const room = await openStoryRoom({ bank })
  await room.as('ada').run('/study post a-long-scenario')
  const question = await latestOpening(room)
  await room.as('bo').reply(question.id, answer)
  await room.as('ada').run('/study close')
  const results = (await room.said()).findLast((text) => text.includes('**Reference answer**')) ?? ''
  expect(results).toMatch(/here\.\n\n\*The rest: “Whole reference answer” below/)
  const first = messageOf(await press(room, 'bo', 'Whole reference answer'))
  expect(first.text).toContain('page 1 of ')
  const second = await press(room, 'bo', 'Next page')
  expect(second?.kind).toBe('update')
  expect(messageOf(second).text).toContain('page 2 of ')
  const beside = messageOf(await press(room, 'bo', 'My answer beside it'))
  expect(beside.text).toContain('There is no hint on this one')
  expect(beside.text).toContain('here.\n\n*The rest: ')
  expect(beside.buttons?.map(({ label }) => label)).toContain('Whole reference answer')
  await room.as('ada').run('/study post a-long-scenario')
  expect(await press(room, 'bo', 'Next page')).toMatchObject({
    message: { text: expect.stringContaining('is being asked right now') },
  })
})

test('the topics of scenarios, prompts and projects are offered to a schedule, and asked only once chosen', async () => {
  const room = await openStoryRoom({ bank })
  const { message, press: pressed, submit } = await show(room)
  expect(message.text).toContain('What: all topics')
  const what = formOf(await pressed('Change what'))
  const topics = what.fields.flatMap((field) => (field.name === 'topics' && 'choices' in field ? field.choices : []))
  expect(topics.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['System design', 'Behavioural questions', 'Practice projects']),
  )
  expect(filledIn(what)).toMatchObject({ topics: [] })
  await submit(what, { topics: topics.map(({ value }) => value) })
  expect((await schedulesOf(room))[0]?.topics).toHaveLength(topics.length)
  await submit(what, { topics: ['behavioural'] })
  await room.nextQuestion()
  expect((await latestOpening(room)).text).toContain('Behavioural questions · hard')
})

test('a question that has nothing but its text is asked, answered and closed without empty headings', async () => {
  const room = await openStoryRoom({ bank: trackBank(plainOpen('bare')) })
  await room.as('ada').run('/study post bare')
  const question = await latestOpening(room)
  await room.as('bo').reply(question.id, answer)
  await room.close()
  const results = (await room.said()).findLast((text) => text.includes('1 answer')) ?? ''
  for (const heading of ['covers', 'Reference answer', 'Sources']) expect(results).not.toContain(heading)
  expect(messageOf(await press(room, 'bo', 'My answer beside it')).text).toContain('no reference answer to compare')
})

function options(count: number, kind: 'single' | 'multi' = 'single'): Question {
  const { follow_ups: _none, key_points: _points, reference: _reference, ...common } = plainOpen(`${kind}-of-${count}`)
  const all = letters.slice(0, count).map((letter, index) => ({
    text: `The option number ${index} by ${letter}`,
    right: kind === 'single' ? index === 0 : index < 2,
  }))
  return { ...common, kind, topic: 'ground', explanation: '', options: all }
}

function only(...questions: readonly Question[]): Bank {
  return {
    ...trackBank(),
    questions: new Map(questions.map((question) => [question.id, question])),
    tracks: new Map(),
    paths: new Map(),
  }
}

test.each([2, 8])(
  'a question with %i options is asked, in a round and in a quiz, with a button for each',
  async (count) => {
    const room = await openStoryRoom({ bank: only(options(count)) })
    const question = await room.nextQuestion()
    const { buttons } = await latestOpening(room)
    expect(buttons.slice(0, count).map(({ label }) => label)).toEqual(letters.slice(0, count))
    const last = buttons[count - 1]?.id ?? ''
    expect(await room.as('bo').press(question, last)).toContain(`Your answer: ${letters[count - 1]}`)
    await room.close()
    const results = (await room.said()).findLast((text) => text.includes('1 answer, ')) ?? ''
    expect(results).not.toContain('**Why**')
    await room.as('bo').run('/quiz')
    const quiz = (await room.messages('bo')).at(-1)
    expect(quiz?.buttons.slice(0, count).map(({ label }) => label)).toEqual(letters.slice(0, count))
    const answered = await room.as('bo').pressReply(quiz?.id ?? 0, quiz?.buttons[count - 1]?.id ?? '')
    expect(messageOf(answered).text).toMatch(/Right\.|Not quite/)
  },
)

test('eight options can be chosen from in a menu, and live', async () => {
  const room = await openStoryRoom({ bank: only(options(8), options(8, 'multi'), options(2, 'multi')) })
  await room.as('bo').run('/quiz live count:3')
  const lobby = (await room.messages()).findLast(({ text }) => text.includes('to a live quiz'))
  const join = lobby?.buttons.find(({ label }) => label.startsWith('Join'))
  for (const who of ['ada', 'bo']) await room.as(who).press(lobby?.id ?? 0, join?.id ?? '')
  await room.pass({ seconds: 45 })
  for (let place = 1; place <= 3; place += 1) await chooseLast(room)
  expect((await room.said()).join('\n')).toContain('2 people played 3 questions.')
})

/** Bo takes the last option, or all where several can be chosen; then the time is up. */
async function chooseLast(room: StoryRoom): Promise<void> {
  const asked = (await room.messages()).findLast(({ text }) => text.includes('Time is up'))
  const { id = 0, text = '', menus: [menu] = [], buttons = [] } = asked ?? {}
  const reply =
    menu === undefined
      ? await room.as('bo').press(id, buttons[7]?.id ?? '')
      : await room.as('bo').press(
          id,
          menu.id,
          menu.choices.map(({ value }) => value),
        )
  expect(reply).toMatch(menu === undefined ? /Your answer: H/ : /Your answer: A, B/)
  const [, until = ''] = /Time is up <until:([^>]+)>/.exec(text) ?? []
  await room.stage.moveTo(Temporal.Instant.from(until).add({ seconds: 1 }))
  await room.pass({ seconds: 7 })
}
