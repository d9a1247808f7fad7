import { draw } from '../core/draw.ts'
import { ballotFor } from '../core/rounds/ballot-order.ts'
import type { Rating } from '../core/rounds/ballot-trust.ts'

/** Voters and answers whose true quality is known, day after day; the same for the same seed. */

export interface VotingSize {
  readonly voters: number
  readonly answers: number
}

export interface VotingDay {
  /** The quality of each answer, by its author: N(0, 1). */
  readonly truth: ReadonlyMap<string, number>
  /** What a blind round of that day gives. */
  readonly ratings: readonly Rating[]
  /** What an open round of that day gives: votes by author. */
  readonly openVotes: ReadonlyMap<string, number>
}

interface Voter {
  readonly id: string
  /** In standard deviations of quality, like the two below. */
  readonly noise: number
  readonly leniency: number
}

/** 15 % are sharp, 60 % ordinary, 25 % poor. */
const noises = [
  { upTo: 0.15, noise: 0.5 },
  { upTo: 0.75, noise: 1.2 },
  { upTo: 1, noise: 3 },
] as const
const sharpest = noises[0].noise

const leniencySpread = Math.sqrt(0.5)
/**
 * What all voters get wrong alike, such as a fluent wrong answer. No number of voters averages it away: without it a
 * mean rating by 500 would find .97, where .89 was measured.
 */
const tasteSpread = 0.4
const middle = 3
const [lowest, highest] = [1, 5]
/** In an open round people vote for what they would rate 4 or more. */
const worthAVote = 0.5
/** One vote makes the next this much likelier (Muchnik et al., Science 2013). */
const herding = 1.32
/** Of the answers that stand in an open thread people read as many as a ballot has. */
const readInAThread = 4

/** Members of a ring answer each day, judge sharply, and, where it is on, give each other a 5. */
export interface Ring {
  readonly size: number
  readonly on: boolean
}

export const noRing: Ring = { size: 0, on: false }

/** Who belongs to the ring. */
export function ringOf({ size }: Ring): string[] {
  return Array.from({ length: size }, (_, index) => voterId(index))
}

export function votingDays(seed: string, size: VotingSize, days: number, ring: Ring): VotingDay[] {
  const dice = diceOf(seed)
  const voters = Array.from({ length: size.voters }, (_, index) => voterOf(index, ring, dice))
  const colluding = new Set(ring.on ? ringOf(ring) : [])
  return Array.from({ length: days }, (_, day) => votingDay(`${seed} ${day}`, voters, size.answers, ring, colluding))
}

function voterOf(index: number, ring: Ring, dice: Dice): Voter {
  const kind = dice.uniform()
  const noise = noises.find(({ upTo }) => kind < upTo)?.noise ?? sharpest
  return {
    id: voterId(index),
    noise: index < ring.size ? sharpest : noise,
    leniency: leniencySpread * dice.normal(),
  }
}

function voterId(index: number): string {
  return `voter-${index}`
}

function votingDay(
  seed: string,
  voters: readonly Voter[],
  answers: number,
  ring: Ring,
  colluding: ReadonlySet<string>,
): VotingDay {
  const dice = diceOf(seed)
  const always = voters.slice(0, ring.size)
  const authors = [...always, ...dice.shuffled(voters.slice(ring.size))].slice(0, answers).map(({ id }) => id)
  const truth = new Map(authors.map((author) => [author, dice.normal()]))
  const appeal = new Map([...truth].map(([author, quality]) => [author, quality + tasteSpread * dice.normal()]))
  const inTurn = dice.shuffled(voters)
  return {
    truth,
    ratings: blindRatings(seed, inTurn, appeal, colluding, dice),
    openVotes: openVotes(inTurn, appeal, dice),
  }
}

type Appeal = ReadonlyMap<string, number>

function blindRatings(
  seed: string,
  voters: readonly Voter[],
  appeal: Appeal,
  colluding: ReadonlySet<string>,
  dice: Dice,
): Rating[] {
  const counts = new Map([...appeal.keys()].map((author) => [author, 0]))
  return voters.flatMap((voter) => {
    const soFar = [...counts].map(([author, ratings]) => ({ author, ratings }))
    return ballotFor(voter.id, soFar, seed).map((author) => {
      counts.set(author, (counts.get(author) ?? 0) + 1)
      const honest = Math.round(middle + impression(voter, author, appeal, dice))
      const rating = colluding.has(voter.id) && colluding.has(author) ? highest : honest
      return { voter: voter.id, author, rating: Math.min(highest, Math.max(lowest, rating)), weight: 1 }
    })
  })
}

/**
 * Answers and voters come in through the day. A voter reads some of the answers that stand there by then, those with
 * votes sooner than others, and votes for all that are worth it.
 */
function openVotes(voters: readonly Voter[], appeal: Appeal, dice: Dice): Map<string, number> {
  const votes = new Map([...appeal.keys()].map((author) => [author, 0]))
  const postedAt = new Map([...appeal.keys()].map((author) => [author, dice.uniform()]))
  for (const [turn, voter] of voters.entries()) {
    const now = (turn + 1) / voters.length
    const standing = [...votes].filter(([author]) => author !== voter.id && (postedAt.get(author) ?? 1) <= now)
    const read = dice
      .drawn(standing, ([, count]) => count * Math.log(herding))
      .slice(0, readInAThread)
      .filter(([author]) => impression(voter, author, appeal, dice) >= worthAVote)
    for (const [author, count] of read) votes.set(author, count + 1)
  }
  return votes
}

function impression({ leniency, noise }: Voter, author: string, appeal: Appeal, dice: Dice): number {
  return (appeal.get(author) ?? 0) + leniency + noise * dice.normal()
}

interface Dice {
  uniform(): number
  /** Standard normal. */
  normal(): number
  shuffled<T>(all: readonly T[]): T[]
  /** All, one after another, each drawn in proportion to the exponential of its logarithm (Gumbel's trick). */
  drawn<T>(all: readonly T[], logarithm: (one: T) => number): T[]
}

function diceOf(seed: string): Dice {
  let thrown = 0
  const uniform = () => (draw(seed, String(thrown++)) + 0.5) / 2 ** 32
  const drawn = <T>(all: readonly T[], logarithm: (one: T) => number) =>
    all
      .map((one) => ({ one, at: logarithm(one) - Math.log(-Math.log(uniform())) }))
      .sort((a, b) => b.at - a.at)
      .map(({ one }) => one)
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffled: (all) => drawn(all, () => 0),
    drawn,
  }
}
