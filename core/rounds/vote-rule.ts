import type { Answer } from './answer-rule.ts'
import { freshWeight } from './ballot-trust.ts'

/** Which votes count. Pure. */

/** A voting reaction that stands on a message. */
export interface VoteFact {
  readonly message: string
  readonly voter: string
}

export interface RankedAnswer extends Answer {
  readonly voters: readonly string[]
  /** 1, 2, 2, 4: answers whose votes weigh the same share a place. */
  readonly place: number
}

/**
 * One vote a voter and answer, however many of its messages and emoji they chose, and none for one's own.
 * The weightiest votes first; answers with as much in the order in which they are given.
 *
 * @param fresh voters of whom too little is known for a full vote
 */
export function rankByVotes(
  answers: readonly Answer[],
  votes: readonly VoteFact[],
  fresh: ReadonlySet<string>,
): RankedAnswer[] {
  const byMessage = Map.groupBy(votes, ({ message }) => message)
  const weightOf = (voters: readonly string[]) =>
    voters.reduce((sum, voter) => sum + (fresh.has(voter) ? freshWeight : 1), 0)
  const counted = answers.map((answer) => {
    const voters = votersFor(answer, byMessage)
    return { answer, voters, weight: weightOf(voters) }
  })
  return counted
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ answer, voters, weight }) => ({
      ...answer,
      voters,
      place: 1 + counted.filter((other) => other.weight > weight).length,
    }))
}

/** Whether the places are others than the mere numbers of votes would give. */
export function isWeighed(ranked: readonly Pick<RankedAnswer, 'voters' | 'place'>[]): boolean {
  return ranked.some((one) =>
    ranked.some((other) => Math.sign(one.place - other.place) !== Math.sign(other.voters.length - one.voters.length)),
  )
}

function votersFor(answer: Answer, byMessage: ReadonlyMap<string, readonly VoteFact[]>): string[] {
  const voters = answer.messages.flatMap((message) => byMessage.get(message) ?? []).map(({ voter }) => voter)
  return [...new Set(voters)].filter((voter) => voter !== answer.member).sort()
}
