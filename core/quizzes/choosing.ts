import { draw } from '../draw.ts'
import { rankQuestions, turnOf, type Wanted, type Wish } from '../questions/next-question.ts'
import type { Question } from '../questions/question.ts'
import { type Estimate, forecastSuccess, guessingChance, type Skill } from './skill.ts'

/** Which question fits: a member's quiz, and a channel's day. Pure, and the same for the same past and seed. */

const targets = { closed: 0.75, open: 0.65 } as const

/** The chance of a right answer that a question should have: hard enough to learn from, easy enough to go on. */
export function targetSuccess(kind: Question['kind']): number {
  return kind === 'open' ? targets.open : targets.closed
}

/** A question as one member meets it. */
export interface Candidate {
  readonly id: string
  readonly topic: string
  /** The member's chance of a right answer (`forecastSuccess`). */
  readonly chance: number
  /** The chance that it should have. */
  readonly target: number
  /** How many answers its difficulty rests on. */
  readonly answers: number
  /** What the member's earlier answers left; none for a question that they never had. */
  readonly seen?: Seen | undefined
}

export interface Seen {
  readonly lastAnswered: Temporal.Instant
  /** The chance that it is still known (`recallOf`). */
  readonly recall: number
  readonly due: boolean
}

export interface MemberPast {
  /** Ids in this quiz so far. */
  readonly inQuiz: ReadonlySet<string>
  /** How many questions of each topic the member had. */
  readonly perTopic: ReadonlyMap<string, number>
}

const weights = { fit: 10, due: 5, topic: 2.5, news: 1.5, tooSoon: 5, chance: 0.5 } as const
const tooSoonDays = 7
const recallWanted = 0.9
const recallSpan = 0.2

/**
 * The questions for a member's quiz, the best one first. Never one that is in the quiz already; and none that
 * the member had before, unless it is due, while others remain.
 */
export function rankForMember(
  candidates: readonly Candidate[],
  past: MemberPast,
  { now, seed }: { readonly now: Temporal.Instant; readonly seed: string },
): Candidate[] {
  const free = candidates.filter(({ id }) => !past.inQuiz.has(id))
  const lacking = topicDeficits(new Set(candidates.map(({ topic }) => topic)), past.perTopic)
  const ranked = free
    .map((candidate) => ({
      candidate,
      repeats: candidate.seen?.due === false,
      score:
        scoreOf(candidate, lacking.get(candidate.topic) ?? 0, now) +
        (weights.chance * draw(seed, candidate.id)) / draws,
    }))
    .sort((a, b) => Number(a.repeats) - Number(b.repeats) || b.score - a.score)
  return ranked.map(({ candidate }) => candidate)
}

const draws = 2 ** 32

/** @param lacking how much of its share the topic lacks, from 0 to 1 */
function scoreOf(candidate: Candidate, lacking: number, now: Temporal.Instant): number {
  const { answers, seen } = candidate
  const tooSoon = seen?.due === false && now.since(seen.lastAnswered).total('hours') < tooSoonDays * hoursADay
  return (
    weights.fit * fitOf(candidate) +
    weights.due * lostRecall(seen) +
    weights.topic * lacking +
    weights.news / Math.sqrt(1 + answers) -
    (tooSoon ? weights.tooSoon : 0)
  )
}

const hoursADay = 24

/**
 * 1 at the target, 0 as far from it as certainty is, and less beyond. What is due fits: it comes back because
 * it is being forgotten, however hard it is.
 */
function fitOf({ chance, target, seen }: Candidate): number {
  return seen?.due === true ? 1 : 1 - ((target - chance) / (1 - target)) ** 2
}

/** From 0, as well known as wanted, to 1. */
function lostRecall(seen: Seen | undefined): number {
  return seen === undefined ? 0 : Math.min(1, Math.max(0, (recallWanted - seen.recall) / recallSpan))
}

/** How much of an equal share each topic lacks, from 0 to 1: 1 for one that never came while others did. */
export function topicDeficits(
  topics: ReadonlySet<string>,
  had: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const all = [...topics].reduce((sum, topic) => sum + (had.get(topic) ?? 0), 0)
  const share = all / topics.size
  return new Map([...topics].map((topic) => [topic, share === 0 ? 0 : Math.max(0, 1 - (had.get(topic) ?? 0) / share)]))
}

/** What is known about the people whom a channel's question is for. */
export interface Audience {
  /** The skill of each active member in a topic; none where nobody is active. */
  skillsIn(topic: string): readonly Skill[]
  difficultyOf(question: Question): Estimate
}

/**
 * The questions for a channel, the best one first: topics in the order of `rankQuestions`, and within each
 * topic, among those that the channel never had, the one nearest the target success of its active members.
 *
 * @param asked ids of the channel's questions, latest first
 */
export function rankForChannel(
  questions: ReadonlyMap<string, Question>,
  asked: readonly string[],
  seed: string,
  wish: Wish,
  audience: Audience,
): Question[] {
  const { ranked, isFresh } = plainOrder(questions, asked, seed, wish)
  const fresh = Map.groupBy(ranked.filter(isFresh), (question) => groupOf(question, wish.wanted))
  const nearest = [...fresh.values()].flatMap((alike) => nearestFirst(alike, audience))
  return [...nearest, ...ranked.filter((question) => !isFresh(question))]
}

/** @returns the first of `rankForChannel`, without looking at the topics whose turn it is not */
export function nextForChannel(
  questions: ReadonlyMap<string, Question>,
  asked: readonly string[],
  seed: string,
  wish: Wish,
  audience: Audience,
): Question | undefined {
  const { ranked, isFresh } = plainOrder(questions, asked, seed, wish)
  const [first] = ranked
  if (first === undefined || !isFresh(first)) return first
  const group = groupOf(first, wish.wanted)
  const alike = ranked.filter((question) => isFresh(question) && groupOf(question, wish.wanted) === group)
  return nearestFirst(alike, audience)[0]
}

/** Questions among which the members' skills decide: those of a topic whose turn it is. */
function groupOf(question: Question, wanted: Wanted | undefined): string {
  return wanted === undefined ? question.topic : `${turnOf(question, wanted)} ${question.topic}`
}

function plainOrder(questions: ReadonlyMap<string, Question>, asked: readonly string[], seed: string, wish: Wish) {
  const before = new Set(asked)
  const isFresh = ({ id }: Question) => !before.has(id) && wish.reserved?.has(id) !== true
  return { ranked: rankQuestions(questions, asked, seed, wish), isFresh }
}

/** @param questions of one topic */
function nearestFirst(questions: readonly Question[], audience: Audience): Question[] {
  const skills = audience.skillsIn(questions[0]?.topic ?? '')
  if (skills.length === 0) return [...questions]
  return questions
    .map((question) => ({ question, off: offTarget(question, skills, audience.difficultyOf(question)) }))
    .sort((a, b) => a.off - b.off)
    .map(({ question }) => question)
}

/** How far the members' mean chance lies from the target. */
function offTarget(question: Question, skills: readonly Skill[], difficulty: Estimate): number {
  const guess = guessingChance(question)
  const sum = skills.reduce((total, skill) => total + forecastSuccess(skill, difficulty, guess), 0)
  return Math.abs(sum / skills.length - targetSuccess(question.kind))
}
