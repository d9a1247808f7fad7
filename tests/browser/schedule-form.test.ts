import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { visit } from './visitor.ts'

const browser = openBrowser()
test('as an admin I set up a schedule with the keyboard alone, and a mistake is said beside its field', async () => {
  const room = await openStoryRoom()
  const evening = { id: 'evening', name: 'evening' }
  await room.studyhall().memory.furnish(room.workspace, { channels: [evening], people: [] })
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  const { keyboard } = ada.page
  await ada.enter('# evening')
  await ada.channel.say('/study schedule')
  await ada.form.waitFor()
  const field = (name: string) => ada.form.getByRole('textbox', { name })
  const channel = ada.form.getByRole('combobox', { name: 'Channel' })
  await ada.isAt(channel)
  expect(await channel.inputValue()).toBe('evening')
  expect(await channel.getByRole('option').allInnerTexts()).toEqual(['#backend-prep', '#evening'])
  await keyboard.press('Tab')
  await keyboard.type('after work')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  const complaint = ada.form.getByRole('alert')
  await complaint.getByText('That is not a time of the day.').waitFor()
  expect(await complaint.count()).toBe(1)
  expect(await field('Time').inputValue()).toBe('after work')
  expect(await field('Time').getAttribute('aria-describedby')).toContain(await complaint.getAttribute('id'))
  await ada.isAt(field('Time').and(ada.page.locator('[aria-invalid=true]')))
  await keyboard.press('ControlOrMeta+A')
  await keyboard.type('17:30')
  await keyboard.press('Tab')
  await keyboard.type('Lisbon')
  await keyboard.press('Enter')
  await ada.channel.sees('The schedule is made')
  await ada.channel.sees('in #evening.')
  await ada.channel.sees('at 17:30, Europe/Lisbon time')
  expect(await ada.form.count()).toBe(0)
  await ada.isAt(ada.channel.box)
  expect(ada.complaints()).toEqual([])
})

test('I leave a form with Escape or Cancel, and am back at the button that opened it', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  await ada.channel.say('/study schedule')
  for (const leave of ['Escape', 'Cancel']) {
    await ada.channel.button('Add another').click()
    await ada.form.waitFor()
    if (leave === 'Escape') await ada.page.keyboard.press('Escape')
    else await ada.form.getByRole('button', { name: 'Cancel' }).click()
    await ada.form.waitFor({ state: 'detached' })
    await ada.isAt(ada.channel.button('Add another'))
  }
  expect(await room.as('ada').run('/study schedule')).toContain('The schedule')
})

test('of several schedules I choose one in a list and see it', async () => {
  const room = await openStoryRoom()
  await room.as('ada').submit('schedule-add', { channel: 'backend-prep', time: '17:30', city: 'Lisbon' })
  const { url } = await openRoomPage(room)
  const ada = await visit(browser, url, 'ada')
  await ada.channel.say('/study schedule')
  await ada.channel.sees('2 schedules of this channel')
  const evening = ada.channel.messagesOf('Studyhall').getByRole('option', { name: /17:30/ })
  await ada.page.getByRole('combobox', { name: 'Show one' }).selectOption((await evening.textContent()) ?? '')
  await ada.channel.button('Choose').click()
  await ada.channel.sees(/The schedule: .*17:30/)
})
