import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { answers, members, rounds } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { type Bank, topicTitle } from '../questions/bank.ts'
import { askedNow } from './asked-now.ts'
import { scoreOf } from './ballot-results.ts'
import type { Round } from './open-round.ts'
import type { PastPage, PastQuestion } from './past-words.ts'

export const pageSize = 5

export interface PageWanted {
  readonly channel: Place
  /** A topic's id; all where it is empty. */
  readonly topic: string
  /** The page before or after this round; the latest where there is none. */
  readonly from?: { readonly round: Round; readonly towards: 'older' | 'newer' }
}

/** A page of a channel's closed questions, latest first; none where there are no more. */
export async function pastPage(
  bank: Bank,
  tx: Transaction,
  workspace: WorkspaceId,
  { channel, topic, from }: PageWanted,
): Promise<PastPage | undefined> {
  const wanted = [...bank.questions.values()].filter((question) => topic === '' || question.topic === topic)
  if (wanted.length === 0) return undefined
  const newer = from?.towards === 'newer'
  const order = newer ? asc : desc
  const found = await tx
    .select()
    .from(rounds)
    .where(
      and(
        pastIn(workspace, channel),
        inArray(
          rounds.question,
          wanted.map(({ id }) => id),
        ),
        from === undefined ? undefined : beyond(from),
      ),
    )
    .orderBy(order(rounds.askedAt), order(rounds.id))
    .limit(pageSize + 1)
  if (found.length === 0) return undefined
  const more = found.length > pageSize
  const page = found.slice(0, pageSize)
  const shown = await Promise.all((newer ? page.toReversed() : page).map((round) => pastQuestion(bank, tx, round)))
  return {
    shown: shown.filter((one) => one !== undefined),
    topic,
    older: newer || more,
    newer: newer ? more : from !== undefined,
  }
}

/** The topics of a channel's closed questions, with how many of them each has. */
export async function pastTopics(
  bank: Bank,
  tx: Transaction,
  workspace: WorkspaceId,
  channel: Place,
): Promise<{ readonly id: string; readonly title: string; readonly questions: number }[]> {
  const rows = await tx.selectDistinct({ question: rounds.question }).from(rounds).where(pastIn(workspace, channel))
  const byTopic = Map.groupBy(
    rows.flatMap(({ question }) => bank.questions.get(question) ?? []),
    ({ topic }) => topic,
  )
  return [...byTopic]
    .map(([id, questions]) => ({ id, title: topicTitle(bank, id), questions: questions.length }))
    .sort((a, b) => a.title.localeCompare(b.title))
}

/** The question that a channel was asked last, open or closed. */
export async function latestRound(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<Round | undefined> {
  const [round] = await tx
    .select()
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.channel, channel), isNotNull(rounds.threadId)))
    .orderBy(desc(rounds.askedAt), desc(rounds.id))
    .limit(1)
  return round
}

function pastIn(workspace: WorkspaceId, channel: Place) {
  return and(
    eq(rounds.workspace, workspace),
    eq(rounds.channel, channel),
    isNotNull(rounds.closedAt),
    isNotNull(rounds.threadId),
  )
}

function beyond({ round, towards }: NonNullable<PageWanted['from']>) {
  const here = sql`(${round.askedAt.toString()}::timestamptz, ${round.id}::uuid)`
  const itself = sql`(${rounds.askedAt}, ${rounds.id})`
  return towards === 'older' ? sql`${itself} < ${here}` : sql`${itself} > ${here}`
}

async function pastQuestion(bank: Bank, tx: Transaction, round: Round): Promise<PastQuestion | undefined> {
  const question = bank.questions.get(round.question)
  if (question === undefined) return undefined
  return {
    round: round.id,
    question,
    topic: topicTitle(bank, question.topic),
    closedAt: round.closedAt ?? round.closesAt,
    openNow: (await askedNow(tx, round.workspace)).has(question.id),
    best: await bestAnswer(tx, round),
  }
}

/** The answer that was voted or rated best and still stands. */
async function bestAnswer(tx: Transaction, { workspace, id, voting }: Round): Promise<PastQuestion['best']> {
  const [best] = await tx
    .select({ name: members.name, answer: answers })
    .from(answers)
    .innerJoin(members, and(eq(members.workspace, answers.workspace), eq(members.id, answers.member)))
    .where(
      and(
        eq(answers.workspace, workspace),
        eq(answers.round, id),
        isNotNull(answers.text),
        isNull(answers.removedAt),
        isNull(members.excludedAt),
      ),
    )
    .orderBy(asc(answers.line))
    .limit(1)
  if (best === undefined) return undefined
  const { name, answer } = best
  return {
    name: answer.namelessAt === null ? name : undefined,
    text: answer.text ?? '',
    judged:
      voting === 'open' ? { votes: answer.voters.length } : { score: answer.place > 0 ? scoreOf(answer) : undefined },
  }
}
