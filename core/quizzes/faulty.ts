/** Which questions are shown to be faulty by the answers to them: classical item analysis, with its doubt counted in. Pure. */

/** A member's first answer to a question. */
export interface FirstAttempt {
  readonly question: string
  readonly member: string
  /** From 0 to 1. */
  readonly score: number
  /** The indexes of the options chosen, as they stand in the pack; or what was typed. */
  readonly values: readonly string[]
}

/** `wrong-key`: those who know most choose another option. `review`: those who know more do no better. */
export interface Faulty {
  readonly question: string
  readonly fault: 'wrong-key' | 'review'
  /** How many members' answers it rests on. */
  readonly answers: number
}

/** Members with fewer other answers are left out: what they know is not known. */
const fewestOthers = 3
const fewestAnswers = 30
const fewestStrong = 15
/** The correlation of an item with the rest below which it tells nothing of what its members know. */
const leastCorrelation = 0.1
/**
 * In standard errors, for a one-sided 95 %. A correlation below .10 alone, without its doubt, would flag 8 to 42 of a
 * hundred honest questions in simulations of 60 to 1,000 members; with it, at most 3.
 */
const sure = 1.645

/**
 * The questions that are probably faulty, the surest of each fault first, wrong keys before all others. The order
 * in which the attempts come does not matter.
 *
 * @param keyOf the right option's index where exactly one is right, else nothing
 */
export function faultyQuestions(
  attempts: readonly FirstAttempt[],
  keyOf: (question: string) => string | undefined,
): Faulty[] {
  // sums of fractions depend on their order
  const inOrder = [...attempts].sort((a, b) => compare(a.member, b.member) || compare(a.question, b.question))
  const found = [...Map.groupBy(withRest(inOrder), ({ question }) => question)].flatMap(([question, rated]) => {
    const seen = faultIn(rated, keyOf(question))
    return seen === undefined ? [] : [{ question, answers: rated.length, ...seen }]
  })
  return found
    .sort(
      (a, b) =>
        Number(b.fault === 'wrong-key') - Number(a.fault === 'wrong-key') ||
        b.surety - a.surety ||
        compare(a.question, b.question),
    )
    .map(({ question, fault, answers }) => ({ question, fault, answers }))
}

/** An attempt beside what its member scores elsewhere. */
interface Rated extends FirstAttempt {
  /** The mean of the member's other scores. */
  readonly rest: number
}

function withRest(attempts: readonly FirstAttempt[]): Rated[] {
  const byMember = Map.groupBy(attempts, ({ member }) => member)
  return [...byMember.values()]
    .filter((own) => own.length > fewestOthers)
    .flatMap((own) => {
      const sum = own.reduce((total, { score }) => total + score, 0)
      return own.map((attempt) => ({ ...attempt, rest: (sum - attempt.score) / (own.length - 1) }))
    })
}

/** How far the evidence goes beyond what is needed, in `surety`. */
function faultIn(
  rated: readonly Rated[],
  key: string | undefined,
): { readonly fault: Faulty['fault']; readonly surety: number } | undefined {
  const preferred = key === undefined ? 0 : preferenceFor(strongOf(rated), key)
  if (preferred > sure) return { fault: 'wrong-key', surety: preferred }
  if (rated.length < fewestAnswers) return undefined
  const atMost = upperCorrelation(rated)
  return atMost < leastCorrelation ? { fault: 'review', surety: -atMost } : undefined
}

/** Those who know most: a third, with all who know as much as the last of them. None where that is nearly everyone. */
function strongOf(rated: readonly Rated[]): readonly Rated[] {
  const rests = rated.map(({ rest }) => rest).sort((a, b) => b - a)
  const last = rests[Math.floor(rests.length / 3) - 1]
  const strong = last === undefined ? [] : rated.filter(({ rest }) => rest >= last)
  return strong.length < fewestStrong || strong.length > rated.length / 2 ? [] : strong
}

/** By how many standard errors the wrong option that they choose most is chosen more often than the right one. */
function preferenceFor(strong: readonly Rated[], key: string): number {
  const times = new Map<string, number>()
  for (const { values } of strong) {
    const [option] = values
    if (option !== undefined) times.set(option, (times.get(option) ?? 0) + 1)
  }
  const right = times.get(key) ?? 0
  times.delete(key)
  const wrong = Math.max(0, ...times.values())
  return wrong + right === 0 ? 0 : (wrong - right) / Math.sqrt(wrong + right)
}

/** What the correlation of the score with the rest is at most (Pearson, with Fisher's standard error); 1 where none can be told. */
function upperCorrelation(rated: readonly Rated[]): number {
  const [score, rest] = [meanOf(rated.map((one) => one.score)), meanOf(rated.map((one) => one.rest))]
  const sums = rated.reduce(
    (sum, one) => ({
      both: sum.both + (one.score - score) * (one.rest - rest),
      score: sum.score + (one.score - score) ** 2,
      rest: sum.rest + (one.rest - rest) ** 2,
    }),
    { both: 0, score: 0, rest: 0 },
  )
  const spread = Math.sqrt(sums.score * sums.rest)
  if (spread < tiny) return 1
  return Math.tanh(Math.atanh(sums.both / spread) + sure / Math.sqrt(rated.length - 3))
}

/** All answered alike, up to rounding. */
const tiny = 1e-9

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
