import { fileURLToPath } from 'node:url'
import { connect, disconnect, inWorkspace, sqlOf } from '../core/db/connect.ts'
import { migrate } from '../core/db/migrate.ts'
import type { Bank } from '../core/questions/bank.ts'
import { forgetWorkspace } from '../core/workspaces/forget.ts'
import { demoRoom } from './demo/demo-room.ts'
import { readDemo } from './demo/demo-script.ts'
import { liveIn } from './demo/live-in.ts'
import type { FrontDoor } from './front-door.ts'
import type { Machine } from './machine.ts'
import type { Metrics } from './metrics.ts'
import { roomFilesFolder, run } from './running.ts'
import { type Furnishing, furnish } from './studyhall.ts'
import { roomFilesIn } from './web/room-files.ts'
import type { RoomPage } from './web/server.ts'
import { pageDemo, pageSource } from './web-source.ts'

/** Studyhall with its web room open, which can be emptied and begun anew while the page looks on. */
export interface House {
  close(): Promise<void>
}

export interface HouseParts {
  readonly machine: Machine
  readonly door: FrontDoor
  readonly metrics: Metrics
  readonly page: RoomPage
  /** The questions that all share, as they were read last. */
  readonly bank: () => Bank
  readonly address: string
  readonly failed: (error: Error) => void
  readonly room: Omit<Furnishing, 'zone'>
}

const demoFile = fileURLToPath(new URL('../content/demo.yaml', import.meta.url))
/** One process at a time furnishes the room. */
const furnishingLock = 7_361_005

/** A room that nobody has entered yet is lived in first, so that a newcomer finds a study day under way. */
export async function openHouse(parts: HouseParts): Promise<House> {
  const { machine, door, metrics, page, bank, address, failed, room } = parts
  const { clock, newId, log, zone } = machine
  const furnishing = { ...room, zone }
  const { workspace, name, channel } = room
  const script = await readDemo(demoFile, bank())
  await prepare(true)
  let running = await open()
  return { close: () => running.close() }

  async function prepare(withDemo: boolean): Promise<void> {
    await migrate(address)
    const database = connect(address, { connections: 1 })
    try {
      await database.sql`select pg_advisory_lock(${furnishingLock})`
      const [found] = await inWorkspace(database, workspace, (tx) => sqlOf(tx)`select 1 from rooms`)
      if (found === undefined && withDemo) {
        await liveIn({ address, bank: bank(), script, furnishing, now: clock(), newId, log })
      }
    } finally {
      await disconnect(database)
    }
  }

  async function open(): Promise<{ close(): Promise<void> }> {
    const { studyhall, ticker, close } = await run({ machine, door, metrics, bank, address, failed })
    await furnish(studyhall, furnishing)
    await ticker.wake()
    const ended = new AbortController()
    const moveTo = async (at: Temporal.Instant) => {
      await studyhall.roomClock.moveTo(workspace, at)
      await ticker.wake()
    }
    const demo = pageDemo(demoRoom({ studyhall, workspace, channel: channel.id, script, moveTo }), again)
    page.open(pageSource({ studyhall, workspace, name, wake: ticker.wake, demo, ended: ended.signal }))
    return {
      close: async () => {
        ended.abort()
        await close()
      },
    }
  }

  /** Empties the room for good and begins it anew; the pages find their way back by themselves. */
  async function again(withDemo: boolean): Promise<void> {
    await running.close()
    try {
      await empty()
      await prepare(withDemo)
    } finally {
      // whatever went wrong: the page must not stay on what is closed
      running = await open()
    }
  }

  async function empty(): Promise<void> {
    const database = connect(address, { connections: 1 })
    try {
      await forgetWorkspace(database, workspace)
    } finally {
      await disconnect(database)
    }
    await roomFilesIn(roomFilesFolder(machine.settings.DATA_DIR)).dropAll(workspace)
  }
}
