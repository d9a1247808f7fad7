import type { Answer } from './answer-rule.ts'

/** Which votes count. Pure. */

/** A voting reaction that stands on a message. */
export interface VoteFact {
  readonly message: string
  readonly voter: string
}

export interface RankedAnswer extends Answer {
  readonly voters: readonly string[]
  /** 1, 2, 2, 4: answers with as many votes share a place. */
  readonly place: number
}

/**
 * One vote a voter and answer, however many of its messages and emoji they chose, and none for one's own.
 * Most votes first; answers with as many in the order in which they are given.
 */
export function rankByVotes(answers: readonly Answer[], votes: readonly VoteFact[]): RankedAnswer[] {
  const byMessage = Map.groupBy(votes, ({ message }) => message)
  const counted = answers.map((answer) => ({ ...answer, voters: votersFor(answer, byMessage), place: 1 }))
  counted.sort((a, b) => b.voters.length - a.voters.length)
  for (const [index, answer] of counted.entries()) {
    const before = counted[index - 1]
    answer.place = before?.voters.length === answer.voters.length ? before.place : index + 1
  }
  return counted
}

function votersFor(answer: Answer, byMessage: ReadonlyMap<string, readonly VoteFact[]>): string[] {
  const voters = answer.messages.flatMap((message) => byMessage.get(message) ?? []).map(({ voter }) => voter)
  return [...new Set(voters)].filter((voter) => voter !== answer.member).sort()
}
