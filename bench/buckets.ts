/** A limit as platforms set it: so many at once, and so many a second in the long run. */
export interface BucketSize {
  readonly burst: number
  readonly perSecond: number
}

export interface Buckets {
  /** Whether the bucket of this name has something left. */
  has(name: string): boolean
  take(name: string): void
}

/** Full buckets by name, which fill again evenly. */
export function openBuckets({ burst, perSecond }: BucketSize, now: () => number = () => performance.now()): Buckets {
  const kept = new Map<string, { left: number; at: number }>()
  return {
    has: (name) => leftIn(name) >= 1,
    take: (name) => void kept.set(name, { left: leftIn(name) - 1, at: now() }),
  }

  function leftIn(name: string): number {
    const { left, at } = kept.get(name) ?? { left: burst, at: now() }
    return Math.min(burst, left + ((now() - at) / 1000) * perSecond)
  }
}
