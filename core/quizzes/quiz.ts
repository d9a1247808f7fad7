import { quizItems, quizzes } from '../db/schema.ts'
import type { Asked } from '../interactions.ts'
import { type Grade, gradeAnswer, scoreOf } from '../questions/grade.ts'
import type { Question } from '../questions/question.ts'
import { withoutRetired } from '../questions/retired.ts'
import { isClosedKind } from '../questions/show.ts'
import { askedNow } from '../rounds/asked-now.ts'
import { recordOwnPoints } from '../standings/ledger.ts'
import { noteStudyDay } from '../standings/study-days.ts'
import { tellingTimesOf } from '../workspaces/notices.ts'
import { type Given, learn, type Taught } from './learn.ts'
import type { RecallGrade } from './memory.ts'
import { type Asker, askable, dueForMember, nextForMember } from './quiz-choice.ts'
import { changeItem, endQuiz, itemsOf, lockGoing, type Quiz, type QuizItem } from './quiz-rows.ts'
import { chanceOfMiddling } from './skill.ts'
import type { QuizWanted } from './wanted.ts'

/** A member's quiz: started, answered question by question, and ended. One quiz a member at a time. */

export interface NewQuiz {
  readonly purpose: Quiz['purpose']
  readonly wanted: QuizWanted
  readonly count: number
  /** The questions to choose from, where they are fixed. */
  readonly fixed?: readonly string[]
}

/** A quiz with its questions so far; the last one is the one that it stands at. */
export interface Standing {
  readonly quiz: Quiz
  readonly items: readonly QuizItem[]
}

export type StartOutcome =
  | { readonly outcome: 'started' | 'under-way'; readonly standing: Standing }
  | { readonly outcome: 'nothing-to-ask' }

export async function askerOf({ study, tx, workspace, member, now }: Asked): Promise<Asker> {
  const { zone } = await tellingTimesOf(tx, workspace, member.id)
  return { tx, workspace, member: member.id, bank: study.bank, now, zone }
}

/** Starts a quiz and shows its first question; a member in the middle of one stays in it. */
export async function startQuiz(asked: Asked, wanted: NewQuiz): Promise<StartOutcome> {
  const { study, tx, workspace, member, now } = asked
  const going = await lockGoing(tx, workspace, member.id)
  if (going !== undefined) return { outcome: 'under-way', standing: await standingOf(asked, going) }
  const asker = await askerOf(asked)
  const all = await choosable(asker, { ...wanted.wanted, purpose: wanted.purpose, fixed: wanted.fixed ?? null })
  if (all.length === 0) return { outcome: 'nothing-to-ask' }
  const { topic = null, level = null, kind = null } = wanted.wanted
  const [quiz] = await tx
    .insert(quizzes)
    .values({
      workspace,
      id: study.newId(),
      member: member.id,
      purpose: wanted.purpose,
      topic,
      level,
      kind,
      fixed: wanted.fixed === undefined ? null : [...wanted.fixed],
      count: Math.min(wanted.count, all.length),
      startedAt: now,
    })
    .onConflictDoNothing()
    .returning()
  // two devices at once: the other one's quiz it is
  if (quiz === undefined) return startQuiz(asked, wanted)
  return { outcome: 'started', standing: await advance(asked, { quiz, items: [] }) }
}

/** Where a quiz stands now; one without a question left to show is ended. */
async function standingOf(asked: Asked, quiz: Quiz): Promise<Standing> {
  const standing = { quiz, items: await itemsOf(asked.tx, quiz) }
  return standing.items.length === 0 ? advance(asked, standing) : standing
}

/** Shows the next question, or ends the quiz. */
export async function advance(asked: Asked, { quiz, items }: Standing): Promise<Standing> {
  const question = items.length < quiz.count ? await nextQuestionOf(asked, quiz, items) : undefined
  if (question === undefined) return stopQuiz(asked, { quiz, items })
  const { workspace, id } = quiz
  const [item] = await asked.tx
    .insert(quizItems)
    .values({ workspace, quiz: id, place: items.length + 1, question: question.id, shownAt: asked.now })
    .returning()
  return { quiz, items: item === undefined ? items : [...items, item] }
}

export async function stopQuiz(asked: Asked, { quiz, items }: Standing): Promise<Standing> {
  await endQuiz(asked.tx, quiz, asked.now)
  return { quiz: { ...quiz, endedAt: quiz.endedAt ?? asked.now }, items }
}

async function nextQuestionOf(asked: Asked, quiz: Quiz, items: readonly QuizItem[]): Promise<Question | undefined> {
  const asker = await askerOf(asked)
  const had = items.map(({ question }) => question)
  const left = (await choosable(asker, quiz)).filter(({ id }) => !had.includes(id))
  return quiz.purpose === 'practice' ? nextForMember(asker, left, { id: quiz.id, had }) : left[0]
}

interface Choosable extends QuizWanted {
  readonly purpose: Quiz['purpose']
  readonly fixed: readonly string[] | null
}

/** What may be asked: in the order in which it is, where that is fixed or due. */
async function choosable(asker: Asker, { purpose, fixed, topic, level, kind }: Choosable): Promise<Question[]> {
  if (purpose === 'review') return dueForMember(asker)
  if (fixed === null) return askable(asker, { topic, level, kind })
  const hidden = await askedNow(asker.tx, asker.workspace)
  const questions = withoutRetired(asker.bank)
  return fixed.flatMap((id) => (hidden.has(id) ? [] : (questions.get(id) ?? [])))
}

/**
 * A quiz whose question can be asked still: one that has left the bank, or is being asked in a channel since, gives way
 * to another; without any left, the quiz is over.
 */
export async function readied(
  asked: Asked,
  { quiz, items }: Standing,
): Promise<Standing & { readonly swapped: boolean }> {
  const item = items.at(-1)
  const standing = { quiz, items }
  if (quiz.endedAt !== null || item === undefined || item.answeredAt !== null) return { ...standing, swapped: false }
  const isThere = asked.study.bank.questions.has(item.question)
  if (isThere && !(await askedNow(asked.tx, asked.workspace)).has(item.question)) return { ...standing, swapped: false }
  const others = items.slice(0, -1)
  const question = await nextQuestionOf(asked, quiz, items)
  if (question === undefined) return { ...(await stopQuiz(asked, { quiz, items: others })), swapped: true }
  const fresh = { question: question.id, shownAt: asked.now, draft: [] }
  return { quiz, items: [...others, await changeItem(asked.tx, item, fresh)], swapped: true }
}

/** “I don't know” is an answer too: a wrong one. */
export const dontKnow: readonly string[] = []

/** What became of an answer: it stands, or why it cannot be taken. */
export type AnswerOutcome = { readonly item: QuizItem } | { readonly ungraded: Exclude<Grade, 'right' | 'wrong'> }

/** Takes an answer to the question that a quiz stands at, for good. An open one is not graded. */
export async function answerItem(
  asked: Asked,
  item: QuizItem,
  question: Question,
  values: readonly string[],
): Promise<AnswerOutcome> {
  const { tx, workspace, member, now } = asked
  const answered = { values: values.map((value) => value.trim()), answeredAt: now }
  if (!isClosedKind(question)) {
    const noted = noteStudyDay(tx, workspace, member.id, now)
    const kept = await changeItem(tx, item, answered)
    await noted
    return { item: kept }
  }
  const grade = values === dontKnow ? 'wrong' : gradeAnswer(question, values)
  if (grade !== 'right' && grade !== 'wrong') return { ungraded: grade }
  const noted = noteStudyDay(tx, workspace, member.id, now)
  const score = values === dontKnow ? 0 : scoreOf(question, values)
  const { taught, points } = await teach(asked, item, { question, values: answered.values, result: { score } })
  await noted
  return { item: await changeItem(tx, item, { ...answered, score, points, ...movedBy(taught) }) }
}

/** The author of an open answer says how it went: for the memory alone, and once. */
export async function judgeItem(
  asked: Asked,
  item: QuizItem,
  question: Question,
  judged: RecallGrade,
): Promise<QuizItem> {
  if (item.judged !== null) return item
  const { taught } = await teach(asked, item, { question, values: [], result: { judged } })
  return changeItem(asked.tx, item, { judged, ...(taught === undefined ? {} : { comesBack: taught.comesBack }) })
}

async function teach(
  asked: Asked,
  { quiz, place }: QuizItem,
  { question, ...answer }: { readonly question: Question } & Pick<Given, 'values' | 'result'>,
): Promise<{ readonly taught: Taught | undefined; readonly points: number }> {
  const { tx, workspace, member, now: at } = asked
  const { zone } = await askerOf(asked)
  const given = { member: member.id, occasion: `quiz:${quiz}:${place}`, at, zone, ...answer }
  const taught = (await learn(tx, workspace, question, [given])).get(member.id)
  if (taught === undefined || taught.points === 0) return { taught, points: 0 }
  const localDate = at.toZonedDateTimeISO(zone).toPlainDate()
  const { topic } = question
  const owed = { occasion: given.occasion, member: member.id, points: taught.points, at, localDate, topic }
  return { taught, points: (await recordOwnPoints(tx, workspace, [owed])).get(member.id) ?? 0 }
}

function movedBy(taught: Taught | undefined): Partial<QuizItem> {
  if (taught === undefined) return {}
  const { before, after, comesBack } = taught
  return { comesBack, chanceBefore: chanceOfMiddling(before), chanceAfter: chanceOfMiddling(after) }
}
