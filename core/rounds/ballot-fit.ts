/** The fit behind the blind score: rating = mean + quality of the answer + leniency of the voter + noise. Pure. */

/** One rating and how much it tells: the inverse variance of its noise, 0 for one that must not count. */
export interface WeighedRating {
  readonly voter: string
  /** Whose answer is rated. */
  readonly author: string
  readonly rating: number
  readonly precision: number
}

export interface Fit {
  /** The precision-weighted mean of all ratings. */
  readonly mean: number
  readonly answers: ReadonlyMap<string, Effect>
  readonly voters: ReadonlyMap<string, Effect>
}

/** What is added to the mean: an answer's quality, or a voter's leniency; rating points. */
export interface Effect {
  readonly value: number
  /** Of the ratings behind it, and of what is thought before them. */
  readonly precision: number
}

/** Variances in squared rating points: how much answers and voters differ, and the noise of a voter of whom nothing is known. */
export const spread = { quality: 0.7, leniency: 0.5, noise: 0.9 } as const

const steps = 12

/**
 * The most probable qualities and leniencies under normal priors (MAP), by alternating steps: with the qualities held,
 * the leniencies are weighted means drawn towards 0, and the other way round. The last step is the qualities': so cut
 * short too, a higher rating never lowers its answer (tests/rules/ballot-score.test.ts).
 *
 * The same ratings in another order may differ in the last bit: sort them first.
 */
export function fitRatings(ratings: readonly WeighedRating[]): Fit {
  const mean = weightedMean(ratings)
  const byVoter = Map.groupBy(ratings, ({ voter }) => voter)
  const byAuthor = Map.groupBy(ratings, ({ author }) => author)
  let voters = new Map<string, Effect>()
  let answers = new Map<string, Effect>()
  for (let step = 0; step < steps; step += 1) {
    voters = effects(byVoter, spread.leniency, ({ rating, author }) => rating - mean - effectOf(answers, author))
    answers = effects(byAuthor, spread.quality, ({ rating, voter }) => rating - mean - effectOf(voters, voter))
  }
  return { mean, answers, voters }
}

/**
 * How far a rating lies above what everything but itself foretells: its answer without it, its voter without it.
 * Rating points.
 */
export function leaveOneOut(rating: WeighedRating, { mean, answers, voters }: Fit): number {
  const left = rating.rating - mean
  const quality = effectOf(answers, rating.author)
  const leniency = effectOf(voters, rating.voter)
  const others = without(answers.get(rating.author), rating.precision, left - leniency)
  const elsewhere = without(voters.get(rating.voter), rating.precision, left - quality)
  return left - others - elsewhere
}

/** “Would pass”: what is thought of answers where nobody has rated any. */
const middle = 3

/** Where nothing counts, the plain mean. */
function weightedMean(ratings: readonly WeighedRating[]): number {
  if (ratings.length === 0) return middle
  const total = ratings.reduce((sum, { precision }) => sum + precision, 0)
  if (total === 0) return ratings.reduce((sum, { rating }) => sum + rating, 0) / ratings.length
  return ratings.reduce((sum, { precision, rating }) => sum + precision * rating, 0) / total
}

function effects(
  groups: ReadonlyMap<string, readonly WeighedRating[]>,
  variance: number,
  left: (rating: WeighedRating) => number,
): Map<string, Effect> {
  const found = new Map<string, Effect>()
  for (const [who, ratings] of groups) {
    const precision = ratings.reduce((sum, rating) => sum + rating.precision, 1 / variance)
    const weighted = ratings.reduce((sum, rating) => sum + rating.precision * left(rating), 0)
    found.set(who, { value: weighted / precision, precision })
  }
  return found
}

function without(effect: Effect | undefined, precision: number, left: number): number {
  if (effect === undefined) return 0
  return (effect.value * effect.precision - precision * left) / (effect.precision - precision)
}

function effectOf(effects: ReadonlyMap<string, Effect>, who: string): number {
  return effects.get(who)?.value ?? 0
}
