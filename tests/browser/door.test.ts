import { request } from 'node:http'
import { expect, test } from 'vitest'
import { openRoomPage } from '../support/browser.ts'
import { channel, openStoryRoom } from '../support/story-room.ts'

test('a page under another name, or of another site, is turned away', async () => {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  const { host } = new URL(url)
  expect(await statusOf(url, '/', {})).toBe(200)
  expect(await statusOf(url, '/', { Host: 'studyhall.example' })).toBe(403)
  expect(await statusOf(url, '/api/stream?as=ada', { Host: `studyhall.example:${new URL(url).port}` })).toBe(403)
  const words = JSON.stringify({ as: 'ada', channel, text: 'I never said this.' })
  expect(await statusOf(url, '/api/say', { Origin: 'http://studyhall.example' }, words)).toBe(403)
  expect(await statusOf(url, '/api/say', { Origin: 'null' }, words)).toBe(403)
  expect(await room.messages()).toEqual([])
  expect(await statusOf(url, '/api/say', { Origin: `http://${host}` }, words)).toBe(200)
})

function statusOf(url: string, path: string, headers: Record<string, string>, body?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const made = request(`${url}${path}`, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    made.on('error', reject)
    made.end(body)
  })
}
