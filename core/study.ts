import type { Database, Transaction } from './db/connect.ts'
import type { Deliveries } from './delivery/deliveries.ts'
import type { Links } from './insights/links.ts'
import type { Log } from './log.ts'
import type { Meter } from './meter.ts'
import type { Ability, ChatPlatform, PlatformNotes, WorkspaceId } from './platform.ts'
import type { Bank } from './questions/bank.ts'
import type { OwnBanks } from './questions/own-bank.ts'

/** What the stories of core are given: all of the world that they may touch. */
export interface Study {
  readonly database: Database
  /** In what is done for a workspace, that workspace's; else the one that all share. */
  readonly bank: Bank
  readonly ownBanks: OwnBanks
  readonly deliveries: Deliveries
  readonly platforms: ReadonlyMap<string, ChatPlatform>
  readonly log: Log
  readonly meter: Meter
  /** The time. Only `bots/main.ts` reads a real clock. */
  readonly clock: () => Temporal.Instant
  /** A new row's id: a UUIDv7, each greater than the one before. */
  readonly newId: () => string
  /** Where many schedules ask at once, they are spread over some seconds; without it none is. */
  readonly spread?: Spread | undefined
  /** Hears when something will be due that the last tick could not know of, by the real clock. */
  readonly soon?: ((at: Temporal.Instant) => void) | undefined
  /** Links to pages; none where people reach the bot in chat alone. */
  readonly links?: Links | undefined
}

export interface Spread {
  /** So many are many. */
  readonly from: number
  /** No schedule asks later than this for it, and none early. */
  readonly seconds: number
}

/** The study with a workspace's bank, as far as this process has heard of it. */
export async function studyIn(study: Study, workspace: WorkspaceId): Promise<Study> {
  const shared = study.bank
  return withBank(study, shared, await study.ownBanks.bankIn(workspace, shared))
}

/** The study with a workspace's bank at the version that the transaction has read. */
export async function studyAt(study: Study, tx: Transaction, workspace: WorkspaceId, version: number): Promise<Study> {
  const shared = study.bank
  return withBank(study, shared, await study.ownBanks.bankAt(tx, workspace, version, shared))
}

function withBank(study: Study, shared: Bank, bank: Bank): Study {
  return bank === shared ? study : { ...study, bank }
}

/** The platform that a workspace lives on. */
export function platformOf({ platforms }: Pick<Study, 'platforms'>, workspace: WorkspaceId): ChatPlatform {
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
