import { expect, test } from 'vitest'
import { openSlackWorld } from '../support/slack-world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'

test('a whole study day, from the set-up form to the board', async () => {
  const world = await openSlackWorld()
  const { fake } = world
  const ada = world.person('ada')
  const bo = world.person('bo')
  const cy = world.person('cy')

  const asked = await ada.command('/study', 'schedule', 'general')
  expect(asked.modal?.title).toBe('A question, regularly')
  expect(asked.modal?.fields.map(({ label, value }) => [label, value])).toContainEqual(['City', 'Berlin'])
  const refused = await ada.submit({ Time: 'noonish' })
  expect(refused.outcome).toBe('errors')
  expect(refused.modal?.fields.find(({ label }) => label === 'Time')?.value).toBe('noonish')
  const made = await ada.submit({ Time: '09:00' })
  expect(made.outcome).toBe('closed')
  await world.settle()
  expect(ada.ephemerals('general').at(-1)?.words).toContain('09:00')

  const question = await world.nextQuestion()
  expect(question.words).toContain('Question of the day')
  expect(question.words).toMatch(/<!date\^\d+\^/)
  const first = await bo.say('general', good, { thread: question })
  const second = await cy.say('general', 'It is a promise that holds for some time and then no more.', {
    thread: question,
  })
  await world.settle()
  expect(bo.message(first)?.reactions.map(({ name }) => name)).toEqual(['white_check_mark'])
  await bo.edit(first, `${good} Its holder renews it.`)
  await cy.react(first, '+1::skin-tone-3')
  await ada.react(first, 'thumbsup')
  await bo.react(first, '+1')
  await world.settle()
  expect(bo.ephemerals('general').at(-1)?.words).toMatch(/can't vote for your own answer/)
  await cy.react(second, '+1')

  await world.close()
  const results = ada.thread(question).at(-1)
  expect(results?.words).toContain('2 answers, 2 votes')
  expect(results?.words).toContain('Its holder renews it.')
  expect(ada.message(question)?.words).toContain('Closed')
  expect(ada.message(question)?.buttons).toEqual([])
  const board = await cy.command('/study', 'leaderboard', 'general')
  expect(board.shown.at(-1)?.words).toMatch(/bo/)
  expect(board.shown.at(-1)?.ephemeral).toBe(true)
  expect(fake.missed).toEqual([])
})
