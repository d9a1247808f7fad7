import { connect, type Database, disconnect, inWorkspace } from '../core/db/connect.ts'
import { migrate } from '../core/db/migrate.ts'
import { type RoomStore, roomStore } from '../core/db/room-store.ts'
import { openDeliveries } from '../core/delivery/deliveries.ts'
import { createEngine, type StudyEngine } from '../core/engine.ts'
import { openLinks } from '../core/insights/links.ts'
import type { Log } from '../core/log.ts'
import { type Meter, noMeter } from '../core/meter.ts'
import type { ChatPlatform, WorkspaceId } from '../core/platform.ts'
import type { Bank } from '../core/questions/bank.ts'
import { openOwnBanks } from '../core/questions/own-bank.ts'
import { addSchedule } from '../core/rounds/schedules.ts'
import type { Spread, Study } from '../core/study.ts'
import { type RoomClock, roomClock } from '../core/workspaces/room-clock.ts'
import { createRoom, type Room } from './web/room.ts'
import { roomFilesIn } from './web/room-files.ts'

export interface StudyhallParts {
  readonly address: string
  /** The questions that all share; a function where they may be read anew. */
  readonly bank: Bank | (() => Bank)
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: Log
  readonly meter?: Meter
  /** False in a process that leaves deliveries to others. */
  readonly delivers?: boolean
  readonly spread?: Spread
  /** Connections to the database, besides the queue's own six. */
  readonly connections?: number
  /** The folder for what people put into a room; without one it ends with this process. */
  readonly roomFiles?: string
  /** Hears when something will be due, so that a tick comes in time (`Study.soon`). */
  readonly soon?: (at: Temporal.Instant) => void
  /** Where a workspace's people reach pages by HTTP. */
  readonly pagesAt?: ((workspace: WorkspaceId) => string | undefined) | undefined
  /** The platforms beside the room. */
  readonly platforms?: (database: Database) => readonly ChatPlatform[] | Promise<readonly ChatPlatform[]>
  /** For tests: a look at each platform before the engine gets it. */
  readonly wrap?: (platform: ChatPlatform) => ChatPlatform
}

/** The whole bot, put together: on a database, with the web room. */
export interface Studyhall {
  readonly study: Study
  readonly engine: StudyEngine
  readonly room: Room
  readonly memory: RoomStore
  readonly roomClock: RoomClock
  /** Finishes what is under way and lets go of the database. */
  stop(): Promise<void>
}

export async function openStudyhall(parts: StudyhallParts): Promise<Studyhall> {
  const { address, bank, clock, newId, log, meter = noMeter, delivers = true, wrap = (platform) => platform } = parts
  await migrate(address)
  const database = connect(address, { connections: parts.connections ?? 16 })
  const deliveries = await openDeliveries({ database, log, newId, meter })
  const memory = roomStore(database, clock)
  const ownClock = roomClock(database, clock)
  const files = parts.roomFiles === undefined ? undefined : roomFilesIn(parts.roomFiles)
  const room = createRoom({ memory, files, now: ownClock.now, newId })
  const others = (await parts.platforms?.(database)) ?? []
  const platforms = new Map([room, ...others].map((platform) => [platform.name, wrap(platform)]))
  const ownBanks = openOwnBanks(database, log)
  await ownBanks.refresh()
  const { pagesAt } = parts
  const links = pagesAt && (await openLinks({ database, address: pagesAt, clock, newId, log }))
  const study: Study = {
    database,
    get bank() {
      return typeof bank === 'function' ? bank() : bank
    },
    ownBanks,
    deliveries,
    platforms,
    log,
    meter,
    clock,
    newId,
    soon: parts.soon,
    spread: parts.spread,
    links,
  }
  const engine = await createEngine(study, { delivers })
  for (const platform of platforms.values()) await platform.start(engine)
  return { study, engine, room, memory, roomClock: ownClock, stop }

  async function stop(): Promise<void> {
    for (const platform of platforms.values()) await platform.stop()
    await deliveries.stop()
    await disconnect(database)
  }
}

export interface Furnishing {
  readonly workspace: WorkspaceId
  readonly name: string
  readonly zone: string
  readonly channel: { readonly id: string; readonly name: string }
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly admin: boolean
    readonly groups?: readonly string[]
  }[]
  readonly schedule: { readonly days: readonly number[]; readonly localTime: string; readonly answerMinutes: number }
}

/** A new room gets a channel, people and a schedule; what became of them since stays as it is. */
export async function furnish(studyhall: Studyhall, furnishing: Furnishing): Promise<void> {
  const { workspace, name, zone, channel, people, schedule } = furnishing
  const isNew = await studyhall.memory.furnish(workspace, { channels: [channel], people })
  await studyhall.room.open(workspace, { name, zone })
  if (!isNew) return
  const now = await studyhall.roomClock.now(workspace)
  const madeBy = people.find(({ admin }) => admin)?.id
  const made = { workspace, id: studyhall.study.newId(), channel: channel.id, zone, ...schedule }
  await inWorkspace(studyhall.study.database, workspace, (tx) =>
    addSchedule(tx, { ...made, ...(madeBy === undefined ? {} : { madeBy }) }, now),
  )
}
