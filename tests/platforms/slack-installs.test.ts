import { describe, expect, test } from 'vitest'
import type { MessageRef, SeenMessage } from '../support/fake-slack/types.ts'
import {
  anotherProcess,
  beginInstall,
  comeBack,
  dumpOf,
  install,
  installed,
  move,
  nextQuestionIn,
  openInstallWorld,
  openings,
} from '../support/slack-installing.ts'
import type { SlackWorld } from '../support/slack-world.ts'
import { recordingLog } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'
const refusal = 'Studyhall was not installed. Open the install page again'

describe('installing', () => {
  test('by the page, which leads to Slack and back; then it says what to do next', async () => {
    const world = await openInstallWorld()
    const { authorizeUrl, cookie, state } = await beginInstall(world)
    expect(authorizeUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/v2\/authorize\?/)
    expect(state).toMatch(/^[\w-]{32}$/)
    const done = await comeBack(world, world.fake.oauth.authorize(authorizeUrl, 'T0ONE'), cookie)
    expect(done.status).toBe(200)
    expect(done.text).toContain('Studyhall is installed in One &#38; only.')
    expect(done.text).toMatch(/\/invite @Studyhall.*\/study schedule/)
    expect(await installed(world)).toEqual(['slack/T0ONE'])
    await world.fake.team('T0ONE').inviteBot('general')
    const help = await world.fake.person('bo', 'T0ONE').command('/study', 'help', 'general')
    expect(help.shown).toHaveLength(1)
  })

  test.each([
    ['a forged state', (to: URL) => to.searchParams.set('state', 'A'.repeat(32))],
    ['no state', (to: URL) => to.searchParams.delete('state')],
    ['no code', (to: URL) => to.searchParams.delete('code')],
    ['a code that Slack does not know', (to: URL) => to.searchParams.set('code', 'made.up')],
  ])('%s: refused with a sentence, nothing is stored', async (_, spoil) => {
    const world = await openInstallWorld()
    const { authorizeUrl, cookie } = await beginInstall(world)
    const to = new URL(world.fake.oauth.authorize(authorizeUrl, 'T0ONE'))
    spoil(to)
    await isRefused(world, await comeBack(world, to.href, cookie))
  })

  test('a forged state with a cookie to match: refused', async () => {
    const world = await openInstallWorld()
    const { authorizeUrl, cookie, state } = await beginInstall(world)
    const forged = 'A'.repeat(32)
    const to = world.fake.oauth.authorize(authorizeUrl, 'T0ONE').replace(state, forged)
    await isRefused(world, await comeBack(world, to, cookie.replace(state, forged)))
  })

  test('another browser, which has no cookie or one of its own: refused', async () => {
    const world = await openInstallWorld()
    const [mine, theirs] = [await beginInstall(world), await beginInstall(world)]
    const to = world.fake.oauth.authorize(mine.authorizeUrl, 'T0ONE')
    await isRefused(world, await comeBack(world, to, ''))
    await isRefused(world, await comeBack(world, to, theirs.cookie))
  })

  test('a state a second time: refused, also with a new code', async () => {
    const world = await openInstallWorld()
    const { authorizeUrl, cookie } = await beginInstall(world)
    await comeBack(world, world.fake.oauth.authorize(authorizeUrl, 'T0ONE'), cookie)
    const again = await comeBack(world, world.fake.oauth.authorize(authorizeUrl, 'T0TWO'), cookie)
    expect(again).toMatchObject({ status: 400, text: expect.stringContaining(refusal) })
    expect(await installed(world)).toEqual(['slack/T0ONE'])
  })

  test.each([
    [600, 200],
    [601, 400],
  ])('a state %i s later: %i', async (seconds, status) => {
    const world = await openInstallWorld()
    const { authorizeUrl, cookie } = await beginInstall(world)
    const to = world.fake.oauth.authorize(authorizeUrl, 'T0ONE')
    await world.stage.moveTo(world.stage.now().add({ seconds }))
    expect((await comeBack(world, to, cookie)).status).toBe(status)
  })

  test('someone who does not agree: a sentence', async () => {
    const world = await openInstallWorld()
    const { authorizeUrl, cookie } = await beginInstall(world)
    await isRefused(world, await comeBack(world, world.fake.oauth.deny(authorizeUrl), cookie))
  })
})

describe('what was installed', () => {
  test('counts where Slack does not say who installed it', async () => {
    const world = await openInstallWorld()
    world.fake.faults.next('users.info', { kind: 'unavailable' })
    expect((await install(world, 'T0ONE')).status).toBe(200)
    const { sql } = world.stage.studyhall().study.database
    expect(await sql`select id, zone from workspaces where id like 'slack/%'`).toMatchObject([
      { id: 'slack/T0ONE', zone: 'UTC' },
    ])
  })

  test('is met again at a start, whatever is wrong with another', async () => {
    const log = recordingLog()
    const world = await openInstallWorld()
    await install(world, 'T0ONE')
    await install(world, 'T0TWO')
    const { sql } = world.stage.studyhall().study.database
    await sql`update installations set sealed = 'broken' where workspace = 'slack/T0ONE'`
    await sql`update workspaces set name = 'Forgotten', left_at = joined_at`
    await world.stage.moveTo(world.stage.now().add({ seconds: 1 }))
    await anotherProcess(world, { log })
    await expect
      .poll(() => sql`select id, name from workspaces where left_at is null`)
      .toMatchObject([{ id: 'slack/T0TWO', name: 'Two' }])
    expect(log.lines.map(({ about }) => about)).toContainEqual(expect.objectContaining({ workspace: 'slack/T0ONE' }))
  })
})

describe('leaving', () => {
  test.each(['uninstalled-first', 'revoked-first'] as const)(
    '%s: the tokens are gone, and nothing is asked',
    async (order) => {
      const world = await openInstallWorld()
      await move(world, 'T0ONE')
      await nextQuestionIn(world, 'T0ONE')
      const { fake, stage } = world
      await fake.team('T0ONE').uninstall(order)
      expect(await installed(world)).toEqual([])
      expect(fake.deliveries.slice(-2).map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged'])
      const before = [openings(world, 'T0ONE').length, fake.calls.length]
      await stage.moveTo(stage.now().add({ hours: 72 }))
      expect([openings(world, 'T0ONE').length, fake.calls.length]).toEqual(before)
    },
  )

  test('after it came back: all is as it was, and the next question comes on the next day', async () => {
    const world = await openInstallWorld()
    await move(world, 'T0ONE')
    const { fake, stage } = world
    const [ada, bo] = [fake.person('ada', 'T0ONE'), fake.person('bo', 'T0ONE')]
    await bo.command('/study', 'status', 'general')
    await ada.command('/study', 'admins add bo', 'general')
    await bo.command('/study', 'me', 'general')
    const question = await nextQuestionIn(world, 'T0ONE')
    await bo.say('general', good, { thread: question })
    await world.close()
    const events = fake.deliveries.length
    await fake.team('T0ONE').uninstall()
    const news = fake.deliveries.slice(events)
    await stage.moveTo(Temporal.Instant.from('2026-03-05T12:00:00Z'))
    await install(world, 'T0ONE')
    await fake.team('T0ONE').inviteBot('general')
    for (const late of news) await fake.events.redeliver(late)
    await world.settle()
    expect(await installed(world)).toEqual(['slack/T0ONE'])
    expect(openings(world, 'T0ONE')).toHaveLength(1)
    await stage.moveTo(Temporal.Instant.from('2026-03-06T07:59:00Z'))
    expect(openings(world, 'T0ONE')).toHaveLength(1)
    await stage.moveTo(Temporal.Instant.from('2026-03-06T08:00:00Z'))
    expect(openings(world, 'T0ONE')).toHaveLength(2)
    expect((await bo.command('/study', 'admins', 'general')).shown.at(-1)?.words).toContain('Who can manage me here')
    expect((await ada.command('/study', 'leaderboard', 'general')).shown.at(-1)?.words).toMatch(/bo/)
  })

  test('a user’s own token that was revoked is no leaving', async () => {
    const world = await openInstallWorld()
    await move(world, 'T0ONE')
    await world.fake.events.send('T0ONE', { type: 'tokens_revoked', tokens: { oauth: ['U1'] } })
    expect(await installed(world)).toEqual(['slack/T0ONE'])
    expect(await nextQuestionIn(world, 'T0ONE')).toBeDefined()
  })

  test('an event for a workspace that has not installed it: acknowledged and dropped', async () => {
    const log = recordingLog()
    const world = await openInstallWorld({ log })
    await move(world, 'T0ONE')
    const before = await dumpOf(world)
    const message = { type: 'message', channel: 'C0SAME', channel_type: 'channel', user: 'U0BO', text: good }
    const sent = await world.fake.events.send('T0TWO', {
      ...message,
      ts: '1772434800.000900',
      thread_ts: '1772434800.000100',
    })
    expect(sent.attempts.map(({ status }) => status)).toEqual([200])
    expect(log.lines.map(({ says }) => says)).toContain('an event is dropped: it would fail again')
    expect(await dumpOf(world)).toBe(before)
  })
})

test('two workspaces with the same channels, names and secret have a day each, at the same time', async () => {
  const world = await openInstallWorld()
  const { fake } = world
  const teams = ['T0ONE', 'T0TWO'] as const
  for (const team of teams) await move(world, team)
  expect(fake.team('T0ONE').channel('general').id).toBe(fake.team('T0TWO').channel('general').id)
  await world.stage.moveTo(Temporal.Instant.from('2026-03-02T08:00:00Z'))
  await world.settle()
  const questions = teams.map((team) => openings(world, team).at(-1) as SeenMessage)
  const said = await Promise.all(
    teams.map((team, n) => fake.person('bo', team).say('general', `${good} So says ${team}.`, { thread: question(n) })),
  )
  await Promise.all(
    teams.map((team, n) => fake.person('cy', team).say('general', `No. ${good}`, { thread: question(n) })),
  )
  await fake.person('cy', 'T0ONE').react(said[0] as MessageRef, '+1')
  await world.settle()
  await fake.person('ada', 'T0ONE').command('/study', 'votes :tada:', 'general')
  await world.close()
  await world.settle()

  const results = teams.map((team, n) =>
    fake
      .person('ada', team)
      .thread(question(n))
      .map(({ words }) => words)
      .join('\n'),
  )
  expect(results[0]).toContain('2 answers, 1 vote')
  expect(results[1]).toContain('2 answers, 0 votes')
  expect(results[0]).toContain('So says T0ONE.')
  expect(results[1]).toContain('So says T0TWO.')
  for (const [n, other] of [...teams].reverse().entries()) {
    const all = fake
      .team(teams[n] as string)
      .messages('general')
      .map(({ words }) => words)
    expect(all.join('\n')).not.toContain(other)
  }
  const boards = await Promise.all(
    teams.map((team) => fake.person('bo', team).command('/study', 'leaderboard', 'general')),
  )
  const [one, two] = boards.map(({ shown }) => shown.at(-1)?.words)
  expect(one).not.toBe(two)
  const [, votesOne, votesTwo] = [
    '',
    ...(await Promise.all(teams.map((team) => fake.person('ada', team).command('/study', 'votes', 'general')))),
  ].map((outcome) => (typeof outcome === 'string' ? outcome : outcome.shown.at(-1)?.words))
  expect(votesOne).toContain('🎉')
  expect(votesTwo).not.toContain('🎉')

  function question(n: number): SeenMessage {
    return questions[n] as SeenMessage
  }
})

async function isRefused(world: SlackWorld, { status, text }: { status: number; text: string }): Promise<void> {
  expect(status).toBe(400)
  expect(text).toContain(refusal)
  expect(await installed(world)).toEqual([])
}
