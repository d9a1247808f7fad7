import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { fetchFile } from '../../bots/fetch-file.ts'

/** What any server could do to whoever reads a file from it. */

test('what comes in pieces is put together', async () => {
  const url = await serving(async (response) => {
    for (const piece of ['one ', 'two ', 'three']) {
      response.write(piece)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    response.end()
  })
  const read = await fetched(url)
  expect(read).toEqual({ done: Buffer.from('one two three') })
})

test('it stops at the limit, whatever the size was said to be, and hangs up', async () => {
  let written = 0
  const closed = Promise.withResolvers<void>()
  const url = await serving((response) => {
    response.on('close', closed.resolve)
    const more = () => {
      while (!response.destroyed && written < 10 ** 9) {
        written += 65_536
        if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more)
      }
    }
    more()
  })
  expect(await fetched(url, { most: 100_000 })).toEqual({ done: 'too-large' })
  await closed.promise
  expect(written).toBeLessThan(10 ** 8)
})

test('exactly as much as fits is read', async () => {
  const url = await serving((response) => response.end(Buffer.alloc(1_000)))
  expect(await fetched(url, { most: 1_000 })).toEqual({ done: Buffer.alloc(1_000) })
  expect(await fetched(url, { most: 999 })).toEqual({ done: 'too-large' })
})

test('what was packed small to unpack large is not unpacked to its end', async () => {
  const packed = gzipSync(Buffer.alloc(50_000_000))
  const url = await serving((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed))
  expect(await fetched(url, { most: 1_000_000 })).toEqual({ done: 'too-large' })
})

test('a server that is too slow is tried again another time', async () => {
  const url = await serving((response) => void response.write('one'))
  await expect(fetched(url, { milliseconds: 100 })).rejects.toThrow(/abort|timeout/i)
})

test('a way to another server is not followed', async () => {
  let visits = 0
  const inside = await serving((response) => {
    visits += 1
    response.end('secret')
  })
  const url = await serving((response) => response.writeHead(302, { location: inside }).end())
  expect(await fetched(url)).toMatchObject({ refused: 'no-permission' })
  const origins = new Set(['https://files.slack.com'])
  for (const one of [inside, 'http://files.slack.com/x', 'https://files.slack.com@127.0.0.1/x', 'data:,x', 'x']) {
    expect(await fetchFile({ url: one, origins, most: 10 })).toMatchObject({ refused: 'no-permission' })
  }
  expect(visits).toBe(0)
})

test('each answer means what it says', async () => {
  const meaning = async (status: number, headers = {}) =>
    fetched(await serving((response) => response.writeHead(status, headers).end('no')))
  expect(await meaning(404)).toMatchObject({ refused: 'gone' })
  expect(await meaning(410)).toMatchObject({ refused: 'gone' })
  expect(await meaning(401)).toMatchObject({ refused: 'no-permission' })
  expect(await meaning(403)).toMatchObject({ refused: 'no-permission' })
  expect(await meaning(429, { 'retry-after': '7' })).toEqual({ later: 7 })
  expect(await meaning(429, { 'retry-after': 'soon' })).toEqual({ later: 30 })
  await expect(meaning(500)).rejects.toThrow('500')
})

function fetched(url: string, { most = 1_000_000, milliseconds = 5_000 } = {}) {
  return fetchFile({ url, origins: new Set([new URL(url).origin]), most, milliseconds })
}

async function serving(answer: (response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((_, response) => void answer(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`
}
