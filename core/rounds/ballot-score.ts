import { chancesToBeBest } from './ballot-best.ts'
import { type Fit, fitRatings, spread, type WeighedRating } from './ballot-fit.ts'
import { type Past, type Rating, weighed } from './ballot-trust.ts'

/** The score of a blind round, recomputed from raw ballots. Pure. */

/** Written beside every stored score: another rule is another number. */
export const ballotScoreVersion = 1

export interface ScoredAnswer {
  readonly author: string
  /** The quality found, on the rating scale; what places go by. A little outside 1 to 5 where voters were strict or lenient. */
  readonly score: number
  /** The same as people see it, from 1 to 5. */
  readonly shown: number
  /** The standard error of the score, in rating points. */
  readonly error: number
  /** How many ratings counted. */
  readonly ratings: number
  /** The chance that it is the best of those that were rated. */
  readonly bestChance: number
  /** 1, 2, 2, 4; none where too few ratings tell, or the round is too small. */
  readonly place: number | undefined
}

export type Verdict =
  | { readonly kind: 'top'; readonly author: string }
  | { readonly kind: 'too-close' }
  /** Too few answers or voters to rank anybody: only the reference answer is shown. */
  | { readonly kind: 'too-small' }

export interface RoundScore {
  readonly version: typeof ballotScoreVersion
  /** Best first; answers without a place after the others. */
  readonly answers: readonly ScoredAnswer[]
  readonly verdict: Verdict
}

export const fewestRatings = 3
const fewestAnswers = 3
const fewestVoters = 4
const sureEnough = 0.5

/**
 * @param authors of all answers of the round, rated or not; an answer that was removed is left out, and so are its ratings
 * @param past what the days before the round's say about voters
 * @throws RangeError for a rating outside 1 to 5 or a weight outside 0 to 1
 */
export function scoreRound(authors: readonly string[], ratings: readonly Rating[], past: Past): RoundScore {
  for (const rating of ratings) check(rating)
  const all = [...new Set(authors)].sort()
  const counted = weighed(ratings, past).filter(({ precision }) => precision > 0)
  const fit = fitRatings(counted)
  const byAuthor = Map.groupBy(counted, ({ author }) => author)
  const found = all.map((author) => foundOf(author, fit, byAuthor.get(author) ?? []))
  const rated = found.filter(({ ratings }) => ratings > 0)
  const chances = chancesToBeBest(rated.map(({ score, error }) => ({ value: score, error })))
  const chanceOf = new Map(rated.map(({ author }, index) => [author, chances[index]]))
  const bigEnough = all.length >= fewestAnswers && new Set(counted.map(({ voter }) => voter)).size >= fewestVoters
  const places = placesOf(bigEnough ? found.filter(({ ratings }) => ratings >= fewestRatings) : [])
  const answers = found
    .map((one) => ({ ...one, bestChance: chanceOf.get(one.author) ?? 0, place: places.get(one.author) }))
    .sort((a, b) => (a.place ?? all.length + 1) - (b.place ?? all.length + 1))
  return { version: ballotScoreVersion, answers, verdict: bigEnough ? verdictOn(answers) : { kind: 'too-small' } }
}

const mostBonus = 10
const [lowest, highest] = [1, 5]

/** Points for an answer's quality, a whole number from 0 (shown as 1) to 10 (shown as 5); 0 without a place. */
export function qualityBonus({ shown, place }: ScoredAnswer): number {
  return place === undefined ? 0 : Math.round((mostBonus * (shown - lowest)) / (highest - lowest))
}

function check({ rating, weight }: Rating): void {
  if (!(rating >= lowest && rating <= highest)) throw new RangeError(`a rating lies between 1 and 5, not ${rating}`)
  if (!(weight >= 0 && weight <= 1)) throw new RangeError(`a weight lies between 0 and 1, not ${weight}`)
}

/** An answer that nobody has rated is thought to be as good as the others. */
function foundOf(author: string, { mean, answers }: Fit, ratings: readonly WeighedRating[]) {
  const effect = answers.get(author) ?? { value: 0, precision: 1 / spread.quality }
  const score = mean + effect.value
  return {
    author,
    score,
    shown: Math.min(highest, Math.max(lowest, score)),
    error: Math.sqrt(1 / effect.precision),
    ratings: ratings.length,
  }
}

/** Scores that differ in the last bits only are the same score. */
const same = 1e-9

function placesOf(ranked: readonly { readonly author: string; readonly score: number }[]): Map<string, number> {
  const places = new Map<string, number>()
  for (const { author, score } of ranked) {
    places.set(author, 1 + ranked.filter((other) => other.score > score + same).length)
  }
  return places
}

function verdictOn(answers: readonly ScoredAnswer[]): Verdict {
  const [top, ...alike] = answers.filter(({ place }) => place === 1)
  if (top === undefined || alike.length > 0 || top.bestChance < sureEnough) return { kind: 'too-close' }
  return { kind: 'top', author: top.author }
}
