/** What the answer to a quiz question gives. Pure. No negative points. */

/** How a member knew the question before: never met, due for review, or repeated before it was due. */
export type Acquaintance = 'new' | 'due' | 'early'

const pointRules = { new: 2, surprise: 8, due: 3 } as const

/**
 * For a right answer: 2 and up to 8 more the less it was to be expected, 3 for a due review, nothing for a repeat
 * before it is due. So what gives most is meeting what one cannot do yet, and doing it.
 *
 * @param score from 0 to 1; only a whole one is right
 * @param expected the chance of a right answer, as it was before
 */
export function pointsForAnswer(answer: {
  readonly score: number
  readonly expected: number
  readonly acquaintance: Acquaintance
}): number {
  const { score, expected, acquaintance } = answer
  if (score < 1 || acquaintance === 'early') return 0
  if (acquaintance === 'due') return pointRules.due
  return pointRules.new + Math.round(pointRules.surprise * (1 - expected))
}
