import { and, isNull } from 'drizzle-orm'
import { inWorkspace, sqlOf, type Transaction } from '../db/connect.ts'
import { liveItems } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import { recordOwnPoints } from '../standings/ledger.ts'
import type { Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { type Given, learn } from './learn.ts'
import { questionsFor } from './live-questions.ts'
import {
  changeLive,
  holdLive,
  itemIs,
  type LiveItem,
  type LiveQuiz,
  liveItemAt,
  liveQuizById,
  subjectOf,
} from './live-rows.ts'
import { type GradedAnswer, gradedAnswers, isLiveQuestion, type LiveQuestion } from './live-rule.ts'
import type { Ending } from './live-words.ts'

/**
 * The steps of a live quiz, each in one transaction that holds the quiz: the lobby ends, a question's time is up, the
 * board was looked at. A step takes `next_at` away and hands what is to be seen to delivery, which sets it again.
 */

/** A live quiz whose next step is due; whoever holds it first takes it. */
export async function stepDueLive(study: Study, workspace: WorkspaceId, id: string): Promise<void> {
  await inWorkspace(study.database, workspace, async (tx) => {
    await holdLive(tx, workspace, id)
    const now = await nowIn(study, tx, workspace)
    const quiz = await liveQuizById(tx, workspace, id)
    if (quiz === undefined || !isDue(quiz, now)) return
    if (quiz.place === 0) return openFirst(study, tx, quiz, now)
    const item = await liveItemAt(tx, workspace, id, quiz.place)
    await (item !== undefined && item.closedAt === null
      ? closeQuestion(study, tx, quiz, item, now)
      : goOn(study, tx, quiz, now))
  })
}

function isDue({ endedAt, nextAt }: LiveQuiz, now: Temporal.Instant): boolean {
  return endedAt === null && nextAt !== null && Temporal.Instant.compare(nextAt, now) <= 0
}

async function openFirst(study: Study, tx: Transaction, quiz: LiveQuiz, now: Temporal.Instant): Promise<void> {
  if ((await beginLive(study, tx, quiz, now)) === 'nobody') await endLive(study, tx, quiz, 'nobody', now)
}

/** Chooses all questions for those who joined, and asks the first one. The quiz must be held. */
export async function beginLive(
  study: Study,
  tx: Transaction,
  quiz: LiveQuiz,
  now: Temporal.Instant,
): Promise<'begun' | 'nobody'> {
  const { workspace, id } = quiz
  const players = await playersOf(tx, quiz)
  if (players.length === 0) return 'nobody'
  const chosen = await questionsFor(study, tx, quiz, players)
  if (chosen.length === 0) {
    await endLive(study, tx, quiz, 'refused', now)
    return 'begun'
  }
  const items = chosen.map((question, index) => ({ workspace, quiz: id, place: index + 1, question }))
  await tx.insert(liveItems).values(items)
  await changeLive(tx, quiz, { count: chosen.length })
  await ask(study, tx, quiz, 1)
  return 'begun'
}

async function playersOf(tx: Transaction, { workspace, id }: LiveQuiz): Promise<string[]> {
  const rows = await sqlOf(tx)`
    select p.member from live_players p
    left join members m on m.workspace = p.workspace and m.id = p.member
    where p.workspace = ${workspace} and p.quiz = ${id} and m.excluded_at is null
    order by p.joined_at, p.member`
  return rows.map(({ member }) => member)
}

async function ask(study: Study, tx: Transaction, quiz: LiveQuiz, place: number): Promise<void> {
  const { workspace, id } = quiz
  await changeLive(tx, quiz, { place, nextAt: null })
  await study.deliveries.send(tx, { workspace, kind: 'live-ask', subject: subjectOf(id, place), line: id })
}

/** The board was looked at: the next question, or the end. */
async function goOn(study: Study, tx: Transaction, quiz: LiveQuiz, now: Temporal.Instant): Promise<void> {
  if (quiz.place >= quiz.count) return endLive(study, tx, quiz, 'finished', now)
  if (await isSilent(tx, quiz)) return endLive(study, tx, quiz, 'nobody', now)
  await ask(study, tx, quiz, quiz.place + 1)
}

const silentUntilEnd = 2

/** Whether nobody has answered the last questions that were asked. */
async function isSilent(tx: Transaction, { workspace, id }: LiveQuiz): Promise<boolean> {
  const rows = await sqlOf(tx)`
    select exists (
      select from live_answers a where a.workspace = i.workspace and a.quiz = i.quiz and a.place = i.place
    ) as answered
    from live_items i where i.workspace = ${workspace} and i.quiz = ${id} and i.message_id is not null
    order by i.place desc limit ${silentUntilEnd}`
  return rows.length === silentUntilEnd && rows.every(({ answered }) => answered === false)
}

/** The time is up: answers are graded and learnt from. */
async function closeQuestion(
  study: Study,
  tx: Transaction,
  quiz: LiveQuiz,
  item: LiveItem,
  now: Temporal.Instant,
): Promise<void> {
  const { workspace, id } = quiz
  const { place } = item
  const question = study.bank.questions.get(item.question)
  if (isLiveQuestion(question)) await gradeItem(tx, quiz, item, question)
  await tx
    .update(liveItems)
    .set({ closedAt: now })
    .where(itemIs(workspace, id, place))
  await changeLive(tx, quiz, { nextAt: null })
  await study.deliveries.send(tx, { workspace, kind: 'live-result', subject: subjectOf(id, place), line: id })
}

interface Counted extends GradedAnswer {
  /** None for someone who has had their data deleted. */
  readonly zone: string | undefined
}

async function gradeItem(tx: Transaction, quiz: LiveQuiz, item: LiveItem, question: LiveQuestion): Promise<void> {
  const { workspace, id } = quiz
  const answers = await gradedOf(tx, quiz, item, question)
  const rows = answers.map(({ member, right, points }) => ({ member, right, points }))
  await sqlOf(tx)`
    update live_answers a set "right" = g."right", points = g.points
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) g (member text, "right" boolean, points int)
    where a.workspace = ${workspace} and a.quiz = ${id} and a.place = ${item.place} and a.member = g.member`
  const occasion = `live:${id}:${item.place}`
  const given = answers.flatMap(({ member, values, at, score, zone }): Given[] =>
    zone === undefined ? [] : [{ member, occasion, values, at, zone, result: { score } }],
  )
  const taught = await learn(tx, workspace, question, given)
  const earned = given.map(({ member, at, zone }) => ({
    occasion,
    member,
    points: taught.get(member)?.points ?? 0,
    at,
    localDate: at.toZonedDateTimeISO(zone).toPlainDate(),
    topic: question.topic,
  }))
  await recordOwnPoints(tx, workspace, earned)
}

/** The answers of those who count. */
async function gradedOf(
  tx: Transaction,
  { workspace, id, zone }: LiveQuiz,
  { place, opensAt, closesAt }: LiveItem,
  question: LiveQuestion,
): Promise<Counted[]> {
  if (opensAt === null || closesAt === null) return []
  const rows = await sqlOf(tx)`
    select a.member, a.values, a.at, coalesce(m.own_zone, m.zone, ${zone}) as zone,
      m.id is null or m.erased_at is not null as gone
    from live_answers a left join members m on m.workspace = a.workspace and m.id = a.member
    where a.workspace = ${workspace} and a.quiz = ${id} and a.place = ${place} and m.excluded_at is null`
  const zones = new Map(rows.map((row) => [row.member, row.gone ? undefined : row.zone]))
  const answers = rows.map(({ member, values, at }) => ({ member, values, at: Temporal.Instant.from(at) }))
  return gradedAnswers(question, answers, { opensAt, closesAt }).map((one) => ({ ...one, zone: zones.get(one.member) }))
}

/** Ends a quiz, with the question that is open left out. The quiz must be held, or have come to a halt. */
export async function endLive(
  study: Study,
  tx: Transaction,
  quiz: LiveQuiz,
  ending: Ending,
  now: Temporal.Instant,
): Promise<void> {
  const { workspace, id } = quiz
  await changeLive(tx, quiz, { endedAt: now, ending, nextAt: null })
  await tx
    .update(liveItems)
    .set({ closedAt: now })
    .where(and(itemIs(workspace, id, quiz.place), isNull(liveItems.closedAt)))
  await study.deliveries.send(tx, { workspace, kind: 'live-end', subject: id, line: id })
}
