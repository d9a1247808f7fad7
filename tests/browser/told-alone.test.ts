import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { openBrowser, openRoomPage } from '../support/browser.ts'
import { openStoryRoom } from '../support/story-room.ts'
import { visit } from './visitor.ts'

const browser = openBrowser()

test('I take all that is kept about me home in a file, which nobody else can fetch', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  await bo.channel.say('/study me')
  await bo.channel.button('Export my data').click()
  const link = bo.channel.messagesOf('Studyhall').getByRole('link', { name: 'studyhall-my-data.json' })
  const [file] = await Promise.all([bo.page.waitForEvent('download'), link.click()])
  expect(file.suggestedFilename()).toBe('studyhall-my-data.json')
  expect(JSON.parse(await readFile(await file.path(), 'utf8')).settings).toMatchObject([{ id: 'bo', name: 'Bo' }])

  const address = new URL((await link.getAttribute('href')) ?? '', url)
  const own = await fetch(address)
  expect(own.headers.get('content-disposition')).toContain('attachment')
  expect(own.headers.get('content-type')).toBe('application/json; charset=utf-8')
  address.searchParams.set('as', 'ada')
  expect((await fetch(address)).status).toBe(409)
  expect(bo.complaints()).toEqual([])
})

test('a direct message is counted until I have read it, also after a reload, and nobody else sees it', async () => {
  const room = await openStoryRoom()
  await room.nextQuestion()
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  const cy = await visit(browser, url, 'cy')
  await bo.channel.button('Tell me before it closes').click()
  await bo.channel.sees('You get a private message')
  await room.pass({ hours: 7, minutes: 30 })
  const unread = bo.page.getByRole('button', { name: 'Direct messages 1 unread' })
  await unread.waitFor()
  expect(await bo.channel.times('You asked to be told')).toBe(0)
  await bo.page.reload()
  await unread.click()
  await bo.channel.sees('You asked to be told')
  expect(await unread.count()).toBe(0)
  await bo.enter('# backend-prep')
  await bo.page.reload()
  await bo.channel.sees('Question of the day')
  expect(await unread.count()).toBe(0)
  await cy.enter('Direct messages')
  await cy.channel.sees('Nothing has been said here yet.')
})

test('the buttons of a direct message work there, and nobody but the bot can write there', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  const { room: web } = room.studyhall()
  const buttons = [{ id: 'change-settings', label: 'My settings' }]
  await web.tell(room.workspace, 'bo', { text: 'There is a new setting.', buttons }, 'a new setting')
  await bo.enter('Direct messages')
  await bo.channel.button('My settings').click()
  await bo.form.getByRole('combobox', { name: 'On boards' }).selectOption('Without my name')
  await bo.form.getByRole('button', { name: 'Save' }).click()
  await bo.channel.sees('without your name')
  expect(await room.told('bo')).toHaveLength(2)
  expect(await bo.channel.box.count()).toBe(0)
  const everybody = await web.as(room.workspace, 'bo')
  await expect(everybody.say('direct', 'Hello, all of you.')).rejects.toThrow('Only Studyhall writes here.')
  await expect(everybody.command('direct', 'study post')).rejects.toThrow('Only Studyhall writes here.')
})

test('the bot names people and roles as we know them; what a member writes so is only text', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const bo = await visit(browser, url, 'bo')
  const text = 'Thank <member:ada> and <member:gone>, <role:helpers>. [Not her](member:ada)'
  await room.studyhall().room.tell(room.workspace, 'bo', { text }, 'thanks')
  await bo.channel.say('Thank <member:ada>, <role:helpers>')
  await bo.channel.sees('Thank member:ada, role:helpers')
  await bo.enter('Direct messages')
  await bo.channel.sees('Thank Ada and gone, @helpers. Not her')
})
