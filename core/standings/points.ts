import type { RankedAnswer } from '../rounds/vote-rule.ts'

/** What a round gives. Pure. No negative points. */

export const pointRules = {
  answer: 10,
  voteReceived: 1,
  mostVotesReceived: 10,
  voteGiven: 1,
  mostVotesGiven: 4,
  fullBallot: 4,
  mostADay: 60,
} as const

export const pointReasons = ['answer', 'votes-received', 'votes-given', 'quality', 'ballot'] as const

/** What an answer gives its author; taken back when an admin removes it. */
export const answerReasons = ['answer', 'votes-received', 'quality'] as const satisfies readonly PointsGiven['reason'][]

export interface PointsGiven {
  readonly member: string
  readonly reason: (typeof pointReasons)[number]
  readonly points: number
}

/**
 * An open round's points: 10 for an answer, 1 to its author for each vote (at most 10), 1 to a voter for
 * each vote (at most 4), and nobody more than 60 points a day.
 *
 * @param earnedToday what each member has already earned on this local day
 */
export function pointsForRound(
  answers: readonly RankedAnswer[],
  earnedToday: ReadonlyMap<string, number>,
): PointsGiven[] {
  const given = new Map<string, number>()
  for (const voter of answers.flatMap(({ voters }) => voters)) given.set(voter, (given.get(voter) ?? 0) + 1)
  const full: PointsGiven[] = [
    ...answers.map(({ member }) => ({ member, reason: 'answer' as const, points: pointRules.answer })),
    ...answers.map(({ member, voters }) => ({
      member,
      reason: 'votes-received' as const,
      points: Math.min(voters.length * pointRules.voteReceived, pointRules.mostVotesReceived),
    })),
    ...[...given].map(([member, votes]) => ({
      member,
      reason: 'votes-given' as const,
      points: Math.min(votes * pointRules.voteGiven, pointRules.mostVotesGiven),
    })),
  ]
  return capped(full, earnedToday)
}

/** What was done in a blind round. */
export interface BlindEarned {
  /** With what the quality of each gives. */
  readonly answers: readonly { readonly member: string; readonly bonus: number }[]
  /** Who has rated all that they were asked to. */
  readonly fullBallots: readonly string[]
}

/**
 * A blind round's points: 10 for an answer, up to 10 more for its quality, 4 for a full ballot, and nobody more than 60
 * points a day.
 *
 * @param earnedToday what each member has already earned on this local day
 */
export function pointsForBlindRound(
  { answers, fullBallots }: BlindEarned,
  earnedToday: ReadonlyMap<string, number>,
): PointsGiven[] {
  const full: PointsGiven[] = [
    ...answers.map(({ member }) => ({ member, reason: 'answer' as const, points: pointRules.answer })),
    ...answers.map(({ member, bonus }) => ({ member, reason: 'quality' as const, points: bonus })),
    ...fullBallots.map((member) => ({ member, reason: 'ballot' as const, points: pointRules.fullBallot })),
  ]
  return capped(full, earnedToday)
}

/** Each member's points in order, until the day's most is reached; entries of nothing are left out. */
export function capped<T extends { readonly member: string; readonly points: number }>(
  entries: readonly T[],
  earnedToday: ReadonlyMap<string, number>,
): T[] {
  const earned = new Map(earnedToday)
  return entries.flatMap((entry) => {
    const before = earned.get(entry.member) ?? 0
    const points = Math.max(0, Math.min(entry.points, pointRules.mostADay - before))
    earned.set(entry.member, before + points)
    return points > 0 ? [{ ...entry, points }] : []
  })
}
