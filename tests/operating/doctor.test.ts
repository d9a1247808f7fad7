import { describe, expect, onTestFinished, test } from 'vitest'
import { examineSlack } from '../../bots/slack/examine.ts'
import { scopes } from '../../bots/slack/scopes.ts'
import { startBot } from '../support/bot-process.ts'
import { freshDatabase } from '../support/database.ts'
import { openFakeSlack } from '../support/fake-slack/fake-slack.ts'
import type { FakeSlack } from '../support/fake-slack/types.ts'

/** `studyhall doctor`, as an operator runs it: what is right, what is not, and what to do. */

test('nothing is set: the room, and a database of its own', async () => {
  expect(await doctor({})).toEqual({
    code: 0,
    lines: [
      "ok  The database is Studyhall's own, kept in .data",
      'ok  No platform is set: `npm start` opens the web room',
      'All is well.',
    ],
  })
})

test('all is well over a socket', async () => {
  const fake = await openSlack()
  const { code, lines } = await doctor({ ...bySocket(fake), DATABASE_URL: await database() })
  expect(lines.map((line) => line.replace(/\(-?\d+ s apart\)/, '(0 s apart)'))).toEqual([
    'ok  The database answers, PostgreSQL 14 or newer',
    'ok  Its user may act as the role studyhall_app, or make it',
    "ok  Its clock agrees with this machine's (0 s apart)",
    `ok  Slack answers at ${fake.apiUrl}`,
    "ok  This machine's clock agrees with Slack's (0 s apart)",
    'ok  SLACK_BOT_TOKEN is taken: studyhall in Study',
    'ok  It has every scope it needs',
    'ok  SLACK_APP_TOKEN opens a socket',
    'All is well.',
  ])
  expect(code).toBe(0)
})

test('all is well over HTTP, and for many workspaces', async () => {
  const fake = await openSlack()
  const { signingSecret, clientId, clientSecret } = fake.app
  const http = { ...api(fake), SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: fake.team().botToken }
  expect((await doctor(http)).lines.slice(-2)).toEqual(['ok  SLACK_SIGNING_SECRET looks like one', 'All is well.'])
  const client = { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret }
  const key = Buffer.alloc(32, 7).toString('base64')
  const many = { ...api(fake), SLACK_SIGNING_SECRET: signingSecret, ...client, ENCRYPTION_KEY: key }
  const { code, lines } = await doctor(many)
  expect(code).toBe(0)
  expect(lines).toContain('ok  ENCRYPTION_KEY is a key')
  expect(lines).toContain('ok  SLACK_CLIENT_ID looks like one')
})

test('a scope that is missing is named', async () => {
  const fake = await openSlack()
  fake.team().grant(scopes.filter((scope) => scope !== 'groups:history' && scope !== 'files:write'))
  const { code, lines } = await doctor(bySocket(fake))
  const at = lines.indexOf('NO  It lacks groups:history, files:write')
  expect(lines[at + 1]).toMatch(/^ {6}Add them under “OAuth & Permissions”/)
  expect(lines.at(-1)).toBe('1 of 6 to mend.')
  expect(code).toBe(1)
})

test('tokens that Slack does not know', async () => {
  const fake = await openSlack()
  const settings = { ...bySocket(fake), SLACK_BOT_TOKEN: 'xoxb-made-up', SLACK_APP_TOKEN: 'xapp-made-up' }
  const { code, lines } = await doctor(settings)
  expect(fake.takeViolations()).toHaveLength(2)
  expect(lines).toContain('NO  SLACK_BOT_TOKEN is taken')
  expect(lines).toContain('NO  SLACK_APP_TOKEN opens a socket')
  expect(lines.filter((line) => line.startsWith('      Slack says invalid_auth.'))).toHaveLength(2)
  expect(lines.join('\n')).not.toContain('made-up')
  expect(code).toBe(1)
})

test('a Slack that does not answer is one finding', async () => {
  const fake = await openSlack()
  const gone = await openFakeSlack({ now: () => Date.now() })
  await gone.close()
  const { code, lines } = await doctor({ ...bySocket(fake), SLACK_API_URL: gone.apiUrl })
  expect(lines.slice(1)).toEqual([
    `NO  Slack answers at ${gone.apiUrl}`,
    expect.stringMatching(/^ {6}Nothing answered \(.*ECONNREFUSED.*\)\. Check the connection, and SLACK_API_URL/),
    '1 of 2 to mend.',
  ])
  expect(code).toBe(1)
})

test('another server in its place', async () => {
  const fake = await openSlack()
  const { lines } = await doctor({ ...bySocket(fake), SLACK_API_URL: `${fake.url}/elsewhere/` })
  expect(lines).toContain(`NO  Slack answers at ${fake.url}/elsewhere/`)
  expect(lines).toContain('      It answered 404.')
})

test('a database that is down', async () => {
  const { code, lines } = await doctor({ DATABASE_URL: 'postgres://bo:hunter2@127.0.0.1:1/studyhall' })
  expect(lines[0]).toBe('NO  The database answers')
  expect(lines[1]).toMatch(/^ {6}It does not \(.+\)\. Check DATABASE_URL and that the server is up\.$/)
  expect(lines.join('\n')).not.toContain('hunter2')
  expect(code).toBe(1)
})

test('a key that is none', async () => {
  const { code, lines } = await doctor({ ENCRYPTION_KEY: 'my-own-secret' })
  expect(lines).toContain('NO  ENCRYPTION_KEY is a key')
  expect(lines.join('\n')).not.toContain('my-own-secret')
  expect(code).toBe(1)
})

test('settings that are incomplete end with the same sentence as the start', async () => {
  const { code, lines } = await doctor({ SLACK_APP_TOKEN: 'xapp-1' })
  expect(lines).toEqual([expect.stringMatching(/^The settings for Slack are incomplete\. Set SLACK_APP_TOKEN and/)])
  expect(code).toBe(1)
})

describe('the clock', () => {
  test.each([
    [-600, false],
    [-62, false],
    [-50, true],
    [50, true],
    [62, false],
    [600, false],
  ])('%i seconds off: right is %s', async (seconds, isRight) => {
    const fake = await openSlack()
    const { signingSecret } = fake.app
    const connection = { kind: 'http', signingSecret, botToken: fake.team().botToken } as const
    const clock = () => Temporal.Now.instant().add({ seconds })
    const found = await examineSlack(connection, { apiUrl: fake.apiUrl, clock })
    const about = found.find(({ what }) => what.startsWith("This machine's clock"))
    expect(about?.isRight).toBe(isRight)
    expect(about?.advice).toMatch(/^Set the clock/)
    expect(found.filter((one) => one !== about).every((one) => one.isRight)).toBe(true)
  })
})

async function doctor(settings: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const bot = startBot(['doctor'], settings)
  const code = await bot.ended()
  return { code, lines: bot.output().trimEnd().split('\n') }
}

async function openSlack(): Promise<FakeSlack> {
  const fake = await openFakeSlack({ now: () => Date.now(), app: { scopes } })
  onTestFinished(async () => {
    await fake.close()
    expect(fake.violations).toEqual([])
  })
  return fake
}

async function database(): Promise<string> {
  const fresh = await freshDatabase()
  onTestFinished(fresh.drop)
  return fresh.address
}

function api({ apiUrl }: FakeSlack) {
  return { SLACK_API_URL: apiUrl }
}

function bySocket(fake: FakeSlack) {
  return { ...api(fake), SLACK_BOT_TOKEN: fake.team().botToken, SLACK_APP_TOKEN: fake.app.appToken }
}
