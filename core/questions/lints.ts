import { feedbackOn, negated, type TermWeights, tellingText, termWeights } from '../quizzes/feedback.ts'
import type { Complaint } from './pack.ts'
import type { OpenQuestion, Option, Pack, Question } from './question.ts'

/** What the schema cannot see, for Studyhall's own packs. Pure. */
export function lintPacks(packs: readonly Pack[], topics: ReadonlyMap<string, string>): string[] {
  const questions = packs.flatMap((pack) => pack.questions)
  const weights = termWeights(questions.map(tellingText))
  return [
    ...repeated(questions, 'id').map((id) => `two questions have the id ${id}`),
    ...repeated(questions, 'tests').map((tests) => `two questions test the same thing: ${tests}`),
    ...nearDuplicates(questions),
    ...longestKeys(questions),
    ...questions.flatMap((question) =>
      lintQuestion(question, topics, weights).map((says) => `question ${question.id}: ${says}`),
    ),
  ]
}

function lintQuestion(question: Question, topics: ReadonlyMap<string, string>, weights: TermWeights): string[] {
  return [
    ...(topics.has(question.topic) ? [] : [`the topic ${question.topic} is not in topics.yaml`]),
    ...(question.kind === 'open' ? [...lintReference(question.reference), ...lintHint(question, weights)] : []),
    ...('options' in question ? question.options.flatMap(({ text }) => lintOption(text)) : []),
    ...(question.kind === 'ordering' ? question.items.flatMap(lintItem) : []),
  ]
}

function lintReference(reference: string): string[] {
  const words = reference.trim().split(/\s+/).length
  const [fewest, most] = [80, 250]
  if (words >= fewest && words <= most) return []
  return [`the reference answer has ${words} words; ${fewest} to ${most} are asked for`]
}

const fewestOfReference = 0.9
const mostOfNegation = 0.5
const rounding = 1e-6

/** The hint on answers must see the key points in the reference, and must not see them in its negation. */
function lintHint(question: OpenQuestion, weights: TermWeights): string[] {
  const right = feedbackOn(question, question.reference, weights)
  const wrong = feedbackOn(question, negated(question.reference), weights)
  const unseen = right.kind === 'hint' ? right.points.filter(({ band }) => band !== 'met') : []
  const advice = unseen.map(({ point }) => `“${point}”`).join(', ')
  return [
    ...(right.score + rounding < fewestOfReference
      ? [
          `the hint gives the reference ${right.score.toFixed(2)}; add its wordings to the phrases of ${advice || 'its points'}`,
        ]
      : []),
    ...(wrong.score - rounding > mostOfNegation
      ? [`the hint gives the negated reference ${wrong.score.toFixed(2)}; say its points in sentences without “not”`]
      : []),
  ]
}

/** Options are shuffled when they are shown, so none may speak of the others. */
function lintOption(text: string): string[] {
  return /\b(all|none|both|neither) of (the|these|them)\b/i.test(text)
    ? [`the option “${text}” speaks of the other options: say what it means instead`]
    : []
}

const itsPlace =
  /^\W*((first|second|third|fourth|fifth|then|next|now|afterwards|finally|last|lastly)(?![\w.])|\d+[.)](?!\w))/i

/** Items are shuffled when they are shown: a word for their place would give the order away. */
function lintItem(text: string): string[] {
  return itsPlace.test(text) ? [`the item “${text}” begins with its place: leave that out`] : []
}

const nearlyTheSame = 0.8

/** Pairs of stems whose sets of words overlap by 80 % and more (Jaccard). */
function nearDuplicates(questions: readonly Question[]): string[] {
  const stems = questions.map(({ id, question }) => ({
    id,
    words: new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu)),
  }))
  return stems.flatMap((one, index) =>
    stems
      .slice(index + 1)
      .filter((other) => overlap(one.words, other.words) >= nearlyTheSame)
      .map((other) => `questions ${one.id} and ${other.id} ask nearly the same: drop one, or tell them apart`),
  )
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const union = one.union(other).size
  return union === 0 ? 0 : one.intersection(other).size / union
}

const fewestForPattern = 5
const mostLongestKeys = 0.4

/** Whoever always chooses the longest option must not be right too often. */
function longestKeys(questions: readonly Question[]): string[] {
  const single = questions.filter((question) => question.kind === 'single')
  return [...Map.groupBy(single, ({ topic }) => topic)].flatMap(([topic, all]) => {
    const longest = all.filter(({ options }) => longestOf(options)?.right === true).length
    if (all.length < fewestForPattern || longest <= all.length * mostLongestKeys) return []
    return [`topic ${topic}: in ${longest} of ${all.length} questions the right option is the longest; shorten some`]
  })
}

function longestOf(options: readonly Option[]): Option | undefined {
  const longestFirst = [...options].sort((a, b) => b.text.length - a.text.length)
  return longestFirst[0]?.text.length === longestFirst[1]?.text.length ? undefined : longestFirst[0]
}

function repeated<K extends 'id' | 'tests'>(questions: readonly Question[], key: K): string[] {
  const seen = new Set<string>()
  return questions.map((question) => question[key]).filter((value) => seen.has(value) || !seen.add(value))
}

export function complaintLine({ file, line, says }: Complaint): string {
  return `${file}:${line}: ${says}`
}
