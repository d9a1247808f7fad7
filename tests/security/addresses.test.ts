import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebClient } from '@slack/web-api'
import { expect, onTestFinished, test } from 'vitest'
import { readAttachment } from '../../bots/discord/handed-files.ts'
import { readSettings } from '../../bots/settings.ts'
import type { Access } from '../../bots/slack/access.ts'
import { readSlackFile } from '../../bots/slack/files.ts'
import { responder } from '../../bots/slack/respond.ts'
import { silentLog } from '../support/world.ts'

/** Where the bot lets itself be sent: to the platforms, and to nobody else, whatever a message or a file names. */

const metadata = 'http://169.254.169.254/latest/meta-data/'
const elsewhere = [
  metadata,
  'http://localhost:5432/',
  'http://[::1]/',
  'file:///etc/passwd',
  'https://evil.example/a',
  'https://files.slack.com.evil.example/a',
  'https://files.slack.com@evil.example/a',
  'http://files.slack.com/a',
  'https://files.slack.com:8443/a',
  'https://hooks.slack.com.evil.example/a',
  'https://cdn.discordapp.com.evil.example/a',
  '//evil.example',
  'javascript:alert(1)',
  '',
]

test.each([
  'https://slack.com/api/',
  'http://127.0.0.1:3001/api',
  'http://localhost:3001',
  'http://10.1.2.3/api',
  'http://[::1]:3001',
  'http://[fd00:1::2]:3001',
  'http://discord-proxy:8080/api',
])('a platform may be at %s', (address) => {
  const read = readSettings({ SLACK_API_URL: address, DISCORD_API_URL: address })
  expect([read.SLACK_API_URL, read.DISCORD_API_URL].map((one) => new URL(one).host)).toEqual(
    Array.from({ length: 2 }, () => new URL(address).host),
  )
})

test.each([
  ...elsewhere.filter((one) => one.startsWith('http:') && !one.includes('localhost') && !one.includes('[::1]')),
  ...['ftp://slack.com', 'file:///api', 'http://8.8.8.8/', 'http://0x7f.1.example/', 'https://user:pass@slack.com/'],
  ...['https://slack.com/api?x=1', 'http://[fe80::1]/', 'http://169.254.169.254'],
  ...['http://[fd00:ec2::254]/', 'http://[fd20:ce::254]/', 'http://[fd00:c1::a9fe:a9fe]/'],
  ...['http://[::ffff:169.254.169.254]/', 'http://0xa9fea9fe/'],
])('tokens are not sent to %s', (address) => {
  for (const name of ['SLACK_API_URL', 'DISCORD_API_URL'])
    expect(() => readSettings({ [name]: address })).toThrow(`The setting ${name}`)
})

test('a file is asked for at the platform’s own servers alone', async () => {
  const asked = await trap()
  for (const url of [...elsewhere, 'https://slack.com/api/auth.revoke', `${asked.url}/a`]) {
    const client = { token: 'xoxb-secret', files: { info: async () => ({ file: { url_private: url, size: 1 } }) } }
    const access = { client: client as unknown as WebClient } as Access
    const slack = await readSlackFile(access, { file: 'F1', most: 10, apiUrl: 'https://slack.com/api/' })
    expect([url, slack]).toEqual([url, expect.objectContaining({ refused: 'no-permission' })])
    const discord = await readAttachment(url, 10, 'https://discord.com/api')
    expect([url, discord]).toEqual([url, expect.objectContaining({ refused: 'no-permission' })])
  }
  expect(asked.requests).toEqual([])
})

test('a reply goes to Slack alone, whatever address a press brings with it', async () => {
  const asked = await trap()
  const { byUrl } = responder({
    log: silentLog,
    draw: async () => ({ text: '', blocks: [] }),
    apiUrl: 'https://slack.com/api/',
  })
  for (const respondTo of [...elsewhere, `${asked.url}/a`])
    expect([respondTo, await byUrl({ from: 'channel', place: 'C1', respondTo }, { text: 'x' })]).toEqual([
      respondTo,
      false,
    ])
  expect(asked.requests).toEqual([])
})

/** A server that nobody should call on. */
async function trap() {
  const requests: (string | undefined)[] = []
  const server = createServer((request: IncomingMessage, response) => {
    requests.push(request.url)
    response.end('caught')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

test.each(['0.0.0.0', '::', '192.168.1.2', '8.8.8.8', '::ffff:127.0.0.1', 'fe80::1', '::ffff:0.0.0.0'])(
  'the room is not opened on %s without a token, nor with a short one',
  (host) => {
    expect(() => readSettings({ HOST: host })).toThrow('Set ROOM_TOKEN')
    expect(() => readSettings({ HOST: host, ROOM_TOKEN: 'fifteen-letters' })).toThrow('ROOM_TOKEN')
    const beside = { SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: 'xoxb-1', WEB_ROOM: '1' }
    expect(() => readSettings({ HOST: host, ...beside })).toThrow('Set ROOM_TOKEN')
    expect(readSettings({ HOST: host, ROOM_TOKEN: 'a-secret-of-sixteen' }).HOST).toBe(host)
  },
)
