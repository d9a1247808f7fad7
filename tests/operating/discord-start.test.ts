import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { contentFolder } from '../../bots/cli/content-folder.ts'
import { scopes } from '../../bots/slack/scopes.ts'
import { connect } from '../../core/db/connect.ts'
import { loadBank } from '../../core/questions/bank.ts'
import { nextQuestion } from '../../core/questions/next-question.ts'
import { type BotProcess, startBot } from '../support/bot-process.ts'
import { freshAddress } from '../support/database.ts'
import { openCleanDiscord } from '../support/fake-discord/clean-discord.ts'
import { bitsOf, type PermissionName, permissionBits } from '../support/fake-discord/numbers.ts'
import type { FakeDiscord, FakeDiscordOptions, GuildSettings, Person } from '../support/fake-discord/types.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import type { FakeSlack } from '../support/fake-slack/types.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more, whatever its holder does.'

/** As docs/discord.md lists them. */
const needed: readonly PermissionName[] = [
  'VIEW_CHANNEL',
  'READ_MESSAGE_HISTORY',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
  'MANAGE_THREADS',
  'ADD_REACTIONS',
]
const callback = 'POST /interactions/{interaction_id}/{interaction_token}/callback'
const developerPage = 'https://discord.com/developers/applications'

let folder = ''
beforeEach(async (context) => {
  folder = await mkdtemp(join(tmpdir(), 'studyhall-discord-'))
  await chmod(folder, 0o755)
  // registered before the bot's own ending, and so run after it
  context.onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

test('with the settings of Discord alone: from the invite link to the board, and no token in the log', async () => {
  const fake = await openDiscord({ guilds: [{ ...server(0), installed: false }] })
  const bot = start({ ...byToken(fake), LOG_LEVEL: 'trace' })
  const url = await atWork(bot, 'discord')
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(url)).status).toBe(404)

  const invite = invitationIn(bot)
  expect(invite.origin + invite.pathname).toBe('https://discord.com/oauth2/authorize')
  const { permissions = '', ...asked } = Object.fromEntries(invite.searchParams)
  expect(asked).toEqual({ client_id: fake.app.id, scope: 'bot applications.commands' })
  expect(namesOf(BigInt(permissions)).toSorted()).toEqual(needed.toSorted())
  await fake.guild().inviteBot(namesOf(BigInt(permissions)), 'ada')
  const [ada, bo, cy] = three(fake)
  await fake.until(() => ada.dm().length > 0, 'a welcome')

  fake.faults.next(callback, { kind: 'unavailable-after' })
  await bo.command('study help', 'general')
  fake.faults.next(
    { route: 'POST /channels/{channel_id}/messages', when: ({ body }) => 'nonce' in body },
    { kind: 'lose-response' },
  )
  fake.faults.next('PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me', {
    kind: 'rate-limited',
    seconds: 1,
  })
  const question = await studyDay(fake)
  expect((await cy.command('leaderboard', 'general')).shown.at(-1)?.words).toMatch(/bo/)
  expect(openings(fake).map(({ id }) => id)).toEqual([question])

  expect(await bot.kill('SIGTERM')).toBe(0)
  expect(bot.output()).toContain('Studyhall has stopped.')
  expect(fake.gateway.open).toBe(0)
  expect(fake.gateway.identifies).toBe(1)
  expect(bot.output()).not.toContain(fake.app.token)
  expect(bot.output()).not.toMatch(/fake-secret|bot-token/)
  for (const words of [good, '/study me']) expect(bot.output()).not.toContain(words)
})

test('one process serves Slack and Discord, and the room stays off', async () => {
  const [fake, slack] = [await openDiscord(), await openSlack()]
  const bot = start({ ...byToken(fake), ...bySocket(slack), DATABASE_URL: await freshAddress() })
  const url = await atWork(bot, 'slack and discord')
  expect((await fetch(url)).status).toBe(404)
  expect(invitationIn(bot).searchParams.get('client_id')).toBe(fake.app.id)
  await Promise.all([studyDay(fake), slackDay(slack)])
  expect(openings(fake)).toHaveLength(1)
  expect(await bot.kill('SIGTERM')).toBe(0)
  expect([fake.gateway.open, slack.sockets.open]).toEqual([0, 0])
})

test('WEB_ROOM=1 opens the room beside it, and the link is printed all the same', async () => {
  const fake = await openDiscord()
  const bot = start({ ...byToken(fake), DATABASE_URL: await freshAddress(), WEB_ROOM: '1' })
  const room = await bot.opened()
  expect(await (await fetch(room)).text()).toContain('<title>Studyhall</title>')
  expect(invitationIn(bot).searchParams.get('client_id')).toBe(fake.app.id)
  expect((await fake.person('bo').command('study help', 'general')).shown).toHaveLength(1)
})

test('without Message Content it is at work all the same, and says so in its status', async () => {
  const fake = await openDiscord({ app: { privilegedIntents: [] } })
  const bot = start({ ...byToken(fake), DATABASE_URL: await freshAddress() })
  await atWork(bot, 'discord')
  const status = await fake.person('ada').command('study status', 'general')
  expect(status.shown.at(-1)?.words).toContain('Message Content Intent')
})

test('DISCORD_DEV_GUILD has the commands there alone', async () => {
  const fake = await openDiscord()
  const { id } = fake.guild()
  await atWork(start({ ...byToken(fake), DATABASE_URL: await freshAddress(), DISCORD_DEV_GUILD: id }), 'discord')
  expect(fake.commands(id).map(({ name }) => name)).toContain('study')
  expect(fake.commands()).toEqual([])
  expect((await fake.person('bo').command('study help', 'general')).shown).toHaveLength(1)
})

test('SIGTERM lets a command that is under way come to its end', async () => {
  const fake = await openDiscord()
  const bot = start({ ...byToken(fake), DATABASE_URL: await freshAddress() })
  await atWork(bot, 'discord')
  const held = fake.faults.next(callback, { kind: 'hang' })
  const said = fake.person('bo').command('study help', 'general')
  await fake.until(() => held.met() === 1, 'the answer')
  const ended = bot.kill('SIGTERM')
  await fake.until(() => fake.gateway.open === 0, 'the end of the connection')
  held.release()
  expect((await said).shown).toHaveLength(1)
  expect(await ended).toBe(0)
})

test('two processes share the servers, and each question is asked once', async () => {
  const guilds = [server(0), server(1)]
  const ids = guilds.map(({ id }) => id)
  const fake = await openDiscord({ guilds, app: { shards: 2 } })
  const address = await freshAddress()
  await makeDue(address, fake, ids)
  const shared = { ...byToken(fake), DATABASE_URL: address }
  const bots = ['0/2', '1/2'].map((shards) => start({ ...shared, DISCORD_SHARDS: shards }))
  await Promise.all(bots.map((bot) => atWork(bot, 'discord')))
  expect(fake.gateway.shards.map(({ shard, count }) => [shard, count]).toSorted()).toEqual([
    [0, 2],
    [1, 2],
  ])
  await expect.poll(() => threadsIn(address)).toBe(2)
  for (const id of ids) {
    const bo = fake.person('bo', id)
    const answer = await bo.say(openings(fake, id)[0]?.thread ?? '', good)
    await fake.until(() => bo.message(answer)?.reactions.length === 1, 'a mark on the answer')
    expect((await bo.command('leaderboard', 'general')).shown).toHaveLength(1)
  }
  expect(await Promise.all(bots.map((bot) => bot.kill('SIGTERM')))).toEqual([0, 0])
  expect(ids.map((id) => openings(fake, id).length)).toEqual([1, 1])
})

describe('what an operator must mend is one plain sentence, and it does not try on', () => {
  test('a wrong DISCORD_TOKEN', async () => {
    const fake = await openDiscord()
    const sentence = await failsWith({ ...byToken(fake), DATABASE_URL: await freshAddress(), DISCORD_TOKEN: 'made-up' })
    expect(sentence).toMatch(/^Discord refuses DISCORD_TOKEN\./)
    expect(sentence).toContain(developerPage)
    expect(fake.gateway.identifies).toBe(0)
  })

  test.each([
    [4004, 'Discord refuses DISCORD_TOKEN.', developerPage],
    [4014, 'Discord does not allow this application what it asks for.', developerPage],
    [4011, 'Discord wants this bot in several shards.', 'DISCORD_SHARDS'],
    [4012, 'Discord has closed the connection for good (4012).', 'https://discord.com/developers/docs'],
  ])('a gateway that closes with %i', async (code, begins, page) => {
    const fake = await openDiscord()
    fake.gateway.refuseIdentify(code)
    const sentence = await failsWith({ ...byToken(fake), DATABASE_URL: await freshAddress() })
    expect(sentence.slice(0, begins.length)).toBe(begins)
    expect(sentence).toContain(page)
    expect(fake.gateway.identifies).toBe(1)
  })

  test('a session that is closed before the start has come to its end', async () => {
    const fake = await openDiscord()
    const held = fake.faults.next('GET /applications/{application_id}/commands', { kind: 'hang' })
    const failing = failsWith({ ...byToken(fake), DATABASE_URL: await freshAddress() })
    await fake.until(() => held.met() === 1, 'the look at the commands')
    fake.gateway.close(4004)
    await fake.until(() => fake.gateway.open === 0, 'the end of the connection')
    held.release()
    expect(await failing).toMatch(/^Discord refuses DISCORD_TOKEN\./)
    expect(fake.gateway.identifies).toBe(1)
  })

  test('all connections of the day are spent', async () => {
    const fake = await openDiscord({ app: { identifies: 0 } })
    const sentence = await failsWith({ ...byToken(fake), DATABASE_URL: await freshAddress() })
    expect(sentence).toMatch(/^Discord allows no more connections for this bot today/)
    expect(fake.gateway.identifies).toBe(0)
  })

  test('a Discord that does not answer', async () => {
    const gone = await openDiscord()
    await gone.close()
    const sentence = await failsWith({ ...byToken(gone), DATABASE_URL: await freshAddress() })
    expect(sentence).toContain(`Discord does not answer at ${gone.apiUrl} (`)
    expect(sentence).toContain('DISCORD_API_URL')
  })

  test.each([
    ['DISCORD_TOKEN', 'Bot a.b.c', 'The setting DISCORD_TOKEN must be the token alone, without “Bot” before it.'],
    ['DISCORD_SHARDS', '3', 'The setting DISCORD_SHARDS is “3”; it must be auto, or a range such as 0-3/16'],
    ['DISCORD_SHARDS', '3-1/4', 'The setting DISCORD_SHARDS is “3-1/4”; it must be auto, or a range'],
    ['DISCORD_SHARDS', '0-4/4', 'The setting DISCORD_SHARDS is “0-4/4”; it must be auto, or a range'],
    ['DISCORD_DEV_GUILD', 'Study', 'The setting DISCORD_DEV_GUILD is “Study”; it must be the id of a server.'],
    ['DISCORD_API_URL', 'discord', 'The setting DISCORD_API_URL is “discord”; it must be a URL such as'],
  ])('%s=%s', async (setting, value, sentence) => {
    expect(await failsWith({ DISCORD_TOKEN: 'a.b.c', [setting]: value })).toContain(sentence)
  })
})

describe('what ends it while it is at work is one plain sentence, red at once, and the end', () => {
  test.each([
    ['the token was reset', (fake: FakeDiscord) => void fake.resetToken(), /^Discord refuses DISCORD_TOKEN\./],
    ['Discord closes with 4004', (fake: FakeDiscord) => fake.gateway.close(4004), /^Discord refuses DISCORD_TOKEN\./],
    [
      'an intent was taken away',
      async (fake: FakeDiscord) => {
        fake.allowIntents([])
        fake.gateway.invalidate(false)
        // the library leaves five seconds between two identifies, as Discord asks
        await expect.poll(() => fake.gateway.identifies).toBe(2)
      },
      /^Discord does not allow this application what it asks for\./,
    ],
  ])('%s', async (_, happens, says) => {
    const fake = await openDiscord({ respondWithin: 30_000 })
    const bot = start({ ...byToken(fake), DATABASE_URL: await freshAddress() })
    const heard = errorsOf(bot)
    const url = await atWork(bot, 'discord')
    // something that does not come to its end keeps the process, so that its health can be asked
    const held = fake.faults.next({ route: callback, times: 9 }, { kind: 'hang' })
    const said = fake.person('bo').command('study help', 'general')
    await fake.until(() => held.met() === 1, 'the answer')
    await happens(fake)
    await fake.until(() => heard().length > 0, 'a sentence')
    const { status } = await fetch(`${url}/healthz`)
    expect(await bot.ended()).toBe(1)
    expect(status).toBe(503)
    expect(heard()).toEqual([expect.stringMatching(says)])
    expect(heard()[0]).toContain(developerPage)
    expect(fake.gateway.identifies).toBeLessThanOrEqual(3)
    held.release()
    await said
  })
})

const { questions } = await loadBank(contentFolder)

/** One of the servers of a shard of two. */
function server(shard: number): GuildSettings & { readonly id: string } {
  const id = String((280_000_000_000n + BigInt(shard)) << 22n)
  const people = [{ name: 'ada' }, { name: 'bo' }, { name: 'cy' }]
  return { id, name: `Study ${shard}`, people, channels: [{ id: openChannel(`discord/${id}`, id), name: 'general' }] }
}

/** A channel whose first question is answered in the thread. */
function openChannel(workspace: string, prefix: string): string {
  for (let number = 0; ; number += 1) {
    const id = `${prefix.slice(0, -3)}${100 + number}`
    if (nextQuestion(questions, [], `${workspace} ${id}`)?.kind === 'open') return id
  }
}

function openDiscord(options: Partial<FakeDiscordOptions> = {}): Promise<FakeDiscord> {
  return openCleanDiscord({ guilds: [server(0)], ...options })
}

function openSlack(): Promise<FakeSlack> {
  const teams = [
    {
      id: 'T0STUDY',
      people: [{ name: 'ada', admin: true }, { name: 'bo' }, { name: 'cy' }],
      channels: [{ id: openChannel('slack/T0STUDY', 'C0GENERAL'), name: 'general' }],
    },
  ]
  return openCleanSlack({ app: { scopes }, teams })
}

function byToken(fake: FakeDiscord) {
  return { DISCORD_TOKEN: fake.app.token, DISCORD_API_URL: fake.apiUrl }
}

function bySocket(fake: FakeSlack) {
  const { apiUrl, app } = fake
  return { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: fake.team().botToken, SLACK_APP_TOKEN: app.appToken }
}

function start(settings: Record<string, string>): BotProcess {
  return startBot(['start'], { PORT: '0', DATA_DIR: join(folder, 'data'), ...settings }, folder)
}

/** Resolves to the address of its port once it is at work. */
async function atWork(bot: BotProcess, platforms: string): Promise<string> {
  const ready = new RegExp(`at work on ${platforms}; (http:\\S+)/healthz`)
  for (;;) {
    const url = ready.exec(bot.output())?.[1]
    if (url !== undefined) return url
    const more = once(bot.child.stdout ?? bot.child, 'data').then(() => 'more' as const)
    const code = await Promise.race([bot.ended(), more])
    if (code !== 'more') throw new Error(`the bot ended with ${code}: ${bot.output()}`)
  }
}

function invitationIn(bot: BotProcess): URL {
  const links = bot.output().match(/(?<=Invite Studyhall to a server: )\S+/g) ?? []
  expect(links).toHaveLength(1)
  return new URL(String(links[0]))
}

function namesOf(bits: bigint): PermissionName[] {
  const names = Object.keys(permissionBits) as PermissionName[]
  const held = names.filter((name) => (bits & bitsOf([name])) !== 0n)
  expect(bitsOf(held)).toBe(bits)
  return held
}

function three(fake: FakeDiscord, guild?: string): [Person, Person, Person] {
  return [fake.person('ada', guild), fake.person('bo', guild), fake.person('cy', guild)]
}

/** Asked, answered, voted on and closed, by commands; gives the question's message. */
async function studyDay(fake: FakeDiscord): Promise<string> {
  const [ada, bo, cy] = three(fake)
  expect((await ada.command('study-admin post', 'general', { question: 'rate-limiter-many-nodes' })).responded).toBe(
    true,
  )
  await fake.until(() => openings(fake)[0]?.thread !== undefined, 'a question')
  const { id = '', thread = '' } = openings(fake)[0] ?? {}
  const first = await bo.say(thread, good)
  await cy.say(thread, other)
  await cy.react(first, '👍')
  expect((await ada.command('study-admin close', 'general')).responded).toBe(true)
  await fake.until(() => ada.sees(thread).some(({ words }) => words.includes('2 answers, 1 vote')), 'the results')
  return id
}

async function slackDay(fake: FakeSlack): Promise<void> {
  const [ada, bo, cy] = [fake.person('ada'), fake.person('bo'), fake.person('cy')]
  expect((await ada.command('/study', 'post rate-limiter-many-nodes', 'general')).acknowledged).toBe(true)
  await fake.until(() => slackQuestion(fake) !== undefined, 'a question')
  const question = slackQuestion(fake)
  if (question === undefined) throw new Error('no question was asked')
  const first = await bo.say('general', good, { thread: question })
  await cy.say('general', other, { thread: question })
  await cy.react(first, '+1')
  expect((await ada.command('/study', 'close', 'general')).acknowledged).toBe(true)
  await fake.until(() => ada.thread(question).some(({ words }) => words.includes('2 answers, 1 vote')), 'the results')
}

function slackQuestion(fake: FakeSlack) {
  const { botUser, messages } = fake.team()
  const isQuestion = ({ user, thread_ts: thread, ephemeral }: ReturnType<typeof messages>[number]) =>
    user === botUser && thread === undefined && !ephemeral
  return messages('general').find(isQuestion)
}

/** What the bot posted in the channel, beside forwarded results. */
function openings(fake: FakeDiscord, guild?: string) {
  return fake
    .guild(guild)
    .messages('general')
    .filter(({ fromBot, reference }) => fromBot && reference === undefined)
}

/** Lines on standard error, the log's aside. */
function errorsOf(bot: BotProcess): () => string[] {
  let text = ''
  bot.child.stderr?.on('data', (more) => {
    text += String(more)
  })
  return () => text.split('\n').filter((line) => line !== '' && !line.startsWith('{'))
}

/** What it says when it gives up; it must do so at once, and in one line without a secret. */
async function failsWith(settings: Record<string, string>): Promise<string> {
  const bot = start(settings)
  const heard = errorsOf(bot)
  expect(await bot.ended()).toBe(1)
  expect(bot.output()).not.toMatch(/\bat .+:\d+:\d+/)
  expect(bot.output()).not.toContain(settings.DISCORD_TOKEN)
  expect(heard()).toHaveLength(1)
  return heard().join()
}

/** Rounds whose question stands in its channel. */
async function threadsIn(address: string): Promise<number> {
  const { sql } = connect(address, { connections: 1 })
  const [row] = await sql`select count(thread_id)::int as threads from rounds`
  await sql.end()
  return row?.threads
}

/** In each server a question that was due a minute ago. */
async function makeDue(address: string, fake: FakeDiscord, guilds: readonly string[]): Promise<void> {
  const { sql } = connect(address, { connections: 1 })
  const due = Temporal.Now.instant().subtract({ minutes: 1 })
  for (const id of guilds) {
    const workspace = `discord/${id}`
    await sql`insert into workspaces (id, name, zone, joined_at) values (${workspace}, 'Study', 'UTC', ${String(due)})`
    await sql`insert into schedules (workspace, id, channel, days, local_time, zone, answer_minutes, next_at)
      values (${workspace}, gen_random_uuid(), ${fake.guild(id).channel('general').id}, '{1,2,3,4,5,6,7}',
        ${due.toZonedDateTimeISO('UTC').toPlainTime().toString({ smallestUnit: 'minute' })}, 'UTC', 480,
        date_trunc('minute', ${String(due)}::timestamptz))`
  }
  await sql.end()
}
