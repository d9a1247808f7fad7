import { type Candidate, rankForMember, targetSuccess } from '../core/quizzes/choosing.ts'
import { gradeOf, isDue, type Memory, recallOf, reviewed } from '../core/quizzes/memory.ts'
import { forecastSuccess } from '../core/quizzes/skill.ts'
import { type Estimates, newEstimates } from './learning-estimates.ts'
import { mean } from './learning-numbers.ts'
import { type LearningWorld, learningWorld, seededBy, type TrueMember } from './learning-world.ts'

const size = { questions: 240, topics: 12, members: 40 }
const quizzes = 6
const perQuiz = 10
const daysBetween = 3
const start = Temporal.Instant.from('2026-01-05T09:00:00Z')
const hoursADay = 24

/** What one member had. */
interface Past {
  readonly memories: Map<string, Memory>
  readonly perTopic: Map<string, number>
}

export interface SuccessGap {
  /** The mean score of all answers, less the mean target. */
  readonly all: number
  /** The same, of questions that the member never had before. */
  readonly fresh: number
}

/** Members take quizzes over some weeks, from their first answer on; what they had before they know as FSRS expects. */
export function successGap(seed: string): SuccessGap {
  const world = learningWorld(seed, size)
  const estimates = newEstimates(seededBy(world.questions))
  const pasts = new Map(world.members.map((member) => [member, { memories: new Map(), perTopic: new Map() }]))
  const taken: Taken[] = []
  for (let quiz = 0; quiz < quizzes; quiz += 1) {
    const now = start.add({ hours: quiz * daysBetween * hoursADay })
    for (const [member, past] of pasts) taken.push(...takeQuiz(world, estimates, member, past, now))
  }
  const gap = (some: readonly Taken[]) => mean(some.map(({ score, target }) => score - target))
  return { all: gap(taken), fresh: gap(taken.filter(({ fresh }) => fresh)) }
}

interface Taken {
  readonly score: number
  readonly target: number
  readonly fresh: boolean
}

function takeQuiz(
  world: LearningWorld,
  estimates: Estimates,
  member: TrueMember,
  past: Past,
  now: Temporal.Instant,
): Taken[] {
  const inQuiz = new Set<string>()
  const taken: Taken[] = []
  for (let place = 0; place < perQuiz; place += 1) {
    const candidates = candidatesFor(world, estimates, member, past, now)
    const seed = `${member.id} ${place} ${now}`
    const [best] = rankForMember(candidates, { inQuiz, perTopic: past.perTopic }, { now, seed })
    const chosen = world.byId.get(best?.id ?? '')
    if (best === undefined || chosen === undefined) break
    const { question, guess } = chosen
    const score = best.seen === undefined ? world.answered(member, chosen) : world.dice.right(best.seen.recall)
    taken.push({ score, target: best.target, fresh: best.seen === undefined })
    estimates.learn({ member: member.id, question: question.id, topic: question.topic, guess, score })
    past.memories.set(question.id, reviewed(past.memories.get(question.id), gradeOf(score === 1), now).memory)
    past.perTopic.set(question.topic, (past.perTopic.get(question.topic) ?? 0) + 1)
    inQuiz.add(question.id)
  }
  return taken
}

function candidatesFor(
  { questions }: LearningWorld,
  estimates: Estimates,
  member: TrueMember,
  { memories }: Past,
  now: Temporal.Instant,
): Candidate[] {
  return questions.map(({ question, guess }) => {
    const difficulty = estimates.difficultyOf(question.id)
    const memory = memories.get(question.id)
    return {
      id: question.id,
      topic: question.topic,
      chance: forecastSuccess(estimates.skillOf(member.id, question.topic), difficulty, guess),
      target: targetSuccess(question.kind),
      answers: difficulty.answers,
      seen: memory && { lastAnswered: memory.lastReview, recall: recallOf(memory, now), due: isDue(memory, now) },
    }
  })
}
