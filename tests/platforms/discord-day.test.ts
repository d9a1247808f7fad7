import { expect, test } from 'vitest'
import { openDiscordWorld } from '../support/discord-world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'

test('a whole study day, from the set-up form to the board', async () => {
  const world = await openDiscordWorld()
  const { fake } = world
  const ada = world.person('ada')
  const bo = world.person('bo')
  const cy = world.person('cy')

  const asked = await ada.command('study-admin schedule', 'general', { city: 'Berlin' })
  expect(asked.modal?.fields.find(({ label }) => label === 'City')?.value).toBe('Berlin')
  const refused = await ada.submit({ Time: 'noonish' })
  expect(refused.shown.at(-1)?.words).toContain('Time')
  const again = await ada.press('Try again')
  expect(again.modal?.fields.find(({ label }) => label === 'Time')?.value).toBe('noonish')
  const made = await ada.submit({ Time: '09:00' })
  expect(made.shown.at(-1)?.ephemeral).toBe(true)
  expect(made.shown.at(-1)?.words).toMatch(/09\\?:00/)
  await world.settle()

  const question = await world.nextQuestion()
  expect(question.words).toContain('Question of the day')
  expect(question.words).toMatch(/<t:\d+:f>/)
  const thread = question.thread ?? ''
  const first = await bo.say(thread, good)
  const second = await cy.say(thread, 'It is a promise that holds for some time and then no more.')
  await world.settle()
  expect(bo.message(first)?.reactions.map(({ emoji }) => emoji)).toEqual(['✅'])
  await bo.edit(first, `${good} Its holder renews it.`)
  await cy.react(first, '👍')
  await ada.react(first, '⭐')
  await bo.react(first, '👍')
  await fake.until(() => bo.dm().length === 1, 'a word to Bo about his own answer')
  expect(bo.dm().at(-1)?.words).toMatch(/can't vote for your own answer/)
  await cy.react(second, '👍')

  await world.close()
  const results = ada.sees(thread).at(-1)
  expect(results?.words).toContain('2 answers, 2 votes')
  expect(results?.words).toContain('Its holder renews it.')
  expect(ada.message(question)?.words).toContain('Closed')
  expect(ada.message(question)?.buttons).toEqual([])
  const board = await cy.command('leaderboard', 'general')
  expect(board.shown.at(-1)?.words).toMatch(/bo/)
  expect(board.shown.at(-1)?.ephemeral).toBe(true)
})
