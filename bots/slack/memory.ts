import type { WorkspaceId } from '../../core/platform.ts'
import type { Postings } from '../posting-once.ts'

/** The store that `bots/studyhall.ts` hands the adapter; core/db/posting-store.ts and installation-store.ts keep what it promises. */
export interface SlackMemory {
  readonly postings: Postings
  /** None where one workspace's token is a setting. */
  readonly installations?: Installations
}

/** The workspaces that have installed the app, with their tokens, sealed at rest. */
export interface Installations {
  installation(workspace: WorkspaceId): Promise<unknown>
  keep(workspace: WorkspaceId, installation: unknown, at: Temporal.Instant): Promise<void>
  /** New tokens of an installation that is still there; tells whether it is. */
  renew(workspace: WorkspaceId, installation: unknown): Promise<boolean>
  /** Forgets an installation that was made before `until`; tells whether there was one. */
  drop(workspace: WorkspaceId, until: Temporal.Instant): Promise<boolean>
  workspaces(platform: string): Promise<readonly WorkspaceId[]>
  /** One caller at a time for each workspace, over all processes. */
  alone<T>(workspace: WorkspaceId, work: () => Promise<T>): Promise<T>
  /** Forgets those that were made before `notBefore`. */
  makeState(state: string, at: Temporal.Instant, notBefore: Temporal.Instant): Promise<void>
  /** Whether the state was made at or after `notBefore` and never used before. */
  useState(state: string, notBefore: Temporal.Instant): Promise<boolean>
}
