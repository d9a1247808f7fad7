import { sqlOf, type Transaction } from '../db/connect.ts'
import type { WorkspaceId } from '../platform.ts'
import { type Bank, topicTitle } from '../questions/bank.ts'
import type { Question } from '../questions/question.ts'
import { faultsIn } from '../quizzes/faulty-questions.ts'
import { topicWanted } from '../quizzes/wanted.ts'
import { type AnswerCounts, type Counted, type Insights, insightsFrom } from './insights-rule.ts'

/** Insights of a workspace: read in one pass, each kind of row once, whatever the number of questions. */

/** How many weeks back, today's with them, or all of the time. */
export const spans = ['1', '4', '12', '26', '52', 'all'] as const
export type Span = (typeof spans)[number]
export const usualSpan: Span = '12'

export function spanNamed(typed: string | null | undefined): Span {
  return spans.find((span) => span === typed) ?? usualSpan
}

export interface InsightsWanted {
  readonly span: Span
  /** A topic's id or a tag; all where there is none. */
  readonly topic: string | undefined
}

/** What is known within a workspace, with the topic that it is about. */
export interface InsightsShown {
  readonly span: Span
  readonly topic: { readonly id: string; readonly title: string } | undefined
  readonly insights: Insights
}

/** @returns none where there is no such topic or tag */
export async function insightsIn(
  tx: Transaction,
  { workspace, bank, now }: { readonly workspace: WorkspaceId; readonly bank: Bank; readonly now: Temporal.Instant },
  { span, topic: typed }: InsightsWanted,
): Promise<InsightsShown | undefined> {
  const topic = typed === undefined ? undefined : topicWanted(bank, typed)
  if (typed !== undefined && topic === undefined) return undefined
  const all = [...bank.questions.values()]
  const questions =
    topic === undefined ? all : all.filter((one) => one.topic === topic.id || one.tags.includes(topic.id))
  const since = sinceOf(span, now)
  const [answers, asked, flags, difficulties, faults] = await Promise.all([
    answersOf(tx, workspace, questions, since),
    askedOf(tx, workspace, since),
    flagsOf(tx, workspace, since),
    difficultiesOf(tx, workspace),
    faultsIn(bank, tx, workspace),
  ])
  const counted: Counted = { ...answers, asked, flags, difficulties, faults }
  return { span, topic, insights: insightsFrom(questions, (id) => topicTitle(bank, id), counted) }
}

/** For PostgreSQL, whose time has a beginning. */
function sinceOf(span: Span, now: Temporal.Instant): string {
  return span === 'all' ? '-infinity' : now.subtract({ hours: Number(span) * 7 * 24 }).toString()
}

/**
 * Graded and judged answers, of daily questions with options, quizzes and live quizzes; and open answers to rounds, as
 * they stood at the close. First by question and member, so that all three counts of people come from one sort of few rows.
 */
async function answersOf(tx: Transaction, workspace: WorkspaceId, questions: readonly Question[], since: string) {
  const rows = await sqlOf(tx)`
    with item as (
      select * from unnest(${questions.map(({ id }) => id)}::text[], ${questions.map(({ topic }) => topic)}::text[])
        as named (question, topic)
    ), given as (
      select question, member, count(*) as answers, count(score) as graded, count(*) filter (where score = 1) as hits
      from attempts where workspace = ${workspace} and at >= ${since}::timestamptz
      group by question, member
      union all
      select r.question, a.member, count(*), 0, 0
      from rounds r join answers a on a.workspace = r.workspace and a.round = r.id
      where r.workspace = ${workspace} and r.asked_at >= ${since}::timestamptz and a.removed_at is null
      group by r.question, a.member
    )
    select item.topic, question, sum(answers)::int as answers, sum(graded)::int as graded,
      sum(hits)::int as "right", count(distinct member)::int as people,
      count(distinct member) filter (where graded > 0)::int as "gradedPeople"
    from given join item using (question)
    where not exists (
      select from members m where m.workspace = ${workspace} and m.id = given.member and m.excluded_at is not null)
    group by grouping sets ((question), (item.topic), ())`
  const byQuestion = new Map<string, AnswerCounts>()
  const byTopic = new Map<string, AnswerCounts>()
  let all: AnswerCounts = { answers: 0, people: 0, graded: 0, right: 0, gradedPeople: 0 }
  for (const { topic, question, answers, people, graded, right, gradedPeople } of rows) {
    if (answers === null) continue
    const counts: AnswerCounts = { answers, people, graded, right, gradedPeople }
    if (question !== null) byQuestion.set(question, counts)
    else if (topic !== null) byTopic.set(topic, counts)
    else all = counts
  }
  return { byQuestion, byTopic, all }
}

async function askedOf(tx: Transaction, workspace: WorkspaceId, since: string): Promise<Map<string, number>> {
  const rows = await sqlOf(tx)`
    select question, count(*)::int as asked from rounds
    where workspace = ${workspace} and asked_at >= ${since}::timestamptz and refusal is null group by question`
  return new Map(rows.map(({ question, asked }) => [question, asked]))
}

async function flagsOf(tx: Transaction, workspace: WorkspaceId, since: string): Promise<Map<string, number>> {
  const rows = await sqlOf(tx)`
    select f.question, count(*)::int as flags from flags f
    left join members m on m.workspace = f.workspace and m.id = f.member
    where f.workspace = ${workspace} and f.at >= ${since}::timestamptz and m.excluded_at is null group by f.question`
  return new Map(rows.map(({ question, flags }) => [question, flags]))
}

async function difficultiesOf(tx: Transaction, workspace: WorkspaceId) {
  const rows = await sqlOf(tx)`select question, value, answers from difficulties where workspace = ${workspace}`
  return new Map(rows.map(({ question, value, answers }) => [question, { value, answers }]))
}
