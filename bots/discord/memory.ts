import type { Place, WorkspaceId } from '../../core/platform.ts'

/** The store that `bots/studyhall.ts` hands the adapter; core/db/posting-store.ts keeps what it promises. */
export interface Postings {
  claim(
    workspace: WorkspaceId,
    asked: { key: string; place: Place; now: Temporal.Instant; holdSeconds: number },
  ): Promise<Claim>
  /** It stands. */
  settle(workspace: WorkspaceId, key: string, message: string): Promise<void>
  /** It was certainly never posted, also not by an earlier try. */
  release(workspace: WorkspaceId, key: string): Promise<void>
  /** It may stand: whoever claims it next looks first. */
  doubt(workspace: WorkspaceId, key: string, now: Temporal.Instant): Promise<void>
}

/**
 * - `first`: post it
 * - `again`: an earlier try may have posted it; look before you post
 * - `done`: it stands
 * - `held`: another process is posting it
 */
export type Claim =
  | { readonly kind: 'first' }
  | { readonly kind: 'again'; readonly since: Temporal.Instant }
  | { readonly kind: 'done'; readonly place: Place; readonly message: string }
  | { readonly kind: 'held'; readonly seconds: number }
