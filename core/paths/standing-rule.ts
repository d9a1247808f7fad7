/**
 * Where a member stands with a question. Mastered is what the latest graded answer got right in full. An open question
 * is graded by nobody: there the author's own latest judgement decides; without one, an answer that was given, in a
 * closed round or a quiz, counts as mastered but is not called right. Pure.
 */
export type ItemStanding = 'not-tried' | 'answered' | 'mastered' | 'due' | 'to-review'

export interface Known {
  /** The latest attempt: graded from 0 to 1, or judged by its author. */
  readonly last: { readonly score: number } | { readonly grade: string } | undefined
  /** An answer of theirs stands in a closed round, or was sent in a quiz. */
  readonly hasAnswered: boolean
  /** It comes back today. */
  readonly isDue: boolean
}

export function standingIn({ last, hasAnswered, isDue }: Known): ItemStanding {
  if (last === undefined) return hasAnswered ? 'answered' : 'not-tried'
  const wasRight = 'score' in last ? last.score === 1 : last.grade !== 'again'
  if (!wasRight) return 'to-review'
  return isDue ? 'due' : 'mastered'
}

/** What was right the last time counts, also where it comes back today, and an open answer that nobody graded. */
export function isMastered(standing: ItemStanding | undefined): boolean {
  return standing === 'mastered' || standing === 'due' || standing === 'answered'
}

export interface Share {
  readonly mastered: number
  readonly of: number
}

export function shareOf(items: readonly string[], standings: ReadonlyMap<string, ItemStanding>): Share {
  return { mastered: items.filter((id) => isMastered(standings.get(id))).length, of: items.length }
}
