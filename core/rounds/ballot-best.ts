/** The chance of each answer to be the best of its round, as far as the scores can tell. Pure. */

export interface Uncertain {
  readonly value: number
  /** Its standard error. */
  readonly error: number
}

const points = 801
const reach = 6

/**
 * The chance of each to be the largest where each is normal on its own: ∫ φᵢ ∏ⱼ≠ᵢ Φⱼ, by the trapezoid rule over all
 * that is likely. They sum to 1.
 */
export function chancesToBeBest(all: readonly Uncertain[]): number[] {
  if (all.length < 2) return all.map(() => 1)
  const low = Math.min(...all.map(({ value, error }) => value - reach * error))
  const high = Math.max(...all.map(({ value, error }) => value + reach * error))
  const chances = new Array<number>(all.length).fill(0)
  for (let point = 0; point < points; point += 1) {
    const at = low + ((high - low) * point) / (points - 1)
    const below = all.map(({ value, error }) => Math.log(normalBelow((at - value) / error)))
    const allBelow = below.reduce((sum, one) => sum + one, 0)
    for (const [index, { value, error }] of all.entries()) {
      const away = (at - value) / error
      const density = Math.exp(allBelow - (below[index] ?? 0) - (away * away) / 2) / error
      chances[index] = (chances[index] ?? 0) + density
    }
  }
  const total = chances.reduce((sum, one) => sum + one, 0)
  return chances.map((one) => one / total)
}

const least = 1e-300

/** Φ, by the error function's approximation 7.1.26 of Abramowitz and Stegun (absolute error below 1e-7). */
function normalBelow(deviations: number): number {
  const half = erfc(Math.abs(deviations) / Math.SQRT2) / 2
  return Math.max(least, deviations < 0 ? half : 1 - half)
}

function erfc(positive: number): number {
  const t = 1 / (1 + 0.3275911 * positive)
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return polynomial * Math.exp(-positive * positive)
}
