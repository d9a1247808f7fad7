import { sqlOf, type Transaction } from '../db/connect.ts'
import type { Actor, Place, ThreadEntry, WorkspaceId } from '../platform.ts'
import { erasedAmong } from '../workspaces/erased.ts'
import { anyGone } from '../workspaces/gone.ts'
import { dataWords } from '../workspaces/settings-words.ts'

/**
 * A reading of a thread without those who have had their data deleted: their messages are nobody's, or left out where
 * they had not been heard of before, and the reactions that still stand on the platform are not taken for new votes.
 * Someone who came back since is known again, and counts as anyone else.
 */
export async function withoutGone(
  tx: Transaction,
  { workspace, place }: { workspace: WorkspaceId; place: Place },
  entries: readonly ThreadEntry[],
): Promise<readonly ThreadEntry[]> {
  const ids = entries.map(({ message }) => message)
  const written = await sqlOf(tx)`
    select id, member from thread_messages
    where workspace = ${workspace} and place = ${place} and id = any (${ids}::text[]) and member like ${anyGone}`
  const voted = await sqlOf(tx)`
    select distinct message from votes
    where workspace = ${workspace} and place = ${place} and message = any (${ids}::text[]) and voter like ${anyGone}`
  const erased = await erasedAmong(tx, workspace, peopleIn(entries))
  if (written.length === 0 && voted.length === 0 && erased.size === 0) return entries
  const authors = new Map<string, string>(written.map(({ id, member }) => [id, member]))
  const leftVotes = new Set<string>(voted.map(({ message }) => message))
  const known = await knownAmong(tx, workspace, entries)
  const counts = (message: string) => (who: string) => known.has(who) || !(leftVotes.has(message) || erased.has(who))
  return entries
    .filter((entry) => authors.has(entry.message) || !isFromBefore(entry, erased.get(entry.member.id)))
    .map((entry) => {
      const author = authors.get(entry.message)
      return {
        ...entry,
        member:
          author === undefined || entry.member.bot === true ? entry.member : { id: author, name: dataWords.whoLeft },
        reactions: onlyBy(counts(entry.message), entry.reactions),
      }
    })
}

function isFromBefore({ at }: ThreadEntry, erasedAt: Temporal.Instant | undefined): boolean {
  return erasedAt !== undefined && Temporal.Instant.compare(at, erasedAt) <= 0
}

function onlyBy(counts: (who: string) => boolean, reactions: ThreadEntry['reactions']): ThreadEntry['reactions'] {
  return reactions.map(({ emoji, members }) => ({ emoji, members: members.filter(({ id }: Actor) => counts(id)) }))
}

function peopleIn(entries: readonly ThreadEntry[]): string[] {
  const met = entries.flatMap(({ member, reactions }) => [member, ...reactions.flatMap(({ members }) => members)])
  return [...new Set(met.map(({ id }) => id))]
}

async function knownAmong(
  tx: Transaction,
  workspace: WorkspaceId,
  entries: readonly ThreadEntry[],
): Promise<ReadonlySet<string>> {
  const rows = await sqlOf(tx)`
    select id from members where workspace = ${workspace} and id = any (${peopleIn(entries)}::text[])`
  return new Set(rows.map(({ id }) => id))
}
