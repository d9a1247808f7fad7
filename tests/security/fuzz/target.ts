import type fc from 'fast-check'

/** One door, and what must hold for whatever comes in by it. */
export interface Target {
  readonly name: string
  /** Its share of all cases: what costs more gets fewer. */
  readonly weight: number
  readonly property: fc.IRawProperty<unknown>
}

/** No text of a few thousand characters may take longer: a slow one could be sent again and again. */
export const longestMilliseconds = 1_500

/** @throws what `work` throws, or where it took too long */
export function soon<T>(what: string, work: () => T): T {
  const from = performance.now()
  const done = work()
  const taken = performance.now() - from
  if (taken > longestMilliseconds) throw new Error(`${what} took ${Math.round(taken)} ms`)
  return done
}

/** Gives what was thrown, where it is one of the errors that a caller expects. */
export function refusedWith(names: readonly string[], work: () => unknown): Error | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return error
    throw error
  }
}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}
