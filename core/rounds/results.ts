import { and, asc, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { answers } from '../db/schema.ts'
import { boardAfter } from '../standings/board.ts'
import { pointsOfRound } from '../standings/ledger.ts'
import { moderationWords } from '../workspaces/moderation-words.ts'
import { namesOf } from '../workspaces/workspaces.ts'
import { type BlindAnswer, scoreOf } from './ballot-results.ts'
import { choicesOf } from './closed-questions.ts'
import type { Round } from './open-round.ts'
import { type Results, roundWords } from './words.ts'

/** What a round's results say, read from what the close kept: a second try says the same. */

const movesShown = 3
const pointsShown = 12

type Kept = typeof answers.$inferSelect

export async function resultsOf(tx: Transaction, round: Round): Promise<Omit<Results, 'round' | 'question'>> {
  const { workspace, id, channel, zone, closesAt, voting } = round
  const kept = await keptAnswers(tx, round)
  const points = await pointsOfRound(tx, workspace, id)
  const choices = await choicesOf(tx, workspace, id)
  const people = kept.flatMap(({ member, voters }) => [member, ...voters])
  const names = await namesOf(tx, workspace, [...new Set([...people, ...points.keys()])])
  const named = (member: string) => names.get(member) ?? member
  // what they got would tell whose answer it is
  const nameless = new Set(kept.filter(({ namelessAt }) => namelessAt !== null).map(({ member }) => member))
  const told = new Map([...points].filter(([member]) => !nameless.has(member)))
  const week = { workspace, zone, window: 'week', now: closesAt } as const
  const { top, moved } = await boardAfter(tx, week, { channel }, points)
  return {
    answers: voting === 'open' ? kept.map((one) => ({ ...one, text: textOf(one), name: named(one.member) })) : [],
    blind: voting === 'blind' ? await blindAnswers(tx, round, kept, named) : [],
    points: [...told]
      .map(([member, sum]) => ({ name: named(member), points: sum }))
      .sort((a, b) => b.points - a.points || a.name.localeCompare(b.name))
      .slice(0, pointsShown),
    choices,
    // beside an answer without a name, a board would tell whose it is
    board: nameless.size > 0 ? [] : top,
    moved: nameless.size > 0 ? [] : moved.slice(0, movesShown),
  }
}

/** The answers of a closed round, in the order of its results. */
async function keptAnswers(tx: Transaction, { workspace, id }: Round): Promise<Kept[]> {
  return tx
    .select()
    .from(answers)
    .where(and(eq(answers.workspace, workspace), eq(answers.round, id)))
    .orderBy(asc(answers.line))
}

function textOf({ text, removedAt }: Kept): string {
  return removedAt === null ? (text ?? roundWords.deletedAnswer) : moderationWords.removedAnswer
}

async function blindAnswers(
  tx: Transaction,
  round: Round,
  kept: readonly Kept[],
  named: (member: string) => string,
): Promise<BlindAnswer[]> {
  const numbers = await numbersOf(tx, round)
  return kept.map((one) => ({
    name: one.namelessAt === null ? named(one.member) : undefined,
    text: textOf(one),
    stands: one.text !== null && one.removedAt === null,
    number: numbers.get(one.member),
    place: one.place,
    score: scoreOf(one),
  }))
}

/** Under which number each author's answer was shown. */
async function numbersOf(tx: Transaction, { workspace, id }: Round): Promise<Map<string, number>> {
  const rows = await sqlOf(tx)`
    select member, number from thread_messages
    where workspace = ${workspace} and round = ${id} and by_form and number is not null`
  return new Map(rows.map(({ member, number }) => [member, number]))
}
