import { and, eq, inArray, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { scoreEntries } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { answerReasons, capped, type PointsGiven, pointReasons } from './points.ts'

/** The occasion of an entry that takes points back. */
const takenBack = 'removed' as const

/** What each of these members has earned on a local day, over all channels. */
export async function earnedOn(
  tx: Transaction,
  workspace: WorkspaceId,
  localDate: Temporal.PlainDate,
  who: readonly string[],
): Promise<Map<string, number>> {
  if (who.length === 0) return new Map()
  const rows = await tx
    .select({ member: scoreEntries.member, points: sql<number>`sum(${scoreEntries.points})::int` })
    .from(scoreEntries)
    .where(
      and(
        eq(scoreEntries.workspace, workspace),
        eq(scoreEntries.localDate, localDate),
        inArray(scoreEntries.member, [...who]),
      ),
    )
    .groupBy(scoreEntries.member)
  return new Map(rows.map(({ member, points }) => [member, points]))
}

/** What a round gave each member in all, less what was taken back; nobody with nothing. */
export async function pointsOfRound(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
): Promise<Map<string, number>> {
  const occasions = [...pointReasons, takenBack].map((reason) => occasionOf(round, reason))
  const rows = await tx
    .select({ member: scoreEntries.member, points: sql<number>`sum(${scoreEntries.points})::int` })
    .from(scoreEntries)
    .where(and(eq(scoreEntries.workspace, workspace), inArray(scoreEntries.occasion, occasions)))
    .groupBy(scoreEntries.member)
    .having(sql`sum(${scoreEntries.points}) > 0`)
  return new Map(rows.map(({ member, points }) => [member, points]))
}

/** One at a time gives points in a workspace, so that the day's most holds over all its rounds. */
export async function holdLedger(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`ledger ${workspace}`}, 0))`
}

/** Points for an answer outside any round: on no channel's board. */
export interface OwnPoints {
  /** What they are given for, once a member: `quiz:ID:3`. */
  readonly occasion: string
  readonly member: string
  readonly points: number
  readonly at: Temporal.Instant
  /** In the member's zone. */
  readonly localDate: Temporal.PlainDate
  /** What the question was about; none for what has no question. */
  readonly topic: string | null
}

/**
 * Appends points for answers of one local date outside rounds, up to the day's most; once for an occasion.
 *
 * @returns what was given, by member, for those who got any
 */
export async function recordOwnPoints(
  tx: Transaction,
  workspace: WorkspaceId,
  given: readonly OwnPoints[],
): Promise<Map<string, number>> {
  const entries = new Map<string, number>()
  for (const [date, all] of Map.groupBy(given, ({ localDate }) => localDate.toString())) {
    await holdOwnLedgers(tx, workspace, all)
    const who = all.map(({ member }) => member)
    const earned = await earnedOn(tx, workspace, Temporal.PlainDate.from(date), who)
    const rows = capped(all, earned).map((entry) => ({ ...entry, workspace }))
    if (rows.length === 0) continue
    const written = await tx.insert(scoreEntries).values(rows).onConflictDoNothing().returning()
    for (const { member, points } of written) entries.set(member, (entries.get(member) ?? 0) + points)
  }
  return entries
}

/** As `holdLedger` against rounds, but members do not wait for each other. */
async function holdOwnLedgers(tx: Transaction, workspace: WorkspaceId, who: readonly OwnPoints[]): Promise<void> {
  const names = [...new Set(who.map(({ member }) => `ledger ${workspace} ${member}`))].sort()
  await sqlOf(tx)`select pg_advisory_xact_lock_shared(hashtextextended(${`ledger ${workspace}`}, 0))`
  await sqlOf(tx)`
    select pg_advisory_xact_lock(hashtextextended(name, 0)) from (select unnest(${names}::text[]) as name) held`
}

/** Appends a round's points. Written once for a round, however often it is tried. */
export async function recordRoundPoints(
  tx: Transaction,
  round: {
    readonly workspace: WorkspaceId
    readonly id: string
    readonly channel: Place
    readonly at: Temporal.Instant
    readonly localDate: Temporal.PlainDate
    /** What its question was about; none where that is no longer known. */
    readonly topic: string | null
  },
  given: readonly PointsGiven[],
): Promise<void> {
  if (given.length === 0) return
  const { workspace, id, channel, at, localDate, topic } = round
  const entries = given.map(({ member, reason, points }) => ({
    workspace,
    occasion: occasionOf(id, reason),
    member,
    channel,
    points,
    at,
    localDate,
    topic,
  }))
  await tx.insert(scoreEntries).values(entries).onConflictDoNothing()
}

/**
 * Takes back what a member's answer to a round gave them, on the day on which it was earned. Once for an
 * answer, however often it is tried.
 *
 * @returns how many points that were
 */
export async function takeBackAnswer(
  tx: Transaction,
  { workspace, id, member, at }: { workspace: WorkspaceId; id: string; member: string; at: Temporal.Instant },
): Promise<number> {
  const occasions = answerReasons.map((reason) => occasionOf(id, reason))
  const [entry] = await sqlOf(tx)`
    insert into score_entries (workspace, occasion, member, channel, points, at, local_date, topic)
    select ${workspace}, ${occasionOf(id, takenBack)}, ${member}, channel, -sum(points), ${at.toString()}, local_date, topic
    from score_entries
    where workspace = ${workspace} and member = ${member} and occasion = any (${occasions}::text[])
    group by channel, local_date, topic
    on conflict do nothing returning points`
  return -(entry?.points ?? 0)
}

function occasionOf(round: string, reason: PointsGiven['reason'] | typeof takenBack): string {
  return `round:${round}:${reason}`
}
