import { describe, expect, test } from 'vitest'
import type { ChatEvent, ChatPlatform, Engine } from '../../core/platform.ts'
import type { MessageRef, Outcome, Person, SeenMessage } from '../support/fake-slack/types.ts'
import { openSlackWorld, type SlackWorld, type SlackWorldOptions } from '../support/slack-world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const onlyAdmins = 'Only people who manage this workspace can do that.'

describe('commands', () => {
  test('/study alone tells what one can do, to whoever asked alone', async () => {
    const world = await openSlackWorld()
    const help = await world.person('bo').command('/study', '', 'general')
    expect(help.shown).toMatchObject([{ ephemeral: true, words: expect.stringContaining('/study status') }])
    expect(world.person('cy').sees('general')).toEqual([])
  })

  test('words that it does not know get a sentence', async () => {
    const world = await openSlackWorld()
    const unknown = await world.person('bo').command('/study', 'dance <!channel> *now*', 'general')
    expect(unknown.shown).toMatchObject([{ ephemeral: true, text: expect.stringContaining('/study help') }])
    expectNoPing(unknown)
  })

  test.each(['post', 'close', 'schedule', 'admins', 'votes ⭐'])('/study %s is for admins', async (words) => {
    const world = await openSlackWorld()
    const refused = await world.person('bo').command('/study', words, 'general')
    expect(refused.shown).toMatchObject([{ ephemeral: true, text: onlyAdmins }])
    expect(refused.modal).toBeUndefined()
    expect(inPublic(world)).toEqual([])
  })

  test('where the bot is not, it says how to add it, and posts nothing', async () => {
    const world = await openSlackWorld()
    const ada = world.person('ada')
    const posted = await ada.command('/study', 'post', 'elsewhere')
    expect(posted.shown).toMatchObject([{ ephemeral: true, text: expect.stringContaining('/invite @Studyhall') }])
    await ada.command('/study', 'schedule', 'elsewhere')
    const refused = await ada.submit({})
    expect(Object.values(refused.errors)).toEqual([expect.stringContaining('/invite @Studyhall')])
    await world.settle()
    expect(inPublic(world, 'elsewhere')).toEqual([])
    await world.fake.team().inviteBot('elsewhere', 'ada')
    expect((await ada.submit({})).outcome).toBe('closed')
  })

  test('/leaderboard alone is the board where the app has it, as /study leaderboard is', async () => {
    const { world, bo } = await afterARound({ app: { commands: ['/study', '/leaderboard'] } })
    const short = await bo.command('/leaderboard', 'all', 'general')
    const long = await bo.command('/study', 'leaderboard all', 'general')
    expect(short.shown.at(-1)).toMatchObject({ ephemeral: true, words: expect.stringContaining('bo') })
    expect(long.shown.at(-1)?.words).toBe(short.shown.at(-1)?.words)
    expect(world.fake.missed).toEqual([])
  })
})

test('what is said of a command is a command of Slack’s, and works', async () => {
  const world = await openSlackWorld()
  const help = await world.person('bo').command('/study', '', 'general')
  expect(help.shown[0]?.words).toContain('/study leaderboard')
  expect(help.shown[0]?.words).not.toContain('`/leaderboard')
  expect(() => world.person('bo').command('/leaderboard', '', 'general')).toThrow('not a valid command')
})

describe('who may manage', () => {
  test('whom an admin has named, until that is taken back', async () => {
    const world = await openSlackWorld()
    const [ada, bo] = [world.person('ada'), world.person('bo')]
    const named = await ada.command('/study', `admins add <@${bo.id}|bo>`, 'general')
    expect(named.shown.at(-1)).toMatchObject({ ephemeral: true, text: expect.stringContaining('can now do all') })
    expect(named.shown.at(-1)?.text).toContain('bo')
    await bo.command('/study', 'post', 'general')
    await world.settle()
    expect(inPublic(world)).toHaveLength(1)
    await ada.command('/study', `admins remove <@${bo.id}|bo>`, 'general')
    expect((await bo.command('/study', 'close', 'general')).shown.at(-1)?.text).toBe(onlyAdmins)
    expect((await ada.command('/study', 'admins', 'general')).shown.at(-1)?.words).toContain('Nobody else is named')
  })

  test('an admin’s button does nothing for others', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    const [ada, bo] = [world.person('ada'), world.person('bo')]
    const [schedule] = await world.stage.studyhall().study.database.sql`select id from schedules`
    const shown = (await ada.command('/study', 'schedule', 'general')).shown.at(-1)
    expect(shown?.buttons).toContain('Pause')
    const forged = await pressedAs(world, bo, `schedule-pause:${schedule?.id}`)
    expect(forged).toBe(onlyAdmins)
    expect((await ada.command('/study', 'status', 'general')).shown.at(-1)?.text).toContain('The next question comes')
  })
})

describe('names', () => {
  test('with markup in them stay names', async () => {
    const people = [
      { name: 'ada', admin: true, zone: 'Europe/Berlin' },
      { name: '*zoë* <!channel> _x_ `y`', zone: 'Europe/Berlin' },
    ]
    const world = await openSlackWorld({
      teams: [{ id: 'T0STUDY', people, channels: [{ name: 'general' }] }],
    })
    const zoe = world.person('*zoë* <!channel> _x_ `y`')
    await world.schedule()
    const question = await world.nextQuestion()
    await zoe.press('Answer', question)
    await zoe.submit({ Answer: good })
    await world.settle()
    expect(zoe.thread(question).at(-1)?.words).toContain('&lt;!channel&gt;')
    await world.close()
    const board = await zoe.command('/study', 'leaderboard', 'general')
    const named = await world.person('ada').command('/study', `admins add <@${zoe.id}|zoe>`, 'general')
    expectNoPing(board)
    expectNoPing(named)
    const shown = [...world.fake.team().messages('general'), ...named.shown, ...board.shown]
    for (const { text, blocks } of shown) expect(JSON.stringify([text, blocks])).not.toMatch(/<!(?!date)|<@/)
    expect(board.shown.at(-1)?.words).toContain('zoë')
    expect(board.shown.at(-1)?.words).not.toContain('_zoë_')
  })
})

describe('the home page', () => {
  test('shows points, places and what is open', async () => {
    const { world, bo } = await afterARound()
    const question = await world.nextQuestion()
    await bo.openHome()
    const shown = await homeShows(world, bo, 'Your points')
    expect(shown).toMatch(/11 points this week \(place 1\)/)
    expect(shown).toContain('you have not answered yet')
    expect(shown).not.toContain('Schedules')
    await bo.say('general', good, { thread: question })
    await bo.openHome()
    await homeShows(world, bo, 'you have answered')
  })

  test('shows an admin the schedules; their buttons work from there, and the page follows', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    const ada = world.person('ada')
    await ada.openHome()
    await homeShows(world, ada, 'Monday to Friday at 09:00')
    await ada.press('Pause', 'home')
    await homeShows(world, ada, 'Paused')
    expect(ada.modal()?.words).toContain('Paused')
    await ada.press('Resume', 'modal')
    await homeShows(world, ada, 'The next question comes')
    expect(ada.modal()?.words).toContain('The next question comes')
    await ada.closeModal()
    await ada.press('Change when', 'home')
    expect(ada.modal()?.title).toBe('When to ask')
    expect(await ada.submit({ Time: 'noonish' })).toMatchObject({ outcome: 'errors' })
    expect((await ada.submit({ Time: '10:30' })).outcome).toBe('replaced')
    expect(ada.modal()?.words).toContain('at 10:30')
    await homeShows(world, ada, 'at 10:30')
  })

  test('a first schedule can be made from there', async () => {
    const world = await openSlackWorld()
    const ada = world.person('ada')
    await ada.openHome()
    await homeShows(world, ada, 'First steps')
    await ada.press('Add a schedule', 'home')
    expect((await ada.submit({ Channel: 'general' })).outcome).toBe('replaced')
    await homeShows(world, ada, 'Monday to Friday at 09:00')
  })

  test('one’s settings can be changed from there', async () => {
    const world = await openSlackWorld()
    const bo = world.person('bo')
    await bo.openHome()
    await homeShows(world, bo, 'Your points')
    await bo.press('Change my settings', 'home')
    expect(bo.modal()?.title).toBe('Your settings')
    const refused = await bo.submit({ 'City or time zone': 'Atlantis' })
    expect(refused).toMatchObject({ outcome: 'errors', modal: { fields: expect.arrayContaining([]) } })
    expect(bo.modal()?.fields[0]?.value).toBe('Atlantis')
    const saved = await bo.submit({ 'City or time zone': 'Lisbon' })
    expect(['closed', 'replaced']).toContain(saved.outcome)
    const [row] = await world.stage.studyhall().study.database.sql`select own_zone from members where id = ${bo.id}`
    expect(row?.own_zone).toBe('Europe/Lisbon')
  })

  test('a page that the member never opened is not published by what others do', async () => {
    const { world } = await afterARound()
    expect(world.fake.callsOf('views.publish')).toEqual([])
  })
})

describe('one’s own data', () => {
  test('comes as a file in the direct messages', async () => {
    const { world, bo } = await afterARound()
    await bo.command('/study', 'me', 'general')
    const pressed = await bo.press('Export my data')
    await world.settle()
    expect(pressed.shown.some(({ text }) => text.includes('direct messages'))).toBe(true)
    const files = bo.dm().flatMap((message) => message.files)
    expect(files).toHaveLength(1)
    expect(files[0]?.text).toContain('A lease is a lock')
    expect(inPublic(world).join('\n')).not.toContain('direct messages')
  })

  test('says so where the app may not write files', async () => {
    const { world, bo } = await afterARound()
    world.fake.faults.next(
      { method: 'files.getUploadURLExternal', times: 9 },
      { kind: 'error', error: 'missing_scope' },
    )
    await bo.command('/study', 'me', 'general')
    await bo.press('Export my data')
    await world.settle()
    expect(bo.dm().flatMap(({ files }) => files)).toEqual([])
    const told = [...bo.dm(), ...bo.ephemerals()].map(({ text }) => text)
    expect(told.some((text) => text.includes('Slack did not take the file'))).toBe(true)
  })
})

describe('when something is late, at once, or too much', () => {
  test('a window that Slack no longer opens is answered with a sentence', async () => {
    const slow = slowed()
    const world = await openSlackWorld({ wrap: slow.wrap })
    const ada = world.person('ada')
    slow.on('command', () => world.stage.moveTo(world.stage.now().add({ seconds: 5 })))
    const late = await ada.command('/study', 'schedule', 'general')
    expect(late.modal).toBeUndefined()
    expect(late.shown).toMatchObject([{ ephemeral: true, text: expect.stringContaining('That took too long') }])
    slow.off()
    await world.schedule()
    const question = await world.nextQuestion()
    slow.on('pressed', () => world.stage.moveTo(world.stage.now().add({ seconds: 5 })))
    await ada.press('Answer', question)
    await world.settle()
    expect(ada.modal()).toBeUndefined()
    expect(ada.ephemerals('general').at(-1)?.text).toContain('That took too long')
  })

  test('two members who press at once are both answered; pressed twice, a reminder is taken back', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    const question = await world.nextQuestion()
    const [bo, cy] = [world.person('bo'), world.person('cy')]
    await Promise.all([bo, cy].map((one) => one.press('Tell me before it closes', question)))
    await world.settle()
    for (const one of [bo, cy]) expect(one.ephemerals().map(({ text }) => text)).toHaveLength(1)
    await cy.press('Tell me before it closes', question)
    expect(cy.ephemerals().at(-1)?.text).toContain('Taken back')
    await world.close()
    expect([bo.dm().length, cy.dm().length]).toEqual([1, 0])
  })

  test('Pause, pressed twice at once, pauses and says nothing else', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    const ada = world.person('ada')
    const shown = (await ada.command('/study', 'schedule', 'general')).shown.at(-1) as SeenMessage
    await Promise.all([ada.press('Pause', shown), ada.press('Pause', shown)])
    await world.settle()
    expect(ada.message(shown)?.words).toContain('Paused')
    expect(ada.message(shown)?.buttons).toContain('Resume')
    expect(
      ada
        .ephemerals('general')
        .map(({ ts }) => ts)
        .slice(-1),
    ).toEqual([shown.ts])
  })

  test('a 100 kB paste is refused beside its field, and stays', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    const question = await world.nextQuestion()
    const bo = world.person('bo')
    await bo.press('Answer', question)
    const pasted = 'lease '.repeat(17_000)
    const sent = await bo.submit({ Answer: pasted })
    expect(sent.outcome).toBe('incomplete')
    expect(bo.modal()?.fields[0]?.value).toBe(pasted)
    expect(bo.thread(question)).toEqual([])
  })

  test('a button of a schedule that is gone says so', async () => {
    const world = await openSlackWorld()
    await world.schedule()
    const ada = world.person('ada')
    const shown = (await ada.command('/study', 'schedule', 'general')).shown.at(-1) as MessageRef
    await world.stage.studyhall().study.database.sql`delete from schedules`
    await ada.press('Pause', shown)
    await world.settle()
    expect(ada.ephemerals('general').at(-1)?.text).toContain('That button no longer does anything')
  })
})

async function afterARound(options: SlackWorldOptions = {}) {
  const world = await openSlackWorld(options)
  const [bo, cy] = [world.person('bo'), world.person('cy')]
  await world.schedule()
  const question = await world.nextQuestion()
  const answer = await bo.say('general', good, { thread: question })
  await cy.react(answer, '+1')
  await world.close()
  return { world, bo, cy, question }
}

function inPublic({ fake }: SlackWorld, channel = 'general'): string[] {
  const all = fake.team().messages(channel)
  return all.filter(({ ephemeral }) => !ephemeral).map(({ words }) => words)
}

/** The page is shown after the acknowledgement. */
async function homeShows({ fake }: SlackWorld, person: Person, words: string | RegExp): Promise<string> {
  await fake.until(() => person.home()?.words.match(words) != null, `${words} on the home page of ${person.name}`)
  return person.home()?.words ?? ''
}

function expectNoPing({ shown }: Outcome): void {
  for (const { text, blocks } of shown) expect(JSON.stringify([text, blocks])).not.toMatch(/<!(?!date)|<@/)
}

/** A press that no screen offers: what the engine replies to it. */
async function pressedAs({ stage }: SlackWorld, { id, name, team }: Person, button: string) {
  const { engine, study } = stage.studyhall()
  const workspace = `slack/${team}`
  const pressed = { kind: 'pressed', workspace, place: '', message: '', member: { id, name }, button } as const
  const reply = await engine.handle({ ...pressed, id: study.newId(), at: stage.now() })
  return reply?.kind === 'message' ? reply.message.text : reply?.kind
}

/** Between an event and its reply, something takes time. */
function slowed() {
  let slow: { kind: ChatEvent['kind']; pass: () => Promise<void> } | undefined
  const guarded = (engine: Engine): Engine => ({
    ...engine,
    handle: async (event) => {
      const reply = await engine.handle(event)
      if (event.kind === slow?.kind) await slow.pass()
      return reply
    },
  })
  return {
    wrap: (platform: ChatPlatform): ChatPlatform => ({
      ...platform,
      start: (engine) => platform.start(guarded(engine)),
    }),
    on(kind: ChatEvent['kind'], pass: () => Promise<void>) {
      slow = { kind, pass }
    },
    off() {
      slow = undefined
    },
  }
}
