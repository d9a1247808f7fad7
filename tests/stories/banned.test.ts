import { expect, test } from 'vitest'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'

const answer = 'Give every retry the same key, and let the database refuse the second one.'

/** A room whose platform tells of bans. */
function openTellingRoom(): Promise<StoryRoom> {
  return openStoryRoom({ wrap: (platform) => ({ ...platform, lacks: [] }) })
}

async function ban(room: StoryRoom, member: string): Promise<void> {
  await room.studyhall().engine.handle({ kind: 'banned', workspace: room.workspace, member, at: room.stage.now() })
  await room.stage.settle()
}

test('the answer and the votes of a banned member stay, unless an admin has chosen otherwise', async () => {
  const room = await openTellingRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  await ban(room, 'bo')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('where an admin has chosen so, a banned member counts no more, and nobody is told', async () => {
  const room = await openTellingRoom()
  expect(await room.as('ada').run('/study banned')).toContain('stay and count')
  expect(await room.as('ada').run('/study banned exclude')).toContain('no longer count')
  expect(await room.as('ada').run('/study banned')).toContain('no longer count')
  const question = await room.nextQuestion()
  const cys = await room.as('cy').reply(question, answer)
  await room.as('bo').reply(question, `${answer} Mine, too.`)
  await room.as('bo').react(cys)
  const before = await room.messages()
  await ban(room, 'bo')
  expect(await room.messages()).toEqual(before)
  await room.close()
  expect(await room.points()).toEqual({ Cy: 10 })
  expect(await room.as('ada').run('/study readmit bo')).toContain('count again')
})

test('after keep, bans change nothing again; members may not choose', async () => {
  const room = await openTellingRoom()
  await room.as('ada').run('/study banned exclude')
  expect(await room.as('ada').run('/study banned keep')).toContain('stay and count')
  expect(await room.as('bo').run('/study banned exclude')).toBe('Only people who manage this workspace can do that.')
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, answer)
  await ban(room, 'bo')
  await room.close()
  expect(await room.points()).toEqual({ Bo: 10 })
})

test('a ban of somebody whom I never met is nothing', async () => {
  const room = await openTellingRoom()
  await room.as('ada').run('/study banned exclude')
  await ban(room, 'stranger')
  expect(await room.as('ada').run('/study readmit stranger')).toContain('Nobody called')
})
