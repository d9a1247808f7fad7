import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { rounds } from '../db/schema.ts'
import type { ChannelGoneEvent } from '../platform.ts'
import type { Study } from '../study.ts'
import { nowIn } from '../workspaces/workspaces.ts'
import { claimClose } from './close-round.ts'
import { parkChannel } from './parking.ts'

/** A channel was deleted: its schedules wait, and what was open in it closes on what was heard, without a word. */
export async function hearChannelGone(
  study: Study,
  tx: Transaction,
  { workspace, place: channel }: ChannelGoneEvent,
): Promise<undefined> {
  await parkChannel(study, tx, { workspace, channel })
  const now = await nowIn(study, tx, workspace)
  const open = await tx
    .update(rounds)
    .set({ refusal: 'gone: the channel was deleted' })
    .where(
      and(
        eq(rounds.workspace, workspace),
        eq(rounds.channel, channel),
        isNull(rounds.closedAt),
        isNull(rounds.refusal),
      ),
    )
    .returning()
  for (const round of open) await claimClose(study, tx, round, { now, closesAt: now })
}
