import type { WorkspaceId } from '../platform.ts'

/** By how many seconds the turns of one workspace's deliveries lie apart: more than any sends in the long run. */
const apart = 1
const epochSeconds = Date.UTC(2026) / 1000
const mostKept = 10_000

/**
 * Turns in the order in which deliveries are taken up: each workspace's lie apart, so that hundreds which one workspace
 * sends at once stand behind the few of others. Start-time fair queueing (Goyal, Vin, Cheng 1996), by seconds.
 *
 * @returns a turn for a delivery with this UUIDv7, whose time counts: the lower, the earlier; 32 bits until 2094
 */
export function openFairTurns(): (workspace: WorkspaceId, id: string) => number {
  const last = new Map<WorkspaceId, number>()
  return (workspace, id) => {
    const now = secondsOf(id) - epochSeconds
    if (last.size >= mostKept) for (const [one, turn] of last) if (turn < now) last.delete(one)
    const turn = Math.max(now, (last.get(workspace) ?? 0) + apart)
    last.set(workspace, turn)
    return turn
  }
}

/** A UUIDv7 begins with the milliseconds since 1970. */
function secondsOf(id: string): number {
  return Math.floor(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) / 1000)
}
