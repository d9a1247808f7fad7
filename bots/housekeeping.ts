import cron from 'node-cron'
import type { Log } from '../core/log.ts'

export interface Housekeeping {
  /** Ends what is under way at the next good moment. */
  stop(): Promise<void>
}

/** By the machine's own clock: between two study days nearly anywhere. */
const everyNight = '40 3 * * *'

/** Runs `keep` each night. What fails is logged, and tried again the next night. */
export function startHousekeeping(
  keep: (signal: AbortSignal) => Promise<Readonly<Record<string, number>> | undefined>,
  log: Log,
): Housekeeping {
  const ending = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const nightly = cron.schedule(
    everyNight,
    () => {
      running = running.then(run)
      return running
    },
    { noOverlap: true },
  )
  return { stop }

  async function run(): Promise<void> {
    if (ending.signal.aborted) return
    try {
      const removed = await keep(ending.signal)
      if (removed !== undefined) log.info({ removed }, 'the nightly housekeeping is done')
    } catch (error) {
      log.error({ err: error }, 'the nightly housekeeping failed; the next night tries again')
    }
  }

  async function stop(): Promise<void> {
    ending.abort()
    await nightly.destroy()
    await running
  }
}
