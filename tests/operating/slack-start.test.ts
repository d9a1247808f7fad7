import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { scopes } from '../../bots/slack/scopes.ts'
import { type BotProcess, startBot } from '../support/bot-process.ts'
import { freshAddress } from '../support/database.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import { openFakeSlack } from '../support/fake-slack/fake-slack.ts'
import type { FakeSlack } from '../support/fake-slack/types.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more, whatever its holder does.'

let folder = ''
beforeEach(async (context) => {
  folder = await mkdtemp(join(tmpdir(), 'studyhall-slack-'))
  await chmod(folder, 0o755)
  // registered before the bot's own ending, and so run after it
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

test('with the settings of Slack alone: a whole day over a socket, and no token in the log', async () => {
  const fake = await openSlack()
  const bot = start({ ...bySocket(fake), DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'trace' })
  const url = await atWork(bot)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(url)).status).toBe(404)
  const [ada, bo, cy] = ['ada', 'bo', 'cy'].map((name) => fake.person(name)) as [Person, Person, Person]
  fake.faults.next('conversations.replies', { kind: 'unavailable' })
  fake.faults.next('chat.postMessage', { kind: 'lose-response' })
  fake.faults.next('reactions.add', { kind: 'rate-limited', seconds: 1 })
  await bo.command('/study', 'help', 'general')

  expect((await ada.command('/study', 'post rate-limiter-many-nodes', 'general')).acknowledged).toBe(true)
  await fake.until(() => openings(fake).length > 0, 'a question')
  const [question] = openings(fake)
  if (question === undefined) throw new Error('no question was asked')
  const first = await bo.say('general', good, { thread: question })
  await cy.say('general', other, { thread: question })
  expect((await cy.react(first, '+1')).acknowledged).toBe(true)
  expect((await ada.command('/study', 'close', 'general')).acknowledged).toBe(true)
  await fake.until(() => ada.thread(question).some(({ words }) => words.includes('2 answers, 1 vote')), 'the results')
  const board = await cy.command('/study', 'leaderboard', 'general')
  expect(board.shown.at(-1)?.words).toMatch(/bo/)
  expect(openings(fake)).toHaveLength(1)

  expect(await bot.kill('SIGTERM')).toBe(0)
  expect(bot.output()).toContain('Studyhall has stopped.')
  expect(fake.sockets.open).toBe(0)
  for (const token of [fake.team().botToken, fake.app.appToken]) expect(bot.output()).not.toContain(token)
  expect(bot.output()).not.toMatch(/xoxb-|xapp-/)
  expect(bot.output()).not.toContain(good)
})

test('SIGTERM lets a command that is under way come to its end', async () => {
  const fake = await openSlack()
  const bot = await startAtWork(fake)
  const held = fake.faults.next('users.info', { kind: 'hang' })
  const said = fake.person('bo').command('/study', 'help', 'general')
  await fake.until(() => held.met() === 1, 'the look-up')
  const ended = bot.kill('SIGTERM')
  held.release()
  expect((await said).acknowledged).toBe(true)
  expect((await said).shown).toHaveLength(1)
  expect(await ended).toBe(0)
})

test('WEB_ROOM=1 opens the room beside it', async () => {
  const fake = await openSlack()
  const address = await freshAddress()
  const bot = start({ ...bySocket(fake), DATABASE_URL: address, WEB_ROOM: '1' })
  const room = await bot.opened()
  expect(await (await fetch(room)).text()).toContain('<title>Studyhall</title>')
  expect((await fake.person('bo').command('/study', 'help', 'general')).shown).toHaveLength(1)
})

test('over HTTP it hears signed requests at /slack/events', async () => {
  const fake = await openSlack()
  const address = await freshAddress()
  const { botToken } = fake.team()
  const { signingSecret } = fake.app
  const bot = start({
    ...api(fake),
    DATABASE_URL: address,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
  })
  fake.useRequestUrl(`${await atWork(bot)}/slack/events`)
  expect(await fake.door.verifyUrl()).toBe(true)
  expect((await fake.person('bo').command('/study', 'help', 'general')).shown).toHaveLength(1)
  expect(fake.sockets.open).toBe(0)
})

describe('what an operator must mend is one plain sentence', () => {
  test.each([
    ['SLACK_BOT_TOKEN', 'xoxb-wrong', 'invalid_auth'],
    ['SLACK_APP_TOKEN', 'xapp-wrong', 'invalid_auth'],
  ])('a wrong %s', async (setting, token, said) => {
    const fake = await openSlack()
    const address = await freshAddress()
    const sentence = await failsWith({ ...bySocket(fake), DATABASE_URL: address, [setting]: token })
    expect(sentence).toMatch(new RegExp(`^Slack refuses ${setting} \\(${said}\\)\\. Copy it again`))
    expect(fake.takeViolations()).toHaveLength(1)
  })

  test('a token that is revoked', async () => {
    const fake = await openSlack()
    await fake.team().revokeToken(true)
    const address = await freshAddress()
    expect(await failsWith({ ...bySocket(fake), DATABASE_URL: address })).toContain('SLACK_BOT_TOKEN (token_revoked)')
  })

  test('a Slack that does not answer', async () => {
    const fake = await openSlack()
    const address = await freshAddress()
    const gone = await openFakeSlack({ now: () => Date.now() })
    await gone.close()
    const sentence = await failsWith({ ...bySocket(fake), DATABASE_URL: address, SLACK_API_URL: gone.apiUrl })
    expect(sentence).toContain(`Slack does not answer at ${gone.apiUrl} (`)
    expect(sentence).toContain('SLACK_API_URL')
  })

  test.each([
    ['the bot token alone', { SLACK_BOT_TOKEN: 'xoxb-1' }],
    ['the app token alone', { SLACK_APP_TOKEN: 'xapp-1' }],
    ['the signing secret alone', { SLACK_SIGNING_SECRET: 'the-one' }],
    ['a client without its secret', { SLACK_SIGNING_SECRET: 'the-one', SLACK_CLIENT_ID: '1.2' }],
  ])('%s', async (_, settings) => {
    const sentence = await failsWith(settings)
    expect(sentence).toMatch(/^The settings for Slack are incomplete\. Set SLACK_APP_TOKEN and SLACK_BOT_TOKEN/)
  })

  const client = { SLACK_SIGNING_SECRET: 'a'.repeat(32), SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'b'.repeat(32) }

  test('installing without a key to seal tokens with', async () => {
    expect(await failsWith(client)).toMatch(/Set ENCRYPTION_KEY to a key of your own/)
  })

  test('a key that is none', async () => {
    const address = await freshAddress()
    const sentence = await failsWith({ ...client, DATABASE_URL: address, ENCRYPTION_KEY: 'my-own-secret' })
    expect(sentence).toMatch(/^The setting ENCRYPTION_KEY is malformed/)
  })

  test.each([
    [{ SLACK_BOT_TOKEN: 'hunter2', SLACK_APP_TOKEN: 'xapp-1' }, 'The setting SLACK_BOT_TOKEN must begin with xoxb-.'],
    [{ SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' }, 'The setting SLACK_BOT_TOKEN must begin with xoxb-.'],
    [
      { SLACK_BOT_TOKEN: 'xoxe.xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
      'The setting SLACK_BOT_TOKEN is one that lives 12 hours (it begins with xoxe.), since token rotation is on. For a ' +
        'single workspace use an app without token rotation; or set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, ' +
        'SLACK_SIGNING_SECRET and ENCRYPTION_KEY instead, and install it by OAuth.',
    ],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'hunter2' }, 'The setting SLACK_APP_TOKEN must begin with xapp-.'],
    [{ WEB_ROOM: 'yes' }, 'The setting WEB_ROOM is “yes”; it must be 0 or 1.'],
  ])('%o', async (settings, sentence) => {
    expect(await failsWith(settings as Record<string, string>)).toBe(sentence)
  })
})

type Person = ReturnType<FakeSlack['person']>

function openSlack(): Promise<FakeSlack> {
  return openCleanSlack({
    app: { scopes },
    teams: [
      {
        id: 'T0STUDY',
        people: [{ name: 'ada', admin: true }, { name: 'bo' }, { name: 'cy' }],
        channels: [{ name: 'general' }],
      },
    ],
  })
}

function api({ apiUrl }: FakeSlack) {
  return { SLACK_API_URL: apiUrl }
}

function bySocket(fake: FakeSlack) {
  return { ...api(fake), SLACK_BOT_TOKEN: fake.team().botToken, SLACK_APP_TOKEN: fake.app.appToken }
}

function start(settings: Record<string, string>): BotProcess {
  return startBot(['start'], { PORT: '0', DATA_DIR: join(folder, 'data'), ...settings }, folder)
}

async function startAtWork(fake: FakeSlack): Promise<BotProcess> {
  const address = await freshAddress()
  const bot = start({ ...bySocket(fake), DATABASE_URL: address })
  await atWork(bot)
  return bot
}

/** Resolves to the address of its port once it is at work. */
async function atWork(bot: BotProcess): Promise<string> {
  for (;;) {
    const url = /at work on slack; (http:\S+)\/healthz/.exec(bot.output())?.[1]
    if (url !== undefined) return url
    const more = once(bot.child.stdout ?? bot.child, 'data').then(() => 'more' as const)
    const code = await Promise.race([bot.ended(), more])
    if (code !== 'more') throw new Error(`the bot ended with ${code}: ${bot.output()}`)
  }
}

/** What it says when it gives up, beside its log; it must do so at once, and in one line without a secret. */
async function failsWith(settings: Record<string, string>): Promise<string> {
  const bot = start(settings)
  expect(await bot.ended()).toBe(1)
  expect(bot.output()).not.toMatch(/\bat .+:\d+:\d+/)
  for (const [name, value] of Object.entries(settings)) {
    if (/TOKEN|SECRET|KEY/.test(name)) expect(bot.output()).not.toContain(value)
  }
  const said = bot
    .output()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'))
  expect(said).toHaveLength(1)
  return said.join()
}

function openings(fake: FakeSlack) {
  const { botUser, messages } = fake.team()
  return messages('general').filter(
    ({ user, thread_ts: thread, ephemeral }) => user === botUser && thread === undefined && !ephemeral,
  )
}
