import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Place, WorkspaceId } from '../platform.ts'
import { audienceOf } from '../quizzes/channel-audience.ts'
import type { ChannelPast } from './upcoming-rule.ts'

/** How far back a channel's questions are remembered, so as not to ask one twice. */
const remembered = 2_000

/** What decides a channel's next question: statements that are sent together. */
export async function pastOf(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<ChannelPast> {
  const run = sqlOf(tx)
  const [asked, pinned, audience] = await Promise.all([
    run`select question from rounds where workspace = ${workspace} and channel = ${channel}
      order by asked_at desc, id desc limit ${remembered}`,
    run`select p.schedule, p.date, p.question from pins p
      join schedules s on s.workspace = p.workspace and s.id = p.schedule
      where p.workspace = ${workspace} and s.channel = ${channel}`,
    audienceOf(tx, workspace, channel),
  ])
  return {
    asked: asked.map(({ question }) => question),
    pins: pinned.map(({ schedule, date, question }) => ({ schedule, date: Temporal.PlainDate.from(date), question })),
    seed: `${workspace} ${channel}`,
    audience,
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
