import { describe, expect, test } from 'vitest'
import type { Postings } from '../../bots/posting-once.ts'
import { accessByToken } from '../../bots/slack/access.ts'
import { clientFor, clientOptions } from '../../bots/slack/calls.ts'
import { openPace } from '../../bots/slack/pace.ts'
import { openPeople } from '../../bots/slack/people.ts'
import { postOnce } from '../../bots/slack/posting.ts'
import { threadReader } from '../../bots/slack/reading.ts'
import type { Said } from '../../core/platform.ts'
import { openCleanSlack } from '../support/fake-slack/clean-slack.ts'
import { silentLog } from '../support/world.ts'

/** New apps outside of the Marketplace may read 15 objects once a minute. */

const noon = Temporal.Instant.from('2026-11-20T12:00:00Z')

describe('where reading is limited', () => {
  test('a thread of 40 messages is read within a few tries', async () => {
    const { fake, read, thread, minutes } = await openLimited()
    const texts = Array.from({ length: 40 }, (_, n) => `answer ${n}`)
    for (const text of texts) await fake.person('bo').say('general', text, { thread })
    fake.faults.limitReading()
    const got = await triedEachMinute(read, minutes)
    expect(got.done?.map(({ text }) => text)).toEqual(texts)
    expect(fake.callsOf('conversations.replies').filter(({ outcome }) => outcome === 'ok')).toHaveLength(3)
  })

  test('what was read is forgotten after some minutes, and the thread is read anew', async () => {
    const { fake, read, thread, minutes } = await openLimited()
    for (let n = 0; n < 20; n += 1) await fake.person('bo').say('general', `${n}`, { thread })
    fake.faults.limitReading()
    expect(await read()).toEqual({ later: 60 })
    minutes.pass(9)
    const got = await triedEachMinute(read, minutes)
    expect(got.done).toHaveLength(20)
    expect(fake.callsOf('conversations.replies').filter(({ outcome }) => outcome === 'ok')).toHaveLength(3)
  })

  test('looking back for a message among many comes to an end: found, or posted', async () => {
    const { fake, post, minutes } = await openLimited()
    fake.faults.next('chat.postMessage', { kind: 'lose-response' })
    await expect(post('ask 1')).rejects.toThrow()
    for (let n = 0; n < 40; n += 1) await fake.person('bo').say('general', `${n}`)
    fake.faults.limitReading()
    const found = await triedEachMinute(() => post('ask 1'), minutes)
    fake.faults.next('chat.postMessage', { kind: 'refuse' })
    await expect(post('ask 2')).rejects.toThrow()
    minutes.pass(1)
    const second = await triedEachMinute(() => post('ask 2'), minutes)
    const ours = fake
      .team()
      .messages('general')
      .filter(({ user }) => user === fake.team().botUser)
      .map(({ ts }) => ts)
    expect(ours.slice(1)).toEqual([found.done?.id, second.done?.id])
  })
})

test('looking back asks for the time in which it may have been posted, by a clock that may be an hour off', async () => {
  const { fake, post, minutes } = await openLimited()
  fake.faults.next('chat.postMessage', { kind: 'refuse' })
  await expect(post('ask')).rejects.toThrow()
  minutes.pass(180)
  expect(await post('ask')).toHaveProperty('done')
  const [looked] = fake.callsOf('conversations.history')
  const seconds = noon.epochMilliseconds / 1000
  expect(Number(looked?.args.oldest)).toBe(seconds - 65 * 60)
  expect(Number(looked?.args.latest)).toBe(seconds + 65 * 60)
})

test('whoever has lost the hold does not post', async () => {
  const { fake, post, postings } = await openLimited()
  postings.renew = async () => false
  expect(await post('ask')).toEqual({ later: 5 })
  expect(fake.callsOf('chat.postMessage')).toHaveLength(1)
})

test('a thread is read where Slack does not tell who people are just now', async () => {
  const { fake, read, thread } = await openLimited()
  const said = await fake.person('bo').say('general', 'an answer', { thread })
  await fake.person('ada').react(said, '+1')
  fake.faults.next({ method: 'users.info', times: 9 }, { kind: 'rate-limited', seconds: 60 })
  const { id } = fake.person('bo')
  const expected = [{ text: 'an answer', member: { id, name: id }, reactions: [{ emoji: '👍' }] }]
  expect(await read()).toMatchObject({ done: expected })
  expect(await read()).toMatchObject({ done: expected })
})

interface Minutes {
  pass(more: number): void
}

/** What is under a thread's opening, read at most ten times. */
async function triedEachMinute<T>(work: () => Promise<Said<T>>, minutes: Minutes): Promise<{ done?: T }> {
  for (let tries = 0; tries < 10; tries += 1) {
    const said = await work()
    if ('done' in said) return said
    minutes.pass(1)
  }
  throw new Error('it comes to no end')
}

/** An opening stands in general. */
async function openLimited() {
  let passed = 0
  const now = () => passed * 60_000
  const clock = () => noon.add({ minutes: passed })
  const fake = await openCleanSlack({ now: () => clock().epochMilliseconds })
  const access = await accessByToken(
    clientFor(fake.team().botToken, clientOptions(fake.apiUrl, silentLog)),
    fake.apiUrl,
  )
  const pace = openPace(0, { now, pause: async () => {} })
  const postings = keptPostings()
  const say = postOnce({ postings, pace, clock, now })
  const { id: channel } = fake.team().channel('general')
  const post = (key: string) => say(access.workspace, { access, key, channel, text: key, blocks: [] })
  const opening = await post('opening')
  if (!('done' in opening)) throw new Error('the opening was not posted')
  const { done: posted } = opening
  const thread = { channel, ts: posted.id }
  const reading = threadReader({ people: openPeople(undefined, now), pace, now })
  const minutes: Minutes = {
    pass(more) {
      passed += more
    },
  }
  const read = () => reading(access, { place: channel, id: posted.id, opening: posted })
  return { fake, read, post, thread, minutes, postings }
}

/** One process, so that nothing is ever held by another. */
function keptPostings(): { -readonly [K in keyof Postings]: Postings[K] } {
  const rows = new Map<string, { since: Temporal.Instant; until: Temporal.Instant; place: string; message?: string }>()
  return {
    async claim(_, { key, place, now, holdSeconds }): ReturnType<Postings['claim']> {
      const held = now.add({ seconds: holdSeconds })
      const row = rows.get(key)
      rows.set(key, { since: now, place, ...row, until: held })
      if (row === undefined) return { kind: 'first', held }
      if (row.message !== undefined) return { kind: 'done', place: row.place, message: row.message }
      return { kind: 'again', since: row.since, until: row.until, held }
    },
    renew: async () => true,
    async settle(_, key, message) {
      const row = rows.get(key)
      if (row) row.message = message
    },
    async release(_, key) {
      rows.delete(key)
    },
    async doubt(_, key, now) {
      const row = rows.get(key)
      if (row) row.until = now
    },
  }
}
