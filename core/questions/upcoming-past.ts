import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import type { ChannelPast } from './upcoming-rule.ts'

/** How far back a channel's questions are remembered, so as not to ask one twice. */
const remembered = 2_000

/** What decides a channel's next question. */
export async function pastOf(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<ChannelPast> {
  const run = sqlOf(tx)
  const [asked, pinned] = await Promise.all([
    run`select question from rounds where workspace = ${workspace} and channel = ${channel}
      order by asked_at desc, id desc limit ${remembered}`,
    run`select p.schedule, p.date, p.question from pins p
      join schedules s on s.workspace = p.workspace and s.id = p.schedule
      where p.workspace = ${workspace} and s.channel = ${channel}`,
  ])
  return {
    asked: asked.map(({ question }) => question),
    pins: pinned.map(({ schedule, date, question }) => ({ schedule, date: Temporal.PlainDate.from(date), question })),
    seed: `${workspace} ${channel}`,
  }
}

/**
 * One question at a time is chosen for a channel, until the transaction ends: two schedules never choose the same.
 * Sent at once, ahead of the next query.
 */
export function holdChoice(tx: Transaction, workspace: WorkspaceId, channel: Place): void {
  const channelChoice = `${workspace} ${channel} choice`
  sqlOf(tx)`select pg_advisory_xact_lock(hashtextextended(${channelChoice}, 0))`.execute().catch(() => {})
}
