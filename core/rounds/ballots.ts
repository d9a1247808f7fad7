import { and, asc, eq, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { ballots } from '../db/schema.ts'
import { draw } from '../draw.ts'
import type { Asked } from '../interactions.ts'
import type { WorkspaceId } from '../platform.ts'
import { noteStudyDay } from '../standings/study-days.ts'
import { ballotFor, ballotSize, type RatedSoFar } from './ballot-order.ts'
import type { BallotLine, BallotShown, RatingGiven } from './ballot-words.ts'
import { freshRound } from './closed-questions.ts'
import type { Round } from './open-round.ts'
import { fewestToRate } from './reveal-words.ts'
import { type RevealedAnswer, revealedAnswers } from './thread-facts.ts'
import { countsIn } from './who-counts.ts'

/** Ballots of blind rounds: which answers a voter is asked to rate, and what they gave. Totals are told at the close. */

export type NoBallot = 'no-such-round' | 'not-yet' | 'too-late' | 'uncounted' | 'nothing-to-rate'

/** The asker's ballot: made on the first asking, the same on each later one but for answers that were taken out. */
export async function ballotOf(asked: Asked, id: string): Promise<BallotShown | NoBallot> {
  const { tx, workspace, member, now } = asked
  const round = await freshRound(tx, workspace, id)
  const closedTo = round === undefined ? 'no-such-round' : closedFor(round, now)
  if (round === undefined || closedTo !== undefined) return closedTo ?? 'no-such-round'
  if (!(await isCounted(tx, workspace, id, member.id))) return 'uncounted'
  const entries = await revealedAnswers(tx, workspace, id)
  const lines = linesOf(entries, await filledBallot(asked, id, entries))
  return lines.length === 0 ? 'nothing-to-rate' : { round: id, closesAt: round.closesAt, lines }
}

export type RateOutcome = 'kept' | 'own' | 'not-on-it' | 'gone'

/** Keeps a rating of an answer on the asker's ballot; the latest stands, in whatever order they are taken up. */
export async function rate(asked: Asked, id: string, number: number, rating: RatingGiven): Promise<RateOutcome> {
  const { tx, workspace, member, now } = asked
  const entries = await revealedAnswers(tx, workspace, id)
  const entry = entries.find((one) => one.number === number)
  if (entry === undefined) return 'gone'
  if (entry.member === member.id) return 'own'
  const at = now.toString()
  const [row] = await sqlOf(tx)`
    update ballots set
      rating = case when submitted_at > ${at}::timestamptz then rating else ${rating} end,
      submitted_at = greatest(submitted_at, ${at}::timestamptz)
    where workspace = ${workspace} and round = ${id} and voter = ${member.id} and author = ${entry.member}
    returning rating`
  if (row === undefined) return 'not-on-it'
  await noteStudyDay(tx, workspace, member.id, now)
  return 'kept'
}

/** Writes down that an answer is before the voter's eyes now, as long as they have not rated it. */
export async function noteShown(asked: Asked, id: string, number: number): Promise<void> {
  const { tx, workspace, member, now } = asked
  await sqlOf(tx)`
    update ballots b set shown_at = ${now.toString()} from thread_messages m
    where b.workspace = ${workspace} and b.round = ${id} and b.voter = ${member.id} and b.rating is null
      and m.workspace = b.workspace and m.round = b.round and m.member = b.author and m.number = ${number}`
}

function closedFor(round: Round, now: Temporal.Instant): NoBallot | undefined {
  if (round.voting !== 'blind') return 'no-such-round'
  const { closingAt, closedAt, closesAt, revealedAt } = round
  if (closingAt !== null || closedAt !== null || Temporal.Instant.compare(now, closesAt) > 0) return 'too-late'
  return revealedAt === null ? 'not-yet' : undefined
}

async function isCounted(tx: Transaction, workspace: WorkspaceId, round: string, member: string): Promise<boolean> {
  const found = await sqlOf(tx)`
    select from rounds r left join members p on p.workspace = r.workspace and p.id = ${member}
    where r.workspace = ${workspace} and r.id = ${round} and ${countsIn(tx)}`
  return found.length > 0
}

type BallotRow = typeof ballots.$inferSelect

function linesOf(entries: readonly RevealedAnswer[], rows: readonly BallotRow[]): BallotLine[] {
  const byAuthor = new Map(entries.map((entry) => [entry.member, entry]))
  return rows.flatMap(({ author, rating }) => {
    const entry = byAuthor.get(author)
    return entry === undefined ? [] : [{ number: entry.number, text: entry.text, rating: rating ?? undefined }]
  })
}

/** The asker's rows; where some are missing, they are drawn and kept, one voter at a time. */
async function filledBallot(asked: Asked, id: string, entries: readonly RevealedAnswer[]): Promise<BallotRow[]> {
  const { study, tx, workspace, member, now } = asked
  const before = await rowsOf(tx, workspace, id, member.id)
  if (toFill(member.id, before, entries).length === 0) return before
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`ballots ${workspace} ${id}`}, 0))`
  const rows = await rowsOf(tx, workspace, id, member.id)
  const ratings = await askedFor(tx, workspace, id)
  const rated = entries.map(({ member: author }) => ({ author, ratings: ratings.get(author) ?? 0 }))
  // known to nobody and not kept: who could draw it again would know from the order whose answers these are
  const seed = study.newId()
  const drawn = rows.length === 0 ? ballotFor(member.id, rated, seed) : insteadOf(member.id, rows, rated, seed)
  const made = toFill(member.id, rows, entries).flatMap((position, index) => {
    const author = drawn[index]
    return author === undefined ? [] : [{ workspace, round: id, voter: member.id, author, position, shownAt: now }]
  })
  if (made.length > 0) await tx.insert(ballots).values(made)
  return rowsOf(tx, workspace, id, member.id)
}

/** The positions that have no answer: all of a ballot that is made now, else those whose answer was taken out. */
function toFill(voter: string, rows: readonly BallotRow[], entries: readonly RevealedAnswer[]): number[] {
  if (rows.length === 0) return positions(entries.length < fewestToRate ? 0 : ballotSize(entries.length))
  const standing = new Set(entries.map(({ member }) => member))
  const had = new Set([voter, ...rows.map(({ author }) => author)])
  const filled = new Set(rows.filter(({ author }) => standing.has(author)).map(({ position }) => position))
  const left = entries.filter(({ member }) => !had.has(member)).length
  return positions(Math.max(...rows.map(({ position }) => position)))
    .filter((position) => !filled.has(position))
    .slice(0, left)
}

function positions(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** What was not on the ballot so far, least rated first. */
function insteadOf(voter: string, rows: readonly BallotRow[], rated: readonly RatedSoFar[], seed: string): string[] {
  const had = new Set([voter, ...rows.map(({ author }) => author)])
  const drawn = (author: string) => draw(seed, `instead\n${voter}\n${author}`)
  return rated
    .filter(({ author }) => !had.has(author))
    .sort((a, b) => a.ratings - b.ratings || drawn(a.author) - drawn(b.author))
    .map(({ author }) => author)
}

async function rowsOf(tx: Transaction, workspace: WorkspaceId, round: string, voter: string): Promise<BallotRow[]> {
  return tx
    .select()
    .from(ballots)
    .where(and(eq(ballots.workspace, workspace), eq(ballots.round, round), eq(ballots.voter, voter)))
    .orderBy(asc(ballots.position))
}

/** How often each answer is on a ballot. */
async function askedFor(tx: Transaction, workspace: WorkspaceId, round: string): Promise<Map<string, number>> {
  const rows = await tx
    .select({ author: ballots.author, ratings: sql<number>`count(*)::int` })
    .from(ballots)
    .where(and(eq(ballots.workspace, workspace), eq(ballots.round, round)))
    .groupBy(ballots.author)
  return new Map(rows.map(({ author, ratings }) => [author, ratings]))
}
