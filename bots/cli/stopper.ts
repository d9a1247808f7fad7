import type { Machine } from '../machine.ts'

/** Everything that was started, ended in the opposite order. */
export type Ending = () => Promise<void>

/** After this time a stop no longer waits for what is under way; it is taken up at the next start. */
const stopMilliseconds = 9_500

/** Ends on SIGTERM and Ctrl-C, and on a start that failed; once, however often it is asked. */
export function stopper(endings: Ending[], { log, print }: Machine): { now: () => Promise<void> } {
  let ending: Promise<void> | undefined
  const now = () => {
    ending ??= endAll()
    return ending
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, async () => {
      setTimeout(() => process.exit(0), stopMilliseconds).unref()
      await now()
      print('Studyhall has stopped.')
      process.exit(0)
    })
  }
  return { now }

  async function endAll(): Promise<void> {
    for (const end of endings.toReversed()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'something did not end cleanly'))
    }
  }
}
