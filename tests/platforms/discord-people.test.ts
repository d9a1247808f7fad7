import { describe, expect, test } from 'vitest'
import { type DiscordWorld, openDiscordWorld, openings, threadOf } from '../support/discord-world.ts'
import type { Person } from '../support/fake-discord/types.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const global = 'PUT /applications/{application_id}/commands'
const ofGuild = 'PUT /applications/{application_id}/guilds/{guild_id}/commands'
const manageServer = String(1 << 5)

describe('the commands', () => {
  test('are registered once, and again only when something has changed', async () => {
    const world = await openDiscordWorld()
    expect(world.fake.callsOf(global)).toHaveLength(1)
    await world.stage.restart()
    expect(world.fake.callsOf(global)).toHaveLength(1)
    const [first] = world.fake.commands()
    Object.assign(first ?? {}, { description: 'Something else' })
    await world.stage.restart()
    expect(world.fake.callsOf(global)).toHaveLength(2)
  })

  test('in one server only, for development', async () => {
    const world = await openDiscordWorld({
      guilds: [
        {
          id: '1000000000000000000',
          name: 'Study',
          people: [{ name: 'ada' }, { name: 'bo' }],
          channels: [{ name: 'general' }],
        },
      ],
      parts: { devGuild: '1000000000000000000' },
    })
    expect(world.fake.commands()).toEqual([])
    expect(world.fake.commands('Study').map(({ name }) => name)).toContain('study')
    await world.stage.restart()
    expect(world.fake.callsOf(ofGuild)).toHaveLength(1)
    expect((await world.person('bo').command('study help', 'general')).responded).toBe(true)
  })

  test('those for setting up show themselves to people who manage the server', async () => {
    const world = await openDiscordWorld()
    const needed = new Map(
      world.fake.commands().map(({ name, default_member_permissions: permissions }) => [name, permissions ?? null]),
    )
    expect(needed.get('study-admin')).toBe(manageServer)
    expect(needed.get('Remove this answer')).toBe(manageServer)
    for (const name of ['study', 'leaderboard', 'This is my answer', 'Vote for this answer']) {
      expect([name, needed.get(name)]).toEqual([name, null])
    }
    await expect(world.person('bo').command('study-admin post', 'general')).rejects.toThrow('may not use /study-admin')
    expect((await world.person('ada').command('study-admin votes', 'general')).responded).toBe(true)
  })

  test('are offered in servers only', async () => {
    const world = await openDiscordWorld()
    await expect(world.person('bo').command('study help', 'dm')).rejects.toThrow('not offered here')
  })
})

describe('who may manage', () => {
  test.each([
    ['a member', (world: DiscordWorld) => `<@${world.person('bo').id}>`],
    ['a role', (world: DiscordWorld) => `<@&${world.fake.guild().role('helpers')}>`],
  ])('%s whom an admin has named, until that is taken back', async (_, who) => {
    const world = await withHelpers()
    const [ada, bo] = [world.person('ada'), world.person('bo')]
    const named = await ada.command('study-admin admins', 'general', { what: 'add', who: who(world) })
    expect(named.shown.at(-1)).toMatchObject({ ephemeral: true, words: expect.stringContaining('can now do all') })
    expect(named.shown.at(-1)?.words).toContain('Integrations')
    expect(named.shown.at(-1)?.pinged).toEqual([])
    await asAllowed(world, bo, (one) => one.command('study-admin post', 'general'))
    await world.settle()
    expect(openings(world.fake.guild(), 'general')).toHaveLength(1)
    await ada.command('study-admin admins', 'general', { what: 'remove', who: who(world) })
    const refused = await asAllowed(world, bo, (one) => one.command('study-admin close', 'general'))
    expect(refused.shown.at(-1)?.words).toContain('Only people who manage this workspace can do that.')
    expect((await ada.command('study-admin admins', 'general')).shown.at(-1)?.words).toContain('Nobody else is named')
  })

  test('Discord may show a command to others; it refuses them all the same', async () => {
    const world = await withHelpers()
    for (const words of ['post', 'close', 'schedule', 'admins', 'votes', 'threads', 'banned']) {
      const refused = await asAllowed(world, world.person('bo'), (one) =>
        one.command(`study-admin ${words}`, 'general'),
      )
      expect(refused.modal).toBeUndefined()
      expect(refused.shown).toMatchObject([
        { ephemeral: true, words: expect.stringContaining('Only people who manage') },
      ])
    }
    expect(world.fake.guild().messages('general')).toEqual([])
  })

  test('someone with Manage Server may, without being the owner', async () => {
    const world = await withHelpers()
    await world.person('cy').command('study-admin post', 'general')
    await world.settle()
    expect(openings(world.fake.guild(), 'general')).toHaveLength(1)
  })
})

describe('while one types', () => {
  test('cities, topics and questions are suggested', async () => {
    const world = await openDiscordWorld()
    await world.asked()
    await world.close()
    const ada = world.person('ada')
    const cities = await ada.suggest('study-admin schedule', 'general', 'city', 'lisb')
    expect(cities[0]).toEqual({ name: 'Lisbon (Europe/Lisbon)', value: 'Lisbon' })
    const topics = await world.person('bo').suggest('question browse', 'general', 'topic', '')
    expect(topics).toHaveLength(1)
    const questions = await ada.suggest('question-admin pin', 'general', 'question', 'transaction')
    expect(questions.length).toBeGreaterThan(0)
    const nothing = await ada.suggest('study-admin schedule', 'general', 'city', 'zzzzzzzzzz@everyone')
    expect(nothing.every(({ name }) => !name.includes('everyone'))).toBe(true)
  })
})

describe('what is said to one person', () => {
  test('help, status and the board are seen by whoever asked, alone', async () => {
    const world = await openDiscordWorld()
    const bo = world.person('bo')
    for (const words of ['study help', 'study status', 'study me', 'leaderboard']) {
      const { shown } = await bo.command(words, 'general')
      expect([words, shown.map(({ ephemeral }) => ephemeral)]).toEqual([words, [true]])
    }
    expect((await bo.command('study help', 'general')).shown.at(-1)?.words).toContain('/leaderboard')
    expect(world.person('cy').sees('general')).toEqual([])
  })

  test('help names the commands as they are called here', async () => {
    const world = await openDiscordWorld()
    const help = await world.person('ada').command('study help', 'general', { 'how-much': 'all' })
    expect(help.shown.at(-1)?.words).toContain('/study-admin schedule')
    expect(help.shown.at(-1)?.words).not.toMatch(/`\/study schedule/)
  })

  test('a button of something that is gone says so', async () => {
    const world = await openDiscordWorld()
    await world.schedule()
    const ada = world.person('ada')
    const shown = (await ada.command('study-admin schedule', 'general')).shown.at(-1)
    await world.stage.studyhall().study.database.sql`delete from schedules`
    const stale = await ada.press('Pause', shown)
    expect(ada.ephemerals().at(-1)?.words).toContain('That button no longer does anything')
    expect(stale.responded).toBe(true)
  })

  test('a form that was put away over a restart says so', async () => {
    const world = await openDiscordWorld()
    const ada = world.person('ada')
    await ada.command('study-admin schedule', 'general')
    await ada.submit({ Time: 'noonish', City: 'Berlin' })
    await world.stage.restart()
    expect((await ada.press('Try again')).shown.at(-1)?.words).toContain('That form has been put away since')
  })

  test('Pause and Resume change the message that they stand on', async () => {
    const world = await openDiscordWorld()
    await world.schedule()
    const ada = world.person('ada')
    const shown = (await ada.command('study-admin schedule', 'general')).shown.at(-1)
    const paused = await ada.press('Pause', shown)
    expect(paused).toMatchObject({ answer: 'update', shown: [{ id: shown?.id, ephemeral: true }] })
    expect(paused.shown[0]?.words).toContain('Paused')
    expect((await ada.press('Resume', shown)).shown[0]?.buttons).toContain('Pause')
  })

  test('one’s own data comes as a file that nobody else sees', async () => {
    const world = await openDiscordWorld()
    const question = await world.asked()
    const bo = world.person('bo')
    await bo.say(threadOf(question), good)
    await world.close()
    await bo.command('study me', 'general')
    const exported = await bo.press('Export my data')
    expect(exported.shown).toMatchObject([{ ephemeral: true }])
    expect(exported.shown[0]?.files.map(({ text }) => text).join()).toContain('A lease is a lock')
    expect(
      world
        .person('cy')
        .sees('general')
        .flatMap(({ files }) => files),
    ).toEqual([])
  })
})

describe('forms', () => {
  test('show their note, their labels and what stands', async () => {
    const world = await openDiscordWorld()
    const ada = world.person('ada')
    const asked = await ada.command('study-admin schedule', 'general')
    expect(asked.modal?.words).toContain('you can change all of it afterwards')
    expect(asked.modal?.words).toContain('Local time, like 09:00')
    expect(asked.modal?.fields.map(({ label }) => label)).toEqual(['Channel', 'Time', 'City', 'Answers and votes'])
    expect(asked.modal?.fields[0]?.value).toEqual([world.fake.guild().channel('general').id])
  })

  test('a form for one’s own settings, refused and put right', async () => {
    const world = await openDiscordWorld()
    const bo = world.person('bo')
    await bo.command('study me', 'general')
    await bo.press('Change')
    const refused = await bo.submit({ 'City or time zone': 'Atlantis' })
    expect(refused.shown.at(-1)?.words).toContain('**City or time zone**')
    expect((await bo.press('Try again')).modal?.fields[0]?.value).toBe('Atlantis')
    await bo.submit({ 'City or time zone': 'Lisbon' })
    const [row] = await world.stage.studyhall().study.database.sql`select own_zone from members where id = ${bo.id}`
    expect(row?.own_zone).toBe('Europe/Lisbon')
  })
})

test('two members who press at once are both answered', async () => {
  const world = await openDiscordWorld()
  const question = await world.asked()
  const people = ['ada', 'bo', 'cy'].map((name) => world.person(name))
  const pressed = await Promise.all(people.map((one) => one.press('Tell me before it closes', question)))
  expect(pressed.map(({ shown }) => shown.length)).toEqual([1, 1, 1])
})

test('names with markup in them stay names, also on the board', async () => {
  const world = await openDiscordWorld()
  const question = await world.asked()
  const zoe = world.fake.guild().addPerson({ name: 'zoe', nick: '**zoë** @everyone `y`' })
  await zoe.say(threadOf(question), good)
  await world.close()
  const board = (await zoe.command('leaderboard', 'general')).shown.at(-1)
  expect(board?.words).toContain('zoë')
  expect(board?.words).not.toMatch(/(?<!\\)\*\*zoë|@everyone|(?<!\\)`y/)
  expect(board?.pinged).toEqual([])
})

async function withHelpers(): Promise<DiscordWorld> {
  return openDiscordWorld({
    guilds: [
      {
        name: 'Study group',
        roles: [{ name: 'helpers' }],
        people: [{ name: 'ada' }, { name: 'bo', roles: ['helpers'] }, { name: 'cy', admin: true }],
        channels: [{ name: 'general' }],
      },
    ],
  })
}

/** As someone to whom Server Settings → Integrations shows the commands. */
async function asAllowed<T>({ fake }: DiscordWorld, person: Person, act: (person: Person) => Promise<T>): Promise<T> {
  const [found] = fake.commands().filter(({ name }) => name === 'study-admin')
  const command = found as { default_member_permissions: string | null }
  const before = command.default_member_permissions
  command.default_member_permissions = null
  try {
    return await act(person)
  } finally {
    command.default_member_permissions = before
  }
}
