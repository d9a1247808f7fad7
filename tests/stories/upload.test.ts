import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ReadableStream } from 'node:stream/web'
import { expect, onTestFinished, test } from 'vitest'
import { mostFileBytes, roomFilesIn } from '../../bots/web/room-files.ts'
import { openRoomPage } from '../support/browser.ts'
import { channel, openStoryRoom } from '../support/story-room.ts'

/** The way of a file into the room and out again, as any program could go it. */

test('a file comes in as it is, and goes out to be saved, whatever it holds', async () => {
  const { url, room } = await served()
  const page = '<script>alert(1)</script>'
  expect(await sent(url, { name: 'page.html' }, page)).toEqual({ status: 200, body: { done: true } })
  const [message] = await room.messages()
  expect(message).toMatchObject({ author: 'ada', text: '', uploads: [{ name: 'page.html', bytes: page.length }] })
  const out = await fetch(`${url}/api/file?as=bo&message=${message?.id}&name=page.html`)
  expect(await out.text()).toBe(page)
  expect(Object.fromEntries(out.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''page.html",
    'x-content-type-options': 'nosniff',
  })
  expect((await fetch(`${url}/api/file?as=bo&message=${message?.id}&name=other.html`)).status).toBe(404)
})

test('what is larger than 50 MB is refused with a sentence, also where its size was not said or was a lie', async () => {
  const { url, room } = await served()
  const tooLarge = { says: 'That file is larger than 50 MB. Nothing was sent.' }
  const said = await begun(url, { name: 'large.csv' }, { 'content-length': String(mostFileBytes + 1) })
  expect(said).toEqual({ status: 413, body: tooLarge })
  const chunks = (async function* () {
    for (let bytes = 0; bytes <= mostFileBytes; bytes += 2 ** 20) yield new Uint8Array(2 ** 20)
  })()
  expect(await sent(url, { name: 'large.csv' }, chunks)).toEqual({ status: 409, body: tooLarge })
  expect(await room.messages()).toEqual([])
})

test('a sender who hangs up half-way leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-upload-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = roomFilesIn(folder)
  const broken = (async function* () {
    yield new Uint8Array(10)
    throw new Error('hung up')
  })()
  await expect(files.keep('room/one', broken, 100)).rejects.toThrow('hung up')
  const kept = await files.keep('room/one', new Blob(['whole']).stream(), 100)
  expect(await files.keep('room/one', new Blob(['x'.repeat(101)]).stream(), 100)).toBe('too-large')
  const [workspace = '', ...others] = await readdir(folder)
  expect(others).toEqual([])
  const [only = '', ...more] = await readdir(join(folder, workspace))
  expect(more).toEqual([])
  expect(kept).toEqual({ bytes: 5, file: only })
  expect(await readFile(join(folder, workspace, only), 'utf8')).toBe('whole')
  await files.dropAll('room/one')
  expect(await readdir(folder)).toEqual([])
})

test('another site can send nothing, and who is not there or speaks among the direct messages neither', async () => {
  const { url, room } = await served()
  const foreign = await fetch(address(url, { name: 'a.csv' }), {
    method: 'POST',
    headers: { origin: 'http://evil.example', 'content-type': 'application/octet-stream' },
    body: 'x',
  })
  expect(foreign.status).toBe(403)
  const form = await fetch(address(url, { name: 'a.csv' }), {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'x',
  })
  expect(form.status).toBe(415)
  expect(await sent(url, { name: 'a.csv', as: 'nobody' }, 'x')).toMatchObject({ status: 409 })
  expect(await sent(url, { name: 'a.csv', channel: 'direct' }, 'x')).toMatchObject({ status: 409 })
  expect(await sent(url, { name: '' }, 'x')).toMatchObject({ status: 400 })
  expect(await sent(url, { name: 'a.csv', thread: '-1' }, 'x')).toMatchObject({ status: 400 })
  expect(await room.messages()).toEqual([])
})

test('a name that leads elsewhere is only a name', async () => {
  const { url, room } = await served()
  await sent(url, { name: '..\\../etc/pass\u202ewd\n.csv' }, 'x')
  expect((await room.messages()).flatMap(({ uploads }) => uploads.map(({ name }) => name))).toEqual(['pass wd .csv'])
})

async function served() {
  const room = await openStoryRoom()
  const { url } = await openRoomPage(room)
  return { room, url }
}

interface Sending {
  readonly name: string
  readonly as?: string
  readonly channel?: string
  readonly thread?: string
}

function address(url: string, given: Sending): string {
  return `${url}/upload?${new URLSearchParams({ as: 'ada', channel, ...given })}`
}

async function sent(url: string, given: Sending, body: string | AsyncIterable<Uint8Array>) {
  const content = typeof body === 'string' ? new Blob([body]).stream() : ReadableStream.from(body)
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
    duplex: 'half',
  }
  const answer = await fetch(address(url, given), init as RequestInit)
  return { status: answer.status, body: await answer.json() }
}

/** Sends the head of a request, and waits for the answer with the rest. */
function begun(url: string, given: Sending, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const type = { 'content-type': 'application/octet-stream' }
    const asking = request(address(url, given), { method: 'POST', headers: { ...type, ...headers } }, (answer) => {
      let text = ''
      answer.on('data', (piece) => {
        text += piece
      })
      answer.on('end', () => {
        asking.destroy()
        resolve({ status: answer.statusCode, body: JSON.parse(text) })
      })
    })
    asking.on('error', reject)
    asking.write('x')
  })
}
