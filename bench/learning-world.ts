import { draw } from '../core/draw.ts'
import { levels, type Question } from '../core/questions/question.ts'
import { type Estimate, guessingChance, seededDifficulty } from '../core/quizzes/skill.ts'

/** People and questions whose true skill and difficulty are known, the same for the same seed. */

export interface Dice {
  right(chance: number): 0 | 1
  /** Standard normal. */
  normal(): number
  shuffled<T>(all: readonly T[]): T[]
}

export interface TrueQuestion {
  readonly question: Question
  readonly guess: number
  readonly difficulty: number
}

export interface TrueMember {
  readonly id: string
  readonly overall: number
  readonly inTopic: ReadonlyMap<string, number>
}

export interface LearningWorld {
  readonly dice: Dice
  readonly questions: readonly TrueQuestion[]
  readonly byId: ReadonlyMap<string, TrueQuestion>
  readonly members: readonly TrueMember[]
  /** The score of one answer, right or wrong. */
  answered(member: TrueMember, one: TrueQuestion): 0 | 1
}

export interface WorldSize {
  readonly questions: number
  readonly topics: number
  readonly members: number
}

/** A skill is N(0, 1) over all topics, and a topic adds N(0, ½) to it. */
const topicSpread = 0.5
/** Where it is 1.25, a label is worth what its seed says: −1, 0 and +1 on average. */
const difficultySpread = 1.25
/** How far authors' labels are off, in standard deviations of the true difficulty. */
const labelNoise = 0.9
/** The thirds of what authors see, in its own standard deviations. */
const third = 0.4307

export function learningWorld(seed: string, size: WorldSize): LearningWorld {
  const dice = diceOf(seed)
  const topics = Array.from({ length: size.topics }, (_, index) => `topic-${index}`)
  const questions = Array.from({ length: size.questions }, (_, index) =>
    trueQuestion(index, topics[index % topics.length] ?? '', dice),
  )
  const members = Array.from({ length: size.members }, (_, index) => ({
    id: `member-${index}`,
    overall: dice.normal(),
    inTopic: new Map(topics.map((topic) => [topic, topicSpread * dice.normal()])),
  }))
  return {
    dice,
    questions,
    byId: new Map(questions.map((one) => [one.question.id, one])),
    members,
    answered: (member, one) => dice.right(chance(member, one)),
  }
}

/** What is thought of the questions before anybody has answered one. */
export function seededBy(questions: readonly TrueQuestion[]): ReadonlyMap<string, Estimate> {
  return new Map(questions.map(({ question }) => [question.id, seededDifficulty(question.level)]))
}

function chance({ overall, inTopic }: TrueMember, { question, guess, difficulty }: TrueQuestion): number {
  const ahead = overall + (inTopic.get(question.topic) ?? 0) - difficulty
  return guess + (1 - guess) / (1 + Math.exp(-ahead))
}

function trueQuestion(index: number, topic: string, dice: Dice): TrueQuestion {
  const standard = dice.normal()
  const seen = (standard + labelNoise * dice.normal()) / Math.hypot(1, labelNoise)
  const level = levels[seen < -third ? 0 : seen < third ? 1 : 2] ?? 'medium'
  const question = questionOf(`question-${index}`, topic, level, index)
  return { question, guess: guessingChance(question), difficulty: difficultySpread * standard }
}

/** Half of them with four options, half without. */
function questionOf(id: string, topic: string, level: Question['level'], index: number): Question {
  const text = 'What holds here, and what does not?'
  const common = { id, topic, level, tags: [topic], tests: id, question: text, explanation: text, sources: [] }
  if (index % 2 === 0) return { ...common, kind: 'short', accepted: ['yes'] }
  return {
    ...common,
    kind: 'single',
    options: [0, 1, 2, 3].map((option) => ({ text: `${option}`, right: option === 0 })),
  }
}

function diceOf(seed: string): Dice {
  let thrown = 0
  const uniform = () => draw(seed, String(thrown++)) / 2 ** 32
  return {
    right: (chance) => (uniform() < chance ? 1 : 0),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffled: (all) =>
      all
        .map((one) => ({ one, at: uniform() }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one),
  }
}
