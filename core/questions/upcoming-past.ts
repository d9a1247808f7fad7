import { and, desc, eq } from 'drizzle-orm'
import { sqlOf, type Transaction } from '../db/connect.ts'
import { pins, rounds, schedules } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { ChannelPast } from './upcoming-rule.ts'

/** How far back a channel's questions are remembered, so as not to ask one twice. */
const remembered = 2_000

/** What decides a channel's next question. */
export async function pastOf(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<ChannelPast> {
  const asked = await tx
    .select({ question: rounds.question })
    .from(rounds)
    .where(and(eq(rounds.workspace, workspace), eq(rounds.channel, channel)))
    .orderBy(desc(rounds.askedAt), desc(rounds.id))
    .limit(remembered)
  const pinned = await tx
    .select({ schedule: pins.schedule, date: pins.date, question: pins.question })
    .from(pins)
    .innerJoin(schedules, and(eq(schedules.workspace, pins.workspace), eq(schedules.id, pins.schedule)))
    .where(and(eq(pins.workspace, workspace), eq(schedules.channel, channel)))
  return { asked: asked.map(({ question }) => question), pins: pinned, seed: `${workspace} ${channel}` }
}

/** One question at a time is chosen for a channel, until the transaction ends: two schedules never choose the same. */
export async function holdChoice(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<void> {
  await sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${`${workspace} ${channel} choice`}, 0))`
}
