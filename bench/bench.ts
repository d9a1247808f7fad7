import type { Bank } from '../core/questions/bank.ts'
import type { Percentiles } from './pace.ts'

/** One measured number. `ratio` is the value against the floor that was measured in the same run. */
export interface Row {
  readonly bench: string
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly floor?: number
  readonly ratio?: number
}

export interface BenchTools {
  /** An empty database, durable as in production; gives its address. */
  database(): Promise<string>
  readonly bank: Bank
  /** A folder with public data, where one was named. */
  readonly data: string | undefined
  /** Progress for the person who waits, not a result. */
  note(says: string): void
}

export interface Bench {
  readonly name: string
  run(tools: BenchTools): Promise<Row[]>
}

/** Work done a second, `inFlight` of it beside each other, for some seconds after a short warm-up. */
export async function throughput(seconds: number, inFlight: number, work: () => Promise<unknown>): Promise<number> {
  const warmUp = 0.3
  await during(warmUp, inFlight, work)
  const started = performance.now()
  const done = await during(seconds, inFlight, work)
  return (done / (performance.now() - started)) * 1000
}

async function during(seconds: number, inFlight: number, work: () => Promise<unknown>): Promise<number> {
  const until = performance.now() + seconds * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < until) {
        await work()
        done += 1
      }
    }),
  )
  return done
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Four significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

/** Rows of a run's p99 and, beside it, its p50: the median of the rounds for ours and for the floor, and their ratio. */
export function ratioRows(
  bench: string,
  unit: string,
  runs: readonly { readonly ours: Percentiles; readonly bare: Percentiles }[],
): Row[] {
  const row = (name: string, of: (one: Percentiles) => number): Row => {
    const value = median(runs.map(({ ours }) => of(ours)))
    const floor = median(runs.map(({ bare }) => of(bare)))
    return { bench, name, unit, value: rounded(value), floor: rounded(floor), ratio: rounded(value / floor) }
  }
  return [row(bench, ({ p99 }) => p99), row(`${bench}-p50`, ({ p50 }) => p50)]
}
