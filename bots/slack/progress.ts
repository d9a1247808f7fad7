/**
 * How far a reading had come when Slack said “too many”: some apps may ask for one small page a minute, so the next
 * try goes on there. Forgotten after a few minutes without progress.
 */
export interface Progress<T> {
  /** Takes it out. */
  take(name: string): T | undefined
  keep(name: string, reached: T): void
}

const keptMilliseconds = 5 * 60_000
const mostKept = 1_000

export function openProgress<T>(now: () => number = performance.now.bind(performance)): Progress<T> {
  const kept = new Map<string, { readonly reached: T; readonly until: number }>()
  return { take, keep }

  function take(name: string): T | undefined {
    const found = kept.get(name)
    kept.delete(name)
    return found !== undefined && found.until > now() ? found.reached : undefined
  }

  function keep(name: string, reached: T): void {
    kept.delete(name)
    kept.set(name, { reached, until: now() + keptMilliseconds })
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  }
}
