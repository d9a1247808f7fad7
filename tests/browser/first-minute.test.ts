import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startBot } from '../support/bot-process.ts'
import { openBrowser } from '../support/browser.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = openBrowser()

test('in the first minute I answer, see how I did, and go on, without typing a command', async () => {
  const url = await newRoom()
  const me = await visit(browser, url, 'you')
  await me.channel.sees('Results')
  await me.thread.sees('It is a race: both instances run the SELECT')
  await me.isAt(me.thread.box)
  await me.thread.say('A unique constraint on the event id, and the credit in the same transaction as the marker.')
  await me.thread.seesAt('You', 'Recorded as an answer')
  await me.press('Skip to the results')
  await me.thread.sees('Insert the marker first with ON CONFLICT DO NOTHING')
  await me.thread.sees(/Your answer · 2 votes · place \d of 4 · 12 points/)
  await me.thread.sees('What a good answer covers')
  await me.press('Ask the next one')
  await me.page.getByRole('button', { name: 'Skip to the results' }).waitFor()
  expect(me.complaints()).toEqual([])
})

test('a demo can be begun again, and left for an empty room', async () => {
  const url = await newRoom()
  const me = await visit(browser, url, 'you')
  await me.thread.say('A unique constraint on the event id, and the credit in the same transaction as the marker.')
  await me.thread.seesAt('You', 'Recorded as an answer')
  await me.press('Begin the demo again')
  await me.press('Yes, empty the room')
  await me.page.getByText('A unique constraint on the event id, and the credit').waitFor({ state: 'detached' })
  await me.thread.sees('It is a race: both instances run the SELECT')
  await me.press('Leave it for an empty room')
  await me.press('Keep it')
  await me.press('Leave it for an empty room')
  await me.press('Yes, empty the room')
  await me.channel.sees('Nothing has been said here yet.')
  expect(await me.page.getByRole('region', { name: 'Demo' }).count()).toBe(0)
})

test('with the keyboard alone I answer, vote, and come to the results', async () => {
  const url = await newRoom()
  const me = await visit(browser, url, 'you')
  const { keyboard } = me.page
  await me.isAt(me.thread.box)
  await keyboard.type('A unique constraint on the event id; marker and credit commit together.')
  await keyboard.press('Enter')
  await me.thread.seesAt('You', 'Recorded as an answer')
  const vote = me.thread.messagesOf('Ada').first().getByRole('button', { name: '👍' })
  await tabTo(me, vote)
  await keyboard.press('Enter')
  await me.thread.messagesOf('Ada').first().getByRole('button', { name: '👍 1, by You' }).waitFor()
  const skip = me.page.getByRole('button', { name: 'Skip to the results' })
  await tabTo(me, skip)
  await keyboard.press('Space')
  await me.thread.sees('Your answer')
  expect(me.complaints()).toEqual([])
})

/** Presses Tab until this has the focus. */
async function tabTo({ page }: Visitor, control: Locator): Promise<void> {
  const farthest = 120
  for (let steps = 0; steps < farthest; steps += 1) {
    if ((await control.and(page.locator(':focus')).count()) > 0) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the keyboard does not get there')
}

/** The room as somebody finds it who has just started Studyhall for the first time. */
async function newRoom(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-minute-'))
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return startBot(['start'], { PORT: '0', DATA_DIR: join(folder, 'data') }, folder).opened()
}
