import { isDeepStrictEqual } from 'node:util'
import { ownId } from './merged-bank.ts'
import { ownWords } from './own-questions-words.ts'
import type { Question } from './question.ts'
import { rubricOf } from './rubric.ts'

/** What becomes of questions that are brought into a workspace where others stand. Pure. */

/** All questions that a workspace may have of its own, retired ones too. */
export const mostOwnQuestions = 5_000

/** A topic is part of buttons' ids. */
const longestTopic = 40

/** A question that stands there. Its body has the id in its pack. */
export interface StandingQuestion {
  readonly id: string
  readonly pack: string
  readonly body: Question
  readonly isRetired: boolean
}

export interface Refused {
  /** As it stands in its pack. */
  readonly id: string
  readonly says: string
}

export interface Bringing {
  /** New ones, and those of a pack that was taken out. */
  readonly brought: readonly Question[]
  /** Those that stand there, as they are worded now. */
  readonly same: readonly Question[]
  readonly refused: readonly Refused[]
  /** Ids, as they are known everywhere, of what is superseded. */
  readonly superseded: readonly string[]
}

/**
 * A question's meaning never changes under one id: another key or rubric is refused, other words are taken over.
 *
 * @param standing what the workspace has under these ids, and what supersedes them
 * @param room how many more fit
 */
export function bringingOf(
  questions: readonly Question[],
  pack: string,
  standing: readonly StandingQuestion[],
  room: number,
): Bringing {
  const byId = new Map(standing.map((one) => [one.id, one]))
  const replaced = new Set(standing.flatMap(({ body }) => supersededBy(body)))
  const taken = new Map<string, Question>()
  let left = room
  const outcomes = questions.map((question) => ({ question, outcome: take(question) }))
  const brought = outcomes.flatMap(({ question, outcome }) => (outcome === 'brought' ? [question] : []))
  const same = outcomes.flatMap(({ question, outcome }) => (outcome === 'same' ? [question] : []))
  const refused = outcomes.flatMap(({ question: { id }, outcome }) =>
    typeof outcome === 'string' ? [] : [{ id, says: outcome.says }],
  )
  return { brought, same, refused, superseded: [...brought, ...same].flatMap(supersededBy) }

  function take(question: Question): 'brought' | 'same' | 'said-twice' | { readonly says: string } {
    const id = ownId(question.id)
    const there = byId.get(id)
    const says = complaintAbout(question, pack, there, taken.get(id))
    if (says !== undefined) return { says }
    if (taken.has(id)) return 'said-twice'
    taken.set(id, question)
    if (there !== undefined) return there.isRetired && !replaced.has(id) ? 'brought' : 'same'
    if (left === 0) return { says: ownWords.full }
    left -= 1
    return 'brought'
  }
}

function complaintAbout(
  question: Question,
  pack: string,
  there: StandingQuestion | undefined,
  earlier: Question | undefined,
): string | undefined {
  if (earlier !== undefined) return isDeepStrictEqual(earlier, question) ? undefined : ownWords.twice
  if (question.topic.length > longestTopic) return ownWords.longTopic
  if (there === undefined) return undefined
  if (there.pack !== pack) return ownWords.inOtherPack(there.pack)
  return rubricOf(there.body) === rubricOf(question) ? undefined : ownWords.otherKey
}

function supersededBy({ id, supersedes = id }: Question): string[] {
  return supersedes === id ? [] : [ownId(supersedes)]
}
