import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = openBrowser()

const good = 'Give every retry the same key, and let the database refuse the second one.'
const other = 'Put the event into an outbox table and publish it from there.'
const ownVote = "You can't vote for your own answer."
const board = 'This week in this channel'

test('three people study a day together, each in a page of their own, and nobody has to reload', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const bo = await visit(browser, url, 'bo')
  const cy = await visit(browser, url, 'cy')
  const everyone = async (does: (person: Visitor) => Promise<unknown>) => Promise.all([ada, bo, cy].map(does))
  await everyone(({ page }) => page.evaluate('globalThis.notReloaded = true'))

  await ada.channel.sees('Monday 2 March, 08:55')
  await ada.press('To the next question')
  await everyone(({ channel }) => channel.sees('Question of the day'))
  await everyone((person) => person.openThread())

  await ada.thread.say(good)
  await bo.thread.say(other)
  await everyone(({ thread }) => thread.sees(good))
  await everyone(({ thread }) => thread.seesAt('Ada', 'Recorded as an answer'))
  await everyone(({ thread }) => thread.seesAt('Bo', 'Recorded as an answer'))
  expect(await ada.thread.box.inputValue()).toBe('')

  await ada.thread.voteFor('Ada')
  await ada.thread.sees(ownVote)
  await bo.thread.voteFor('Ada')
  await cy.thread.voteFor('Ada')
  await cy.thread.voteFor('Bo')
  await everyone(({ thread }) => thread.seesAt('Ada', '👍 3, by Ada, Bo, Cy'))
  await everyone(({ thread }) => thread.seesAt('Bo', '👍 1, by Cy'))

  await ada.press('To the close')
  await everyone(({ thread }) => thread.sees('2 answers, 3 votes.'))
  await everyone(({ thread }) => thread.sees('Points: Ada +12, Bo +12, Cy +2'))
  await everyone(({ channel }) => channel.sees('2 answers. The results are in the thread.'))
  await everyone(({ channel }) => channel.sees('Monday 2 March, 17:00'))

  await bo.press('Leaderboard')
  await bo.thread.sees(board)
  await cy.thread.say('Well done!')
  await everyone(({ thread }) => thread.sees('Well done!'))
  expect(await Promise.all([ada, bo, cy].map(({ thread }) => thread.times(board)))).toEqual([0, 1, 0])
  expect(await Promise.all([ada, bo, cy].map(({ thread }) => thread.times(ownVote)))).toEqual([1, 0, 0])

  await everyone(async ({ page }) => expect(await page.evaluate('globalThis.notReloaded')).toBe(true))
  await everyone(async (person) => expect(person.complaints()).toEqual([]))
})

test('a command is completed with Tab, and its answer is for me alone', async () => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('ada').reply(question, good)
  await room.close()
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  const cy = await visit(browser, url, 'cy')
  await cy.channel.box.fill('/lea')
  await cy.page.getByRole('option', { name: '/leaderboard' }).first().waitFor()
  await cy.channel.box.press('Tab')
  expect(await cy.channel.box.inputValue()).toBe('/leaderboard')
  await cy.channel.box.press('Enter')
  await cy.channel.sees(board)
  await cy.channel.sees('1. Ada · 10 points')
  await bo.channel.say('What does the board say?')
  await cy.channel.sees('What does the board say?')
  await bo.channel.sees('What does the board say?')
  expect(await bo.channel.times(board)).toBe(0)
})

test('a choice of a command is taken with the arrows and Enter, and sent with the next Enter', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  await bo.channel.box.fill('/leaderboard al')
  await bo.page.getByRole('option', { name: '/leaderboard all' }).waitFor()
  await bo.channel.box.press('ArrowDown')
  await bo.channel.box.press('Enter')
  expect(await bo.channel.box.inputValue()).toBe('/leaderboard all')
  await bo.channel.box.press('Enter')
  await bo.channel.sees('All time in this channel')
})

test('I can edit what I said, and take it back', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const bo = await visit(browser, url, 'bo')
  await ada.openThread()
  await bo.openThread()
  await ada.thread.say('never mind')
  await ada.press('Edit')
  await ada.page.getByRole('textbox', { name: 'Edit your message' }).fill(good)
  await ada.press('Save')
  await bo.thread.sees(good)
  await bo.thread.sees('edited')
  await bo.thread.seesAt('Ada', 'Recorded as an answer')
  expect(await bo.page.getByRole('button', { name: 'Edit' }).count()).toBe(0)
  await ada.press('Delete')
  await bo.thread.messagesOf('Ada').waitFor({ state: 'detached' })
})
