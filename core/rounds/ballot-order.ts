import { draw } from '../draw.ts'

/** Which answers a voter is asked to rate, and in which order. Pure. */

export interface RatedSoFar {
  readonly author: string
  /** Ratings that it has or is being asked for. */
  readonly ratings: number
}

const mostOnABallot = 4

/** How many answers a full ballot has in a round of so many. */
export function ballotSize(answers: number): number {
  return Math.max(0, Math.min(mostOnABallot, answers - 1))
}

/**
 * The authors of the answers that a voter is asked to rate, in the order shown: the least rated ones, never one's own.
 * Ties and the order are draws of the voter's own, so that no answer gains by its place.
 *
 * @param answers all of the round, the voter's own among them
 */
export function ballotFor(voter: string, answers: readonly RatedSoFar[], seed: string): string[] {
  const drawn = (what: string) => (author: string) => draw(seed, `${what}\n${voter}\n${author}`)
  const [forTie, forPlace] = [drawn('tie'), drawn('place')]
  return answers
    .filter(({ author }) => author !== voter)
    .sort((a, b) => a.ratings - b.ratings || byDraw(forTie)(a.author, b.author))
    .slice(0, ballotSize(answers.length))
    .map(({ author }) => author)
    .sort(byDraw(forPlace))
}

/** Equal draws are decided by the ids themselves, so that the order of arrival never does. */
function byDraw(drawn: (author: string) => number): (a: string, b: string) => number {
  return (a, b) => drawn(a) - drawn(b) || (a < b ? -1 : 1)
}
