import cron from 'node-cron'
import type { Log } from '../core/log.ts'

export interface Ticker {
  /** Looks now for what is due, as after the clock of a room was moved. */
  wake(): Promise<void>
  stop(): Promise<void>
}

const soonestMilliseconds = 250
/** Longer timers are left to the cron line. */
const latestMilliseconds = 120_000

/**
 * Runs `tick` when something is due: a timer armed for the instant that the last tick named, with a cron line
 * each minute behind it. Ticks never overlap.
 */
export function startTicker(
  tick: () => Promise<Temporal.Instant | undefined>,
  clock: () => Temporal.Instant,
  log: Log,
): Ticker {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  const everyMinute = cron.schedule('* * * * *', () => wake(), { noOverlap: true })
  return { wake, stop }

  function wake(): Promise<void> {
    running = running.then(run)
    return running
  }

  async function run(): Promise<void> {
    if (stopped) return
    clearTimeout(timer)
    try {
      arm(await tick())
    } catch (error) {
      log.error({ err: error }, 'looking for what is due failed; the next minute tries again')
    }
  }

  function arm(next: Temporal.Instant | undefined): void {
    if (next === undefined || stopped) return
    const wait = Math.max(soonestMilliseconds, clock().until(next).total('milliseconds'))
    if (wait <= latestMilliseconds) timer = setTimeout(() => void wake(), wait)
  }

  async function stop(): Promise<void> {
    stopped = true
    clearTimeout(timer)
    await everyMinute.destroy()
    await running
  }
}
