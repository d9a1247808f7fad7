import type { CommandWord, MessageAction, MessageFile, WorkspaceId } from '../../core/platform.ts'
import type { Room } from './room.ts'

/** What the page shows besides what the room can do; handed over by `main.ts`. */
export interface PageSource {
  readonly workspace: WorkspaceId
  readonly name: string
  readonly commands: readonly CommandWord[]
  readonly messageActions: readonly MessageAction[]
  readonly room: Room
  people(): Promise<readonly { id: string; name: string; admin: boolean }[]>
  channels(): Promise<readonly { id: string; name: string }[]>
  revision(): Promise<number>
  messagesSince(viewer: string, revision: number): Promise<readonly PageMessage[]>
  now(): Promise<Temporal.Instant>
  upcoming(): Promise<readonly { what: 'close' | 'ask'; channel: string; at: Temporal.Instant }[]>
  /** Moves the room's clock and waits until what became due is done. */
  moveTo(at: Temporal.Instant): Promise<void>
  watch(changed: () => void): Promise<() => Promise<void>>
}

export interface PageMessage {
  readonly id: number
  readonly author: string | null
  readonly text: string
  readonly files: readonly MessageFile[]
  readonly deletedAt: Temporal.Instant | null
  readonly revision: number
}
