import { describe, expect, test } from 'vitest'
import { openBuckets } from '../../bench/buckets.ts'
import { openPace, type Pace, postMethod } from '../../bots/slack/pace.ts'

/** A workspace that takes so many posts a second, and processes whose posts come back as they are told to. Milliseconds. */

describe('posts of one workspace, more than it takes at once', () => {
  test('all go out at its own rate, and are refused hardly ever', async () => {
    const { seconds, refusals } = await postAll({ posts: 500, burst: 20, perSecond: 5, processes: 1 })
    expect(seconds).toBeLessThan((480 / 5) * 1.04)
    expect(refusals).toBeLessThan(3)
  })

  test('several processes find a rate together', async () => {
    const { seconds, refusals } = await postAll({ posts: 500, burst: 20, perSecond: 5, processes: 2 })
    expect(seconds).toBeLessThan((480 / 5) * 1.4)
    expect(refusals).toBeLessThan(60)
  })

  test('a workspace that takes less is found out', async () => {
    const { seconds, refusals } = await postAll({ posts: 200, burst: 5, perSecond: 1, processes: 1 })
    expect(seconds).toBeLessThan(195 * 1.1)
    expect(refusals).toBeLessThan(25)
  })
})

test('posts that were under way together and refused together slow it down once', async () => {
  const { pace, pass, waited } = paceOf()
  pace.close('W', postMethod, 1)
  pace.close('W', postMethod, 1)
  pass(1_000)
  for (let posts = 0; posts < 3; posts += 1) expect(await pace.turn('W', 'C')).toBeUndefined()
  expect(waited).toEqual([200, 400])
})

test('a workspace that was refused nothing waits for nothing, beside one that was', async () => {
  const { pace, waited } = paceOf()
  pace.close('W', postMethod, 30)
  expect(await pace.turn('W', 'C')).toBe(30)
  for (let posts = 0; posts < 100; posts += 1) expect(await pace.turn('X', `C${posts}`)).toBeUndefined()
  expect(waited).toEqual([])
})

test('posts that cannot wait here come back one after the other', async () => {
  const { pace } = paceOf()
  pace.close('W', postMethod, 30)
  const backs = []
  for (let posts = 0; posts < 4; posts += 1) backs.push(await pace.turn('W', 'C'))
  expect(backs.map((seconds = 0) => Math.round(seconds * 10) / 10)).toEqual([30, 30.2, 30.4, 30.6])
})

test('after a quiet minute nothing is held back any more', async () => {
  const { pace, pass, waited } = paceOf()
  pace.close('W', postMethod, 1)
  pass(62_000)
  for (let posts = 0; posts < 100; posts += 1) expect(await pace.turn('W', `C${posts}`)).toBeUndefined()
  expect(waited).toEqual([])
})

test('a reading that was refused holds no post back', async () => {
  const { pace } = paceOf()
  pace.close('W', 'conversations.replies', 60)
  expect(await pace.turn('W', 'C')).toBeUndefined()
  expect(pace.closedFor('W', 'conversations.replies')).toBe(60)
})

function paceOf(): { pace: Pace; pass(milliseconds: number): void; waited: number[] } {
  let now = 0
  const waited: number[] = []
  return {
    pace: openPace(0, { now: () => now, pause: async (milliseconds) => void waited.push(milliseconds) }),
    pass: (milliseconds) => {
      now += milliseconds
    },
    waited,
  }
}

interface Crowd {
  readonly posts: number
  readonly burst: number
  readonly perSecond: number
  readonly processes: number
}

const retryAfterSeconds = 1
/** A queue hands out so many posts of one workspace at a time, each process. */
const beside = 2
/** From the end of one post to the beginning of the next. */
const handedOutWithin = 100

/** Hands posts to processes as the queue does, and has each wait as it is told to; time goes from one event to the next. */
async function postAll({ posts, burst, perSecond, processes }: Crowd): Promise<{ seconds: number; refusals: number }> {
  let now = 0
  let waited = 0
  const pause = async (milliseconds: number) => {
    waited = milliseconds
  }
  const time = { now: () => now, pause }
  const paces = Array.from({ length: processes }, () => openPace(0, time))
  const limit = openBuckets({ burst, perSecond }, () => now)
  const hands = paces.flatMap((pace) => Array.from({ length: beside }, () => ({ pace, at: 0, hasTurn: false })))
  let left = posts
  let refusals = 0
  while (left > 0) {
    const hand = hands.reduce((first, one) => (one.at < first.at ? one : first))
    now = hand.at
    if (!hand.hasTurn) {
      waited = 0
      const later = await hand.pace.turn('W', 'C')
      hand.hasTurn = later === undefined
      hand.at += later === undefined ? waited : Math.ceil(later) * 1000
    } else if (limit.has('W')) {
      limit.take('W')
      left -= 1
      hand.hasTurn = false
      hand.at += handedOutWithin
    } else {
      refusals += 1
      hand.pace.close('W', postMethod, retryAfterSeconds)
      hand.hasTurn = false
      hand.at += retryAfterSeconds * 1000
    }
  }
  return { seconds: now / 1000, refusals }
}
