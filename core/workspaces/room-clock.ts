import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import { type Database, inWorkspace } from '../db/connect.ts'
import { rounds, schedules, workspaces } from '../db/schema.ts'
import type { WorkspaceId } from '../platform.ts'

/** A moment to which the room's page can move its clock. */
export interface Upcoming {
  readonly what: 'close' | 'ask'
  readonly channel: string
  readonly at: Temporal.Instant
}

export type RoomClock = ReturnType<typeof roomClock>

/**
 * The web room's own clock: the real one, moved ahead by its page. Kept with the room's workspace, so it
 * survives a restart; no other workspace can be moved.
 */
export function roomClock(database: Database, clock: () => Temporal.Instant) {
  return { now, moveTo, upcoming }

  async function now(workspace: WorkspaceId): Promise<Temporal.Instant> {
    return inWorkspace(database, workspace, async (tx) => {
      const [row] = await tx
        .select({ ahead: workspaces.clockAheadMs })
        .from(workspaces)
        .where(eq(workspaces.id, workspace))
      return clock().add({ milliseconds: row?.ahead ?? 0 })
    })
  }

  /** Moves a room's clock to an instant; one that has passed moves nothing. */
  async function moveTo(workspace: WorkspaceId, to: Temporal.Instant): Promise<void> {
    if (!workspace.startsWith('room/')) throw new Error(`only a room's clock can be moved, not that of ${workspace}`)
    const ahead = Math.ceil(clock().until(to).total('milliseconds'))
    await inWorkspace(database, workspace, async (tx) => {
      const [row] = await tx.select().from(workspaces).where(eq(workspaces.id, workspace)).for('update')
      if (row !== undefined && ahead > row.clockAheadMs) {
        await tx.update(workspaces).set({ clockAheadMs: ahead }).where(eq(workspaces.id, workspace))
      }
    })
  }

  /** What comes next in a room, soonest first. */
  async function upcoming(workspace: WorkspaceId): Promise<Upcoming[]> {
    const from = await now(workspace)
    return inWorkspace(database, workspace, async (tx) => {
      const closes = await tx
        .select({ channel: rounds.channel, at: rounds.closesAt })
        .from(rounds)
        .where(and(eq(rounds.workspace, workspace), isNull(rounds.closingAt), gt(rounds.closesAt, from)))
        .orderBy(asc(rounds.closesAt))
        .limit(5)
      const asks = await tx
        .select({ channel: schedules.channel, at: schedules.nextAt })
        .from(schedules)
        .where(and(eq(schedules.workspace, workspace), isNull(schedules.pausedAt), gt(schedules.nextAt, from)))
        .orderBy(asc(schedules.nextAt))
        .limit(5)
      return [
        ...closes.map((row) => ({ what: 'close' as const, ...row })),
        ...asks.map((row) => ({ what: 'ask' as const, ...row })),
      ].sort((a, b) => Temporal.Instant.compare(a.at, b.at))
    })
  }
}
