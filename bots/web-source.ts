import { type DemoRoom, playedByScript } from './demo/demo-room.ts'
import type { Studyhall } from './studyhall.ts'
import type { PageDemo, PageSource } from './web/page-source.ts'

export interface PageParts {
  readonly studyhall: Studyhall
  readonly workspace: string
  readonly name: string
  /** Does what is due after the room's clock was moved. */
  readonly wake: () => Promise<unknown>
  readonly demo?: PageDemo
  readonly ended?: AbortSignal
}

/** What the page shows of one of Studyhall's rooms. */
export function pageSource({ studyhall, workspace, name, wake, demo = noDemo, ended }: PageParts): PageSource {
  const { engine, room, memory, roomClock } = studyhall
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
    epoch: () => memory.epoch(workspace),
    demo,
    ...(ended === undefined ? {} : { ended }),
  }
}

const noDemo: PageDemo = { state: async () => 'none', played: [], act: async () => {} }

/** @param again empties the room and begins it anew, with the demo or without */
export function pageDemo(demo: DemoRoom, again: (withDemo: boolean) => Promise<void>): PageDemo {
  return {
    state: demo.state,
    played: playedByScript,
    act: async (what, viewer) => {
      // a room of one's own is never emptied by a page that does not know it yet
      if ((await demo.state()) === 'none') return undefined
      switch (what) {
        case 'skip':
          return demo.skipToResults(viewer)
        case 'next':
          return demo.askNext()
        case 'reset':
          return again(true)
        case 'leave':
          return again(false)
        default:
          throw what satisfies never
      }
    },
  }
}
