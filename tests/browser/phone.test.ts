import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { visit } from './visitor.ts'

const browser = openBrowser()
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

test('on a phone the thread takes the whole page, and I get back to the channel', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada', phone)
  await ada.openThread()
  await ada.thread.sees('Question of the day')
  expect(await ada.channel.box.isVisible()).toBe(false)
  await ada.thread.say('Give every retry the same key, and let the database refuse the second one.')
  await ada.thread.seesAt('Ada', 'Recorded as an answer')
  await ada.press('← #backend-prep')
  await ada.channel.box.waitFor()
  expect(await ada.thread.box.isVisible()).toBe(false)
  await ada.channel.sees('1 reply')
})

test('on a phone nothing runs off the side, and the end of what was said is in view', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada', phone)
  await ada.channel.say(`https://example.org/${'long'.repeat(60)}`)
  await ada.channel.say(`\`\`\`\nconst line = '${'wide '.repeat(60)}'\n\`\`\``)
  await ada.channel.say('the last line')
  await ada.channel.sees('the last line')
  expect(await ada.page.evaluate('document.documentElement.scrollWidth')).toBe(phone.viewport.width)
  expect(await ada.page.evaluate("document.querySelector('main .timeline').scrollWidth")).toBe(phone.viewport.width)
  const last = ada.channel.messagesOf('Ada').last().getByRole('button', { name: 'Delete' })
  const [button, box] = await Promise.all([last.boundingBox(), ada.channel.box.boundingBox()])
  expect((button?.y ?? Number.POSITIVE_INFINITY) + (button?.height ?? 0)).toBeLessThan(box?.y ?? 0)
})

test('the first load of the page is below 150 kB, all of it from the room itself', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const page = await browser.visit('about:blank')
  const loads: Promise<number>[] = []
  const addresses: string[] = []
  page.on('response', (response) => {
    addresses.push(response.url())
    if (!response.url().includes('/api/')) loads.push(response.body().then(({ length }) => length))
  })
  await page.goto(url)
  await page.getByText('Nothing has been said here yet.').waitFor()
  const bytes = (await Promise.all(loads)).reduce((sum, length) => sum + length, 0)
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThan(150_000)
  expect(addresses.filter((address) => !address.startsWith(url))).toEqual([])
})

test('on a phone a form fits the page, its button stays in sight, and my direct messages are in reach', async () => {
  const room = await openStoryRoom()
  const channels = ['evening-questions', 'morning-questions'].map((id) => ({ id, name: id }))
  await room.studyhall().memory.furnish(room.workspace, { channels, people: [] })
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada', phone)
  await ada.channel.say('/study me')
  await ada.channel.button('Change').click()
  const save = await ada.form.getByRole('button', { name: 'Save' }).boundingBox()
  const { width, height } = phone.viewport
  expect((save?.y ?? height) + (save?.height ?? 0)).toBeLessThan(height)
  expect(await ada.page.evaluate("document.querySelector('dialog').scrollWidth")).toBeLessThan(width)
  await ada.form.getByRole('button', { name: 'Cancel' }).click()
  const direct = await ada.page.getByRole('button', { name: 'Direct messages' }).boundingBox()
  expect((direct?.x ?? width) + (direct?.width ?? 0)).toBeLessThan(width)
  await ada.enter('Direct messages')
  await ada.channel.sees('Studyhall writes to you alone here.')
})
