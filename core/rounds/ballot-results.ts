import { chancesToBeBest } from './ballot-best.ts'

/** What the results of a blind round say of its answers, also after some were taken out. Pure. */

export interface BlindAnswer {
  /** None where its author wants none. */
  readonly name: string | undefined
  readonly text: string
  /** Neither deleted nor removed. */
  readonly stands: boolean
  /** Under which it was shown; none where it never was. */
  readonly number: number | undefined
  /** 1, 2, 2, 4; 0 for one without a rank. */
  readonly place: number
  readonly score: Score | undefined
}

/** Found from its ratings, in rating points. */
export interface Score {
  readonly value: number
  /** Its standard error. */
  readonly error: number
  readonly ratings: number
}

/** What an answer's row says of it; none where it was not in a blind round. */
export function scoreOf(kept: {
  readonly score: number | null
  readonly scoreError: number | null
  readonly ratings: number | null
}): Score | undefined {
  const { score, scoreError, ratings } = kept
  return score === null || scoreError === null || ratings === null
    ? undefined
    : { value: score, error: scoreError, ratings }
}

export interface BlindResults {
  readonly verdict: 'top' | 'too-close' | 'too-small'
  /** Best first. */
  readonly ranked: readonly BlindAnswer[]
  readonly unranked: readonly BlindAnswer[]
  readonly gone: readonly BlindAnswer[]
}

const fewestAnswers = 3
const sureEnough = 0.5

/** @param kept in the order of the results */
export function blindResults(kept: readonly BlindAnswer[]): BlindResults {
  const standing = kept.filter(({ stands }) => stands)
  const gone = kept.filter(({ stands }) => !stands)
  const placed = standing.filter(({ place }) => place > 0)
  if (standing.length < fewestAnswers || placed.length === 0)
    return { verdict: 'too-small', ranked: [], unranked: standing, gone }
  const unranked = standing.filter(({ place }) => place === 0)
  const ranked = placed.map((one) => ({ ...one, place: 1 + placed.filter(({ place }) => place < one.place).length }))
  return { verdict: isOneAhead(standing, ranked) ? 'top' : 'too-close', ranked, unranked, gone }
}

/** By the close's own rule: the only first, and likelier the best of those that were rated than all others together. */
function isOneAhead(standing: readonly BlindAnswer[], ranked: readonly BlindAnswer[]): boolean {
  const rated = standing.flatMap(({ score }) => (score && score.ratings > 0 ? [score] : []))
  const chances = chancesToBeBest(rated)
  const firsts = ranked.flatMap(({ place, score }) => (place === 1 && score ? [score] : []))
  const [first] = firsts
  return first !== undefined && firsts.length === 1 && (chances[rated.indexOf(first)] ?? 0) >= sureEnough
}
