import { describe, expect, inject, test } from 'vitest'
import { connect, disconnect } from '../../core/db/connect.ts'
import type { ChatEvent, ChatPlatform, Engine } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import {
  type DiscordWorld,
  type DiscordWorldOptions,
  openDiscordWorld,
  openings,
  threadOf,
} from '../support/discord-world.ts'
import type { Call, Dispatch, Fault, MessageRef } from '../support/fake-discord/types.ts'
import { recordingLog } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more.'
const messages = 'POST /channels/{channel_id}/messages'
const posts = 'POST /channels/{channel_id}/threads'

const lost: readonly [string, Fault][] = [
  ['its response is lost', { kind: 'lose-response' }],
  ['Discord breaks after it was done', { kind: 'unavailable-after', status: 500 }],
  ['Discord is unavailable', { kind: 'unavailable', status: 503 }],
  ['the connection is refused', { kind: 'refuse' }],
]

describe('what is posted stands once', () => {
  test.each(
    lost.flatMap(([says, fault]) => [
      { channel: 'general', says, fault, route: messages },
      { channel: 'questions', says, fault, route: posts },
    ]),
  )('a scheduled question in $channel, when $says', async ({ channel, fault, route }) => {
    const world = await openDiscordWorld()
    await world.schedule(channel)
    const met = world.fake.faults.next(route, fault)
    const question = await world.nextQuestion(channel)
    expect(met.met()).toBe(1)
    expect(openings(world.fake.guild(), channel)).toHaveLength(1)
    expect(world.fake.guild().threads(channel)).toHaveLength(1)
    const answer = await world.person('bo').say(threadOf(question), good)
    await world.settle()
    expect(marksOn(world, answer)).toEqual(['✅'])
  })

  test.each(lost)('the thread under a question, when %s', async (_, fault) => {
    const world = await openDiscordWorld()
    await world.schedule()
    const met = world.fake.faults.next('POST /channels/{channel_id}/messages/{message_id}/threads', fault)
    const question = await world.nextQuestion()
    expect(met.met()).toBe(1)
    expect(openings(world.fake.guild(), 'general')).toHaveLength(1)
    expect(world.fake.guild().thread(threadOf(question)).members).toContain(world.fake.bot)
  })

  test.each(lost)('results, when %s', async (_, fault) => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    await world.person('bo').say(threadOf(question), good)
    const met = world.fake.faults.next(messages, fault)
    await world.close()
    expect(met.met()).toBe(1)
    expect(world.results(question).words).toContain('1 answer')
    expect(world.person('bo').message(question)?.words).toContain('Closed')
  })
})

describe('what is delivered three times counts once', () => {
  test('a message, its edit, a reaction and a deletion', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    world.fake.events.repeat(3)
    const answer = await bo.say(thread, good)
    await bo.edit(answer, `${good} Its holder renews it.`)
    await cy.react(answer, '👍')
    await cy.remove(await cy.say(thread, other))
    world.fake.events.repeat(1)
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer, 1 vote')
    expect(world.results(question).words).toContain('Its holder renews it.')
  })

  test('a press', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    await bo.press('Answer', question)
    await bo.submit({ Answer: good })
    const sent = lastInteraction(world)
    world.fake.events.redeliver(sent, 2)
    await world.settle()
    const shown = cy.sees(threadOf(question)).filter(({ words }) => words.includes('A lease is a lock'))
    expect(shown).toHaveLength(1)
    await cy.press('👍 Vote', shown[0])
    // an odd number: each press that counted would take the vote back, or give it again
    world.fake.events.redeliver(lastInteraction(world), 3)
    await world.settle()
    await world.close()
    expect(world.results(question).words).toContain('1 answer, 1 vote')
  })
})

test('the order in which events arrive does not matter', async () => {
  const world = await openDiscordWorld()
  const question = await world.asked()
  const thread = threadOf(question)
  const [ada, bo, cy] = [world.person('ada'), world.person('bo'), world.person('cy')]
  world.fake.events.hold()
  const answer = await bo.say(thread, other)
  await bo.edit(answer, good)
  await cy.react(answer, '👍')
  await ada.react(answer, '👍')
  await ada.unreact(answer, '👍')
  await cy.remove(await cy.say(thread, `${other} Or so.`))
  world.fake.events.release((held) => held.toReversed())
  await world.closeByEvents()
  const { words } = world.results(question)
  expect(words).toContain('1 answer, 1 vote')
  expect(words).toContain('A lease is a lock')
  expect(words).not.toContain('Or so.')
})

describe('when the connection dies', () => {
  test.each([
    ['it is cut', (world: DiscordWorld) => world.fake.gateway.drop()],
    ['Discord asks for another one', (world: DiscordWorld) => world.fake.gateway.reconnect()],
  ])('%s: what was said and voted meanwhile is told again, and counts once', async (_, end) => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    const before = await bo.say(thread, good)
    await world.settle()
    end(world)
    await cy.react(before, '👍')
    const late = await cy.say(thread, other)
    await bo.react(late, '👍')
    await world.fake.until(() => world.fake.gateway.resumes === 1, 'a RESUME')
    expect(world.fake.gateway.identifies).toBe(1)
    await world.closeByEvents()
    expect(world.results(question).words).toContain('2 answers, 2 votes')
  })

  test('its session is lost while people answer, edit, delete and vote: all of it is read again', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    const [ada, bo, cy] = [world.person('ada'), world.person('bo'), world.person('cy')]
    const before = await bo.say(thread, other)
    const gone = await cy.say(thread, `${other} Or so.`)
    await ada.react(before, '👍')
    await world.settle()
    await world.pass({ seconds: 30 })
    world.fake.gateway.refuse()
    world.fake.gateway.forgetSessions()
    world.fake.gateway.drop()
    await bo.edit(before, good)
    await cy.remove(gone)
    const late = await ada.say(thread, `${other} It says for how long.`)
    await cy.react(late, '👍')
    await ada.unreact(before, '👍')
    await world.pass({ seconds: 30 })
    world.fake.gateway.admit()
    await connectedAgain(world)
    await expect.poll(() => textsOf(world)).toEqual([good, `${other} It says for how long.`])
    await world.closeByEvents()
    const { words } = world.results(question)
    expect(words).toContain('2 answers, 1 vote')
    expect(words).not.toContain('Or so.')
  })

  test('Discord takes the session back (op 9) in the middle of an answer', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    world.fake.gateway.invalidate(false)
    await world.person('bo').say(thread, good)
    await connectedAgain(world)
    await expect.poll(() => textsOf(world)).toEqual([good])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer')
  })

  test('heartbeats are no longer answered: it connects anew, and nothing is missed', async () => {
    const world = await openDiscordWorld({ fakeOptions: { heartbeatEvery: 150 } })
    const question = await world.asked()
    world.fake.gateway.withholdAcks()
    await world.fake.until(() => world.fake.gateway.open === 0, 'the connection given up')
    world.fake.gateway.giveAcks()
    await world.person('bo').say(threadOf(question), good)
    await world.fake.until(() => world.fake.gateway.open === 1, 'another connection')
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer')
  })

  test('nobody lets it in for a while: then it goes on by itself', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    world.fake.gateway.refuse()
    world.fake.gateway.drop()
    await world.person('bo').say(threadOf(question), good)
    await world.fake.until(() => world.fake.gateway.open === 0, 'no connection')
    world.fake.gateway.admit()
    await world.fake.until(() => world.fake.gateway.open === 1, 'a connection')
    expect(world.failures).toEqual([])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer')
  })

  test('its token is taken back: an operator is told what to do, within five seconds', async () => {
    const world = await openDiscordWorld()
    world.fake.resetToken()
    await world.fake.until(() => world.failures.length > 0, 'a failure')
    expect(world.failures[0]?.message).toMatch(/refuses DISCORD_TOKEN.*Reset Token/)
  })

  test('an intent is taken back: so too', async () => {
    const world = await openDiscordWorld()
    world.fake.allowIntents([])
    world.fake.gateway.close(4014, 'Disallowed intent(s).')
    await world.fake.until(() => world.failures.length > 0, 'a failure')
    expect(world.failures[0]?.message).toMatch(/Message Content Intent/)
  })

  test.each([
    [4004, /refuses DISCORD_TOKEN/],
    [4014, /Message Content Intent/],
    [4011, /DISCORD_SHARDS/],
  ])('closed with %i at the start: the start ends in a plain sentence, after one attempt', async (code, says) => {
    const world = await openDiscordWorld()
    const before = world.fake.gateway.identifies
    world.fake.gateway.refuseIdentify(code)
    await expect(world.stage.restart()).rejects.toThrow(says)
    expect(world.fake.gateway.identifies).toBe(before + 1)
  })
})

describe('what the library does not know of', () => {
  test('a restart: reactions on older messages count, and answers in threads of before', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    const early = await bo.say(thread, good)
    await world.settle()
    await world.stage.restart()
    await world.settle()
    await cy.react(early, '👍')
    await bo.react(await cy.say(thread, other), '👍')
    await world.closeByEvents()
    expect(world.results(question).words).toContain('2 answers, 2 votes')
  })

  test('what happened while it was down', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    const early = await world.person('bo').say(thread, other)
    await world.stage.studyhall().stop()
    await world.person('bo').edit(early, good)
    await world.person('cy').react(early, '👍')
    await world.person('cy').say(thread, other)
    await world.stage.restart()
    await expect.poll(() => textsOf(world)).toEqual([good, other])
    await world.closeByEvents()
    expect(world.results(question).words).toContain('2 answers, 1 vote')
  })

  test('an archived thread: a message wakes it, and counts', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const thread = threadOf(question)
    await world.fake.guild().archiveThread(thread)
    await world.stage.restart()
    await world.settle()
    const answer = await world.person('bo').say(thread, good)
    await world.closeByEvents()
    expect(marksOn(world, answer)).toEqual(['✅'])
    expect(world.results(question).words).toContain('1 answer')
  })
})

describe('when Discord says: too many', () => {
  test.each([1, 7])('results come after %i s, once, and before the opening says that it is closed', async (seconds) => {
    const log = recordingLog()
    const world = await openDiscordWorld({ log })
    const question = await world.asked()
    await world.person('bo').say(threadOf(question), good)
    await world.settle()
    const from = world.fake.calls.length
    const met = world.fake.faults.next(messages, { kind: 'rate-limited', seconds })
    await world.close()
    expect(met.met()).toBe(1)
    expect(world.results(question).words).toContain('1 answer')
    expect(
      world.fake.calls
        .slice(from)
        .filter(changesMessages)
        .map(({ route, outcome }) => [route, outcome]),
    ).toEqual([
      [messages, 'rate-limited'],
      [messages, '200'],
      ['PATCH /channels/{channel_id}/messages/{message_id}', '200'],
    ])
    expect(log.lines.map(({ says }) => says)).not.toContain('a delivery failed and is tried again')
  })

  test('one server waits, and no other with it', async () => {
    const server = (name: string, person: string) => ({
      name,
      people: [{ name: person }],
      channels: [{ name: 'general' }],
    })
    const world = await openDiscordWorld({ guilds: [server('One', 'ada'), server('Two', 'bo')] })
    const [one, two] = [world.fake.guild('One'), world.fake.guild('Two')]
    const there = one.channel('general').id
    const met = world.fake.faults.next(
      { route: messages, when: ({ path }) => path.includes(there) },
      { kind: 'rate-limited', seconds: 2 },
    )
    await world.fake.person('ada', 'One').command('study-admin post', 'general')
    await world.fake.until(() => met.met() === 1, 'the first was refused')
    await world.fake.person('bo', 'Two').command('study-admin post', 'general')
    await world.fake.until(() => openings(two, 'general').length === 1, 'the second asks')
    expect(openings(one, 'general')).toEqual([])
    await world.settle()
    expect(openings(one, 'general')).toHaveLength(1)
  })

  test('a mark that Discord does not take changes nothing', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const mark = 'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me'
    world.fake.faults.next({ route: mark, times: 9 }, { kind: 'unavailable', status: 503 })
    await world.person('bo').say(threadOf(question), good)
    await world.closeByEvents()
    expect(world.results(question).words).toContain('1 answer')
  })
})

describe('interactions', () => {
  test('a slow answer is put off in time, seen by whom it is for, and given afterwards', async () => {
    const gate = gated('command', 'pressed')
    const world = await openDiscordWorld({ wrap: gate.wrap })
    const bo = world.person('bo')
    gate.shut()
    const asking = bo.command('leaderboard', 'general')
    await world.fake.until(() => bo.ephemerals('general').some(({ thinking }) => thinking), 'put off')
    gate.open()
    const board = await asking
    expect(board).toMatchObject({ responded: true, answer: 'deferred-message' })
    expect(board.respondedAfter).toBeLessThan(3_000)
    expect(board.shown.at(-1)).toMatchObject({ ephemeral: true, thinking: false })
    expect(world.person('cy').sees('general')).toEqual([])
  })

  test('a form that is slow to come is still a form; later it is a sentence', async () => {
    const gate = gated('pressed')
    const world = await openDiscordWorld({ wrap: gate.wrap })
    const question = await world.asked()
    const bo = world.person('bo')
    gate.delay(1_200)
    expect((await bo.press('Answer', question)).modal?.title).toBe('Your answer')
    bo.closeModal()
    gate.delay(2_600)
    const late = await bo.press('Answer', question)
    expect(late.modal).toBeUndefined()
    expect(late.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('That took too long') }])
  })

  test.each([0, 1_200])('one that breaks after %i ms gets a sentence', async (milliseconds) => {
    const gate = gated('command', 'typing')
    const world = await openDiscordWorld({ wrap: gate.wrap })
    gate.delay(milliseconds)
    gate.breakDown()
    const broken = await world.person('bo').command('leaderboard', 'general')
    expect(broken.shown).toMatchObject([
      { ephemeral: true, thinking: false, words: expect.stringContaining('That broke on our side') },
    ])
    expect(await world.person('ada').suggest('study-admin schedule', 'general', 'city', 'Ber')).toEqual([])
  })
})

describe('when the database is away', () => {
  test('a command is answered in private within three seconds, and works again afterwards', async () => {
    const { world, away, back } = await withOwnDatabase()
    await world.schedule()
    const ada = world.person('ada')
    await away()
    const sent = await ada.command('study-admin post', 'general')
    expect(sent.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('broke on our side') }])
    expect(sent.respondedAfter).toBeLessThan(3_000)
    expect(await ada.suggest('study-admin schedule', 'general', 'city', 'Ber')).toEqual(expect.any(Array))
    await back()
    await ada.command('study-admin post', 'general')
    await world.settle()
    expect(openings(world.fake.guild(), 'general')).toHaveLength(1)
  })

  test('an answer that could not be recorded is found when the round closes', async () => {
    const { world, away, back } = await withOwnDatabase()
    const question = await world.asked()
    await away()
    await world.person('bo').say(threadOf(question), good)
    await world.fake.quiet()
    await back()
    await world.close()
    expect(world.results(question).words).toContain('1 answer')
  })
})

test('told to stop, it finishes what is under way', async () => {
  const gate = gated('said')
  const world = await openDiscordWorld({ wrap: gate.wrap })
  const question = await world.asked()
  gate.shut()
  const people = ['ada', 'bo', 'cy'].map((name) => world.person(name))
  await Promise.all(people.map((one) => one.say(threadOf(question), `${good} So says ${one.name}.`)))
  await gate.reached(3)
  const stopping = world.discord().stop()
  gate.open()
  await stopping
  expect(await textsOf(world)).toHaveLength(3)
  await world.stage.restart()
  await world.closeByEvents()
  expect(world.results(question).words).toContain('3 answers')
})

/** A second IDENTIFY waits five seconds, as Discord asks. */
async function connectedAgain({ fake }: DiscordWorld): Promise<void> {
  await expect.poll(() => [fake.gateway.identifies, fake.gateway.open]).toEqual([2, 1])
}

function marksOn({ person }: DiscordWorld, message: MessageRef) {
  return person('ada')
    .message(message)
    ?.reactions.map(({ emoji }) => emoji)
}

function lastInteraction({ fake }: DiscordWorld): Dispatch {
  const sent = fake.dispatches.findLast(({ name }) => name === 'INTERACTION_CREATE')
  if (sent === undefined) throw new Error('nobody has pressed anything')
  return sent
}

function changesMessages({ route }: Call): boolean {
  return /^(POST|PATCH) .*\/messages/.test(route)
}

async function textsOf({ stage }: DiscordWorld): Promise<string[]> {
  const rows = await stage.studyhall().study.database.sql`
    select text from thread_messages where deleted_at is null order by said_at, id`
  return rows.map(({ text }) => String(text))
}

/** Before the engine's door: events of these kinds wait, take long, or break. */
function gated(...kinds: readonly ChatEvent['kind'][]) {
  let passing = Promise.resolve()
  let release: () => void = () => {}
  let broken = false
  let milliseconds = 0
  let waiting = 0
  const arrivals: (() => void)[] = []
  const before = async (event: ChatEvent): Promise<void> => {
    if (!kinds.includes(event.kind)) return
    waiting += 1
    for (const tell of arrivals) tell()
    await passing
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
    if (broken) throw new Error('nothing can be recorded')
  }
  const guarded = (engine: Engine): Engine => ({
    ...engine,
    handle: async (event) => {
      await before(event)
      return engine.handle(event)
    },
  })
  return {
    // what an adapter is may change after its start, so it is not copied
    wrap: (platform: ChatPlatform): ChatPlatform =>
      Object.create(platform, { start: { value: (engine: Engine) => platform.start(guarded(engine)) } }),
    shut() {
      passing = new Promise((resolve) => {
        release = resolve
      })
    },
    delay(most: number) {
      milliseconds = most
    },
    breakDown() {
      broken = true
    },
    open() {
      broken = false
      release()
    },
    reached: (count = 1) =>
      new Promise<void>((resolve) => {
        const tell = () => void (waiting >= count && resolve())
        arrivals.push(tell)
        tell()
      }),
  }
}

/** A world whose database can be taken away and given back. */
async function withOwnDatabase(options: DiscordWorldOptions = {}) {
  const database = await freshDatabase()
  const world = await openDiscordWorld({ ...options, address: database.address })
  const name = new URL(database.address).pathname.slice(1)
  return { world, away: () => allow(false), back: () => allow(true) }

  async function allow(connections: boolean): Promise<void> {
    const admin = connect(inject('adminAddress'), { connections: 1 })
    await admin.sql.unsafe(`alter database ${name} with allow_connections ${connections}`)
    if (!connections) await admin.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    await disconnect(admin)
  }
}
