import type { CommandWord, MessageAction, MessageFile, WorkspaceId } from '../../core/platform.ts'
import type { Room, RoomPicture } from './room.ts'
import type { RoomUpload } from './room-files.ts'

/** What the page shows besides what the room can do; handed over by `main.ts`. */
export interface PageSource {
  readonly workspace: WorkspaceId
  readonly name: string
  readonly commands: readonly CommandWord[]
  readonly messageActions: readonly MessageAction[]
  readonly room: Room
  people(): Promise<readonly { id: string; name: string; admin: boolean; groups: readonly string[] }[]>
  channels(): Promise<readonly { id: string; name: string }[]>
  revision(): Promise<number>
  messagesSince(viewer: string, revision: number): Promise<readonly PageMessage[]>
  now(): Promise<Temporal.Instant>
  upcoming(): Promise<readonly { what: 'close' | 'ask'; channel: string; at: Temporal.Instant }[]>
  /** Moves the room's clock and waits until what became due is done. */
  moveTo(at: Temporal.Instant): Promise<void>
  watch(changed: () => void): Promise<() => Promise<void>>
  /** Tells this room from another that took its place. */
  epoch(): Promise<string>
  readonly demo: PageDemo
  /** Aborted when the room is closed: its streams end. */
  readonly ended?: AbortSignal
}

/** The demo that a newcomer finds, where the room is one. */
export interface PageDemo {
  /** A question is open, its results are there, or it is no demo. */
  state(): Promise<'open' | 'results' | 'none'>
  /** Whose messages come from a script. */
  readonly played: readonly string[]
  act(what: DemoAct, viewer: string): Promise<void>
}

export const demoActs = ['skip', 'next', 'reset', 'leave'] as const
export type DemoAct = (typeof demoActs)[number]

export interface PageMessage {
  readonly id: number
  readonly author: string | null
  readonly text: string
  readonly files: readonly MessageFile[]
  readonly uploads: readonly RoomUpload[]
  readonly pictured: readonly RoomPicture[]
  readonly deletedAt: Temporal.Instant | null
  readonly revision: number
}
