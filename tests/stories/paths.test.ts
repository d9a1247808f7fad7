import { expect, test } from 'vitest'
import { quizzing } from '../support/quizzing.ts'
import { buttonOf, menuOf, messageOf } from '../support/replies.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { trackBank } from '../support/track-bank.ts'

const bank = trackBank()

test('guides are listed with how far one is, and opened step by step', async () => {
  const room = await openStoryRoom({ bank })
  const bo = room.as('bo')
  const list = messageOf(await bo.runReply('/study path'))
  expect(list.text).toContain('**Basics** · ▱▱▱▱▱▱▱▱ 0 of 2 mastered')
  const message = (await room.messages('bo')).at(-1)?.id ?? 0
  const guide = messageOf(await bo.pressReply(message, menuOf(list, 'path-show'), ['basics']))
  expect(guide.text).toContain('1. The start')
  const step = messageOf(await bo.pressReply(message, menuOf(guide, 'path-open'), ['end']))
  expect(step.text).toContain('**2\\. The end**')
  expect(step.text).toContain('Says.')
  expect(step.text).toContain('- Testing a\\-single · ▫️ not tried')
  const all = messageOf(await bo.pressReply(message, buttonOf(step, 'All steps')))
  const first = messageOf(await bo.pressReply(message, buttonOf(all, 'Go on: The start')))
  expect(first.text).toContain('**1\\. The start**')
  const second = messageOf(await bo.pressReply(message, buttonOf(first, 'Next step')))
  expect(second.text).toBe(step.text)
  expect(await bo.run('/study path basics')).toBe(guide.text)
  expect(await bo.run('/study path bases')).toBe('There is no guide “bases”. There is Basics.')
})

test('what was right the last time is mastered, an open answer that was given as well, and what went wrong is not', async () => {
  const room = await openStoryRoom({ bank })
  const bo = quizzing(room, 'bo')
  await bo.run('/study path basics')
  const guide = await bo.message()
  await room.as('bo').press(guide.id, guide.menus[0]?.id ?? '', ['start'])
  await bo.press('Quiz me on this step')
  for (let place = 1; place <= 2; place += 1) {
    const text = await bo.text()
    expect(text).toContain(`Question ${place} of 2`)
    if (text.includes('worda-single0')) await bo.press("I don't know")
    else await bo.type('Copies stand close to those who read them, and each key carries its version.')
    await bo.press(place === 2 ? 'See how it went' : 'Next')
  }
  expect(await bo.run('/study path')).toContain('1 of 2 mastered')
  await room.as('bo').run('/study path basics')
  const again = await bo.message()
  const step = messageOf(await room.as('bo').pressReply(again.id, again.menus[0]?.id ?? '', ['start']))
  expect(step.text).toContain('Testing a\\-single · 🔁 to review')
  expect(step.text).toContain('Testing an\\-open · ✅ answered')
  expect(await room.as('cy').run('/study path')).toContain('0 of 2 mastered')
})

test('a guide that is gone is named as such, by its old buttons too', async () => {
  const guides = new Map(bank.paths)
  const room = await openStoryRoom({ bank: { ...bank, paths: guides } })
  const bo = quizzing(room, 'bo')
  await bo.run('/study path basics')
  const guide = await bo.message()
  await bo.press('Go on: The start')
  guides.clear()
  expect(messageOf(await room.as('bo').pressReply(guide.id, 'path-quiz:basics/start')).text).toContain(
    'no longer does anything',
  )
  expect(await room.as('bo').press(guide.id, 'path-all:basics')).toBe('That guide is no longer there.')
  expect(await room.as('bo').run('/study path')).toBe('There is no guide here yet.')
})
