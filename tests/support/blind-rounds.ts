import { expect } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Form } from '../../core/platform.ts'
import { formOf, messageOf } from './replies.ts'
import { openStoryRoom, type StoryOptions, type StoryRoom } from './story-room.ts'

/** Blind rounds in the room, for the stories of them. */

export const good = 'Give every retry the same key, and let the database refuse the second one.'
export const other = 'Put the event into an outbox table and publish it from there.'
export const third = 'A lease with a **fencing** token keeps the old holder out.'

/** Who answers, and what. */
export const three = [
  ['bo', good],
  ['cy', other],
  ['di', third],
] as const

const people = ['Ada', 'Bo', 'Cy', 'Di', 'Eve']

/** A room whose schedule is blind, with its first question: asked at 8:00, answers until 16:00, ratings until 18:00. */
export async function blindQuestion(options: StoryOptions = {}) {
  const room = await openStoryRoom({ people, ...options })
  await inRoom(room, (sql) => sql`update schedules set voting = 'blind', vote_minutes = 120`)
  return { room, question: await room.nextQuestion() }
}

export async function inRoom<T>(room: StoryRoom, work: (sql: ReturnType<typeof sqlOf>) => PromiseLike<T>): Promise<T> {
  return inWorkspace(room.studyhall().study.database, room.workspace, async (tx) => work(sqlOf(tx)))
}

export async function roundIn(room: StoryRoom): Promise<Record<string, string | null> & { id: string }> {
  const [row] = await inRoom(room, (sql) => sql`select * from rounds order by asked_at desc limit 1`)
  return row as Record<string, string | null> & { id: string }
}

/** What was planned and done in the round is that much longer ago. */
export async function makeEarlier(room: StoryRoom, by: string): Promise<void> {
  await inRoom(
    room,
    (sql) => sql`
      update rounds set answers_until = answers_until - ${by}::interval, reveal_at = reveal_at - ${by}::interval,
        closes_at = closes_at - ${by}::interval`,
  )
  await inRoom(room, (sql) => sql`update thread_messages set said_at = said_at - ${by}::interval`)
}

/** What was sent with the form and shown, by its number. */
export async function answerRows(room: StoryRoom) {
  return inRoom(
    room,
    (sql) => sql`
      select id, member, text, number, nameless_at is not null as nameless from thread_messages
      where by_form and number is not null order by number`,
  )
}

export async function openForm(room: StoryRoom, who: string, question: number): Promise<Form> {
  return formOf(await room.as(who).pressReply(question, `answer:${(await roundIn(room)).id}`))
}

export async function send(
  room: StoryRoom,
  who: string,
  question: number,
  answer: string,
  atClose = 'named',
): Promise<void> {
  const { id } = await openForm(room, who, question)
  const reply = messageOf(await room.as(who).submit(id, { answer, atClose }, question))
  expect(reply.text).toContain('Your answer is kept')
}

/** Lets time pass until the answers have ended. */
export async function reveal(room: StoryRoom): Promise<void> {
  const { reveal_at: at } = await roundIn(room)
  await room.stage.moveTo(Temporal.Instant.from(at ?? ''))
}

export async function withdraw(room: StoryRoom, who: string): Promise<string> {
  const { engine, study } = room.studyhall()
  const reply = await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member: { id: who, name: who[0]?.toUpperCase() + who.slice(1) },
    at: room.stage.now(),
    button: `withdraw:${(await roundIn(room)).id}`,
  })
  await room.stage.settle()
  return messageOf(reply).text
}

export async function revealed(room: StoryRoom) {
  return (await room.messages()).filter(({ author, text }) => author === null && text.startsWith('**Answer '))
}

export function withoutNumber(text: string): string {
  return text.replace(/^\*\*Answer \d+\*\*\n\n/, '')
}

/** What anyone but the author of an answer can see. */
export async function everything(room: StoryRoom): Promise<string[]> {
  return (await room.messages('ada')).map(({ text }) => text)
}

export async function eraseAll(room: StoryRoom, who: string): Promise<void> {
  const { engine, study } = room.studyhall()
  await engine.handle({
    kind: 'pressed',
    id: study.newId(),
    workspace: room.workspace,
    place: 'backend-prep',
    message: '1',
    member: { id: who, name: who[0]?.toUpperCase() + who.slice(1) },
    at: room.stage.now(),
    button: 'delete-everything',
  })
  await room.stage.settle()
}
