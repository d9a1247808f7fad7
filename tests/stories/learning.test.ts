import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import type { Question } from '../../core/questions/question.ts'
import { type Given, learn, type Taught } from '../../core/quizzes/learn.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'

const zone = 'Europe/Berlin'
const monday = Temporal.Instant.from('2026-03-02T10:00:00Z')
const question = [...ownBank.questions.values()].find(
  ({ kind, level }) => kind === 'single' && level === 'hard',
) as Question

function given(member: string, occasion: string, score: number, at = monday): Given {
  return { member, occasion, values: ['0'], at, zone, result: { score } }
}

async function learnt(room: StoryRoom, ...all: readonly Given[]): Promise<Map<string, Taught>> {
  return inWorkspace(room.studyhall().study.database, room.workspace, (tx) => learn(tx, room.workspace, question, all))
}

async function rows(room: StoryRoom, table: 'difficulties' | 'skills' | 'memories' | 'attempts') {
  return inWorkspace(
    room.studyhall().study.database,
    room.workspace,
    (tx) => sqlOf(tx)`select * from ${sqlOf(tx)(table)} order by 1, 2, 3`,
  )
}

test('twenty people who answer at once each count in what is known of the question', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const people = Array.from({ length: 20 }, (_, index) => `guest-${index}`)
  await Promise.all(people.map((member) => learnt(room, given(member, 'quiz:x:1', 1))))
  expect(await rows(room, 'difficulties')).toMatchObject([{ question: question.id, answers: 20 }])
  expect(await rows(room, 'attempts')).toHaveLength(20)
})

test('one answer that is brought twice is learnt from once', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  expect((await learnt(room, given('bo', 'quiz:x:1', 1))).get('bo')?.points).toBeGreaterThan(2)
  const before = await rows(room, 'skills')
  expect((await learnt(room, given('bo', 'quiz:x:1', 1))).size).toBe(0)
  expect(await rows(room, 'skills')).toEqual(before)
})

test('only a first attempt says how hard a question is, and a repeat before it is due says nothing of the skill', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const first = (await learnt(room, given('bo', 'quiz:x:1', 0))).get('bo')
  const [hard] = await rows(room, 'difficulties')
  const again = (await learnt(room, given('bo', 'quiz:y:1', 1, monday.add({ minutes: 5 })))).get('bo')
  expect(again?.points).toBe(0)
  expect(again?.after).toEqual(first?.after)
  expect(again?.comesBack).toEqual(first?.comesBack)
  expect(await rows(room, 'difficulties')).toEqual([hard])
})

test('a due review gives three points, moves the skill, and leaves the difficulty', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await learnt(room, given('bo', 'quiz:x:1', 0))
  const [hard] = await rows(room, 'difficulties')
  const review = (await learnt(room, given('bo', 'quiz:y:1', 1, monday.add({ hours: 30 })))).get('bo')
  expect(review?.points).toBe(3)
  expect(review?.after.overall.value).toBeGreaterThan(review?.before.overall.value ?? Number.NaN)
  expect(await rows(room, 'difficulties')).toEqual([hard])
})

test('a review is due for all of its local day, from the first minute', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  await learnt(room, given('bo', 'quiz:x:1', 0))
  const [{ due }] = (await rows(room, 'memories')) as unknown as [{ due: string }]
  expect(Temporal.Instant.from(due).since(monday).total('hours')).toBe(24)
  const justAfterMidnight = Temporal.Instant.from('2026-03-02T23:01:00Z')
  expect((await learnt(room, given('bo', 'quiz:y:1', 1, justAfterMidnight))).get('bo')?.points).toBe(3)
})

test('what its author judged moves the memory alone', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const judged = await learnt(room, { ...given('bo', 'quiz:x:1', 1), result: { judged: 'easy' } })
  expect(judged.get('bo')).toMatchObject({ points: 0 })
  expect((await rows(room, 'skills')).every(({ answers }) => answers === 0)).toBe(true)
  expect(await rows(room, 'memories')).toMatchObject([{ member: 'bo', reps: 1 }])
})
