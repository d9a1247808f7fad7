import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { closedBank, ownBank } from '../support/world.ts'
import { visit } from './visitor.ts'

const browser = openBrowser()

test('a quiz on a phone: one message, changed in its place from question to summary', async () => {
  const room = await openStoryRoom({ bank: closedBank('single', 'true-false') })
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo', { viewport: { width: 390, height: 844 } })
  await bo.channel.say('/quiz 3')
  await bo.channel.sees('Question 1 of 2')
  for (const place of [1, 2]) {
    await bo.channel.sees(`Question ${place} of 2`)
    await bo.channel.button("I don't know").click()
    await bo.channel.sees('No answer.')
    await bo.channel.button(place === 2 ? 'See how it went' : 'Next').click()
  }
  await bo.channel.sees('0 of 2 right')
  expect(await bo.channel.messagesOf('Studyhall').count()).toBe(1)
  expect(await bo.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(bo.complaints()).toEqual([])
})

test('what is ticked is kept at once, and Submit sends it', async () => {
  const room = await openStoryRoom({ bank: closedBank('multi') })
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  await bo.channel.say('/quiz')
  const boxes = bo.page.getByRole('checkbox')
  await boxes.nth(1).check()
  await boxes.nth(0).check()
  await bo.channel.sees('Chosen: A, B.')
  expect(await bo.channel.button('Choose').count()).toBe(0)
  await boxes.nth(2).check()
  await bo.channel.button('Submit').click()
  // in one of ten orders of the options these three are the right ones, which is all that is said then
  await bo.channel.sees(/✅ Right\.|You said: A, B, C\./)
})

test('a number and an order are typed in a form, which keeps what was typed where it was refused', async () => {
  const room = await openStoryRoom({ bank: closedBank('numeric') })
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  await bo.channel.say('/quiz')
  await bo.channel.button('Answer').click()
  const field = bo.form.getByRole('textbox')
  await field.fill('quite some')
  await bo.form.getByRole('button', { name: 'Send' }).click()
  await bo.form.getByRole('alert').waitFor()
  expect(await field.inputValue()).toBe('quite some')
  await field.fill('0')
  await bo.form.getByRole('button', { name: 'Send' }).click()
  await bo.channel.sees('Not quite.')
})

test('progress comes as words and as a picture that says the same', async () => {
  const room = await openStoryRoom({ bank: ownBank })
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  await bo.channel.say('/quiz 3 kind:single topic:security')
  await bo.channel.button("I don't know").click()
  await bo.channel.sees('No answer.')
  await bo.channel.say('/progress')
  const picture = bo.page.getByRole('img', { name: /Authentication, authorization/ })
  await picture.waitFor()
  await expect.poll(() => picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(700)
})
