import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { channel, openStoryRoom } from '../support/story-room.ts'
import { type Place, visit } from './visitor.ts'

const browser = openBrowser()

/** What is typed, and what is to be read of it. */
const mischief = [
  ['see <img src=x onerror=alert(1)> this picture', 'see <img src=x onerror=alert(1)> this picture'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  [
    '<svg onload=alert(1)><iframe src="javascript:alert(1)">',
    '<svg onload=alert(1)><iframe src="javascript:alert(1)">',
  ],
  ['look [over here](javascript:alert(1)) once', 'look over here once'],
  ['![a drawing](https://example.org/x.png)', 'a drawing'],
  ['hello <role:1> and @everyone', 'hello role:1 and @everyone'],
] as const
const madeByMembers = '.prose :is(img, svg, iframe, script, style, form, input, [onerror], [onload], a)'

test('markup that someone types is read as the text it is, in the channel, in the thread and in the results', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const bo = await visit(browser, url, 'bo')
  const asked: string[] = []
  bo.page.on('request', (made) => asked.push(made.url()))
  await ada.openThread()
  await bo.openThread()
  for (const [typed, read] of mischief) {
    await ada.channel.say(typed)
    await bo.channel.sees(read)
    await ada.thread.say(`My answer, in five words or more: ${typed}`)
    await bo.thread.sees(`My answer, in five words or more: ${read}`)
  }
  expect(await bo.page.locator(madeByMembers).count()).toBe(0)
  await room.close()
  await bo.thread.sees('1 answer, 0 votes.')
  const results = bo.thread.messagesOf('Studyhall').last()
  expect(await results.locator('blockquote').textContent()).toContain('see <img src=x onerror=alert(1)> this picture')
  expect(await results.locator('blockquote').locator('a, img, script').count()).toBe(0)
  expect(asked.filter((address) => !address.startsWith(`${url}/api/`))).toEqual([])
  expect([...ada.complaints(), ...bo.complaints()]).toEqual([])
})

test('markup that someone types into a form is read as the text it is, wherever it comes back', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const typed = '<img src=x onerror=alert(1)> in five words or more'
  await ada.channel.button('Answer').click()
  await ada.form.getByRole('textbox').fill(typed)
  await ada.form.getByRole('button', { name: 'Send' }).click()
  await ada.openThread()
  await ada.thread.sees(typed)
  await ada.channel.say('/question flag')
  await ada.form.getByRole('combobox').selectOption({ index: 1 })
  await ada.form.getByRole('textbox').fill(typed)
  await ada.form.getByRole('button', { name: /^(Send|Flag)/ }).click()
  await ada.form.waitFor({ state: 'detached' })
  await ada.channel.say('/study status')
  await ada.channel.sees('<img src=x onerror=alert(1)>')
  await ada.channel.say('/study schedule')
  await ada.channel.button('Change when').click()
  await ada.form.waitFor()
  for (const field of await ada.form.getByRole('textbox').all()) await field.fill(typed)
  await ada.form.getByRole('textbox').first().press('Enter')
  await ada.form.getByRole('alert').first().waitFor()
  expect(await ada.page.locator('dialog img, .prose img, [onerror]').count()).toBe(0)
  expect(ada.complaints()).toEqual([])
})

test('another site that I have open can neither speak for me nor listen', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const stranger = await browser.visit(await openOtherSite())
  const words = JSON.stringify({ as: 'ada', channel, text: 'I never said this.' })
  const post = `fetch('${url}/api/say', { method: 'POST', mode: 'no-cors', body: ${JSON.stringify(words)} })`
  expect(await stranger.evaluate(`${post}.then(({ type }) => type)`)).toBe('opaque')
  const heard = `new Promise((resolve) => {
    const stream = new EventSource('${url}/api/stream?as=ada')
    stream.onerror = () => resolve('nothing')
    stream.addEventListener('room', () => resolve('everything'))
  })`
  expect(await stranger.evaluate(heard)).toBe('nothing')
  const framed = `new Promise((resolve) => {
    const frame = document.createElement('iframe')
    frame.src = '${url}/?as=ada'
    frame.onload = resolve
    document.body.append(frame)
  })`
  await stranger.evaluate(framed)
  const frame = stranger.frames().find((one) => one !== stranger.mainFrame())
  expect(await frame?.locator('#room').count()).toBe(0)
  expect(await room.messages()).toEqual([])
})

test('a text that is too long is not sent: I am told so, and it stays in the box', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  await expectRefusal('a'.repeat(8_001), 'That message is too long: 8001 characters, and 8000 fit.')
  await expectRefusal('b'.repeat(70_000), 'That is too long to send.')
  expect(await room.messages()).toEqual([])
  await ada.channel.say('short enough')
  await ada.channel.messagesOf('Ada').waitFor()
  expect(await ada.page.getByRole('alert').count()).toBe(0)
  expect(await ada.channel.box.inputValue()).toBe('')

  async function expectRefusal(text: string, sentence: string): Promise<void> {
    await ada.channel.say(text)
    await ada.channel.sees(sentence)
    expect(await ada.channel.box.inputValue()).toBe(text)
  }
})

test('what was said while the connection was gone is there when it is back, and nothing comes twice', async () => {
  const room = await openStoryRoom()
  const server = await openRoomPage(room)
  const bo = await visit(browser, server.url, 'bo')
  const { page } = bo
  await bo.channel.say('before it broke')
  await bo.channel.messagesOf('Bo').waitFor()
  await server.close()
  await page.getByText('The room does not answer. Trying again…').waitFor()
  const ada = await room.studyhall().room.as(room.workspace, 'ada')
  await ada.say(channel, 'while it was gone')
  const turnedAway = page.waitForResponse((response) => response.url().includes('/api/stream') && !response.ok())
  await server.listenAgain()
  await turnedAway
  server.open()
  await bo.channel.sees('while it was gone')
  await page.getByText('The room does not answer').waitFor({ state: 'detached' })
  await ada.say(channel, 'after it came back')
  await bo.channel.sees('after it came back')
  expect(await textsIn(bo.channel)).toEqual(['before it broke', 'while it was gone', 'after it came back'])

  async function textsIn(place: Place): Promise<string[]> {
    const [fromBo, fromAda] = await Promise.all(
      ['Bo', 'Ada'].map((name) => place.messagesOf(name).locator('.prose').allTextContents()),
    )
    return [...(fromBo ?? []), ...(fromAda ?? [])]
  }
})

/** An empty page of somebody else's, on this machine. */
async function openOtherSite(): Promise<string> {
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<body>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
