import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ChatEvent, ChatPlatform, Engine } from '../../core/platform.ts'
import { signature } from '../support/fake-slack/http-door.ts'
import type { Delivery } from '../support/fake-slack/types.ts'
import { openSlackWorld, type SlackWorld, type SlackWorldOptions } from '../support/slack-world.ts'
import { recordingLog } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'

describe('who may come in', () => {
  test('Slack itself, which is told its challenge', async () => {
    const { fake } = await openHttp()
    expect(await fake.door.verifyUrl()).toBe(true)
  })

  test.each(['wrong-secret', 'unsigned', 'old-timestamp', 'future-timestamp'] as const)(
    '%s: 401, and nothing is stored',
    async (kind) => {
      const world = await openHttp()
      const body = await newAnswer(world)
      const before = await everything(world)
      expect(await world.fake.door.forge(kind, body)).toBe(401)
      expect(await everything(world)).toEqual(before)
      expect((await send(world, body)).status).toBe(200)
      expect(await everything(world)).not.toEqual(before)
    },
  )

  test('within five minutes either way', async () => {
    const world = await openHttp()
    const body = await newAnswer(world)
    const statusAt = async (seconds: number) => (await send(world, body, { seconds })).status
    expect([await statusAt(-300), await statusAt(300)]).toEqual([200, 200])
    expect([await statusAt(-301), await statusAt(301)]).toEqual([401, 401])
  })

  test.each([
    ['a body that was changed', { 'x-slack-signature': `v0=${'0'.repeat(64)}` }],
    ['a signature of another length', { 'x-slack-signature': 'v0=00' }],
    ['a timestamp that is none', { 'x-slack-request-timestamp': 'soon' }],
    ['an empty signature', { 'x-slack-signature': '' }],
  ])('%s: 401', async (_, headers) => {
    const world = await openHttp()
    expect((await send(world, await newAnswer(world), { headers })).status).toBe(401)
  })

  test('a command again, byte for byte: the same reply, and one round', async () => {
    const world = await openHttp()
    await world.schedule()
    const posted = await world.person('ada').command('/study', 'post', 'general')
    await world.settle()
    const rounds = () => world.said().filter((words) => words.includes('Question')).length
    expect(rounds()).toBe(1)
    const again = await replay(world, posted.delivery)
    await world.settle()
    expect(again.status).toBe(200)
    expect(again.json).toEqual(posted.delivery.response)
    expect(again.text).not.toBe('')
    expect(rounds()).toBe(1)
  })
})

describe('what is no request of Slack’s', () => {
  test.each(['known', 'streamed'])('a huge body, its length %s: 413', async (how) => {
    const world = await openHttp()
    const huge = 'x'.repeat(1_100_000)
    const body = how === 'known' ? huge : new Blob([huge]).stream()
    const answer = await fetch(url(world), { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(413)
    expect(await world.fake.door.verifyUrl()).toBe(true)
  })

  test.each([
    ['broken JSON', 'application/json', '{"type":'],
    ['JSON that is a list', 'application/json', '[]'],
    ['JSON that is nothing', 'application/json', 'null'],
    ['a broken payload', form, 'payload=%7B%22type'],
    ['a payload that is a number', form, 'payload=7'],
  ])('%s: 400', async (_, type, body) => {
    const world = await openHttp()
    expect((await send(world, body, { headers: { 'content-type': type } })).status).toBe(400)
  })

  test('a look at the certificate: 200', async () => {
    const world = await openHttp()
    const answer = await send(world, 'ssl_check=1&token=x', { headers: { 'content-type': form } })
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  test.each([
    ['an event without one', { type: 'event_callback', team_id: 'T0STUDY' }],
    ['something new', { type: 'something_new', team_id: 'T0STUDY' }],
    ['nothing at all', {}],
  ])('a shape we do not know, %s: logged, dropped, and the bot goes on', (_, shape) => isDropped(shape))

  test.each([
    ['a reaction to nothing', { type: 'event_callback', team_id: 'T0STUDY', event: { type: 'reaction_added' } }],
    ['a command of nobody', { command: '/study', team_id: 'T0STUDY', text: 'post' }],
  ])('a shape we do not know, %s: logged, dropped, and the bot goes on', (_, shape) => isDropped(shape))

  async function isDropped(shape: object): Promise<void> {
    const log = recordingLog()
    const world = await openHttp({ log })
    const answer = await send(world, JSON.stringify(shape))
    expect(answer.status).toBe(200)
    expect(log.lines.map(({ level }) => level)).toEqual(['warn'])
    expect((await world.person('bo').command('/study', 'help', 'general')).shown).toHaveLength(1)
  }

  test('a shape that Bolt itself stumbles over: logged, 500, and the bot goes on', async () => {
    const log = recordingLog()
    const world = await openHttp({ log })
    const answer = await send(world, JSON.stringify({ type: 'block_actions', team: { id: 'T0STUDY' }, actions: [{}] }))
    expect(answer.status).toBe(500)
    expect(log.lines.map(({ level }) => level)).toEqual(['error'])
    expect((await world.person('bo').command('/study', 'help', 'general')).shown).toHaveLength(1)
  })

  test('an event that nobody asked for: acknowledged', async () => {
    const world = await openHttp()
    expect((await send(world, JSON.stringify({ type: 'event_callback', team_id: 'T0STUDY', event: {} }))).status).toBe(
      200,
    )
  })

  test.each([
    ['GET', '/slack/events'],
    ['GET', '/slack/install'],
    ['GET', '/slack/oauth_redirect'],
    ['POST', '/slack/elsewhere'],
  ])('%s %s: 404', async (method, path) => {
    const world = await openHttp()
    expect((await fetch(new URL(path, url(world)), { method })).status).toBe(404)
  })
})

describe('an event is acknowledged when it is recorded', () => {
  test('not before', async () => {
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
    const { promise: reached, resolve: isReached } = Promise.withResolvers<void>()
    const wrap = through(async (event) => {
      if (!isSaid(event)) return
      isReached()
      await gate
    })
    const world = await openHttp({ wrap })
    const said = world.person('bo').say('general', good, { thread: await asked(world) })
    await reached
    expect(world.fake.deliveries.at(-1)?.state).toBe('under-way')
    openGate()
    expect((await said).acknowledged).toBe(true)
  })

  test('with 500 where the engine could not; the next delivery is taken', async () => {
    const log = recordingLog()
    let broken = false
    const wrap = through(async (event) => {
      if (isSaid(event) && broken) throw new Error('the database is away')
    })
    const world = await openHttp({ wrap, log, retries: 0 })
    const question = await asked(world)
    broken = true
    const said = await world.person('bo').say('general', good, { thread: question })
    const [delivery] = said.deliveries
    expect(delivery?.attempts.map(({ status }) => status)).toEqual([500])
    expect(log.lines.map(({ says }) => says)).toContain(
      'an event was not taken up and is left for Slack to deliver again',
    )
    expect(world.person('bo').message(said)?.reactions).toEqual([])
    broken = false
    await world.fake.events.redeliver(delivery as Delivery)
    await world.settle()
    expect(delivery?.attempts.map(({ status, reason }) => [status, reason])).toEqual([
      [500, undefined],
      [200, 'http_timeout'],
    ])
    expect(delivery?.attempts.at(-1)?.request?.headers).toMatchObject({ 'x-slack-retry-num': '1' })
    await world.close()
    expect(world.said().at(-1)).toContain('1 answer')
  })

  test('with 500 also where the engine found something of a wrong shape, which may be mended', async () => {
    let broken = false
    const wrap = through(async (event) => {
      if (isSaid(event) && broken) throw new z.ZodError([])
    })
    const world = await openHttp({ wrap, retries: 0 })
    const question = await asked(world)
    broken = true
    const said = await world.person('bo').say('general', good, { thread: question })
    expect(said.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([500])
  })

  test('and dropped where it is itself of no shape of Slack’s', async () => {
    const log = recordingLog()
    const world = await openHttp({ log })
    const sent = await world.fake.events.send('T0STUDY', { type: 'reaction_added', item: { type: 'message' } })
    expect(sent.attempts.map(({ status }) => status)).toEqual([200])
    expect(log.lines.map(({ says }) => says)).toContain('an event is dropped: it would fail again')
  })

  test('before the bot has stopped', async () => {
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
    const { promise: reached, resolve: isReached } = Promise.withResolvers<void>()
    const wrap = through(async (event) => {
      if (!isSaid(event)) return
      isReached()
      await gate
    })
    const world = await openHttp({ wrap, retries: 0 })
    const question = await asked(world)
    const said = world.person('bo').say('general', good, { thread: question })
    await reached
    let hasStopped = false
    const stopping = world.stage
      .studyhall()
      .study.platforms.get('slack')
      ?.stop()
      .then(() => {
        hasStopped = true
      })
    await new Promise((resolve) => setImmediate(resolve))
    expect(hasStopped).toBe(false)
    openGate()
    expect((await said).deliveries[0]?.attempts.map(({ status }) => status)).toEqual([200])
    await stopping
    await world.stage.restart()
    await world.close()
    expect(world.said().at(-1)).toContain('1 answer')
  })

  test('three times delivered, it counts once', async () => {
    const world = await openHttp()
    const question = await asked(world)
    world.fake.events.repeat(3)
    const answer = await world.person('bo').say('general', good, { thread: question })
    await world.person('cy').react(answer, '+1')
    await world.settle()
    expect(answer.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([200, 200, 200])
    world.fake.events.repeat(1)
    await world.close()
    expect(world.said().at(-1)).toContain('1 answer, 1 vote')
  })
})

test('a short study day over HTTP: a command, a form, a question, answers, votes, a button, the board', async () => {
  const world = await openHttp()
  const [bo, cy] = [world.person('bo'), world.person('cy')]
  const question = await asked(world)
  const first = await bo.say('general', good, { thread: question })
  await cy.say('general', 'It is a promise that holds for some time and then no more.', { thread: question })
  await cy.react(first, '+1')
  await world.settle()
  expect(bo.message(first)?.reactions.map(({ name }) => name)).toEqual(['white_check_mark', '+1'])
  await world.close()
  expect(bo.thread(question).at(-1)?.words).toContain('2 answers, 1 vote')
  const board = await cy.command('/study', 'leaderboard', 'general')
  expect(board.shown.at(-1)).toMatchObject({ ephemeral: true })
  expect(board.shown.at(-1)?.words).toMatch(/bo/)
  expect((await bo.openHome()).acknowledged).toBe(true)
  await world.fake.until(() => bo.home() !== undefined, 'the home page')
  expect(bo.home()?.words).toMatch(/points/)
  const statuses = world.fake.deliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status))
  expect(new Set(statuses)).toEqual(new Set([200]))
})

const form = 'application/x-www-form-urlencoded'

function openHttp(options: SlackWorldOptions & { retries?: number } = {}) {
  const { retries, ...others } = options
  return openSlackWorld({
    ...{ connection: 'http', ...others },
    ...(retries === undefined ? {} : { fakeOptions: { retries } }),
  })
}

async function asked(world: SlackWorld) {
  await world.schedule()
  return world.nextQuestion()
}

/** The engine that the adapter is given, with something before each event. */
function through(before: (event: ChatEvent) => Promise<void>): (platform: ChatPlatform) => ChatPlatform {
  const withBefore = (engine: Engine): Engine => ({
    ...engine,
    handle: async (event) => {
      await before(event)
      return engine.handle(event)
    },
  })
  return (platform) => ({ ...platform, start: (engine) => platform.start(withBefore(engine)) })
}

function isSaid({ kind }: ChatEvent): boolean {
  return kind === 'said'
}

function url({ fake }: SlackWorld): string {
  return fake.app.requestUrl ?? ''
}

/** The event of an answer that the bot has not heard of, in Slack's own shape. */
async function newAnswer(world: SlackWorld): Promise<string> {
  const question = await asked(world)
  world.fake.events.hold()
  const { deliveries } = await world.person('bo').say('general', good, { thread: question })
  return JSON.stringify(deliveries[0]?.body)
}

interface Given {
  readonly headers?: Readonly<Record<string, string>>
  /** Off the clock, by this many. */
  readonly seconds?: number
}

async function send(world: SlackWorld, body: string, { headers = {}, seconds = 0 }: Given = {}) {
  const at = world.stage.now().epochMilliseconds + seconds * 1_000
  const signed = signature(body, { secret: world.fake.app.signingSecret, at })
  return raw(world, body, { 'content-type': 'application/json', ...signed, ...headers })
}

async function replay(world: SlackWorld, delivery: Delivery) {
  const request = delivery.attempts.at(-1)?.request
  return raw(world, request?.body ?? '', request?.headers ?? {})
}

async function raw(world: SlackWorld, body: string, headers: Readonly<Record<string, string>>) {
  const answer = await fetch(url(world), { method: 'POST', body, headers })
  const text = await answer.text()
  return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : text }
}

/** Every row of the bot's own tables, as text. */
async function everything({ stage }: SlackWorld): Promise<Record<string, string>> {
  const { sql } = stage.studyhall().study.database
  const tables = await sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`
  const rows: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await sql`select string_agg(t::text, ${'\n'} order by t::text) as all from ${sql(name)} t`
    rows[name] = row?.all ?? ''
  }
  return rows
}
