import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebClient } from '@slack/web-api'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Access } from '../../bots/slack/access.ts'
import { responder } from '../../bots/slack/respond.ts'
import { silentLog } from '../support/world.ts'

test('what may have been said to all is not said another way', async () => {
  const { say, posts } = await openResponder()
  const timeout = vi
    .spyOn(AbortSignal, 'timeout')
    .mockImplementation(() => AbortSignal.abort(new DOMException('too long', 'TimeoutError')))
  onTestFinished(() => timeout.mockRestore())
  await say()
  expect(posts).toEqual([])
})

test('a reply that is led elsewhere goes another way instead', async () => {
  const { say, posts, paths } = await openResponder(302)
  await say()
  expect(paths).toEqual(['/reply'])
  expect(posts).toEqual(['hello'])
})

async function openResponder(status = 200) {
  const paths: (string | undefined)[] = []
  const server = createServer((request, response) => {
    paths.push(request.url)
    response.writeHead(request.url === '/reply' ? status : 200, { location: '/elsewhere' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const posts: string[] = []
  const chat = { postMessage: async ({ text }: { text: string }) => posts.push(text) }
  const access: Access = {
    workspace: 'slack/T1',
    home: 'T1',
    client: { chat } as unknown as WebClient,
    botUser: 'UBOT',
    botId: undefined,
  }
  const draw = async (_: Access, { text }: { text: string }) => ({ text, blocks: [] })
  const { publicly } = responder({ log: silentLog, draw, apiUrl: `${url}/api/` })
  const say = () =>
    publicly(access, 'U1', { from: 'channel', place: 'C1', respondTo: `${url}/reply` }, { text: 'hello' })
  return { say, posts, paths }
}
