import { describe, expect, test } from 'vitest'
import { freshAddress } from '../support/database.ts'
import { type DiscordWorld, openDiscordWorld, openings, threadOf } from '../support/discord-world.ts'
import { type PermissionName, studyBotPermissions } from '../support/fake-discord/numbers.ts'
import type { FakeGuild, GuildSettings, Person, SeenMessage } from '../support/fake-discord/types.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const other = 'It is a promise that holds for some time and then no more.'

describe('an invitation', () => {
  test.each([
    ['whoever sent it, where the audit log may be read', 'VIEW_AUDIT_LOG', 'bo'],
    ['the owner elsewhere', 'VIEW_CHANNEL', 'ada'],
  ] as const)('welcomes %s, in private, and posts nothing', async (_, permission, who) => {
    const { world, guild } = await withNewServer()
    await guild.inviteBot([...studyBotPermissions, permission], 'bo')
    await world.settle()
    const told = (name: string) => world.fake.person(name, 'New').dm()
    expect(told(who).map(({ words }) => words)).toEqual([expect.stringContaining('Thank you for inviting me')])
    expect(told(who === 'bo' ? 'ada' : 'bo')).toEqual([])
    expect(guild.messages('general')).toEqual([])
  })

  test('its button sets the bot up from the direct message', async () => {
    const { world, guild, ada } = await welcomed()
    const form = await ada.press('Set it up', ada.dm()[0])
    expect(form.modal?.fields.map(({ label, type }) => [label, type])).toContainEqual(['Channel', 3])
    const refused = await ada.submit({ Channel: guild.channel('general').id, Time: 'noonish', City: 'Berlin' })
    expect(refused.shown.at(-1)?.words).toContain('Time')
    expect((await ada.press('Try again')).modal?.fields.find(({ label }) => label === 'Time')?.value).toBe('noonish')
    const made = await ada.submit({ Time: '09:00' })
    expect(made.shown.at(-1)?.words).toContain('The schedule is made')
    await ada.press('Pause', made.shown.at(-1))
    await world.settle()
    expect(await pauses(world)).toEqual(['wish'])
    await ada.press('Resume', made.shown.at(-1))
    await world.pass({ hours: 24 })
    expect(openings(guild, 'general')).toHaveLength(1)
  })

  test('its button does nothing for someone who no longer manages the server', async () => {
    const { world, guild } = await withNewServer([{ name: 'ada' }, { name: 'bo', admin: true }])
    await guild.inviteBot([...studyBotPermissions, 'VIEW_AUDIT_LOG'], 'bo')
    await world.settle()
    const bo = world.fake.person('bo', 'New')
    await guild.takeRole('bo', 'admins')
    const refused = await bo.press('Set it up', bo.dm()[0])
    expect(refused.modal).toBeUndefined()
    expect(refused.shown.at(-1)?.words).toContain('Only people who manage this workspace can do that.')
  })

  test('a start, or an outage, welcomes nobody again', async () => {
    const { world, guild, ada } = await welcomed()
    await world.stage.restart()
    await guild.outage()
    await guild.recover()
    await world.settle()
    expect(ada.dm()).toHaveLength(1)
  })
})

describe('servers come and go', () => {
  test('removed, it asks nothing there; invited again, it goes on with the next day', async () => {
    const world = await openDiscordWorld()
    const guild = world.fake.guild()
    await world.schedule()
    await guild.removeBot()
    await world.pass({ hours: 48 })
    expect(await pauses(world)).toEqual(['left'])
    const before = world.fake.calls.length
    await world.pass({ hours: 24 })
    expect(world.fake.calls.slice(before)).toEqual([])
    await guild.inviteBot()
    await world.settle()
    expect(await pauses(world)).toEqual([null])
    expect((await world.nextQuestion()).words).toContain('Question of the day')
    expect(openings(guild, 'general')).toHaveLength(1)
  })

  test('an outage in the middle of a round stops nothing, and nothing is lost', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    const early = await bo.say(threadOf(question), other)
    await world.pass({ seconds: 30 })
    await world.fake.guild().outage()
    await bo.edit(early, good)
    await cy.react(early, '👍')
    await cy.say(threadOf(question), other)
    await world.pass({ seconds: 30 })
    expect(await pauses(world)).toEqual([null])
    await world.fake.guild().recover()
    await world.closeByEvents()
    const { words } = world.results(question)
    expect(words).toContain('2 answers, 1 vote')
    expect(words).toContain('A lease is a lock')
  })

  test('what cannot be read again in one server is read in the others', async () => {
    const world = await openDiscordWorld({ guilds: [server('One'), server('Two')] })
    const questions = await askedIn(world, 'One', 'Two')
    await world.stage.studyhall().stop()
    for (const [name, question] of questions) await world.fake.person('bo', name).say(threadOf(question), good)
    const there = threadOf(questions.get('One') as SeenMessage)
    const reading = 'GET /channels/{channel_id}/messages'
    world.fake.faults.next(
      { route: reading, times: 1, when: ({ path }) => path.includes(there) },
      { kind: 'unavailable', status: 500 },
    )
    await world.stage.restart()
    await expect.poll(() => answersBy(world)).toEqual([['Two', 1]])
  })

  test('two of them in one bot know nothing of each other', async () => {
    const world = await openDiscordWorld({ guilds: [server('One'), server('Two')] })
    const questions = await askedIn(world, 'One', 'Two')
    const [bo, cy] = [world.fake.person('bo', 'One'), world.fake.person('cy', 'Two')]
    await bo.say(threadOf(questions.get('One') as SeenMessage), good)
    await cy.say(threadOf(questions.get('Two') as SeenMessage), `${other} So says cy.`)
    await world.close()
    const [one, two] = ['One', 'Two'].map((name) => lastSaid(world, name, questions.get(name) as SeenMessage))
    expect(one?.words).toContain('bo +')
    expect(one?.words).not.toContain('cy +')
    expect(two?.words).toContain('cy +')
    expect(two?.words).not.toContain('A lease is a lock')
    const board = await world.fake.person('ada', 'Two').command('leaderboard', 'general')
    expect(board.shown.at(-1)?.words).toContain('cy')
    expect(board.shown.at(-1)?.words).not.toMatch(/\bbo\b/)
  })
})

describe('what the bot lacks', () => {
  const lacking: readonly [PermissionName, string][] = [
    ['VIEW_CHANNEL', 'View Channel'],
    ['SEND_MESSAGES', 'Send Messages'],
    ['CREATE_PUBLIC_THREADS', 'Create Public Threads'],
    ['SEND_MESSAGES_IN_THREADS', 'Send Messages in Threads'],
    ['EMBED_LINKS', 'Embed Links'],
    ['READ_MESSAGE_HISTORY', 'Read Message History'],
  ]

  test.each(lacking)('%s: a schedule there is refused beside its channel, by name', async (permission, called) => {
    const world = await openDiscordWorld()
    await world.fake.guild().deny(permission, 'general')
    const ada = world.person('ada')
    await ada.command('study-admin schedule', 'general')
    const refused = await ada.submit({ Time: '09:00', City: 'Berlin' })
    const says = refused.shown.at(-1)
    expect(says).toMatchObject({ ephemeral: true, words: expect.stringContaining(called) })
    expect(says?.words).toMatch(/\*\*Channel\*\*/)
    await world.fake.guild().allow(permission, 'general')
    await ada.press('Try again')
    expect((await ada.submit()).shown.at(-1)?.words).toContain('The schedule is made')
  })

  test.each(lacking.slice(0, 5))(
    '%s: the schedule waits, and its maker is told once what is missing',
    async (permission, called) => {
      const world = await openDiscordWorld()
      await world.schedule()
      await world.fake.guild().deny(permission, 'general')
      await world.pass({ hours: 24 * 4 })
      expect(await pauses(world)).toEqual(['refused'])
      const told = world
        .person('ada')
        .dm()
        .map(({ words }) => words)
      expect(told).toHaveLength(1)
      expect(told[0]).toContain(`I lack: ${called}.`)
      expect(told[0]).toContain(`<#${world.fake.guild().channel('general').id}>`)
      await world.fake.guild().allow(permission, 'general')
      await world.person('ada').command('study-admin schedule', 'general')
      await world.person('ada').press('Resume')
      const before = new Set(openings(world.fake.guild(), 'general').map(({ id }) => id))
      expect(before.has((await world.nextQuestion()).id)).toBe(false)
    },
  )

  test('a channel that is deleted: its schedule waits, and its maker is told once', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    await world.person('bo').say(threadOf(question), good)
    await world.settle()
    await world.fake.guild().deleteChannel('general')
    await world.pass({ hours: 24 * 3 })
    expect(await pauses(world)).toEqual(['refused'])
    const told = world
      .person('ada')
      .dm()
      .map(({ words }) => words)
    expect(told).toEqual([expect.stringContaining('was deleted, so I ask nothing there any more')])
  })

  test('a channel that was deleted while nobody looked: so too', async () => {
    const world = await openDiscordWorld()
    await world.schedule()
    await world.stage.studyhall().stop()
    await world.fake.guild().deleteChannel('general')
    await world.stage.restart()
    await world.pass({ hours: 24 * 3 })
    expect(await pauses(world)).toEqual(['refused'])
    expect(
      world
        .person('ada')
        .dm()
        .map(({ words }) => words),
    ).toEqual([expect.stringContaining('no longer there')])
  })

  test('a channel of another server is refused', async () => {
    const world = await openDiscordWorld({ guilds: [server('One'), server('Two')] })
    const { engine } = world.stage.studyhall()
    const [one, two] = [world.fake.guild('One'), world.fake.guild('Two')]
    const member = { id: world.fake.person('ada', 'One').id, name: 'ada', admin: true }
    const values = { channel: [two.channel('general').id], time: ['09:00'], city: ['Berlin'] }
    const about = { workspace: `discord/${one.id}`, place: '', form: 'schedule-add', id: '1', at: world.stage.now() }
    const reply = await engine.handle({ kind: 'submitted', member, values, ...about })
    expect(reply).toMatchObject({ kind: 'form', complaints: [{ field: 'channel' }] })
  })
})

describe('a banned member', () => {
  test.each([
    ['keep', '2 answers'],
    ['exclude', '1 answer,'],
  ])('%s: %s', async (choice, says) => {
    const world = await openDiscordWorld()
    await world.person('ada').command('study-admin banned', 'general', { answers: choice })
    const question = await world.asked()
    await world.person('bo').say(threadOf(question), good)
    await world.person('cy').say(threadOf(question), other)
    await world.settle()
    await world.fake.guild().ban('cy')
    await world.closeByEvents()
    expect(world.results(question).words).toContain(says)
  })
})

describe('after the results', () => {
  test.each([
    ['archived', { archived: true, locked: false }],
    ['locked', { archived: true, locked: true }],
    ['open', { archived: false, locked: false }],
  ])('a thread is %s, and its results can still be changed', async (end, state) => {
    const world = await openDiscordWorld()
    const ada = world.person('ada')
    await ada.command('study-admin threads', 'general', { end })
    const question = await world.asked()
    const answer = await world.person('bo').say(threadOf(question), good)
    await world.person('cy').say(threadOf(question), other)
    await world.close()
    const guild = world.fake.guild()
    expect(guild.thread(threadOf(question))).toMatchObject(state)
    expect(world.results(question).words).toContain('A lease is a lock')
    const removed = await ada.messageCommand('Remove this answer', answer)
    expect(removed.shown.at(-1)?.words).toContain('is taken out of the results')
    await world.settle()
    expect(world.results(question).words).not.toContain('A lease is a lock')
    expect(guild.thread(threadOf(question))).toMatchObject(state)
  })

  test('they are forwarded to the channel where an admin wants that', async () => {
    const world = await openDiscordWorld()
    await changeWho(world, { 'Results are shown': 'channel-too' })
    const question = await world.nextQuestion()
    await world.person('bo').say(threadOf(question), good)
    await world.close()
    const results = world.results(question)
    const forwards = world.fake
      .guild()
      .messages('general')
      .filter(({ reference }) => reference !== undefined)
    expect(forwards.map(({ reference }) => reference)).toEqual([{ channel: results.channel, id: results.id }])
  })
})

test('a role that may be pinged is pinged with the question, once, and nobody else', async () => {
  const world = await openDiscordWorld()
  const role = await world.fake.guild().addRole({ name: 'learners', mentionable: true })
  await changeWho(world, { 'Role to ping': role })
  const question = await world.nextQuestion()
  expect(question.pinged).toEqual([role])
  await world.person('bo').say(threadOf(question), good)
  await world.close()
  const told = world.fake.calls.filter(({ body }) => String(body.content ?? '') !== '')
  expect(told.map(({ body }) => [body.content, body.allowed_mentions])).toEqual([
    [`<@&${role}>`, { parse: [], roles: [role] }],
  ])
})

describe('shards', () => {
  const spread = [1n, 0n].map((shard, index) => ({
    ...server(['One', 'Two'][index] ?? ''),
    id: String((250_000_000_001n * 2n + shard) << 22n),
  }))

  test('as many as Discord recommends, each with its servers', async () => {
    const world = await openDiscordWorld({ guilds: spread, app: { shards: 2, maxConcurrency: 2 } })
    expect(world.fake.gateway.shards.map(({ shard, count }) => [shard, count]).sort()).toEqual([
      [0, 2],
      [1, 2],
    ])
    const questions = await askedIn(world, 'One', 'Two')
    for (const [name, question] of questions) await world.fake.person('bo', name).say(threadOf(question), good)
    await world.closeByEvents()
    for (const [name, question] of questions) expect(lastSaid(world, name, question).words).toContain('1 answer')
  })

  test('a range for each of two processes on one database: each serves its own', async () => {
    const address = await freshAddress()
    const shared = { guilds: spread, app: { shards: 2, maxConcurrency: 2 }, address }
    const first = await openDiscordWorld({ ...shared, parts: { shards: { ids: [0], of: 2 } } })
    const { fake } = first
    const second = await openDiscordWorld({ ...shared, fake, parts: { shards: { ids: [1], of: 2 } } })
    expect(fake.gateway.shards.map(({ shard }) => shard).sort()).toEqual([0, 1])
    expect(fake.callsOf('PUT /applications/{application_id}/commands')).toHaveLength(1)
    const questions = await askedIn(first, 'One', 'Two')
    for (const [name, question] of questions) await fake.person('bo', name).say(threadOf(question), good)
    await second.settle()
    expect(await answersBy(first)).toEqual([
      ['One', 1],
      ['Two', 1],
    ])
    await second.discord().stop()
    await fake.person('cy', 'Two').say(threadOf(questions.get('Two') as SeenMessage), other)
    await fake.person('cy', 'One').say(threadOf(questions.get('One') as SeenMessage), other)
    await first.settle()
    expect(await answersBy(first)).toEqual([
      ['One', 1],
      ['Two', 2],
    ])
    await first.close()
    for (const [name, question] of questions) expect(lastSaid(first, name, question).words).toContain('2 answers')
  })

  test('one of them begins anew: its own servers are read again', async () => {
    const world = await openDiscordWorld({ guilds: spread, app: { shards: 2, maxConcurrency: 2 } })
    const questions = await askedIn(world, 'One', 'Two')
    const reads = () => world.fake.callsOf('GET /channels/{channel_id}/messages')
    const before = reads().length
    world.fake.gateway.forgetSessions()
    world.fake.gateway.drop(1)
    await world.fake.person('bo', 'One').say(threadOf(questions.get('One') as SeenMessage), good)
    await expect.poll(() => answersBy(world)).toEqual([['One', 1]])
    expect(
      reads()
        .slice(before)
        .every(({ path }) => path.includes(threadOf(questions.get('One') as SeenMessage))),
    ).toBe(true)
  })
})

async function withNewServer(people: GuildSettings['people'] = [{ name: 'ada' }, { name: 'bo' }]) {
  const world = await openDiscordWorld()
  const guild = world.fake.addGuild({ name: 'New', people, channels: [{ name: 'general' }], installed: false })
  return { world, guild }
}

async function welcomed(): Promise<{ world: DiscordWorld; guild: FakeGuild; ada: Person }> {
  const { world, guild } = await withNewServer()
  await guild.inviteBot()
  await world.settle()
  return { world, guild, ada: world.fake.person('ada', 'New') }
}

function server(name: string): GuildSettings {
  return { name, people: [{ name: 'ada' }, { name: 'bo' }, { name: 'cy' }], channels: [{ name: 'general' }] }
}

/** A question of now in each of these servers, by its name. */
async function askedIn(world: DiscordWorld, ...names: readonly string[]): Promise<ReadonlyMap<string, SeenMessage>> {
  for (const name of names) await world.fake.person('ada', name).command('study-admin post', 'general')
  await world.settle()
  return new Map(names.map((name) => [name, openings(world.fake.guild(name), 'general')[0] as SeenMessage]))
}

/** A server's results, as they stand under their question. */
function lastSaid({ fake }: DiscordWorld, name: string, question: SeenMessage): SeenMessage {
  const said = fake
    .guild(name)
    .messages(threadOf(question))
    .filter(({ fromBot }) => fromBot)
  return said.at(-1) as SeenMessage
}

async function changeWho(world: DiscordWorld, values: Readonly<Record<string, string>>): Promise<void> {
  await world.schedule()
  const ada = world.person('ada')
  await ada.command('study-admin schedule', 'general')
  await ada.press('Change who')
  await ada.submit(values)
  await world.settle()
}

async function pauses({ stage }: DiscordWorld): Promise<unknown[]> {
  const rows = await stage.studyhall().study.database.sql`select pause_reason from schedules order by id`
  return rows.map(({ pause_reason: reason }) => reason)
}

async function answersBy({ stage }: DiscordWorld): Promise<unknown[]> {
  const rows = await stage.studyhall().study.database.sql`
    select w.name, count(*)::int as answers from thread_messages m join workspaces w on w.id = m.workspace
    group by w.name order by w.name`
  return rows.map(({ name, answers }) => [name, answers])
}
