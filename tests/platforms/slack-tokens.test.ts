import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { CannotOpen } from '../../core/db/sealed.ts'
import {
  anotherProcess,
  dumpOf,
  install,
  installApp,
  installed,
  move,
  nextQuestionIn,
  openInstallWorld,
} from '../support/slack-installing.ts'
import type { SlackWorld, SlackWorldOptions } from '../support/slack-world.ts'
import { recordingLog } from '../support/world.ts'

const good = 'A lease is a lock that ends by itself when its holder is gone, so nobody waits for ever.'

describe('tokens at rest', () => {
  test('are in no table in the clear', async () => {
    const world = await openInstallWorld({ app: { ...installApp, rotation: true } })
    await install(world, 'T0ONE')
    const { botToken, refreshToken = '' } = world.fake.team('T0ONE')
    const dump = await dumpOf(world)
    expect(dump).toContain('public.installations (slack/T0ONE,v1.')
    expect(refreshToken).not.toBe('')
    for (const secret of [botToken, refreshToken]) {
      expect(dump).not.toContain(secret)
      expect(dump).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4))
    }
    expect(dump).not.toMatch(/xox[be]/)
  })

  test('are of no use with another key: the process lives, says so, and leaves events to be delivered again', async () => {
    const log = recordingLog()
    const world = await openInstallWorld({ fakeOptions: { retries: 0 } })
    await move(world, 'T0ONE')
    const key = Buffer.alloc(32, 8).toString('base64')
    const { slack, url } = await anotherProcess(world, { key, log })
    const ownUrl = world.fake.app.requestUrl ?? ''
    world.fake.useRequestUrl(`${url}/slack/events`)
    const channel = world.fake.team('T0ONE').channel('general').id
    const thread = { place: channel, id: '1.1', opening: { place: channel, id: '1.1' } }
    await expect(slack.say('slack/T0ONE', thread, { text: 'x' }, 'a key')).rejects.toThrow(CannotOpen)
    const bo = world.fake.person('bo', 'T0ONE')
    const refused = await bo.command('/study', 'help', 'general')
    expect(refused.delivery.attempts.map(({ status }) => status)).toEqual([500])
    expect(log.lines.map(({ about }) => String((about as { err?: Error }).err?.message))).toContainEqual(
      expect.stringContaining('ENCRYPTION_KEY no longer holds the key'),
    )
    expect(await installed(world)).toEqual(['slack/T0ONE'])
    world.fake.useRequestUrl(ownUrl)
    expect((await bo.command('/study', 'help', 'general')).shown).toHaveLength(1)
  })
})

describe('tokens that live twelve hours', () => {
  test('are renewed before a question is asked, and events after that are heard', async () => {
    const world = await openRotating()
    await move(world, 'T0ONE')
    const first = world.fake.team('T0ONE').botToken
    const monday = await nextQuestionIn(world, 'T0ONE')
    await world.close()
    expect(renewals(world)).toHaveLength(0)
    const tuesday = await nextQuestionIn(world, 'T0ONE')
    expect(tuesday.ts).not.toBe(monday.ts)
    expect(renewals(world)).toHaveLength(1)
    expect(world.fake.team('T0ONE').botToken).not.toBe(first)
    const answer = await world.fake.person('bo', 'T0ONE').say('general', good, { thread: tuesday })
    await world.settle()
    expect(world.fake.person('bo', 'T0ONE').message(answer)?.reactions).toHaveLength(1)
    await world.close()
    expect(world.fake.person('bo', 'T0ONE').thread(tuesday).at(-1)?.words).toContain('1 answer')
    const expired = world.fake.calls.filter(({ outcome }) => outcome === 'token_expired')
    expect(expired).toEqual([])
  })

  test('are renewed once, also by two processes at the same time', async () => {
    const world = await openRotating()
    await move(world, 'T0ONE')
    const { slack } = await anotherProcess(world)
    await world.stage.moveTo(world.stage.now().add({ hours: 30 }))
    await world.fake.quiet()
    const before = renewals(world).length
    await world.stage.moveTo(world.stage.now().add({ hours: 11 }))
    const channel = world.fake.team('T0ONE').channel('general').id
    const own = world.stage.studyhall().study.platforms.get('slack')
    const looks = [slack, own, slack, own, slack, own].map((one) => one?.lookAt('slack/T0ONE', channel))
    expect(await Promise.all(looks)).toEqual(looks.map(() => ({ done: { name: 'general' } })))
    expect(renewals(world).length - before).toBe(1)
    expect(renewals(world).every(({ outcome }) => outcome === 'ok')).toBe(true)
  })

  test('that have died with the installation: its end is heard all the same', async () => {
    const world = await openRotating({ fakeOptions: { retries: 0 } })
    await install(world, 'T0ONE')
    await world.stage.moveTo(world.stage.now().add({ hours: 72 }))
    await world.fake.team('T0ONE').uninstall()
    expect(world.fake.deliveries.slice(-2).map(({ name, state }) => [name, state])).toEqual([
      ['app_uninstalled', 'acknowledged'],
      ['tokens_revoked', 'acknowledged'],
    ])
    expect(await installed(world)).toEqual([])
    expect(renewals(world)).toEqual([])
  })

  test('that Slack cannot renew just now: good until their end, after that tried again, never taken for an end', async () => {
    const world = await openRotating()
    const look = await lookingAt(world, 'T0ONE')
    await world.stage.moveTo(world.stage.now().add({ hours: 11 }))
    world.fake.faults.next('oauth.v2.access', { kind: 'unavailable' })
    expect(await look()).toEqual({ done: { name: 'general' } })
    await world.stage.moveTo(world.stage.now().add({ hours: 2 }))
    world.fake.faults.next('oauth.v2.access', { kind: 'unavailable' })
    world.fake.faults.next('oauth.v2.access', { kind: 'rate-limited', seconds: 1 })
    await expect(look()).rejects.toThrow()
    await expect(look()).rejects.toThrow()
    expect(await look()).toEqual({ done: { name: 'general' } })
  })

  test('that could not be renewed are not tried again for a minute while they are good', async () => {
    const world = await openRotating()
    const look = await lookingAt(world, 'T0ONE')
    await world.stage.moveTo(world.stage.now().add({ hours: 11 }))
    world.fake.faults.next('oauth.v2.access', { kind: 'unavailable' })
    const before = renewals(world).length
    for (let tries = 0; tries < 3; tries += 1) expect(await look()).toHaveProperty('done')
    expect(renewals(world).length - before).toBe(1)
    await world.stage.moveTo(world.stage.now().add({ seconds: 60 }))
    await look()
    expect(renewals(world).length - before).toBe(2)
  })

  test('that Slack will not renew any more: the access is gone', async () => {
    const world = await openRotating()
    const look = await lookingAt(world, 'T0ONE')
    await world.stage.moveTo(world.stage.now().add({ hours: 24 }))
    world.fake.faults.next('oauth.v2.access', { kind: 'error', error: 'invalid_refresh_token' })
    expect(await look()).toMatchObject({ refused: 'revoked' })
  })
})

/** Slack's library asks the machine for the time. */
async function openRotating(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  let world: SlackWorld | undefined
  const now = () => world?.stage.now() ?? Temporal.Instant.from('2026-03-02T07:00:00Z')
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now().epochMilliseconds)
  onTestFinished(() => clock.mockRestore())
  world = await openInstallWorld({ app: { ...installApp, rotation: true }, ...options })
  return world
}

async function lookingAt(world: SlackWorld, team: string) {
  await install(world, team)
  await world.fake.team(team).inviteBot('general')
  const channel = world.fake.team(team).channel('general').id
  return async () => world.stage.studyhall().study.platforms.get('slack')?.lookAt(`slack/${team}`, channel)
}

function renewals({ fake }: SlackWorld) {
  return fake.callsOf('oauth.v2.access').filter(({ args }) => args.grant_type === 'refresh_token')
}
