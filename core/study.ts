import type { Database } from './db/connect.ts'
import type { Deliveries } from './delivery/deliveries.ts'
import type { Log } from './log.ts'
import type { Ability, ChatPlatform, PlatformNotes, WorkspaceId } from './platform.ts'
import type { Bank } from './questions/bank.ts'

/** What the stories of core are given: all of the world that they may touch. */
export interface Study {
  readonly database: Database
  readonly bank: Bank
  readonly deliveries: Deliveries
  readonly platforms: ReadonlyMap<string, ChatPlatform>
  readonly log: Log
  /** The time. Only `bots/main.ts` reads a real clock. */
  readonly clock: () => Temporal.Instant
  /** A new row's id: a UUIDv7, each greater than the one before. */
  readonly newId: () => string
  /** Hears when something will be due that the last tick could not know of, by the real clock. */
  readonly soon?: ((at: Temporal.Instant) => void) | undefined
}

/** The platform that a workspace lives on. */
export function platformOf({ platforms }: Study, workspace: WorkspaceId): ChatPlatform {
  const name = workspace.slice(0, workspace.indexOf('/'))
  const platform = platforms.get(name)
  if (platform === undefined) throw new Error(`no platform ${name} for ${workspace}`)
  return platform
}

/** What people should know of the platform that a workspace lives on. */
export function notesOf(study: Study, workspace: WorkspaceId): PlatformNotes {
  return platformOf(study, workspace).notes ?? {}
}

/** Whether the platform that a workspace lives on cannot do this. */
export function lacks(study: Study, workspace: WorkspaceId, ability: Ability): boolean {
  return platformOf(study, workspace).lacks?.includes(ability) === true
}

/** Whether what people write there can be read; else they answer with buttons and forms alone. */
export function readsMessages(study: Study, workspace: WorkspaceId): boolean {
  return notesOf(study, workspace).formsOnly === undefined
}
