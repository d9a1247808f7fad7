import cron from 'node-cron'
import type { Log } from '../core/log.ts'

export interface Ticker {
  /** Looks now for what is due, as after the clock of a room was moved. */
  wake(): Promise<void>
  /** Looks at that instant, or before. */
  soon(at: Temporal.Instant): void
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
  let armedFor: Temporal.Instant | undefined
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  const everyMinute = cron.schedule('* * * * *', () => wake(), { noOverlap: true })
  return { wake, soon, stop }

  function wake(): Promise<void> {
    running = running.then(run)
    return running
  }

  async function run(): Promise<void> {
    if (stopped) return
    disarm()
    try {
      const next = await tick()
      if (next !== undefined) soon(next)
    } catch (error) {
      log.error({ err: error }, 'looking for what is due failed; the next minute tries again')
    }
  }

  function soon(at: Temporal.Instant): void {
    if (stopped || (armedFor !== undefined && Temporal.Instant.compare(armedFor, at) <= 0)) return
    const wait = Math.max(soonestMilliseconds, clock().until(at).total('milliseconds'))
    if (wait > latestMilliseconds) return
    disarm()
    armedFor = at
    timer = setTimeout(() => void wake(), wait)
  }

  function disarm(): void {
    clearTimeout(timer)
    armedFor = undefined
  }

  async function stop(): Promise<void> {
    stopped = true
    disarm()
    await everyMinute.destroy()
    await running
  }
}
