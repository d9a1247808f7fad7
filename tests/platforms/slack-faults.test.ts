import { describe, expect, inject, test } from 'vitest'
import { connect, disconnect } from '../../core/db/connect.ts'
import type { ChatEvent, ChatPlatform, Engine } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import type { Delivery, Fault, MessageRef } from '../support/fake-slack/types.ts'
import { openSlackWorld, type SlackWorld, type SlackWorldOptions } from '../support/slack-world.ts'
import { recordingLog } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more.'

describe('what is posted stands once', () => {
  const lost: readonly [string, Fault][] = [
    ['its response is lost', { kind: 'lose-response' }],
    ['Slack is unavailable', { kind: 'unavailable' }],
    ['Slack breaks inside', { kind: 'error', error: 'internal_error' }],
    ['the connection is refused', { kind: 'refuse' }],
  ]

  test.each(lost)('a scheduled question, when %s', async (_, fault) => {
    const world = await openSlackWorld()
    await world.schedule()
    const met = world.fake.faults.next('chat.postMessage', fault)
    const question = await world.nextQuestion()
    expect(met.met()).toBe(1)
    expect(lookedBack(world, 'conversations.history')).toBe(1)
    expect(topLevel(world)).toHaveLength(1)
    const answer = await world.person('bo').say('general', good, { thread: question })
    await world.settle()
    expect(marksOn(world, answer)).toEqual(['white_check_mark'])
  })

  test.each([
    ['ahead', 1],
    ['behind', -1],
  ])('a scheduled question whose response is lost, by a process whose clock is an hour %s', async (_, hours) => {
    let own = () => Temporal.Instant.from('2026-03-02T07:00:00Z')
    const now = () => own().subtract({ hours }).epochMilliseconds
    const world = await openSlackWorld({ fakeOptions: { now } })
    own = world.stage.now
    await world.schedule()
    const met = world.fake.faults.next('chat.postMessage', { kind: 'lose-response' })
    await world.nextQuestion()
    expect(met.met()).toBe(1)
    expect(topLevel(world)).toHaveLength(1)
  })

  test.each(lost)('results, when %s', async (_, fault) => {
    const world = await openSlackWorld()
    const question = await asked(world)
    await world.person('bo').say('general', good, { thread: question })
    const met = world.fake.faults.next({ method: 'chat.postMessage', when: inThread }, fault)
    await world.close()
    expect(met.met()).toBe(1)
    expect(lookedBack(world, 'conversations.replies')).toBe(1)
    expect(resultsUnder(world, question)).toHaveLength(1)
    expect(world.person('bo').message(question)?.words).toContain('Closed')
  })
})

describe('what is delivered three times counts once', () => {
  test('a message, its edit, a reaction and a deletion', async () => {
    const world = await openSlackWorld()
    const question = await asked(world)
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    world.fake.events.repeat(3)
    const answer = await bo.say('general', good, { thread: question })
    await bo.edit(answer, `${good} Its holder renews it.`)
    await cy.react(answer, '+1')
    const gone = await cy.say('general', other, { thread: question })
    await cy.remove(gone)
    expect(answer.deliveries[0]?.attempts).toHaveLength(3)
    world.fake.events.repeat(1)
    await closeByEvents(world)
    const [results] = resultsUnder(world, question)
    expect(results).toContain('1 answer, 1 vote')
    expect(results).toContain('Its holder renews it.')
  })

  test('a command, a press and a form', async () => {
    const world = await openSlackWorld()
    const [ada, bo] = [world.person('ada'), world.person('bo')]
    const posted = await ada.command('/study', 'post', 'general')
    await redelivered(world, posted.delivery)
    expect(topLevel(world)).toHaveLength(1)
    await bo.press('Answer')
    const answerForm = world.fake.deliveries.length
    expect((await bo.submit({ Answer: good })).outcome).toBe('closed')
    await redelivered(world, world.fake.deliveries[answerForm])
    await world.settle()
    const shown = world.person('cy').thread(topLevel(world)[0] as MessageRef)
    expect(shown.filter(({ words }) => words.includes('A lease is a lock'))).toHaveLength(1)
    const vote = await world.person('cy').press('👍 Vote', shown[0])
    // an odd number: each press that counted would take the vote back, or give it again
    await redelivered(world, vote.delivery, 3)
    await world.close()
    expect(world.said().at(-1)).toContain('1 answer, 1 vote')
  })
})

describe('the order in which events arrive does not matter', () => {
  test('a reaction, an edit and a deletion before their messages', async () => {
    const world = await openSlackWorld()
    const question = await asked(world)
    const [ada, bo, cy] = [world.person('ada'), world.person('bo'), world.person('cy')]
    world.fake.events.hold()
    const answer = await bo.say('general', other, { thread: question })
    await bo.edit(answer, good)
    await cy.react(answer, '+1')
    await ada.react(answer, '+1')
    await ada.unreact(answer, '+1')
    const gone = await cy.say('general', `${other} Or so.`, { thread: question })
    await cy.remove(gone)
    await world.fake.events.release((held) => held.toReversed())
    await closeByEvents(world)
    const [results] = resultsUnder(world, question)
    expect(results).toContain('1 answer, 1 vote')
    expect(results).toContain('A lease is a lock')
    expect(results).not.toContain('Or so.')
  })
})

describe('when sockets die', () => {
  test('all of them for a minute: what was answered, edited, deleted and voted meanwhile is caught up', async () => {
    const world = await openSlackWorld()
    const question = await asked(world)
    const [ada, bo, cy] = [world.person('ada'), world.person('bo'), world.person('cy')]
    const before = await bo.say('general', other, { thread: question })
    const gone = await cy.say('general', `${other} Or so.`, { thread: question })
    await ada.react(before, '+1')
    await world.settle()
    world.fake.sockets.refuse()
    world.fake.sockets.drop()
    await pass(world, { seconds: 30 })
    await bo.edit(before, good)
    await cy.remove(gone)
    const late = await ada.say('general', `${other} It says for how long.`, { thread: question })
    await cy.react(late, '+1')
    await ada.unreact(before, '+1')
    await pass(world, { seconds: 30 })
    expect(world.fake.missed.length).toBeGreaterThan(4)
    world.fake.sockets.allow()
    await world.fake.until(() => world.fake.sockets.open === 2, 'two sockets')
    await expect.poll(() => textsOf(world)).toEqual([good, `${other} It says for how long.`])
    await closeByEvents(world)
    const [results] = resultsUnder(world, question)
    expect(results).toContain('2 answers, 1 vote')
    expect(results).not.toContain('Or so.')
  })

  test.each(['refresh_requested', 'warning'] as const)(
    'a %s: nothing is missed, nothing is taken twice',
    async (why) => {
      const world = await openSlackWorld()
      const question = await asked(world)
      world.fake.sockets.disconnect(why)
      const said = [
        world.person('bo').say('general', good, { thread: question }),
        world.person('cy').say('general', other, { thread: question }),
      ]
      const answers = await Promise.all(said)
      await world.fake.until(() => world.fake.sockets.open === 2, 'two sockets')
      await world.fake.until(
        () => answers.every(({ deliveries }) => deliveries.every(isAcknowledged)),
        'both acknowledged',
      )
      await closeByEvents(world)
      expect(resultsUnder(world, question)[0]).toContain('2 answers')
    },
  )

  test('before the acknowledgement: delivered again, stored once', async () => {
    const gate = gated('said')
    const world = await openSlackWorld({ wrap: gate.wrap })
    const question = await asked(world)
    gate.shut()
    const saying = world.person('bo').say('general', good, { thread: question })
    await gate.reached()
    world.fake.sockets.drop()
    gate.open()
    const [delivery] = (await saying).deliveries
    await world.fake.until(() => delivery?.state === 'acknowledged', 'acknowledged by another socket')
    expect(delivery?.attempts).toHaveLength(2)
    await closeByEvents(world)
    expect(resultsUnder(world, question)[0]).toContain('1 answer')
  })
})

describe('when Slack says: too many', () => {
  test('results come later, once, and before the opening says that it is closed', async () => {
    const log = recordingLog()
    const world = await openSlackWorld({ log })
    const question = await asked(world)
    await world.person('bo').say('general', good, { thread: question })
    const from = world.fake.calls.length
    const met = world.fake.faults.next(
      { method: 'chat.postMessage', when: inThread },
      { kind: 'rate-limited', seconds: 1 },
    )
    await world.close()
    expect(met.met()).toBe(1)
    expect(resultsUnder(world, question)).toHaveLength(1)
    const calls = world.fake.calls.slice(from).filter(({ method }) => method.startsWith('chat.'))
    expect(calls.map(({ method, outcome }) => [method, outcome])).toEqual([
      ['chat.postMessage', 'rate-limited'],
      ['chat.postMessage', 'ok'],
      ['chat.update', 'ok'],
    ])
    expect(log.lines.map(({ says }) => says)).not.toContain('a delivery failed and is tried again')
  })

  test('one workspace waits, and no other with it', async () => {
    const world = await openSlackWorld({
      connection: 'oauth',
      teams: [team('T0ONE'), team('T0TWO')],
      app: { redirectUrl: 'http://localhost/slack/oauth_redirect' },
    })
    await install(world, 'T0ONE')
    await install(world, 'T0TWO')
    const met = world.fake.faults.next(
      { method: 'chat.postMessage', team: 'T0ONE' },
      { kind: 'rate-limited', seconds: 2 },
    )
    await world.fake.person('ada', 'T0ONE').command('/study', 'post', 'general')
    await world.fake.until(() => met.met() === 1, 'the first was refused')
    await world.fake.person('ada', 'T0TWO').command('/study', 'post', 'general')
    await world.fake.until(() => world.fake.team('T0TWO').messages('general').some(isQuestion), 'the second asks')
    expect(world.fake.team('T0ONE').messages('general').filter(isQuestion)).toEqual([])
    await world.settle()
    expect(world.fake.team('T0ONE').messages('general').filter(isQuestion)).toHaveLength(1)
  })
})

describe('when the bot may no longer act', () => {
  test.each([
    ['with the event', false],
    ['without it', true],
  ])(
    'its token is taken back in the middle of a round, %s: the round ends and nothing is asked any more',
    async (_, silently) => {
      const world = await openSlackWorld()
      const question = await asked(world)
      await world.person('bo').say('general', good, { thread: question })
      await world.fake.team().revokeToken(silently)
      await world.close()
      await pass(world, { hours: 48 })
      const { sql } = world.stage.studyhall().study.database
      const rounds =
        await sql`select closed_at is not null as closed, refusal is not null as refused from rounds order by asked_at`
      expect(rounds.filter(({ refused }) => !refused)).toEqual([{ closed: true, refused: false }])
      expect([...(await sql`select pause_reason from schedules`)]).toEqual([{ pause_reason: 'left' }])
      expect(rounds.length).toBe(silently ? 2 : 1)
      expect(topLevel(world)).toHaveLength(1)
    },
  )

  test('removed from the channel: whoever made the schedule is told once, and after an invitation it goes on', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    await world.fake.team().kickBot('general')
    await pass(world, { hours: 24 * 4 })
    const told = world
      .person('ada')
      .dm()
      .map(({ text }) => text)
      .join('\n')
    expect(told.match(/I could not ask the question in/g)).toHaveLength(1)
    expect(told).toContain(`<#${world.fake.team().channel('general').id}>`)
    expect(told).toMatch(/Invite me.*\/study schedule/)
    expect(topLevel(world)).toEqual([])
    await world.fake.team().inviteBot('general', 'ada')
    await world.person('ada').command('/study', 'schedule', 'general')
    await world.person('ada').press('Resume')
    await world.settle()
    expect((await world.nextQuestion()).words).toContain('Question of the day')
  })

  test('its channel is archived: whoever made the schedule is told what to do', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    await world.fake.team().archive('general')
    await pass(world, { hours: 24 * 2 })
    const told = world
      .person('ada')
      .dm()
      .map(({ text }) => text)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('That channel is no longer there. Remove the schedule, or set it to another channel')
  })
})

describe('when the database is away', () => {
  test('a command is answered in private, and works again afterwards', async () => {
    const { world, away, back } = await withOwnDatabase()
    await world.schedule()
    await away()
    const sent = await world.person('ada').command('/study', 'post', 'general')
    expect(sent.acknowledged).toBe(true)
    expect(sent.shown.map(({ ephemeral, text }) => [ephemeral, /broke on our side/.test(text)])).toEqual([[true, true]])
    await back()
    await world.person('ada').command('/study', 'post', 'general')
    await world.settle()
    expect(topLevel(world)).toHaveLength(1)
  })

  test('an event is not acknowledged, and counts when it is delivered again', async () => {
    const { world, away, back } = await withOwnDatabase({ connection: 'http', fakeOptions: { retries: 0 } })
    const question = await asked(world)
    await away()
    const said = await world.person('bo').say('general', good, { thread: question })
    await back()
    await world.fake.events.redeliver(said.deliveries[0] as Delivery)
    expect(said.deliveries[0]?.attempts.map(({ status }) => status)).toEqual([500, 200])
    await closeByEvents(world)
    expect(resultsUnder(world, question)[0]).toContain('1 answer')
  })
})

describe('when the bot is told to stop', () => {
  test('what is under way is finished first', async () => {
    const gate = gated('said')
    const world = await openSlackWorld({ wrap: gate.wrap })
    const question = await asked(world)
    gate.shut()
    const people = ['ada', 'bo', 'cy'].map((name) => world.person(name))
    const saying = people.map((one) => one.say('general', `${good} So says ${one.name}.`, { thread: question }))
    await gate.reached(3)
    const restarting = world.stage.restart()
    gate.open()
    const said = await Promise.all(saying)
    expect(said.map(({ deliveries }) => deliveries[0]?.attempts.length)).toEqual([1, 1, 1])
    expect(said.every(({ acknowledged }) => acknowledged)).toBe(true)
    await restarting
    await closeByEvents(world)
    expect(resultsUnder(world, question)[0]).toContain('3 answers')
  })

  test('what it could not record is delivered to its successor', async () => {
    const gate = gated('said')
    const world = await openSlackWorld({ wrap: gate.wrap })
    const question = await asked(world)
    gate.breakDown()
    const saying = world.person('bo').say('general', good, { thread: question })
    await gate.reached()
    const restarting = world.stage.restart()
    const [delivery] = (await saying).deliveries
    gate.open()
    await restarting
    await world.fake.until(() => delivery?.state === 'acknowledged', 'acknowledged by the next one')
    await closeByEvents(world)
    expect(resultsUnder(world, question)[0]).toContain('1 answer')
  })
})

async function asked(world: SlackWorld): Promise<MessageRef> {
  await world.schedule()
  return world.nextQuestion()
}

async function pass(world: SlackWorld, duration: Temporal.DurationLike): Promise<void> {
  await world.stage.moveTo(world.stage.now().add(duration))
  await world.fake.quiet()
}

/** Closes by what was heard alone: the last reading of the thread, which would mend it, is refused. */
async function closeByEvents(world: SlackWorld): Promise<void> {
  await world.settle()
  world.fake.faults.next({ method: 'conversations.replies', times: 99 }, { kind: 'error', error: 'missing_scope' })
  await world.close()
}

function topLevel({ fake }: SlackWorld) {
  return fake.team().messages('general').filter(isQuestion)
}

function isQuestion({ thread_ts: thread, words }: { thread_ts?: string; words: string }): boolean {
  return thread === undefined && words.includes('Question of the day')
}

/** How often it searched for its own message before it posted again. */
function lookedBack({ fake }: SlackWorld, method: string): number {
  return fake.callsOf(method).filter(({ args }) => args.include_all_metadata !== undefined).length
}

function resultsUnder({ person }: SlackWorld, question: MessageRef): string[] {
  return person('ada')
    .thread(question)
    .map(({ words }) => words)
    .filter((words) => /^Results|\d answers?(,|\.| )/m.test(words))
}

function marksOn({ person }: SlackWorld, message: MessageRef) {
  return person('ada')
    .message(message)
    ?.reactions.map(({ name }) => name)
}

async function textsOf({ stage }: SlackWorld): Promise<string[]> {
  const rows = await stage.studyhall().study.database.sql`
    select text from thread_messages where deleted_at is null order by said_at`
  return rows.map(({ text }) => String(text))
}

async function redelivered(world: SlackWorld, delivery: Delivery | undefined, times = 2): Promise<void> {
  await world.fake.events.redeliver(delivery as Delivery, times)
  await world.settle()
}

function inThread(args: Readonly<Record<string, unknown>>): boolean {
  return args.thread_ts !== undefined
}

function isAcknowledged({ state }: Delivery): boolean {
  return state === 'acknowledged'
}

function team(id: string) {
  const ada = { name: 'ada', zone: 'Europe/Berlin', admin: true }
  return { id, people: [ada], channels: [{ id: 'C0SHARED', name: 'general' }], installed: false }
}

/** As someone who presses the install button and agrees. */
async function install({ fake }: SlackWorld, id: string): Promise<void> {
  const begun = await fetch(new URL('/slack/install', fake.app.requestUrl), { redirect: 'manual' })
  const page = begun.headers.get('location') ?? (await begun.text()).match(/href="([^"]+oauth[^"]+)"/)?.[1] ?? ''
  const cookie = begun.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const back = new URL(fake.oauth.authorize(page.replaceAll('&amp;', '&'), id))
  const done = await fetch(new URL(`/slack/oauth_redirect${back.search}`, fake.app.requestUrl), { headers: { cookie } })
  expect(done.status).toBe(200)
}

/** Before the engine's door: events of one kind wait, or break. */
function gated(kind: ChatEvent['kind']) {
  let passing = Promise.resolve()
  let release: () => void = () => {}
  let broken = false
  let waiting = 0
  const arrivals: (() => void)[] = []
  const before = async (event: ChatEvent): Promise<void> => {
    if (event.kind !== kind) return
    waiting += 1
    for (const tell of arrivals) tell()
    if (broken) throw new Error('nothing can be recorded')
    await passing
  }
  const guarded = (engine: Engine): Engine => ({
    ...engine,
    handle: async (event) => {
      await before(event)
      return engine.handle(event)
    },
  })
  return {
    wrap: (platform: ChatPlatform): ChatPlatform => ({
      ...platform,
      start: (engine) => platform.start(guarded(engine)),
    }),
    shut() {
      passing = new Promise((resolve) => {
        release = resolve
      })
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
async function withOwnDatabase(options: SlackWorldOptions = {}) {
  const database = await freshDatabase()
  const world = await openSlackWorld({ ...options, address: database.address })
  const name = new URL(database.address).pathname.slice(1)
  return { world, away: () => allow(false), back: () => allow(true) }

  async function allow(connections: boolean): Promise<void> {
    const admin = connect(inject('adminAddress'), { connections: 1 })
    await admin.sql.unsafe(`alter database ${name} with allow_connections ${connections}`)
    if (!connections) await admin.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    await disconnect(admin)
  }
}
