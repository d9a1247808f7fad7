import type { Machine } from '../machine.ts'

/** Everything that was started, ended in the opposite order. */
export type Ending = () => Promise<void>

/** After this time a stop no longer waits for what is under way; it is taken up at the next start. */
const stopMilliseconds = 9_500
/** Without its platform there is little to wait for. */
const failMilliseconds = 4_000

export interface Stopper {
  now(): Promise<void>
  /** Ends because of something that an operator must mend, which is said in one sentence; nothing when it ends already. */
  because(error: Error): void
}

/** Ends on SIGTERM and Ctrl-C, and on a start that failed; once, however often it is asked. */
export function stopper(endings: Ending[], { log, print }: Machine): Stopper {
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
  return { now, because }

  function because(error: Error): void {
    if (ending !== undefined) return
    setTimeout(() => process.exit(1), failMilliseconds).unref()
    process.stderr.write(`${error.message}\n`)
    void now().then(() => process.exit(1))
  }

  async function endAll(): Promise<void> {
    for (const end of endings.toReversed()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'something did not end cleanly'))
    }
  }
}
