import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WorkspaceId } from '../platform.ts'

/** Links that open one page of one workspace for a while, to whoever has them: signed, not kept. Pure. */

export const pageKinds = ['insights'] as const
export type PageKind = (typeof pageKinds)[number]

export const linkHours = 24

/** A link's parts, as they stand in its address. */
export interface LinkParts {
  readonly workspace: WorkspaceId
  /** Until when it opens, in seconds since 1970. */
  readonly until: string
  readonly signature: string
}

export type LinkRead = { readonly workspace: WorkspaceId } | { readonly refused: 'forged' | 'old' }

/** @param secret the key that signs @returns a link's parts, good for a day from now */
export function signLink(kind: PageKind, workspace: WorkspaceId, secret: string, now: Temporal.Instant): LinkParts {
  const until = String(Math.floor(now.add({ hours: linkHours }).epochMilliseconds / 1000))
  return { workspace, until, signature: signatureOf(kind, workspace, until, secret) }
}

/** A link that was never ours is told apart from one whose time is up. @param secrets all keys that may have signed it */
export function readLink(
  kind: PageKind,
  { workspace, until, signature }: LinkParts,
  secrets: readonly string[],
  now: Temporal.Instant,
): LinkRead {
  const isOurs = secrets.some((secret) => isSame(signature, signatureOf(kind, workspace, until, secret)))
  if (!isOurs) return { refused: 'forged' }
  return Number(until) * 1000 > now.epochMilliseconds ? { workspace } : { refused: 'old' }
}

/** HMAC-SHA256 (RFC 2104) over all of it, framed so that no part can run into the next. */
function signatureOf(kind: PageKind, workspace: WorkspaceId, until: string, secret: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([kind, workspace, until]))
    .digest('base64url')
}

/** In the same time wherever they differ. By their texts: of a text in base64 another one may mean the same bytes. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
