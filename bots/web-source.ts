import type { Studyhall } from './studyhall.ts'
import type { PageSource } from './web/page-source.ts'

/**
 * What the page shows of one of Studyhall's rooms.
 *
 * @param wake does what is due after the room's clock was moved
 */
export function pageSource(
  { engine, room, memory, roomClock }: Studyhall,
  { workspace, name }: { readonly workspace: string; readonly name: string },
  wake: () => Promise<unknown>,
): PageSource {
  return {
    workspace,
    name,
    commands: engine.commands,
    messageActions: engine.messageActions,
    room,
    people: () => memory.people(workspace),
    channels: () => memory.channels(workspace),
    revision: () => memory.revision(workspace),
    messagesSince: (viewer, revision) => memory.messagesSince(workspace, viewer, revision),
    now: () => roomClock.now(workspace),
    upcoming: () => roomClock.upcoming(workspace),
    moveTo: async (at) => {
      await roomClock.moveTo(workspace, at)
      await wake()
    },
    watch: (changed) => memory.watch((changedRoom) => changedRoom === workspace && changed()),
  }
}
