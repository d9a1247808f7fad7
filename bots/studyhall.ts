import { connect, type Database, disconnect, inWorkspace } from '../core/db/connect.ts'
import { migrate } from '../core/db/migrate.ts'
import { type RoomStore, roomStore } from '../core/db/room-store.ts'
import { openDeliveries } from '../core/delivery/deliveries.ts'
import { createEngine, type StudyEngine } from '../core/engine.ts'
import type { Log } from '../core/log.ts'
import type { ChatPlatform, WorkspaceId } from '../core/platform.ts'
import type { Bank } from '../core/questions/bank.ts'
import { addSchedule } from '../core/rounds/schedules.ts'
import type { Study } from '../core/study.ts'
import { type RoomClock, roomClock } from '../core/workspaces/room-clock.ts'
import { createRoom, type Room } from './web/room.ts'

export interface StudyhallParts {
  readonly address: string
  readonly bank: Bank
  readonly clock: () => Temporal.Instant
  readonly newId: () => string
  readonly log: Log
  /** Connections to the database, besides the queue's own six. */
  readonly connections?: number
  /** Hears when something will be due, so that a tick comes in time (`Study.soon`). */
  readonly soon?: (at: Temporal.Instant) => void
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
  const { address, bank, clock, newId, log, wrap = (platform) => platform } = parts
  await migrate(address)
  const database = connect(address, { connections: parts.connections ?? 16 })
  const deliveries = await openDeliveries({ database, log, newId })
  const memory = roomStore(database, clock)
  const ownClock = roomClock(database, clock)
  const room = createRoom({ memory, now: ownClock.now, newId })
  const others = (await parts.platforms?.(database)) ?? []
  const platforms = new Map([room, ...others].map((platform) => [platform.name, wrap(platform)]))
  const study: Study = { database, bank, deliveries, platforms, log, clock, newId, soon: parts.soon }
  const engine = await createEngine(study)
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
