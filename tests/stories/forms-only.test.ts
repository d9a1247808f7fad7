import { expect, test } from 'vitest'
import type { ChatPlatform } from '../../core/platform.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'
const note = 'I cannot read messages here. Turn the Message Content intent on.'

/** A platform that may read messages, or only hears that something was said; a thread that is read may show more. */
function reading() {
  const state = { blind: true }
  const wrap = (platform: ChatPlatform): ChatPlatform => ({
    ...platform,
    get notes() {
      return state.blind ? { formsOnly: note } : {}
    },
    start: (engine) =>
      platform.start({
        ...engine,
        handle: (event) => engine.handle(state.blind && 'text' in event ? { ...event, text: '' } : event),
      }),
  })
  return { state, wrap }
}

async function formAnswer(room: StoryRoom, person: string, question: number, text: string): Promise<number> {
  const before = new Set((await room.messages()).map(({ id }) => id))
  const buttons = (await room.messages()).find(({ id }) => id === question)?.buttons ?? []
  const opened = await room.as(person).pressReply(question, buttons.find(({ label }) => label === 'Answer')?.id ?? '')
  if (opened?.kind !== 'form') throw new Error('the button should open a form')
  await room.as(person).submit(opened.form.id, { answer: text }, question)
  const shown = (await room.messages()).find(
    ({ id, author, onlyFor }) => !before.has(id) && author === null && !onlyFor,
  )
  return shown?.id ?? 0
}

test('where messages cannot be read, the question invites to use its button', async () => {
  const room = await openStoryRoom({ wrap: reading().wrap })
  await room.nextQuestion()
  const [opening] = await room.said()
  expect(opening).toContain('Answer with the button below until')
  expect(opening).not.toContain('in this thread')
})

test('where they can be read, it invites to the thread', async () => {
  const { state, wrap } = reading()
  state.blind = false
  const room = await openStoryRoom({ wrap })
  await room.nextQuestion()
  expect((await room.said())[0]).toContain('Answer in this thread until')
  expect(await room.as('ada').run('/study status')).not.toContain('Answer')
})

test('status and help say so: to admins why, to others how to answer', async () => {
  const room = await openStoryRoom({ wrap: reading().wrap })
  expect(await room.as('ada').run('/study status')).toContain(note)
  const status = await room.as('bo').run('/study status')
  expect(status).toContain('answered with the button “Answer”')
  expect(status).not.toContain(note)
  expect(await room.as('ada').run('/study help')).toContain(note)
  const help = await room.as('bo').run('/study help')
  expect(help).toContain('answer with its button')
  expect(help).not.toContain(note)
})

test('only what is sent with the form counts; reactions that were missed still do', async () => {
  const room = await openStoryRoom({ wrap: reading().wrap })
  const question = await room.nextQuestion()
  const talk = await room.as('cy').reply(question, answer)
  await room.as('cy').edit(talk, `${answer} Indeed.`)
  const shown = await formAnswer(room, 'bo', question, answer)
  await room.studyhall().memory.react(room.workspace, shown, { person: 'ada', emoji: '👍', on: true })
  await room.close()
  expect((await room.said()).at(-1)).toContain('1 answer, 1 vote.')
  expect(await room.points()).toEqual({ Ada: 1, Bo: 11 })
})

test('what was read before I could no longer read stays as it was, and goes when it is deleted', async () => {
  const { state, wrap } = reading()
  state.blind = false
  const room = await openStoryRoom({ wrap })
  const question = await room.nextQuestion()
  const kept = await room.as('bo').reply(question, answer)
  const gone = await room.as('cy').reply(question, `${answer} Mine.`)
  state.blind = true
  await room.as('bo').edit(kept, 'Words that I cannot read any more, not one of them.')
  const { memory } = room.studyhall()
  await memory.remove(room.workspace, gone, 'cy', room.stage.now())
  await room.pass({ minutes: 10 })
  await room.close()
  expect((await room.said()).at(-1)).toContain('Give every retry the same key')
  expect(await room.points()).toEqual({ Bo: 10 })
})
