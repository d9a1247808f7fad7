import { describe, expect, test } from 'vitest'
import { examineVersion } from '../../bots/cli/doctor-database.ts'
import { examineDiscord } from '../../bots/discord/examine.ts'
import { examineSlack } from '../../bots/slack/examine.ts'
import { scopes } from '../../bots/slack/scopes.ts'
import { connect } from '../../core/db/connect.ts'
import { startBot } from '../support/bot-process.ts'
import { freshAddress } from '../support/database.ts'
import { openCleanDiscord } from '../support/fake-discord/clean-discord.ts'
import type { FakeDiscord } from '../support/fake-discord/types.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
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
  const { code, lines } = await doctor({ ...bySocket(fake), DATABASE_URL: await freshAddress() })
  expect(lines.map(withoutSeconds)).toEqual([
    'ok  The database answers, PostgreSQL 14 or newer',
    'ok  Its user may act as the role studyhall_app, or make it',
    "ok  Its clock agrees with this machine's (0 s apart)",
    "ok  Its schema is this version's",
    expect.stringMatching(/^ok {2}It has room for \d+ more connections \(a process wants up to 25\)$/),
    'ok  No delivery was given up',
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

test('a PostgreSQL that is too old is named by its version as people know it', () => {
  expect([140_000, 180_001].map((version) => examineVersion(version).isRight)).toEqual([true, true])
  expect([130_012, 90_624].map(examineVersion)).toMatchObject([
    { isRight: false, advice: 'It is version 13.12. Use a newer one.' },
    { isRight: false, advice: 'It is version 9.6.24. Use a newer one.' },
  ])
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

test('a database of a newer version, with a delivery that was given up', async () => {
  const address = await freshAddress()
  const { sql } = connect(address, { connections: 1 })
  await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of next year', 9999999999999)`
  await sql`insert into pgboss.job (name, data) values ('dead-deliveries', '{}')`
  await sql.end()
  const { code, lines } = await doctor({ DATABASE_URL: address })
  expect(lines.join('\n')).toContain("NO  Its schema is this version's")
  expect(lines).toContain('NO  1 delivery was given up')
  expect(lines).toContainEqual(expect.stringContaining('`studyhall deliveries retry`'))
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

describe('Discord', () => {
  test('all is well', async () => {
    const fake = await openCleanDiscord()
    const { code, lines } = await doctor(byToken(fake))
    expect(lines.slice(1).map(withoutSeconds)).toEqual([
      `ok  Discord answers at ${fake.apiUrl}`,
      "ok  This machine's clock agrees with Discord's (0 s apart)",
      'ok  DISCORD_TOKEN is taken: Studyhall',
      'ok  Message Content Intent is on: answers are taken from the thread',
      'ok  It is in 1 server',
      'ok  It has 1000 of 1000 connections left today',
      'All is well.',
    ])
    expect(code).toBe(0)
    expect(fake.gateway.identifies).toBe(0)
  })

  test('with Slack beside it, both are looked at', async () => {
    const [fake, slack] = [await openCleanDiscord(), await openSlack()]
    const { code, lines } = await doctor({ ...byToken(fake), ...bySocket(slack) })
    expect(lines).toContain('ok  SLACK_APP_TOKEN opens a socket')
    expect(lines).toContain('ok  DISCORD_TOKEN is taken: Studyhall')
    expect(code).toBe(0)
  })

  test('without Message Content all is well too, and it says how to switch it on', async () => {
    const fake = await openCleanDiscord({ app: { privilegedIntents: [] } })
    const { code, lines } = await doctor(byToken(fake))
    expect(lines).toContainEqual(expect.stringMatching(/^ok {2}Message Content Intent is off: .*developer portal/))
    expect(code).toBe(0)
  })

  test('nobody has invited it yet', async () => {
    const fake = await openCleanDiscord({ guilds: [{ name: 'Study', people: [{ name: 'ada' }], installed: false }] })
    const { lines } = await doctor(byToken(fake))
    expect(lines).toContain('ok  It is in no server yet: `npm start` prints the link that invites it')
  })

  test('a token that Discord does not know', async () => {
    const fake = await openCleanDiscord()
    const { code, lines } = await doctor({ ...byToken(fake), DISCORD_TOKEN: 'made-up' })
    const at = lines.indexOf('NO  DISCORD_TOKEN is taken')
    expect(lines[at + 1]).toMatch(/^ {6}Discord refuses DISCORD_TOKEN\. Open https:/)
    expect(lines.at(-1)).toBe('1 of 4 to mend.')
    expect(lines.join('\n')).not.toContain('made-up')
    expect(code).toBe(1)
  })

  test('all connections of the day are spent', async () => {
    const fake = await openCleanDiscord({ app: { identifies: 0 } })
    const { code, lines } = await doctor(byToken(fake))
    const at = lines.indexOf('NO  It has 0 of 1000 connections left today')
    expect(lines[at + 1]).toMatch(/^ {6}Discord allows no more connections for this bot today/)
    expect(code).toBe(1)
  })

  test('a Discord that has an outage where it says where to connect to', async () => {
    const fake = await openCleanDiscord()
    fake.faults.next('GET /gateway/bot', { kind: 'unavailable' })
    const { lines } = await doctor(byToken(fake))
    expect(lines.slice(-3)).toEqual([
      'NO  Discord says where to connect to',
      '      It answered 503.',
      '1 of 7 to mend.',
    ])
  })

  test('a Discord that does not answer is one finding', async () => {
    const gone = await openCleanDiscord()
    await gone.close()
    const { code, lines } = await doctor(byToken(gone))
    expect(lines.slice(1)).toEqual([
      `NO  Discord answers at ${gone.apiUrl}`,
      expect.stringMatching(/^ {6}It does not \(.*ECONNREFUSED.*\)\. Check .*DISCORD_API_URL/),
      '1 of 2 to mend.',
    ])
    expect(code).toBe(1)
  })

  test('another server in its place', async () => {
    const [fake, slack] = [await openCleanDiscord(), await openSlack()]
    const elsewhere = { ...byToken(fake), DISCORD_API_URL: `${fake.url}/elsewhere` }
    expect((await doctor(elsewhere)).lines).toContain('      It answered 404.')
    expect(fake.takeViolations()).toHaveLength(1)
    const other = { ...byToken(fake), DISCORD_API_URL: `${slack.url}/api` }
    expect((await doctor(other)).lines).toContain(`NO  Discord answers at ${slack.url}/api`)
    slack.takeViolations()
  })
})

describe("the clock and Discord's", () => {
  test.each([
    [-600, false],
    [-62, false],
    [-50, true],
    [50, true],
    [62, false],
  ])('%i seconds off: right is %s', async (seconds, isRight) => {
    const fake = await openCleanDiscord()
    const clock = () => Temporal.Now.instant().add({ seconds })
    const found = await examineDiscord({ token: fake.app.token, apiUrl: fake.apiUrl, clock })
    const about = found.find(({ what }) => what.startsWith("This machine's clock"))
    expect(about?.isRight).toBe(isRight)
    expect(about?.advice).toMatch(/^Set the clock/)
    expect(found.filter((one) => one !== about).every((one) => one.isRight)).toBe(true)
  })
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

function withoutSeconds(line: string): string {
  return line.replace(/\(-?\d+ s apart\)/, '(0 s apart)')
}

function byToken(fake: FakeDiscord) {
  return { DISCORD_TOKEN: fake.app.token, DISCORD_API_URL: fake.apiUrl }
}

function openSlack(): Promise<FakeSlack> {
  return openCleanSlack({ app: { scopes } })
}

function api({ apiUrl }: FakeSlack) {
  return { SLACK_API_URL: apiUrl }
}

function bySocket(fake: FakeSlack) {
  return { ...api(fake), SLACK_BOT_TOKEN: fake.team().botToken, SLACK_APP_TOKEN: fake.app.appToken }
}
