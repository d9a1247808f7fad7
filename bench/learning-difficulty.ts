import { newEstimates } from './learning-estimates.ts'
import { rankCorrelation } from './learning-numbers.ts'
import { learningWorld, seededBy } from './learning-world.ts'

const size = { questions: 200, topics: 12, members: 200 }

/**
 * Rank correlation of estimated with true difficulty once each question has had so many answers, each by
 * another member, in an order by chance.
 */
export function difficultyFound(seed: string, answers: readonly number[]): number[] {
  const { dice, questions, members, answered } = learningWorld(seed, size)
  const estimates = newEstimates(seededBy(questions))
  const queues = questions.map((one) => ({ one, members: dice.shuffled(members) }))
  const truth = questions.map(({ difficulty }) => difficulty)
  const found = new Map<number, number>()
  for (let turn = 0; turn <= Math.max(...answers); turn += 1) {
    const known = questions.map(({ question }) => estimates.difficultyOf(question.id).value)
    if (answers.includes(turn)) found.set(turn, rankCorrelation(truth, known))
    for (const { one, members: queue } of dice.shuffled(queues)) {
      const member = queue[turn]
      if (member === undefined) continue
      const { question, guess } = one
      const score = answered(member, one)
      estimates.learn({ member: member.id, question: question.id, topic: question.topic, guess, score })
    }
  }
  return answers.map((count) => found.get(count) ?? Number.NaN)
}
