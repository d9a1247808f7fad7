import { fitRatings, leaveOneOut, spread, type WeighedRating } from './ballot-fit.ts'

/** What past days say about voters: how reliable each is, and which voter overrates which author. Pure. */

/** One answer rated by one voter in a blind round: a line of a ballot. At most one a round, voter and author. */
export interface Rating {
  readonly voter: string
  /** Whose answer is rated; never the voter's own. */
  readonly author: string
  /** 1 wrong or misleading, 2 thin, 3 would pass, 4 strong, 5 I would steal this. */
  readonly rating: number
  /** 1, or less where little is known of the account (`freshWeight`). */
  readonly weight: number
}

/** A rating with its round: what is kept, and what all scores can be recomputed from. */
export interface Ballot extends Rating {
  readonly round: string
  /** The local date of the round, as in 2026-11-20. */
  readonly day: string
}

/** Until a member has answered on three days, a rating of theirs weighs this much. */
export const freshWeight = 0.25

/**
 * Sums over the ratings of past days. They are whole millionths, so that adding them up in another order gives the
 * very same sums.
 */
export interface Past {
  readonly voters: ReadonlyMap<string, VoterPast>
  /** By `pairKey`. */
  readonly pairs: ReadonlyMap<string, PairPast>
}

export interface PastSums {
  readonly ratings: number
  /** Of the residuals: millionths of a rating point. */
  readonly sum: number
}

export interface VoterPast extends PastSums {
  /** Of the squared residuals: millionths of a squared rating point. */
  readonly squares: number
}

/** One voter's ratings of one author; the sum is above 0 where the author is overrated. */
export interface PairPast extends PastSums, Pair {}

export const noPast: Past = { voters: new Map(), pairs: new Map() }

export interface Residual extends Pair {
  /** How far the rating lies above what everything but itself foretells: millionths of a rating point, whole. */
  readonly above: number
}

const million = 1_000_000
/** As many ratings' worth of a middling voter are added to what a voter has shown. */
const priorRatings = 8
const mostPrecise = 2.22

/** A voter's τ: the inverse variance of their noise, as far as past days tell. */
export function precisionOf({ voters }: Past, voter: string): number {
  const { ratings, squares } = voters.get(voter) ?? { ratings: 0, squares: 0 }
  return Math.min(mostPrecise, (priorRatings + ratings) / (spread.noise * priorRatings + squares / million))
}

const fewestTogether = 3
const tooFar = 3

/** Whether past days show this voter to overrate this author beyond chance: such ratings do not count. */
export function isFiltered(past: Past, voter: string, author: string): boolean {
  const pair = past.pairs.get(pairKey(voter, author))
  return pair !== undefined && strengthOf(pair, past) > tooFar
}

/** The pairs whose ratings do not count, for admins alone; the strongest first. */
export function filteredPairs(past: Past): PairPast[] {
  return [...past.pairs.values()]
    .filter((pair) => strengthOf(pair, past) > tooFar)
    .sort((a, b) => strengthOf(b, past) - strengthOf(a, past) || inOrder(a, b))
}

/**
 * z: how far above chance, in standard deviations of honest noise; 0 before there is enough to tell.
 *
 * Against Σe/√(0.9·n) alone, two things honest people do would look like a ring: a lenient voter is above everybody a
 * little in each round, as the fit draws leniency towards 0, and a poor voter is far off anyhow. So what the voter
 * gives to others is taken off, and the noise is theirs where it is more than 0.9. In simulated weeks of twelve
 * honest people that cuts what is dropped from 2.5 % (9 % after 200 days) to 0.1 %, and rings are found as before.
 */
function strengthOf({ voter, ratings, sum }: PairPast, past: Past): number {
  if (ratings < fewestTogether) return 0
  const all = past.voters.get(voter) ?? { ratings, sum }
  const toOthers = (all.sum - sum) / (all.ratings - ratings + priorRatings)
  const noise = Math.max(spread.noise, 1 / precisionOf(past, voter))
  return (sum - ratings * toOthers) / million / Math.sqrt(noise * ratings)
}

/** A round's ratings in an order of their own, each with what it tells; none for one's own answer. */
export function weighed(ratings: readonly Rating[], past: Past): WeighedRating[] {
  return ratings
    .filter(({ voter, author }) => voter !== author)
    .sort(inOrder)
    .map(({ voter, author, rating, weight }) => ({
      voter,
      author,
      rating,
      precision: isFiltered(past, voter, author) ? 0 : precisionOf(past, voter) * weight,
    }))
}

/** What a closed round teaches later days about its voters. */
export function residualsOf(ratings: readonly Rating[], past: Past): Residual[] {
  const all = weighed(ratings, past)
  const fit = fitRatings(all)
  return all.map((one) => ({
    voter: one.voter,
    author: one.author,
    above: Math.round(leaveOneOut(one, fit) * million),
  }))
}

/** The past with some residuals more. */
export function withResiduals(past: Past, residuals: readonly Residual[]): Past {
  const voters = new Map(past.voters)
  const pairs = new Map(past.pairs)
  for (const { voter, author, above } of residuals) {
    const known = voters.get(voter) ?? { ratings: 0, sum: 0, squares: 0 }
    const squares = known.squares + Math.round((above * above) / million)
    voters.set(voter, { ratings: known.ratings + 1, sum: known.sum + above, squares })
    const key = pairKey(voter, author)
    const pair = pairs.get(key) ?? { ratings: 0, sum: 0 }
    pairs.set(key, { voter, author, ratings: pair.ratings + 1, sum: pair.sum + above })
  }
  return { voters, pairs }
}

/** The past recomputed from raw ballots, in whatever order they come: each day is judged by the days before it. */
export function pastOf(ballots: readonly Ballot[]): Past {
  const days = Map.groupBy(ballots, ({ day }) => day)
  return [...days.keys()].sort().reduce((past, day) => {
    const rounds = Map.groupBy(days.get(day) ?? [], ({ round }) => round)
    return withResiduals(
      past,
      [...rounds.values()].flatMap((ratings) => residualsOf(ratings, past)),
    )
  }, noPast)
}

export function pairKey(voter: string, author: string): string {
  return JSON.stringify([voter, author])
}

interface Pair {
  readonly voter: string
  readonly author: string
}

/** By code units: the same on every machine. */
function inOrder(a: Pair, b: Pair): number {
  return compare(a.voter, b.voter) || compare(a.author, b.author)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
