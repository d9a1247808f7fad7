import { and, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { answers, ballots, rounds } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'
import type { BlindEarned } from '../standings/points.ts'
import { pastOfVoters } from './ballot-past.ts'
import { qualityBonus, type RoundScore, scoreRound } from './ballot-score.ts'
import { freshWeight, isFiltered, type Past, type Rating, residualsOf } from './ballot-trust.ts'
import { type Round, roundById } from './open-round.ts'
import { answersOf, type RoundAnswer } from './thread-facts.ts'
import { freshAmong } from './votes.ts'
import { countsIn } from './who-counts.ts'

/** The close of a blind round: which ballots count, what they weigh, and the scores that they give. */

/** Keeps the answers and scores them; gives what there is to earn. The thread and the ledger are held. */
export async function closeBallots(
  tx: Transaction,
  round: Round,
  { localDate, now }: { readonly localDate: Temporal.PlainDate; readonly now: Temporal.Instant },
): Promise<BlindEarned> {
  const { workspace, id } = round
  const given = (await answersOf(tx, workspace, id)).toSorted(byNumber)
  if (given.length === 0) return { answers: [], fullBallots: [] }
  await keepAnswers(tx, round, given)
  await weighBallots(tx, round, localDate)
  const score = await scoreFromBallots(tx, round, now)
  return {
    answers: (score?.answers ?? []).map((one) => ({ member: one.author, bonus: qualityBonus(one) })),
    fullBallots: await fullBallotsOf(tx, workspace, id),
  }
}

/** Scores a closed round anew from its raw ballots and those of the days before: what is stored stays as it is. */
export async function rebuildScores(tx: Transaction, workspace: WorkspaceId, id: string): Promise<void> {
  const round = await roundById(tx, workspace, id)
  if (round === undefined || round.closedAt === null || round.voting !== 'blind') return
  await scoreFromBallots(tx, round, round.closedAt)
}

function byNumber(a: RoundAnswer, b: RoundAnswer): number {
  return (a.number ?? 0) - (b.number ?? 0) || (a.member < b.member ? -1 : 1)
}

async function keepAnswers(tx: Transaction, { workspace, id }: Round, given: readonly RoundAnswer[]): Promise<void> {
  const rows = given.map(({ member, text, messages, namelessAt }, line) => ({
    workspace,
    round: id,
    member,
    text,
    messages: [...messages],
    voters: [],
    place: 0,
    line,
    namelessAt,
  }))
  await tx.insert(answers).values(rows)
}

/** Which ratings count, and how much: those of voters who count, of answers that stand; a quarter of those who are new. */
async function weighBallots(tx: Transaction, { workspace, id, closesAt }: Round, localDate: Temporal.PlainDate) {
  const counted = await sqlOf(tx)`
    update ballots b set local_date = ${localDate.toString()}, weight = 1
    from rounds r, ballots own
    left join members p on p.workspace = own.workspace and p.id = own.voter
    where b.workspace = ${workspace} and b.round = ${id} and b.rating is not null
      and b.submitted_at <= ${closesAt.toString()}::timestamptz
      and r.workspace = b.workspace and r.id = b.round
      and own.workspace = b.workspace and own.round = b.round and own.voter = b.voter and own.author = b.author
      and ${countsIn(tx)}
      and exists (
        select from answers a where a.workspace = b.workspace and a.round = b.round and a.member = b.author)
    returning b.voter`
  const fresh = await freshAmong(
    tx,
    workspace,
    counted.map(({ voter }) => voter),
    localDate,
  )
  await sqlOf(tx)`
    update ballots set weight = ${freshWeight}
    where workspace = ${workspace} and round = ${id} and weight is not null and voter = any (${[...fresh]}::text[])`
}

interface Raw {
  readonly localDate: Temporal.PlainDate
  readonly ratings: readonly Rating[]
}

/** @param closedBy when the round was closed */
async function scoreFromBallots(
  tx: Transaction,
  round: Round,
  closedBy: Temporal.Instant,
): Promise<RoundScore | undefined> {
  const { workspace, id } = round
  const authors = await authorsOf(tx, workspace, id)
  if (authors.length === 0) return undefined
  const { ratings, localDate } = await rawBallots(tx, round)
  const voters = [...new Set(ratings.map(({ voter }) => voter))]
  const past = await pastOfVoters(tx, workspace, voters, { localDate, closedBy })
  const score = scoreRound(authors, ratings, past)
  await keepScores(tx, round, score)
  await keepResiduals(tx, round, ratings, past)
  return score
}

/** Also those whose answers are no longer kept: what was said of them still tells how voters judge. */
async function authorsOf(tx: Transaction, workspace: WorkspaceId, id: string): Promise<string[]> {
  const rows = await sqlOf(tx)`
    select member from answers where workspace = ${workspace} and round = ${id}
    union select author from ballots where workspace = ${workspace} and round = ${id} and weight is not null`
  return rows.map(({ member }) => member)
}

async function rawBallots(tx: Transaction, { workspace, id, closesAt, zone }: Round): Promise<Raw> {
  const rows = await tx
    .select()
    .from(ballots)
    .where(and(eq(ballots.workspace, workspace), eq(ballots.round, id)))
  const ratings = rows.flatMap(({ voter, author, rating, weight }) =>
    rating === null || weight === null ? [] : [{ voter, author, rating, weight }],
  )
  return { ratings, localDate: closesAt.toZonedDateTimeISO(zone).toPlainDate() }
}

const million = 1_000_000

/** To the millionth: in another order of voters, sums differ in their last bits. */
function rounded(value: number): number {
  return Math.round(value * million) / million
}

async function keepScores(tx: Transaction, { workspace, id }: Round, score: RoundScore): Promise<void> {
  const rows = score.answers.map(({ author, score: value, error, ratings, bestChance, place }) => ({
    author,
    score: rounded(value),
    error: rounded(error),
    ratings,
    best: rounded(bestChance),
    place: place ?? 0,
  }))
  // lines start in the order of the numbers, which are drawn: among equals they stay so
  await sqlOf(tx)`
    update answers a set score = f.score, score_error = f.error, ratings = f.ratings, best = f.best, place = f.place, line = f.line
    from (
      select s.*, row_number() over (order by s.place = 0, s.place, own.line) - 1 as line
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as s (author text, score float8, error float8, ratings int, best float8, place int)
      join answers own on own.workspace = ${workspace} and own.round = ${id} and own.member = s.author
    ) f
    where a.workspace = ${workspace} and a.round = ${id} and a.member = f.author`
  await tx
    .update(rounds)
    .set({ scoreVersion: score.version })
    .where(and(eq(rounds.workspace, workspace), eq(rounds.id, id)))
}

async function keepResiduals(
  tx: Transaction,
  { workspace, id }: Round,
  ratings: readonly Rating[],
  past: Past,
): Promise<void> {
  const rows = residualsOf(ratings, past).map(({ voter, author, above }) => ({
    voter,
    author,
    residual: above / million,
    filtered: isFiltered(past, voter, author),
  }))
  await sqlOf(tx)`
    update ballots b set residual = f.residual, weight = case when f.filtered then 0 else b.weight end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as f (voter text, author text, residual float8, filtered boolean)
    where b.workspace = ${workspace} and b.round = ${id} and b.voter = f.voter and b.author = f.author`
}

/** Who has rated all that stands on their ballot; of those whose ratings count. */
async function fullBallotsOf(tx: Transaction, workspace: WorkspaceId, id: string): Promise<string[]> {
  const rows = await sqlOf(tx)`
    select b.voter from ballots b
    join answers a on a.workspace = b.workspace and a.round = b.round and a.member = b.author
    where b.workspace = ${workspace} and b.round = ${id}
    group by b.voter having bool_and(b.weight is not null) order by b.voter collate "C"`
  return rows.map(({ voter }) => voter)
}
