import type { Question } from '../core/questions/question.ts'
import { type Audience, rankForChannel } from '../core/quizzes/choosing.ts'
import { newEstimates } from './learning-estimates.ts'
import { learningWorld, seededBy } from './learning-world.ts'

const size = { questions: 200, topics: 12, members: 8 }
const days = 60

export interface Coverage {
  /** How often the topic that came least was asked. */
  readonly fewest: number
  /** How often a topic came on two days running. */
  readonly running: number
}

/** The topics of one channel's daily questions, all of whose members answer each of them. */
export function topicCoverage(seed: string): Coverage {
  const { questions, members, byId, answered } = learningWorld(seed, size)
  const estimates = newEstimates(seededBy(questions))
  const bank = new Map(questions.map(({ question }) => [question.id, question]))
  const audience: Audience = {
    skillsIn: (topic) => members.map(({ id }) => estimates.skillOf(id, topic)),
    difficultyOf: ({ id }) => estimates.difficultyOf(id),
  }
  const asked: Question[] = []
  for (let day = 0; day < days; day += 1) {
    const before = asked.map(({ id }) => id)
    const [question] = rankForChannel(bank, before, seed, {}, audience)
    const chosen = byId.get(question?.id ?? '')
    if (question === undefined || chosen === undefined) break
    asked.unshift(question)
    for (const member of members) {
      const score = answered(member, chosen)
      estimates.learn({ member: member.id, question: question.id, topic: question.topic, guess: chosen.guess, score })
    }
  }
  return coverageOf(
    asked.map(({ topic }) => topic),
    new Set(questions.map(({ question }) => question.topic)),
  )
}

function coverageOf(asked: readonly string[], topics: ReadonlySet<string>): Coverage {
  const counts = [...topics].map((topic) => asked.filter((one) => one === topic).length)
  return {
    fewest: Math.min(...counts),
    running: asked.filter((topic, index) => index > 0 && asked[index - 1] === topic).length,
  }
}
