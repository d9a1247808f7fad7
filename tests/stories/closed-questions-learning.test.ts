import { expect, test } from 'vitest'
import { inWorkspace, sqlOf } from '../../core/db/connect.ts'
import { chanceOfRight, guessingChance, newSkill, seededDifficulty } from '../../core/quizzes/skill.ts'
import { channel, openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { closedBank } from '../support/world.ts'

const known = { single: 'latest-events-of-one-tenant', multi: 'repeat-after-a-lost-response' }

async function opening(room: StoryRoom) {
  const message = (await room.messages()).findLast(({ title }) => title !== null)
  if (message === undefined) throw new Error('no question was asked')
  return message
}

/** Chooses the option whose text has this in it. */
async function choose(room: StoryRoom, who: string, part: string): Promise<void> {
  const { id, text, buttons } = await opening(room)
  await room.as(who).press(id, buttons.find(({ label }) => label === letterOf(text, part))?.id ?? '')
}

/** As `choose`, so many minutes from now. */
async function chooseLate(room: StoryRoom, who: string, part: string, minutes: number): Promise<void> {
  const { text, buttons } = await opening(room)
  const button = buttons.find(({ label }) => label === letterOf(text, part))?.id ?? ''
  const { engine, study } = room.studyhall()
  const spot = { workspace: room.workspace, place: channel, message: '1', at: room.stage.now().add({ minutes }) }
  await engine.handle({ kind: 'pressed', id: study.newId(), ...spot, member: { id: who, name: who }, button })
}

function letterOf(text: string, part: string): string | undefined {
  const line = text.split('\n').find((one) => one.startsWith('- **') && one.includes(part))
  return line?.slice(4, 5)
}

const right = '`(tenant_id, created_at)`'
const wrong = '`(created_at, tenant_id)`'

function rowsOf(room: StoryRoom, table: string): Promise<Record<string, unknown>[]> {
  const { database } = room.studyhall().study
  return inWorkspace(database, room.workspace, async (tx) => [
    ...(await sqlOf(
      tx,
    )`select * from ${sqlOf(tx)(table)} t order by to_jsonb(t) ->> 'member', to_jsonb(t) ->> 'topic'`),
  ])
}

test('at the close each answer teaches: skills and the difficulty move, a wrong one comes back, points stay as they are', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  await room.nextQuestion()
  await choose(room, 'bo', right)
  await choose(room, 'cy', wrong)
  expect(await rowsOf(room, 'attempts')).toEqual([])
  await room.close()
  expect(await rowsOf(room, 'attempts')).toMatchObject([
    { member: 'bo', question: known.single, occasion: expect.stringMatching(/^round:/), score: 1, is_first: true },
    { member: 'cy', question: known.single, score: 0, grade: 'again', is_first: true },
  ])
  const values = Object.fromEntries(
    (await rowsOf(room, 'skills')).map(({ member, topic, value }) => [`${member} ${topic}`, value]),
  )
  expect(values['bo ']).toBeGreaterThan(0)
  expect(values['cy ']).toBeLessThan(0)
  expect(await rowsOf(room, 'difficulties')).toMatchObject([{ question: known.single, answers: 2 }])
  const due = Object.fromEntries(
    (await rowsOf(room, 'memories')).map((one) => [one.member, String(one.due).slice(0, 10)]),
  )
  expect(due).toEqual({ bo: '2026-03-05', cy: '2026-03-03' })
  expect(await room.points()).toEqual({ Bo: 10, Cy: 10 })
})

test('the choice that stood at the close is the one that teaches, once, also when the close is tried again', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  await room.nextQuestion()
  await choose(room, 'bo', right)
  await room.pass({ minutes: 5 })
  await choose(room, 'bo', wrong)
  await room.close()
  await room.restart()
  await room.pass({ hours: 1 })
  expect(await rowsOf(room, 'attempts')).toMatchObject([
    { member: 'bo', score: 0, at: expect.stringContaining('08:05') },
  ])
})

test('what is learnt first is what was answered first, whatever arrives first', async () => {
  const question = closedBank('single').questions.get(known.single)
  if (question === undefined) throw new Error('the question is not in the bank')
  const unmoved = chanceOfRight(newSkill, seededDifficulty(question.level), guessingChance(question))
  for (const arriving of [
    ['bo', 'cy'],
    ['cy', 'bo'],
  ]) {
    const room = await openStoryRoom({ bank: closedBank('single') })
    await room.nextQuestion()
    for (const who of arriving) await chooseLate(room, who, who === 'bo' ? right : wrong, who === 'bo' ? 2 : 1)
    await room.close()
    const expected = Object.fromEntries((await rowsOf(room, 'attempts')).map((one) => [one.member, one.expected]))
    expect(expected.cy).toBe(unmoved)
    expect(expected.bo).toBeLessThan(unmoved)
  }
})

test('a part of all that apply is a part of a point for the skill, and comes back as one that was wrong', async () => {
  const room = await openStoryRoom({ bank: closedBank('multi') })
  await room.nextQuestion()
  const { id, menus } = await opening(room)
  const values = menus[0]?.choices.filter(({ label }) => /PUT|GET/.test(label)).map(({ value }) => value) ?? []
  await room.as('bo').press(id, menus[0]?.id ?? '', values)
  await room.close()
  expect(await rowsOf(room, 'attempts')).toMatchObject([{ question: known.multi, grade: 'again', values }])
  const [{ score } = { score: 0 }] = await rowsOf(room, 'attempts')
  expect(score).toBeCloseTo(2 / 3)
})

test('an answer that does not count teaches nothing, and neither does an open question', async () => {
  const room = await openStoryRoom({ bank: closedBank('single') })
  await room.nextQuestion()
  await choose(room, 'bo', right)
  await choose(room, 'cy', right)
  await room.as('ada').run('/study exclude Bo')
  await room.close()
  for (const table of ['attempts', 'memories']) {
    expect((await rowsOf(room, table)).map(({ member }) => member)).toEqual(['cy'])
  }
  const open = await openStoryRoom()
  await open.as('bo').reply(await open.nextQuestion(), 'Give every retry the same key, and refuse the second one.')
  await open.close()
  for (const table of ['attempts', 'skills', 'memories', 'difficulties']) expect(await rowsOf(open, table)).toEqual([])
})
