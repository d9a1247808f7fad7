import { setTimeout as pause } from 'node:timers/promises'

/** What a run of acknowledgements took, in milliseconds. */
export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

/**
 * Begins one piece of work at each of `perSecond` even moments, whether or not earlier ones are done, as people do.
 *
 * @param work gives how long its acknowledgement took, in milliseconds
 */
export async function atPace(perSecond: number, seconds: number, work: () => Promise<number>): Promise<Percentiles> {
  const begun: Promise<number>[] = []
  const start = performance.now()
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const wait = start + (count * 1000) / perSecond - performance.now()
    if (wait > 1) await pause(wait)
    begun.push(work())
  }
  const took = (await Promise.all(begun)).sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}
