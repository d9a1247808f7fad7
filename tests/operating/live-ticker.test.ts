import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTicker, type Ticker } from '../../bots/ticker.ts'
import { silentLog } from '../support/world.ts'

/** When the ticker looks, in seconds since it was started; each look finds what is due in so many seconds. */

const started = Temporal.Instant.from('2026-03-02T09:00:10Z')
let ticker: Ticker | undefined

beforeEach(() => {
  vi.useFakeTimers({ now: started.epochMilliseconds })
})
afterEach(async () => {
  await ticker?.stop()
  vi.useRealTimers()
})

function looking(...next: readonly (number | undefined)[]) {
  const clock = () => Temporal.Instant.fromEpochMilliseconds(Date.now())
  const looks: number[] = []
  const tick = async () => {
    const due = next[looks.length]
    looks.push((Date.now() - started.epochMilliseconds) / 1_000)
    return due === undefined ? undefined : clock().add({ seconds: due })
  }
  ticker = startTicker(tick, clock, silentLog)
  return { ticker, looks, inSeconds: (seconds: number) => clock().add({ seconds }) }
}

test('what is due sooner than the last look knew is looked at in time', async () => {
  const { ticker, looks, inSeconds } = looking(40, 35)
  await ticker.wake()
  ticker.soon(inSeconds(5))
  await vi.advanceTimersByTimeAsync(39_000)
  expect(looks).toEqual([0, 5])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(looks).toEqual([0, 5, 40])
})

test('what is due later than the next look changes nothing', async () => {
  const { ticker, looks, inSeconds } = looking(5)
  await ticker.wake()
  ticker.soon(inSeconds(20))
  await vi.advanceTimersByTimeAsync(6_000)
  expect(looks).toEqual([0, 5])
})

test('what is said to be due while a look is under way is not forgotten', async () => {
  const clock = () => Temporal.Instant.fromEpochMilliseconds(Date.now())
  const looks: number[] = []
  const own = startTicker(
    async () => {
      looks.push((Date.now() - started.epochMilliseconds) / 1_000)
      if (looks.length === 1) own.soon(clock().add({ seconds: 3 }))
      return clock().add({ seconds: 40 })
    },
    clock,
    silentLog,
  )
  ticker = own
  await own.wake()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(looks).toEqual([0, 3])
})

test('after the end nothing is looked at any more', async () => {
  const { ticker, looks, inSeconds } = looking()
  ticker.soon(inSeconds(2))
  await ticker.stop()
  ticker.soon(inSeconds(3))
  await vi.advanceTimersByTimeAsync(90_000)
  expect(looks).toEqual([])
})
