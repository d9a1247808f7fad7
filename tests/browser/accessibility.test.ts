import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { visit } from './visitor.ts'

const browser = openBrowser()
const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

test.each(['light', 'dark'] as const)('axe-core finds nothing to complain of, in the %s', async (colorScheme) => {
  const room = await openStoryRoom()
  const question = await room.nextQuestion()
  await room.as('bo').reply(question, 'Give every retry the same key:\n\n```sql\nselect 1;\n```\n\n- and expire them')
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada', { colorScheme })
  await ada.channel.sees('Question of the day')
  expect(await complaintsOfAxe(ada.page), 'the channel').toEqual([])
  await ada.openThread()
  await ada.thread.sees('Give every retry')
  expect(await complaintsOfAxe(ada.page), 'the thread').toEqual([])
  await ada.channel.button('Answer').click()
  await ada.form.waitFor()
  expect(await complaintsOfAxe(ada.page), 'a form').toEqual([])
  await ada.page.keyboard.press('Escape')
  await ada.channel.box.fill('/')
  expect(await complaintsOfAxe(ada.page), 'the offered commands').toEqual([])
})

async function complaintsOfAxe(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate('axe.run(document).then(({ violations }) => violations)')
  return (found as { id: string; help: string; nodes: { html: string }[] }[]).map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 160)}`,
  )
}
