import { and, eq, inArray, sql } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { scoreEntries } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { type PointsGiven, pointReasons } from './points.ts'

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

/** What a round gave each member in all. */
export async function pointsOfRound(
  tx: Transaction,
  workspace: WorkspaceId,
  round: string,
): Promise<Map<string, number>> {
  const occasions = pointReasons.map((reason) => occasionOf(round, reason))
  const rows = await tx
    .select({ member: scoreEntries.member, points: sql<number>`sum(${scoreEntries.points})::int` })
    .from(scoreEntries)
    .where(and(eq(scoreEntries.workspace, workspace), inArray(scoreEntries.occasion, occasions)))
    .groupBy(scoreEntries.member)
  return new Map(rows.map(({ member, points }) => [member, points]))
}

/** One at a time gives points in a workspace, so that the day's most holds over all its rounds. */
export async function holdLedger(tx: Transaction, workspace: WorkspaceId): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`ledger ${workspace}`}, 0))`
}

/** Appends a round's points. Written once for a round, however often it is tried. */
export async function recordRoundPoints(
  tx: Transaction,
  round: { workspace: WorkspaceId; id: string; channel: Place; at: Temporal.Instant; localDate: Temporal.PlainDate },
  given: readonly PointsGiven[],
): Promise<void> {
  if (given.length === 0) return
  const { workspace, id, channel, at, localDate } = round
  const entries = given.map(({ member, reason, points }) => ({
    workspace,
    occasion: occasionOf(id, reason),
    member,
    channel,
    points,
    at,
    localDate,
  }))
  await tx.insert(scoreEntries).values(entries).onConflictDoNothing()
}

function occasionOf(round: string, reason: PointsGiven['reason']): string {
  return `round:${round}:${reason}`
}
