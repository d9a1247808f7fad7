import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { ownBank } from '../support/world.ts'
import { type Visitor, visit } from './visitor.ts'

const browser = openBrowser()

const bank = {
  ...ownBank,
  questions: new Map([...ownBank.questions].filter(([, { kind }]) => kind === 'true-false')),
}

test('three people in three windows play a live quiz, from the lobby to the podium', async () => {
  const room = await openStoryRoom({ bank })
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const bo = await visit(browser, url, 'bo', { viewport: { width: 390, height: 844 } })
  const cy = await visit(browser, url, 'cy', { colorScheme: 'dark' })
  const all = [ada, bo, cy]
  await ada.channel.say('/quiz live 3')
  for (const one of all) {
    await one.channel.button('Join').click()
    await one.channel.sees('You are in.')
  }
  await cy.channel.sees(/Ada.*Bo.*Cy/)
  const timer = cy.page.getByRole('main').getByRole('timer').first()
  expect(await timer.textContent()).toMatch(/^in \d+ s$/)
  await ada.channel.button('Start now').click()
  for (const one of all) await one.openThread()
  for (const place of [1, 2, 3]) {
    for (const one of all) await one.thread.sees(`Question ${place} of 3`)
    await press(ada, 'True', place)
    await press(bo, 'False', place)
    expect(await cy.thread.times('The right answer')).toBe(place - 1)
    const closes = await cy.page.getByRole('complementary').getByRole('timer').last().getAttribute('datetime')
    await room.stage.moveTo(Temporal.Instant.from(closes ?? '').add({ seconds: 2 }))
    for (const one of all) await expect.poll(() => one.thread.times('2 answers, 1 right')).toBe(place)
    await room.pass({ seconds: 8 })
  }
  for (const one of all) await one.thread.sees('The podium')
  await cy.channel.sees('The podium')
  for (const one of all) expect(one.complaints()).toEqual([])
})

/** @param times how often they have answered so by then */
async function press(one: Visitor, label: string, times: number): Promise<void> {
  await one.thread.button(label).click()
  await expect.poll(() => one.thread.times(`Your answer: ${label}.`)).toBe(times)
}
