import { type Estimate, learnFrom, newSkill, type Skill } from '../core/quizzes/skill.ts'

/** All estimates of a run, learnt answer by answer by the rule that the bot uses. */
export interface Estimates {
  skillOf(member: string, topic: string): Skill
  difficultyOf(question: string): Estimate
  /** @returns the chance of a right answer, as it was before this one */
  learn(answer: LoggedAnswer): number
}

export interface LoggedAnswer {
  readonly member: string
  readonly question: string
  readonly topic: string
  readonly guess: number
  readonly score: number
}

/** @param seeded difficulties before the first answer; 0 for a question that is not among them */
export function newEstimates(seeded: ReadonlyMap<string, Estimate> = new Map()): Estimates {
  const overall = new Map<string, Estimate>()
  const inTopic = new Map<string, Estimate>()
  const difficulties = new Map(seeded)
  const attempted = new Set<string>()
  const skillOf = (member: string, topic: string): Skill => ({
    overall: overall.get(member) ?? newSkill.overall,
    inTopic: inTopic.get(`${member} ${topic}`) ?? newSkill.inTopic,
  })
  const difficultyOf = (question: string) => difficulties.get(question) ?? unlabelled
  return {
    skillOf,
    difficultyOf,
    learn({ member, question, topic, guess, score }) {
      const attempt = `${member} ${question}`
      const firstAttempt = !attempted.has(attempt)
      attempted.add(attempt)
      const learnt = learnFrom(skillOf(member, topic), difficultyOf(question), { guess, score, firstAttempt })
      overall.set(member, learnt.skill.overall)
      inTopic.set(`${member} ${topic}`, learnt.skill.inTopic)
      difficulties.set(question, learnt.difficulty)
      return learnt.expected
    },
  }
}

const unlabelled: Estimate = { value: 0, answers: 0 }
