import { expect, test } from 'vitest'
import { inWorkspace } from '../../core/db/connect.ts'
import type { Message } from '../../core/platform.ts'
import type { Question } from '../../core/questions/question.ts'
import { type Given, learn } from '../../core/quizzes/learn.ts'
import { messageOf } from '../support/replies.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'

const zone = 'Europe/Berlin'
const kept = { zone: '', hour: '9', boards: 'listed', rest: ['6', '7'], away: '' }
const closed = [...ownBank.questions.values()].filter(({ kind }) => kind !== 'open')

async function answers(room: StoryRoom, member: string, questions: readonly Question[], result: Given['result']) {
  const { study } = room.studyhall()
  for (const question of questions) {
    const occasion = `quiz:${study.newId()}:1`
    const given = { member, occasion, values: ['0'], at: room.stage.now(), zone, result }
    await inWorkspace(study.database, room.workspace, (tx) => learn(tx, room.workspace, question, [given]))
  }
}

async function progress(room: StoryRoom, who = 'bo'): Promise<Message> {
  return messageOf(await room.as(who).runReply('/progress'))
}

function of(topic: string, count: number): Question[] {
  return closed.filter((question) => question.topic === topic).slice(0, count)
}

test('with nothing answered I am told what to do', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const { text, buttons, pictures } = await progress(room)
  expect(text).toContain('You have not answered anything')
  expect(text).toContain('`/quiz`')
  expect(buttons?.map(({ id }) => id)).toEqual(['quiz-any', 'reviews-told:on'])
  expect(pictures).toBeUndefined()
})

test('I see how I am doing by topic, as text and as a picture with the same facts', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answers(room, 'bo', of('sql-and-modelling', 3), { score: 1 })
  await answers(room, 'bo', of('security', 2), { score: 0 })
  const { text, pictures } = await progress(room)
  const sql = /SQL and modelling \*\*(\d+) %\*\* \((\d+)–(\d+)\) · 3 answers/.exec(text)
  const security = /API security \*\*(\d+) %\*\* \((\d+)–(\d+)\) · 2 answers/.exec(text)
  expect(Number(sql?.[1])).toBeGreaterThan(50)
  expect(Number(security?.[1])).toBeLessThan(50)
  expect(text).toContain('**5 questions answered**, 5 in the last 7 days. Right at first try: 3 of 5.')
  const [picture] = pictures ?? []
  expect(picture?.name).toBe('progress.png')
  expect(picture?.alt).toContain(`SQL and modelling: ${sql?.[1]} % (${sql?.[2]} to ${sql?.[3]}), 3 answers`)
  expect(picture?.alt).toContain(`${security?.[1]} % (${security?.[2]} to ${security?.[3]}), 2 answers`)
  expect(
    Buffer.from(picture?.png ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

test('nobody else sees it, and it tells of nobody else: not even an admin sees mine', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answers(room, 'bo', of('security', 2), { score: 0 })
  const reply = await room.as('bo').runReply('/progress')
  expect(reply).toMatchObject({ kind: 'message', seen: 'private' })
  const before = (await room.messages('ada')).length
  await room.as('bo').run('/progress')
  expect((await room.messages('ada')).length).toBe(before)
  expect((await progress(room, 'ada')).text).toContain('You have not answered anything')
  expect((await progress(room, 'ada')).text).toContain('Only you see this')
})

test('what comes back today and tomorrow is counted by my own days', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answers(room, 'bo', of('security', 2), { score: 0 })
  expect((await progress(room)).text).toContain('**Due for review**: 0 today, 2 tomorrow.')
  // a day after it was answered: on Tuesday in Berlin, on Monday in Honolulu
  await room.pass({ hours: 13 })
  expect((await progress(room)).text).toContain('**Due for review**: 0 today, 2 tomorrow.')
  await room.as('bo').submit('own-settings', { ...kept, zone: 'Honolulu' })
  const { text, buttons } = await progress(room)
  expect(text).toContain('**Due for review**: 2 today, 0 tomorrow.')
  expect(buttons?.map(({ id }) => id)).toEqual(['quiz-review', 'reviews-told:on'])
})

test('a week later what I answered counts no longer as of the last seven days', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answers(room, 'bo', of('security', 1), { score: 1 })
  await room.pass({ hours: 6 * 24 })
  await answers(room, 'bo', of('sql-and-modelling', 1), { score: 0 })
  expect((await progress(room)).text).toContain('**2 questions answered**, 2 in the last 7 days.')
  await room.pass({ hours: 24 })
  expect((await progress(room)).text).toContain('**2 questions answered**, 1 in the last 7 days.')
})

test('a repeat is an answer, but no first try; what I judged myself is neither right nor wrong', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await answers(room, 'bo', of('security', 1), { score: 0 })
  await answers(room, 'bo', of('security', 1), { score: 1 })
  const open = [...ownBank.questions.values()].filter(({ kind }) => kind === 'open').slice(0, 1)
  await answers(room, 'bo', open, { judged: 'good' })
  expect((await progress(room)).text).toContain(
    '**3 questions answered**, 3 in the last 7 days. Right at first try: 0 of 1.',
  )
})

test('where I only judged answers of my own there is no scale yet, and no picture', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const open = [...ownBank.questions.values()].filter(({ kind }) => kind === 'open').slice(0, 1)
  await answers(room, 'bo', open, { judged: 'good' })
  const { text, pictures } = await progress(room)
  expect(text).toContain('**1 question answered**, 1 in the last 7 days.\n\n')
  expect(pictures).toBeUndefined()
})
