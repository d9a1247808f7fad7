import { sqlOf, type Transaction } from '../db/connect.ts'
import type { ReactedEvent, Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { rememberMember } from '../workspaces/workspaces.ts'
import { shareThread } from './thread-facts.ts'
import { plainEmoji, usualVoteEmoji } from './vote-emoji.ts'
import { countsIn, tellUncounted } from './who-counts.ts'
import { roundWords } from './words.ts'

export type VoteOutcome =
  | 'recorded'
  | 'no-round'
  | 'own-answer'
  | 'round-closed'
  | 'told-already'
  /** Recorded, and does not count as things are: the voter is excluded, or not in the group that is needed. */
  | { readonly uncountedIn: string }

/** A reaction was added or taken back; which are votes, its round says. */
export async function hearReaction(tx: Transaction, event: ReactedEvent): Promise<Reply | undefined> {
  if (event.member.bot === true) return undefined
  const emoji = plainEmoji(event.emoji)
  const outcome = event.kind === 'reacted' ? await castVote(tx, event, emoji) : await withdrawVote(tx, event, emoji)
  if (typeof outcome === 'object') {
    const { workspace, member, at: now } = event
    return tellUncounted(tx, { workspace, round: outcome.uncountedIn, member: member.id, now })
  }
  switch (outcome) {
    case 'recorded':
    case 'no-round':
    case 'told-already':
      return undefined
    case 'own-answer':
      return privately(roundWords.noOwnVote)
    case 'round-closed':
      return privately(roundWords.voteTooLate)
    default:
      throw outcome satisfies never
  }
}

/**
 * Records the vote, if the message may belong to a round: its own, or, while the message has not been heard
 * of, one that is open in this place. Whether it counts is decided at the close, from all facts together.
 */
async function castVote(tx: Transaction, event: ReactedEvent, emoji: string): Promise<VoteOutcome> {
  const { workspace, place, message, member } = event
  const at = event.at.toString()
  shareThread(tx, workspace, place)
  const remembered = rememberMember(tx, workspace, member, event.at)
  const [row] = await sqlOf(tx)`
    with ${roundBehind(tx, event, emoji)},
    told as (
      select 1 from votes v join thread_messages m on m.workspace = v.workspace and m.place = v.place and m.id = v.message, round
      where round.late and v.workspace = ${workspace} and v.voter = ${member.id} and m.round = round.id and v.added_at > round.closes_at
      limit 1
    ),
    vote as (
      insert into votes as v (workspace, place, message, voter, emoji, added_at)
      select ${workspace}, ${place}, ${message}, ${member.id}, ${emoji},
        case when late then greatest(${at}::timestamptz, closes_at + interval '1 microsecond') else ${at}::timestamptz end
      from round
      on conflict (workspace, place, message, voter, emoji) do update set added_at = greatest(v.added_at, excluded.added_at)
        where not (select late from round)
    )
    select r.id, r.late, r.author, exists (select from told) as told,
      exists (select from members p where p.workspace = ${workspace} and p.id = ${member.id} and not ${countsIn(tx)}) as uncounted
    from round r`
  await remembered
  if (row === undefined) return 'no-round'
  if (row.author === member.id) return 'own-answer'
  if (row.late) return row.told ? 'told-already' : 'round-closed'
  return row.uncounted ? { uncountedIn: row.id } : 'recorded'
}

async function withdrawVote(tx: Transaction, event: ReactedEvent, emoji: string): Promise<VoteOutcome> {
  const { workspace, place, message, member } = event
  shareThread(tx, workspace, place)
  const [row] = await sqlOf(tx)`
    with ${roundBehind(tx, event, emoji)},
    vote as (
      insert into votes as v (workspace, place, message, voter, emoji, removed_at)
      select ${workspace}, ${place}, ${message}, ${member.id}, ${emoji}, ${event.at.toString()}::timestamptz from round where not late
      on conflict (workspace, place, message, voter, emoji) do update set removed_at = greatest(v.removed_at, excluded.removed_at)
    )
    select late from round`
  return row === undefined ? 'no-round' : 'recorded'
}

/**
 * `round`: at most one row with id, needed_group, closes_at, whether this event is late, and the message's author if
 * heard of; none where the emoji is no vote, and in a blind round, which counts ballots.
 */
function roundBehind(tx: Transaction, { workspace, place, message, at }: ReactedEvent, emoji: string) {
  const usual = [...usualVoteEmoji]
  return sqlOf(tx)`
    target as (
      select round, member from thread_messages where workspace = ${workspace} and place = ${place} and id = ${message}
    ),
    round as (
      select r.id, r.needed_group, r.closes_at, r.closed_at is not null or ${at.toString()}::timestamptz > r.closes_at as late,
        (select member from target) as author
      from rounds r
      where r.workspace = ${workspace} and r.id = coalesce((select round from target), (
        select o.id from rounds o where o.workspace = ${workspace} and o.thread_place = ${place} and o.closed_at is null
          and o.voting = 'open' and ${emoji} = any (coalesce(o.vote_emoji, ${usual}))
        order by o.closes_at desc limit 1))
        and r.voting = 'open' and ${emoji} = any (coalesce(r.vote_emoji, ${usual}))
    )`
}
