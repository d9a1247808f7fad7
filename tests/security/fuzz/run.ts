import fc from 'fast-check'
import type { Target } from './target.ts'

export interface FuzzOptions {
  readonly targets: readonly Target[]
  readonly cases: number
  readonly seed: number
  /** Stops beginning new targets' cases after this long. */
  readonly milliseconds?: number | undefined
}

export interface Fuzzed {
  readonly name: string
  readonly cases: number
  readonly milliseconds: number
  /** What was found, with the smallest case that shows it. */
  readonly hole?: string
}

/** Brings each target its share of the cases, by its weight. The same seed gives the same cases. */
export async function* fuzz({ targets, cases, seed, milliseconds }: FuzzOptions): AsyncGenerator<Fuzzed> {
  const weights = targets.reduce((sum, { weight }) => sum + weight, 0)
  for (const { name, weight, property } of targets) {
    const from = performance.now()
    const share = milliseconds === undefined ? undefined : (milliseconds * weight) / weights
    const found = await fc.check(property as fc.IAsyncProperty<unknown>, {
      numRuns: Math.max(1, Math.round((cases * weight) / weights)),
      seed,
      ...(share === undefined ? {} : { interruptAfterTimeLimit: share }),
    })
    const taken = Math.round(performance.now() - from)
    const hole = found.failed ? { hole: told(found) } : {}
    yield { name, cases: found.numRuns, milliseconds: taken, ...hole }
  }
}

function told({ counterexample, counterexamplePath, errorInstance }: fc.RunDetails<unknown>): string {
  const error = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance)
  return `${fc.stringify(counterexample)} (path ${counterexamplePath})\n${error.split('\n').slice(0, 6).join('\n')}`
}
