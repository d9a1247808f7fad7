import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom, type StoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'
import { visit } from './visitor.ts'

const browser = openBrowser()
const good = 'Give every retry the same key, and let the database refuse the second one.'

/** A room that asks our first question of this kind. */
async function roomAsking(kind: 'multi' | 'true-false'): Promise<StoryRoom> {
  const questions = new Map([...ownBank.questions].filter(([, question]) => question.kind === kind).slice(0, 1))
  const room = await openStoryRoom({ bank: { ...ownBank, questions } })
  await room.nextQuestion()
  return room
}

test('I answer in a form: what is too short stays in it with the reason, a good answer is there for all to vote on', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const bo = await visit(browser, url, 'bo')
  await ada.openThread()
  await bo.openThread()
  await ada.thread.button('Answer').click()
  await ada.form.getByText('Everyone in the thread will see this, with your name.').waitFor()
  const answer = ada.form.getByRole('textbox', { name: 'Answer' })
  await ada.isAt(answer)
  await answer.fill('No idea.')
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.form.getByRole('alert').getByText('That is very short').waitFor()
  expect(await answer.inputValue()).toBe('No idea.')
  expect(await answer.getAttribute('aria-invalid')).toBe('true')

  await answer.fill(good)
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.form.waitFor({ state: 'detached' })
  await bo.thread.sees('Ada answers:')
  await bo.thread.sees(good)
  await ada.thread.sees('Your answer stands in the thread')
  expect(await bo.thread.times('Your answer stands in the thread')).toBe(0)
  await bo.thread
    .messagesOf('Studyhall')
    .filter({ hasText: good })
    .getByRole('button', { name: 'React with 👍' })
    .click()
  await ada.thread.sees('👍 1')
  await ada.press('To the close')
  await bo.thread.sees('Points: Ada +11, Bo +1')
  expect([...ada.complaints(), ...bo.complaints()]).toEqual([])
})

test('a form that cannot be sent tells me so and keeps what I wrote', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  await ada.openThread()
  await ada.thread.button('Answer').click()
  const answer = ada.form.getByRole('textbox', { name: 'Answer' })
  const sent: string[] = []
  ada.page.on('request', (made) => sent.push(made.url()))
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.form.getByRole('alert').getByText('Please fill this in.').waitFor()
  await answer.fill(good)
  await ada.page.route('**/api/submit', (route) => route.abort())
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.form.getByRole('alert').getByText('The room does not answer.').waitFor()
  await ada.page.unroute('**/api/submit')
  await ada.page.route('**/api/submit', (route) =>
    route.fulfill({ status: 409, json: { says: 'The room is closing.' } }),
  )
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.form.getByRole('alert').getByText('The room is closing.').waitFor()
  expect(await answer.inputValue()).toBe(good)
  await ada.page.unroute('**/api/submit')
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.thread.sees(good)
  expect(await ada.form.count()).toBe(0)
  expect(sent.filter((address) => address.endsWith('/api/submit'))).toHaveLength(3)
})

test('I choose with a button in the thread, and am told there, alone', async () => {
  const room = await roomAsking('true-false')
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  const cy = await visit(browser, url, 'cy')
  await bo.openThread()
  await cy.openThread()
  await bo.thread.button('True').click()
  await bo.thread.sees('Your answer: True.')
  await bo.thread.say('That was easy.')
  await cy.thread.sees('That was easy.')
  expect(await cy.page.getByText('Your answer: True.').count()).toBe(0)
})

test('I choose all that apply in a menu, and can change my mind', async () => {
  const room = await roomAsking('multi')
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  const menu = bo.channel.messagesOf('Studyhall').getByRole('group', { name: 'Choose all that apply' })
  await bo.channel.button('Choose').click()
  await bo.channel.sees('Nothing was chosen')
  await menu.getByRole('checkbox').nth(3).check()
  await menu.getByRole('checkbox').nth(0).check()
  await bo.channel.button('Choose').click()
  await bo.channel.sees('Your answer: A, D.')
  await menu.getByRole('checkbox').nth(3).uncheck()
  await bo.channel.button('Choose').click()
  await bo.channel.sees('Your answer: A.')
})

test('what I wrote in the thread I can mark as my answer, and an admin can remove it', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const bo = await visit(browser, url, 'bo')
  const cy = await visit(browser, url, 'cy')
  for (const { openThread } of [ada, bo, cy]) await openThread()
  await bo.thread.say('The same key.')
  for (const { thread } of [ada, bo, cy]) await thread.messagesOf('Bo').waitFor()
  const offered = (of: typeof ada) =>
    of.thread
      .messagesOf('Bo')
      .getByRole('button', { name: /answer/ })
      .allTextContents()
  expect(await Promise.all([ada, bo, cy].map(offered))).toEqual([['Remove this answer'], ['This is my answer'], []])
  await bo.thread.button('This is my answer').click()
  await bo.thread.sees('This message is your answer now.')
  await ada.thread.button('Remove this answer').click()
  await ada.thread.sees("Bo's messages to this question no longer count")
  await ada.press('To the close')
  await cy.thread.sees('Closed without an answer.')
})
