import type { Place, WorkspaceId } from '../../core/platform.ts'

/** The store that `bots/studyhall.ts` hands the adapter; core/db/posting-store.ts and installation-store.ts keep what it promises. */
export interface SlackMemory {
  readonly postings: Postings
  /** None where one workspace's token is a setting. */
  readonly installations?: Installations
}

/** What was posted under a key: Slack itself has no idempotency key. Written before the post. */
export interface Postings {
  claim(
    workspace: WorkspaceId,
    asked: { key: string; place: Place; now: Temporal.Instant; holdSeconds: number },
  ): Promise<Claim>
  /** Holds it on, from now; tells whether nobody else has taken it over meanwhile. */
  renew(
    workspace: WorkspaceId,
    asked: { key: string; held: Temporal.Instant; now: Temporal.Instant; holdSeconds: number },
  ): Promise<boolean>
  /** It stands. */
  settle(workspace: WorkspaceId, key: string, message: string): Promise<void>
  /** It was certainly never posted, also not by an earlier try. */
  release(workspace: WorkspaceId, key: string): Promise<void>
  /** It may stand: whoever claims it next looks first. */
  doubt(workspace: WorkspaceId, key: string, now: Temporal.Instant): Promise<void>
}

/**
 * `held` is the end of one's own hold.
 *
 * - `first`: post it
 * - `again`: an earlier try may have posted it, between `since` and `until`; look before you post
 * - `done`: it stands
 * - `held`: another process is posting it
 */
export type Claim =
  | { readonly kind: 'first'; readonly held: Temporal.Instant }
  | {
      readonly kind: 'again'
      readonly since: Temporal.Instant
      readonly until: Temporal.Instant
      readonly held: Temporal.Instant
    }
  | { readonly kind: 'done'; readonly place: Place; readonly message: string }
  | { readonly kind: 'held'; readonly seconds: number }

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
