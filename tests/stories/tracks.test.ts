import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import { schedules } from '../../core/db/schema.ts'
import { itemsOf } from '../../core/paths/following.ts'
import type { Bank } from '../../core/questions/bank.ts'
import { quizzing } from '../support/quizzing.ts'
import { filledIn, formOf, menuOf, messageOf } from '../support/replies.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { schedulesOf, show } from '../support/story-schedules.ts'
import { trackBank } from '../support/track-bank.ts'

const bank = trackBank()
const [track] = bank.tracks.values()
const items = track === undefined ? [] : itemsOf(track)

/** A second company, so that one has to be chosen. */
const twoTracks: Bank = {
  ...bank,
  tracks: new Map([
    ...bank.tracks,
    ...(track ? [['globex', { ...track, track: 'globex', company: 'Globex' }] as const] : []),
  ]),
}

async function follow(room: StoryRoom, id: string): Promise<void> {
  const { press, submit } = await show(room)
  await submit(formOf(await press('Change what')), { track: id })
}

async function openings(room: StoryRoom) {
  return (await room.messages()).filter(({ title }) => title !== null)
}

/** Asks and closes the next question; gives the id of what was asked. */
async function askNext(room: StoryRoom): Promise<string> {
  await room.nextQuestion()
  const text = (await openings(room)).at(-1)?.text ?? ''
  await room.close()
  return [...bank.questions.values()].find(({ question }) => text.includes(question.trim()))?.id ?? text
}

test("a company's track shows how it goes, what it asks and where one stands", async () => {
  const room = await openStoryRoom({ bank })
  const text = (await room.as('bo').run('/study track')) ?? ''
  expect(text).toContain('**Acme** · Overview')
  expect(text).toContain('1. Reported: x')
  expect(text.match(/▫️ not tried/g)).toHaveLength(10)
  expect(await room.as('bo').run('/study track acme')).toBe(text)
  expect(await room.as('bo').run('/study track Initech')).toBe('There is no track “Initech”. There is Acme.')
  const typing = { words: 'study track', option: 'company', typed: 'ac', options: {}, place: channel }
  const who = { member: { id: 'bo', name: 'Bo' }, workspace: room.workspace, at: room.stage.now() }
  expect(await room.studyhall().engine.handle({ kind: 'typing', ...typing, ...who })).toEqual({
    kind: 'choices',
    choices: [{ value: 'acme', label: 'Acme' }],
  })
})

test('of several tracks one is chosen, and its parts opened one by one', async () => {
  const room = await openStoryRoom({ bank: twoTracks })
  const shown = messageOf(await room.as('bo').runReply('/study track'))
  expect(shown.menus?.[0]?.choices.map(({ label }) => label)).toEqual(['Acme', 'Globex'])
  const message = (await room.messages('bo')).at(-1)?.id ?? 0
  const overview = messageOf(await room.as('bo').pressReply(message, menuOf(shown, 'track-show'), ['globex']))
  expect(overview.text).toContain('**Globex** · Overview')
  const open = async (part: string) => {
    const now = (await room.messages('bo')).find(({ id }) => id === message)
    return messageOf(await room.as('bo').pressReply(message, now?.menus[0]?.id ?? '', [part])).text
  }
  expect(await open('process')).toContain('Reported: So.')
  expect(await open('questions')).toContain('They may go on: Why?')
  expect(await open('questions')).toContain('Dwell on: This.')
  expect(await open('practise')).toContain('Title of a\\-scenario · ▫️ not tried')
  expect(await open('tips')).toContain('- a\n- b')
  expect(await open('ask-them')).toContain('Questions to ask them')
  expect(await open('timeline')).toMatch(/4 weeks[\s\S]*2 weeks[\s\S]*1 week[\s\S]*the day before/)
})

test('where there is no track, that is said', async () => {
  const room = await openStoryRoom()
  const without = await openStoryRoom({ bank: { ...bank, tracks: new Map() } })
  expect(await without.as('bo').run('/study track')).toBe('There is no company track here yet.')
  expect((await show(without)).message.text).not.toContain('Track')
  expect(await room.as('bo').run('/study help all')).toContain('/study track')
})

test('a quiz of a track asks its questions alone, and what was right is told beside them', async () => {
  const room = await openStoryRoom({ bank })
  const bo = quizzing(room, 'bo')
  await bo.run('/study track')
  await bo.press('Quiz me on these')
  expect(await bo.text()).toContain('Question 1 of 10')
  const asked = async () => [...bank.questions.values()].find(({ question }) => text.includes(question.trim()))
  let text = await bo.text()
  const first = await asked()
  expect(items).toContain(first?.id)
  await bo.press("I don't know").catch(() => bo.type('It is so since each of them is asked in its turn.'))
  await bo.press('Next')
  text = await bo.text()
  expect((await asked())?.id).not.toBe(first?.id)
  expect(items).toContain((await asked())?.id)
  const overview = await bo.run('/study track')
  expect(overview.match(/▫️ not tried/g)).toHaveLength(9)
  await bo.press('Quiz me on these')
  expect(await bo.text()).toContain('You are in the middle of this quiz')
  await bo.press('Stop this one and start the new one')
  expect(await bo.text()).toContain('Question 1 of 10')
})

test('a schedule that follows a track asks its ten questions in their order, in its words, then its topics', async () => {
  const room = await openStoryRoom({ bank, people: ['Ada', 'Bo'] })
  await follow(room, 'acme')
  const { message } = await show(room)
  expect(message.text).toContain('Track: Acme; its ten questions first')
  expect(await room.as('bo').run('/study status')).toContain('The schedule follows the track of Acme.')
  expect(await room.as('ada').run('/question next')).toMatch(
    new RegExp(
      items
        .slice(0, 5)
        .map((id) => `\`${id}\``)
        .join('[\\s\\S]*'),
    ),
  )
  const asked: string[] = []
  for (let day = 0; day < 3; day += 1) {
    await room.nextQuestion()
    const text = (await openings(room)).at(-1)?.text ?? ''
    expect(text).toContain('Reported at Acme as: How?')
    asked.push([...bank.questions.values()].find(({ question }) => text.includes(question.trim()))?.id ?? '')
    await room.close()
    expect((await openings(room)).at(-1)?.text).toContain('Reported at Acme as: How?')
    await resume(room)
  }
  expect(asked).toEqual(items.slice(0, 3))
})

/** A question without an answer pauses its schedule. */
async function resume(room: StoryRoom): Promise<void> {
  await inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    tx.update(schedules).set({ pausedAt: null, pauseReason: null }),
  )
}

test('what comes after the ten is of its topics, without its words; then all else', async () => {
  const room = await openStoryRoom({ bank })
  await follow(room, 'acme')
  const asked: string[] = []
  for (let day = 0; day < 14; day += 1) {
    asked.push(await askNext(room))
    await resume(room)
  }
  expect(asked.slice(0, 10)).toEqual(items)
  expect(asked[10]).toBe('a-scenario')
  expect(new Set(asked.slice(11))).toEqual(new Set(['other-first', 'other-second', 'other-third']))
  const words = (await openings(room)).map(({ text }) => text.includes('Reported at'))
  expect(words).toEqual(Array.from({ length: 14 }, (_, day) => day < 10))
})

test('a track that is gone is none, and that is said; the form says it, too', async () => {
  const room = await openStoryRoom({ bank })
  await follow(room, 'acme')
  await inWorkspace(room.studyhall().study.database, room.workspace, (tx) =>
    tx.update(schedules).set({ track: 'gone' }),
  )
  const { message, press, submit } = await show(room)
  expect(message.text).toContain('The track “gone” is no longer there, so none is followed.')
  expect(message.text).toContain('The next question comes')
  const what = formOf(await press('Change what'))
  expect(filledIn(what)).toMatchObject({ track: ['none'] })
  await submit(what, {})
  expect(await schedulesOf(room)).toMatchObject([{ track: null }])
  await room.nextQuestion()
  expect((await openings(room)).at(-1)?.text).not.toContain('Reported at')
})
