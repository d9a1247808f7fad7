/** Chance with a seed: the same seed gives the same throws. */
export interface Dice {
  /** From 0 up to, and without, 1. */
  next(): number
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number
  between(from: number, to: number): number
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
}

export function diceOf(seed: string): Dice {
  let state = hash(seed)
  return { next, below, between: (from, to) => from + next() * (to - from), pick, shuffled }

  /** Mulberry32. */
  function next(): number {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  function below(limit: number): number {
    return Math.floor(next() * limit)
  }

  function pick<T>(list: readonly T[]): T {
    const picked = list[below(list.length)]
    if (picked === undefined) throw new Error('there is nothing to pick from')
    return picked
  }

  function shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((one) => ({ one, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one)
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let hashed = 0x81_1c_9d_c5
  for (const letter of text) hashed = Math.imul(hashed ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93)
  return hashed
}
