import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { leaveAnswers, openInsightsRoom, twoQuestions } from '../support/insights-room.ts'

/** The page behind the link of `/study insights`, in a real browser, at the door of the web room. */

const browser = openBrowser()
const axe = await readFile(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')
const [easy, hard] = twoQuestions()

async function openedLink() {
  const { room, door, asked } = await openInsightsRoom()
  const { stage, workspace } = room
  const { database } = room.studyhall().study
  await leaveAnswers(database, { workspace, at: stage.now(), question: easy, people: 30, right: 27 })
  await leaveAnswers(database, { workspace, at: stage.now(), question: hard, people: 20, right: 4 })
  return { ...(await asked()), door }
}

test.each(['light', 'dark'] as const)('axe-core finds nothing to complain of, in the %s', async (colorScheme) => {
  const { link, door } = await openedLink()
  const page = await browser.visit(link, { colorScheme, bypassCSP: true })
  await page.getByRole('heading', { name: 'All questions' }).waitFor()
  expect(await complaintsOfAxe(page)).toEqual([])
  const narrow = await browser.visit(link, { colorScheme, bypassCSP: true, viewport: { width: 360, height: 700 } })
  expect(await complaintsOfAxe(narrow)).toEqual([])
  expect(await narrow.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  const refused = await browser.visit(`${door.url}/insights?w=room/story`, { colorScheme, bypassCSP: true })
  expect(await complaintsOfAxe(refused)).toEqual([])
})

test('a click on a column sorts by it, a second one the other way round, without a script', async () => {
  const { link } = await openedLink()
  const page = await browser.visit(link, { javaScriptEnabled: false })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  const table = page.getByRole('table').last()
  const ids = () =>
    table
      .locator('tbody small')
      .filter({ hasText: /^[a-z][a-z0-9-]+$/ })
      .allTextContents()
  expect(await ids()).toEqual([easy, hard])
  await table.getByRole('link', { name: 'Difficulty' }).click()
  expect(await ids()).toEqual([hard, easy])
  expect(await table.getByRole('columnheader', { name: 'Difficulty' }).getAttribute('aria-sort')).toBe('descending')
  await table.getByRole('link', { name: 'Difficulty' }).click()
  expect(await ids()).toEqual([easy, hard])
  await page.getByRole('link', { name: 'The last 4 weeks' }).click()
  await page.getByRole('heading', { name: /^Insights: the last 4 weeks/ }).waitFor()
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: /CSV/ }).click()
  expect((await coming).suggestedFilename()).toBe('insights.csv')
  expect(complaints).toEqual([])
})

async function complaintsOfAxe(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate('axe.run(document).then(({ violations }) => violations)')
  return (found as { id: string; help: string; nodes: { html: string }[] }[]).map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 160)}`,
  )
}
