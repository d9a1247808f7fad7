import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../db/connect.ts'
import { digests } from '../db/schema.ts'
import type { Place, WorkspaceId } from '../platform.ts'

/** A channel's weekly digest, as it is kept. */
export type Digest = typeof digests.$inferSelect

export async function digestOf(tx: Transaction, workspace: WorkspaceId, channel: Place): Promise<Digest | undefined> {
  const [digest] = await tx.select().from(digests).where(isDigestOf(workspace, channel))
  return digest
}

export function isDigestOf(workspace: WorkspaceId, channel: Place) {
  return and(eq(digests.workspace, workspace), eq(digests.channel, channel))
}

/** What a delivery is about: a channel and the local date of its digest. */
export function subjectOf({ channel }: Pick<Digest, 'channel'>, date: Temporal.PlainDate): string {
  return `${channel}/${date}`
}

export function readSubject(subject: string): { readonly channel: Place; readonly date: Temporal.PlainDate } {
  const end = subject.lastIndexOf('/')
  return { channel: subject.slice(0, end), date: Temporal.PlainDate.from(subject.slice(end + 1)) }
}
