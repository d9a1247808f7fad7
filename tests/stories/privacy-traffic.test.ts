import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatEvent, ChatPlatform, Said, ThreadEntry } from '../../core/platform.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { tracesOf } from '../support/traces.ts'
import { recordingLog } from '../support/world.ts'

/** What is under way while someone has their data deleted: nothing of it brings them back. */

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const quill = { id: 'quill', name: 'Quill' }

test('a message, an edit and a vote of mine that are delivered late or again do not bring me back', async () => {
  for (const answers of ['stay', 'go'] as const) {
    const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
    const question = await room.nextQuestion()
    const mine = await room.as('quill').reply(question, answer)
    const ofAda = await room.as('ada').reply(question, 'Put the event into an outbox table and publish it.')
    const before = room.stage.now()
    const spot = { workspace: room.workspace, place: channel, thread: String(question), member: quill, at: before }
    await room.pass({ minutes: 1 })
    await erase(room, answers)
    const { engine } = room.studyhall()
    await engine.handle({ kind: 'said', message: String(mine), text: answer, ...spot })
    await engine.handle({ kind: 'said', message: '9001', text: answer, ...spot })
    await engine.handle({ kind: 'changed', message: String(mine), text: `${answer} Edited.`, ...spot })
    await engine.handle({ kind: 'reacted', message: String(ofAda), emoji: '👍', ...spot })
    await engine.handle({ kind: 'command', id: 'late', words: 'quiz start', options: {}, ...spot })
    await engine.handle({ kind: 'home-opened', workspace: room.workspace, member: quill, at: before })
    await engine.handle({ kind: 'typing', words: 'quiz start', option: 'topic', typed: '', options: {}, ...spot })
    expect(await traces(room)).toEqual([])
    await room.close()
    expect(await traces(room)).toEqual([])
    expect(await room.points()).toEqual(answers === 'stay' ? { Ada: 10, 'Someone who left': 10 } : { Ada: 10 })
  }
})

test('a vote of which the platform tells no time does not bring me back; once I am back it counts', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const question = await room.nextQuestion()
  const ofAda = await room.as('ada').reply(question, 'Put the event into an outbox table and publish it.')
  await erase(room, 'stay')
  const { engine } = room.studyhall()
  const vote = async () => {
    await room.pass({ minutes: 1 })
    const spot = { workspace: room.workspace, place: channel, member: quill, at: room.stage.now() }
    await engine.handle({ kind: 'reacted', message: String(ofAda), emoji: '👍', undated: true, ...spot })
  }
  await vote()
  expect(await traces(room)).toEqual([])
  await room.as('quill').reply(question, answer)
  await vote()
  const votes = await room.studyhall().study.database.sql`select message, voter from votes`
  expect(votes).toEqual([{ message: String(ofAda), voter: 'quill' }])
})

test('a press that was delivered late tells me that it was not kept', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const at = room.stage.now()
  await room.pass({ minutes: 1 })
  await erase(room, 'stay')
  const asked = { kind: 'command', id: 'late', words: 'study me', options: {}, place: channel, member: quill } as const
  const reply = await room.studyhall().engine.handle({ ...asked, workspace: room.workspace, at })
  expect(JSON.stringify(reply)).toContain('You have had your data deleted since')
  expect(await traces(room)).toEqual([])
  const now = await room
    .studyhall()
    .engine.handle({ ...asked, id: 'new', workspace: room.workspace, at: room.stage.now() })
  expect(JSON.stringify(now)).toContain('Your settings')
})

test('a message of mine that stays as nobody’s does not become mine again when I edit it', async () => {
  const room = await openStoryRoom({ people: ['Ada', 'Quill'] })
  const mine = await room.as('quill').reply(await room.nextQuestion(), answer)
  await erase(room, 'stay')
  await room.pass({ minutes: 1 })
  await room.as('quill').edit(mine, `${answer} Edited.`)
  await room.close()
  expect(await room.points()).toEqual({ 'Someone who left': 10 })
})

test('a thread that was read before I left, and is taken over after, is taken over without me', async () => {
  let reading: Promise<Said<readonly ThreadEntry[]>> | undefined
  let letOn = () => {}
  const held = new Promise<void>((resolve) => {
    letOn = resolve
  })
  let isRead = () => {}
  const read = new Promise<void>((resolve) => {
    isRead = resolve
  })
  const slowly = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    readThread: async (workspace, thread) => {
      const now = platform.readThread(workspace, thread)
      if (reading !== undefined) return now
      reading = now
      await now
      isRead()
      await held
      return now
    },
  })
  const room = await openStoryRoom({ people: ['Ada', 'Quill'], wrap: slowly })
  const question = await room.nextQuestion()
  const ofAda = await room.as('ada').reply(question, 'Put the event into an outbox table and publish it.')
  // said and voted while the bot was away: only the reading has them
  await room
    .studyhall()
    .memory.say(room.workspace, { channel, thread: question, author: 'quill', message: { text: answer } })
  await room.studyhall().memory.react(room.workspace, ofAda, { person: 'quill', emoji: '👍', on: true })
  const { engine } = room.studyhall()
  const catchingUp = engine.handle({ kind: 'reconnected', workspace: room.workspace, at: room.stage.now() })
  await read
  await erase(room, 'go')
  letOn()
  await catchingUp
  expect(await traces(room)).toEqual([])
  await room.close()
  expect(await traces(room)).toEqual([])
  expect(await room.points()).toEqual({ Ada: 10 })
})

test('an answer that is just being shown when I leave loses my name all the same', async () => {
  let saying = () => {}
  const isSaying = new Promise<void>((resolve) => {
    saying = resolve
  })
  let letOn = () => {}
  const held = new Promise<void>((resolve) => {
    letOn = resolve
  })
  const slowly = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    say: async (workspace, thread, message, key, reach) => {
      const said = await platform.say(workspace, thread, message, key, reach)
      if (key.startsWith('answer:') && key.endsWith(':quill')) {
        saying()
        await held
      }
      return said
    },
  })
  const room = await openStoryRoom({ people: ['Ada', 'Quill'], wrap: slowly })
  const question = await room.nextQuestion()
  const opening = (await room.messages()).find(({ id }) => id === question)
  const form = opening?.buttons.find(({ id }) => id.startsWith('answer:'))?.id ?? ''
  const { engine } = room.studyhall()
  const spot = { workspace: room.workspace, place: channel, member: quill, at: room.stage.now() }
  await engine.handle({ kind: 'submitted', id: 'sent', form, values: { answer: [answer] }, ...spot })
  await isSaying
  await engine.handle({ kind: 'pressed', id: 'leaving', button: 'delete-everything', message: '1', ...spot })
  letOn()
  await room.stage.settle()
  expect((await room.said()).join('\n')).not.toContain('Quill')
  expect((await room.said()).join('\n')).not.toContain('Give every retry')
  expect(await traces(room)).toEqual([])
})

/** What Quill does in the same moment as she leaves, before it by the platform's clock. */
const doings = {
  said: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'said',
    message: `90${nth}`,
    text: `${answer} Number ${nth}.`,
    ...spotOf(room, question),
  }),
  edited: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'changed',
    message: '4',
    text: `${answer} Number ${nth}.`,
    ...spotOf(room, question),
  }),
  voted: (room: StoryRoom, question: number, nth: number) => ({
    kind: nth % 2 === 0 ? 'reacted' : 'unreacted',
    message: '3',
    emoji: '👍',
    ...spotOf(room, question),
  }),
  quiz: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'command',
    id: `quiz ${nth}`,
    words: 'quiz start',
    options: {},
    ...spotOf(room, question),
  }),
  settings: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'submitted',
    id: `settings ${nth}`,
    form: 'own-settings',
    ...spotOf(room, question),
    values: { zone: ['Lima'], hour: [String(nth % 24)], boards: ['listed'], rest: ['6'], away: [''] },
  }),
  live: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'command',
    id: `live ${nth}`,
    words: 'quiz live',
    options: {},
    ...spotOf(room, question),
  }),
  suggests: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'submitted',
    id: `suggest ${nth}`,
    form: 'suggest:open',
    ...spotOf(room, question),
    values: { question: [`Quill asks ${nth}: why?`], reference: [answer], topic: ['security'], source: [''] },
  }),
  home: (room: StoryRoom, question: number, _nth: number) => ({ kind: 'home-opened', ...spotOf(room, question) }),
  types: (room: StoryRoom, question: number, _nth: number) => ({
    kind: 'typing',
    words: 'quiz start',
    option: 'topic',
    typed: '',
    options: {},
    ...spotOf(room, question),
  }),
  board: (room: StoryRoom, question: number, nth: number) => ({
    kind: 'command',
    id: `board ${nth}`,
    words: 'leaderboard',
    options: {},
    ...spotOf(room, question),
  }),
} as const

test('whatever I do in the moment in which my data is deleted, in whatever order it arrives, nothing of me is left', async () => {
  const log = recordingLog()
  const room = await openStoryRoom({ people: ['Ada', 'Quill', 'Cy'], log })
  const question = await room.nextQuestion()
  await room.as('ada').reply(question, 'Put the event into an outbox table and publish it.')
  const { engine, deliveries } = { ...room.studyhall(), ...room.studyhall().study }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...(Object.keys(doings) as (keyof typeof doings)[])), { minLength: 3, maxLength: 14 }),
      fc.nat(14),
      fc.constantFrom('delete-but-answers', 'delete-everything'),
      async (does, leavesAt, button) => {
        await room.pass({ minutes: 1 })
        const events = does.map((what, nth) => doings[what](room, question, nth) as unknown as ChatEvent)
        await room.pass({ seconds: 1 })
        const id = `leaving ${room.stage.now()}`
        const { thread: _thread, ...spot } = spotOf(room, question)
        events.splice(leavesAt, 0, { kind: 'pressed', id, button, message: '1', ...spot })
        const twice = [...events, ...events.filter((_, index) => index % 2 === 0)]
        await Promise.all([
          ...twice.map((event) => engine.handle(event)),
          engine.handle({ kind: 'reconnected', workspace: room.workspace, at: room.stage.now() }),
        ])
        await deliveries.settled()
        for (const event of events) if (event.kind !== 'pressed') await engine.handle(event)
        await deliveries.settled()
        const left = (await traces(room)).filter((row) => !row.startsWith('pgboss'))
        expect(left).toEqual([])
        expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
      },
    ),
    { numRuns: 12 },
  )
})

function spotOf(room: StoryRoom, question: number) {
  return { workspace: room.workspace, place: channel, thread: String(question), member: quill, at: room.stage.now() }
}

async function erase(room: StoryRoom, answers: 'stay' | 'go'): Promise<void> {
  const button = answers === 'stay' ? 'delete-but-answers' : 'delete-everything'
  const spot = { workspace: room.workspace, place: channel, member: quill, at: room.stage.now() }
  const reply = await room
    .studyhall()
    .engine.handle({ kind: 'pressed', id: `leaving ${spot.at}`, button, message: '1', ...spot })
  expect(JSON.stringify(reply)).toContain('Your data is deleted')
}

/** Outside the room, which is the platform. */
async function traces(room: StoryRoom): Promise<string[]> {
  return (await tracesOf(room.studyhall().study.database, 'quill')).map(({ table, row }) => `${table}: ${row}`)
}
