import { feedbackOn, negated, type TermWeights, tellingText, termWeights } from '../quizzes/feedback.ts'
import type { Finding } from './finding.ts'
import { nearDuplicates } from './near-duplicates.ts'
import type { Complaint } from './pack.ts'
import { isOnlyByChoice } from './practice.ts'
import type { OpenQuestion, Option, Pack, Question } from './question.ts'

/** What the schema cannot see, for packs alone. Pure. */
export function lintPacks(packs: readonly Pack[], topics: ReadonlyMap<string, string>): string[] {
  const questions = packs.flatMap((pack) => pack.questions)
  return lintQuestions(questions, [], topics).map(({ says }) => says)
}

/**
 * What the schema cannot see, for Studyhall's own questions. Pure.
 *
 * @param practice scenarios, prompts and projects, which share the ids and must differ, and need no more
 */
export function lintQuestions(
  questions: readonly Question[],
  practice: readonly Question[],
  topics: ReadonlyMap<string, string>,
): Finding[] {
  const all = [...questions, ...practice]
  const weights = termWeights(questions.map(tellingText))
  return [
    ...repeated(all, ({ id }) => id).map(({ id }) => ({ about: id, says: `two questions have the id ${id}` })),
    ...repeated(all, ({ tests }) => plainWords(tests)).map(({ id, tests }) => ({
      about: id,
      says: `two questions test the same thing: ${tests}`,
    })),
    ...nearDuplicates(all),
    ...longestKeys(questions).map((says) => ({ says })),
    ...superseding(questions),
    ...questions.flatMap((question) =>
      lintQuestion(question, topics, weights).map((says) => ({
        about: question.id,
        says: `question ${question.id}: ${says}`,
      })),
    ),
  ]
}

function lintQuestion(question: Question, topics: ReadonlyMap<string, string>, weights: TermWeights): string[] {
  return [
    ...lintTopic(question.topic, topics),
    ...(question.question.length < shortestQuestion ? ['ask in 20 characters or more'] : []),
    ...(question.tags.length === 0 ? ['name a tag or more'] : []),
    ...(question.sources.length === 0 ? ['name a source or more, primary ones'] : []),
    ...(question.kind === 'open'
      ? [...lintOpen(question), ...lintReference(question.reference), ...lintHint(question, weights)]
      : lintExplanation(question.explanation)),
    ...('options' in question ? lintOptions(question.options) : []),
    ...(question.kind === 'ordering'
      ? [...lintCount(question.items, 'items'), ...question.items.flatMap(lintItem)]
      : []),
  ]
}

function lintTopic(topic: string, topics: ReadonlyMap<string, string>): string[] {
  if (isOnlyByChoice(topic)) return [`the topic ${topic} is for scenarios, prompts and projects`]
  return topics.has(topic) ? [] : [`the topic ${topic} is not in topics.yaml`]
}

const shortestQuestion = 20

function lintOpen({ key_points: points, follow_ups: followUps }: OpenQuestion): string[] {
  return [
    ...(points.length < 3 ? ['give 3 to 7 key points'] : []),
    ...(followUps.length === 2 ? [] : ['give two follow-ups']),
  ]
}

const shortestExplanation = 40

function lintExplanation(explanation: string): string[] {
  return explanation.length < shortestExplanation ? ['explain in 40 characters or more why it is right'] : []
}

function lintOptions(options: readonly Option[]): string[] {
  return [
    ...lintCount(options, 'options'),
    ...options
      .filter(({ right, why }) => !right && why === undefined)
      .map(({ text }) => `the option “${text}” is not right and needs a \`why\`: why it is wrong`),
    ...options.flatMap(({ text }) => lintOption(text)),
  ]
}

function lintCount(all: readonly unknown[], what: string): string[] {
  return all.length < 3 || all.length > 5 ? [`give 3 to 5 ${what}`] : []
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

const others =
  /\b(all|none|both|neither|any|either) of (the (above|below|following|other|options|answers)|these|them)\b|\b(all|none) (the )?above\b|\b(other|previous|preceding|following) (options?|answers?)\b|\b(options?|answers?) [A-H]\b/i

/** Options are shuffled when they are shown, so none may speak of the others. */
function lintOption(text: string): string[] {
  return others.test(text) ? [`the option “${text}” speaks of the other options: say what it means instead`] : []
}

const itsPlace =
  /^\W*((first|second|third|fourth|fifth|then|next|now|afterwards|finally|last|lastly)(?![\w.])|\d+[.)](?!\w))/i

/** Items are shuffled when they are shown: a word for their place would give the order away. */
function lintItem(text: string): string[] {
  return itsPlace.test(text) ? [`the item “${text}” begins with its place: leave that out`] : []
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

/** Those whose key some question before them has. */
function repeated(questions: readonly Question[], keyOf: (question: Question) => string): Question[] {
  const seen = new Set<string>()
  return questions.filter((question) => seen.has(keyOf(question)) || !seen.add(keyOf(question)))
}

function plainWords(text: string): string {
  return (
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? text
  )
}

function superseding(questions: readonly Question[]): Finding[] {
  const ids = new Set(questions.map(({ id }) => id))
  return questions.flatMap(({ id, supersedes }) =>
    supersedes !== undefined && ids.has(supersedes)
      ? [{ about: id, says: `question ${id}: it supersedes ${supersedes}, which is still there: take that out` }]
      : [],
  )
}

export function complaintLine({ file, line, says }: Complaint): string {
  return `${file}:${line}: ${says}`
}
