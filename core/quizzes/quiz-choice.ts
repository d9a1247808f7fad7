import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import type { Bank } from '../questions/bank.ts'
import type { Question } from '../questions/question.ts'
import { withoutRetired } from '../questions/retired.ts'
import { isClosedKind } from '../questions/show.ts'
import { askedNow } from '../rounds/asked-now.ts'
import { type Candidate, rankForMember, targetSuccess } from './choosing.ts'
import { difficultiesOf, skillsOf } from './estimates.ts'
import { endOfDay } from './learn.ts'
import { isDue, type Memory, recallOf } from './memory.ts'
import { memoryOf } from './memory-rows.ts'
import { forecastSuccess, guessingChance } from './skill.ts'
import { type QuizWanted, wantedQuestions } from './wanted.ts'

/** Which question a member's quiz asks next. */

export interface Asker {
  readonly tx: Transaction
  readonly workspace: WorkspaceId
  readonly member: string
  readonly bank: Bank
  readonly now: Temporal.Instant
  /** The member's own. */
  readonly zone: string
}

/** All kinds, in `QuizWanted`; none means the kinds that are graded. */
export const allKinds = 'all'

/**
 * What a quiz may ask its member now: what was wanted, without questions that stand open somewhere in the
 * workspace, whose answers are still hidden. Where nothing that is graded is left, open questions are.
 */
export async function askable({ tx, workspace, bank }: Asker, wanted: QuizWanted): Promise<Question[]> {
  const hidden = await askedNow(tx, workspace)
  const { topic, level, kind } = wanted
  const all = wantedQuestions(bank, { topic, level, kind: kind === allKinds ? null : kind })
  const free = all.filter(({ id }) => !hidden.has(id))
  const graded = free.filter(isClosedKind)
  return kind || graded.length === 0 ? free : graded
}

/** The one of these that fits the member best, of those that the quiz did not have yet. */
export async function nextForMember(
  asker: Asker,
  questions: readonly Question[],
  quiz: { readonly id: string; readonly had: readonly string[] },
): Promise<Question | undefined> {
  const { tx, workspace, member, now, zone } = asker
  const [skillIn, difficultyOf, memories] = await Promise.all([
    skillsOf(tx, workspace, [member]),
    difficultiesOf(tx, workspace),
    memoriesOf(tx, workspace, member),
  ])
  const dueBefore = endOfDay(now, zone)
  const candidates = questions.map((question): Candidate => {
    const difficulty = difficultyOf(question)
    const memory = memories.get(question.id)
    return {
      id: question.id,
      topic: question.topic,
      chance: forecastSuccess(skillIn(member, question.topic), difficulty, guessingChance(question)),
      target: targetSuccess(question.kind),
      answers: difficulty.answers,
      seen: memory && {
        lastAnswered: memory.lastReview,
        recall: recallOf(memory, now),
        due: isDue(memory, dueBefore),
      },
    }
  })
  const perTopic = new Map(
    questions.map(({ topic }) => [topic, skillIn(member, topic).inTopic.answers] satisfies [string, number]),
  )
  const [best] = rankForMember(
    candidates,
    { inQuiz: new Set(quiz.had), perTopic },
    { now, seed: `${quiz.id} ${quiz.had.length}` },
  )
  return questions.find(({ id }) => id === best?.id)
}

/** What is due for a member today, the one most likely forgotten first. */
export async function dueForMember(asker: Asker): Promise<Question[]> {
  const { tx, workspace, member, bank, now, zone } = asker
  const hidden = await askedNow(tx, workspace)
  const dueBefore = endOfDay(now, zone)
  const questions = withoutRetired(bank)
  return [...(await memoriesOf(tx, workspace, member))]
    .filter(([id, memory]) => isDue(memory, dueBefore) && !hidden.has(id))
    .map(([id, memory]) => ({ question: questions.get(id), recall: recallOf(memory, now) }))
    .sort((a, b) => a.recall - b.recall)
    .flatMap(({ question }) => question ?? [])
}

/** The first day after today on which something comes back to a member, and how much. */
export async function comesBackNext(asker: Asker): Promise<{ at: Temporal.Instant; questions: number } | undefined> {
  const { tx, workspace, member, bank, now, zone } = asker
  const questions = withoutRetired(bank)
  const later = [...(await memoriesOf(tx, workspace, member))]
    .filter(([id, memory]) => questions.has(id) && !isDue(memory, endOfDay(now, zone)))
    .map(([, { due }]) => due)
    .sort(Temporal.Instant.compare)
  const [at] = later
  if (at === undefined) return undefined
  const dayEnds = endOfDay(at, zone)
  return { at, questions: later.filter((due) => Temporal.Instant.compare(due, dayEnds) < 0).length }
}

async function memoriesOf(
  tx: Transaction,
  workspace: WorkspaceId,
  member: string,
): Promise<ReadonlyMap<string, Memory>> {
  const rows = await sqlOf(tx)`
    select * from memories where workspace = ${workspace} and member = ${member} order by question`
  return new Map(rows.map((row) => [row.question, memoryOf(row)]))
}
