import type { Finding } from './finding.ts'
import type { Question } from './question.ts'

const nearlyTheSame = 0.8

/** Pairs of questions whose sets of words overlap by 80 % and more (Jaccard). Pure. */
export function nearDuplicates(questions: readonly Question[]): Finding[] {
  const stems = questions.map(({ id, question }) => ({
    id,
    words: new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu)),
  }))
  return stems.flatMap((one, index) =>
    stems
      .slice(index + 1)
      .filter((other) => overlap(one.words, other.words) >= nearlyTheSame)
      .map((other) => ({
        about: other.id,
        says: `questions ${one.id} and ${other.id} ask nearly the same: drop one, or tell them apart`,
      })),
  )
}

/** 0 at once for sets of too different sizes, which most pairs are. */
function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [fewer, more] = [Math.min(one.size, other.size), Math.max(one.size, other.size)]
  if (more === 0 || fewer < more * nearlyTheSame) return 0
  const both = one.intersection(other).size
  return both / (fewer + more - both)
}
