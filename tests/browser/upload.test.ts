import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { packFile } from '../support/handing-over.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = openBrowser()
const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const outages = { name: 'outages.yaml', mimeType: 'application/yaml', buffer: Buffer.from(packFile('blackout')) }

test('I send a file by the keyboard, look at what would come in, bring it in, and it is asked', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  // from here on the browser hands choosers over: with the first one who waits for one this comes too late at times
  ada.page.on('filechooser', () => {})
  const bo = await visit(browser, url, 'bo')
  await ada.channel.box.focus()
  await ada.page.keyboard.press('Shift+Tab')
  await ada.isAt(attach(ada))
  const chooser = ada.page.waitForEvent('filechooser')
  await ada.page.keyboard.press('Enter')
  await (await chooser).setFiles(outages)
  const shared = ada.channel.messagesOf('Ada')
  await shared.getByRole('link', { name: 'outages.yaml' }).waitFor()
  await bo.channel.messagesOf('Ada').getByRole('link', { name: 'outages.yaml' }).waitFor()
  expect(await bo.channel.messagesOf('Ada').getByRole('button', { name: 'Import questions' }).count()).toBe(0)
  expect(await complaintsOfAxe(ada.page), 'the channel with a file').toEqual([])

  await shared.getByRole('button', { name: 'Import questions' }).click()
  await ada.channel.sees('Reading outages.yaml')
  await ada.enter('Direct messages')
  await ada.channel.sees('would become the pack')
  expect(await complaintsOfAxe(ada.page), 'what would come in').toEqual([])
  await ada.channel.button('Import 1 question').click()
  await ada.channel.sees('1 question came in.')
  await ada.enter('backend-prep')
  await ada.channel.say('/question pin own.blackout 2026-03-02')
  await ada.channel.sees('blackout')
  await room.nextQuestion()
  await bo.channel.sees('What do we call blackout?')
  expect([...ada.complaints(), ...bo.complaints()]).toEqual([])
})

test('what I save is the file, and nothing of it is opened', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const page = '<script>document.title = "mine"</script>'
  await choose(ada, { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from(page) })
  const saved = ada.page.waitForEvent('download')
  await ada.channel.messagesOf('Ada').getByRole('link', { name: 'page.html' }).click()
  expect(await readFile(await (await saved).path(), 'utf8')).toBe(page)
  expect(await ada.page.title()).not.toBe('mine')
})

test('a file that is too large is not sent, and one that cannot be is said to be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-large-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const large = join(folder, 'large.csv')
  await writeFile(large, '')
  await truncate(large, 50 * 2 ** 20 + 1)
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  await choose(ada, large)
  await ada.page.getByRole('alert').getByText('large.csv is larger than 50 MB. Nothing was sent.').waitFor()
  await ada.page.route('**/upload?*', (route) => route.abort())
  await choose(ada, outages)
  await ada.page.getByRole('alert').getByText('The room did not take outages.yaml.').waitFor()
  await ada.page.unroute('**/upload?*')
  await choose(ada, outages)
  await ada.channel.messagesOf('Ada').getByRole('link', { name: 'outages.yaml' }).waitFor()
  expect(await ada.page.getByRole('alert').count()).toBe(0)
  expect(await room.messages()).toHaveLength(1)
})

test.each(['drop', 'paste'] as const)('a file that I %s into the box is sent, in the thread too', async (how) => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  await ada.openThread()
  for (const place of [ada.channel, ada.thread]) {
    await place.box.evaluate((box, type) => {
      const data = new DataTransfer()
      data.items.add(new File(['two queues'], 'sketch.png', { type: 'image/png' }))
      const about = { bubbles: true, cancelable: true }
      box.dispatchEvent(
        type === 'drop'
          ? new DragEvent(type, { ...about, dataTransfer: data })
          : new ClipboardEvent(type, { ...about, clipboardData: data }),
      )
    }, how)
    await place.messagesOf('Ada').getByRole('link', { name: 'sketch.png' }).waitFor()
  }
  await ada.thread.seesAt('Ada', 'Recorded as an answer')
})

function attach({ page }: Visitor) {
  return page.getByRole('main').getByRole('button', { name: 'Send a file' })
}

async function choose({ page }: Visitor, file: string | typeof outages): Promise<void> {
  await page.getByRole('main').locator('input[type=file]').setInputFiles(file)
}

async function complaintsOfAxe(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate('axe.run(document).then(({ violations }) => violations)')
  return (found as { id: string; nodes: { html: string }[] }[]).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
