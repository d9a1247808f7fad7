import { and, eq } from 'drizzle-orm'
import { sqlOf } from '../db/connect.ts'
import { threadMessages } from '../db/schema.ts'
import { type Asked, isRowId } from '../interactions.ts'
import { freshRound } from './closed-questions.ts'
import { formAnswerOf } from './form-answer-rows.ts'
import type { Round } from './open-round.ts'
import { answerSoFar } from './thread-facts.ts'
import { byButton } from './vote-emoji.ts'
import { votesOf } from './votes.ts'

export type ButtonVoteOutcome =
  | 'counts'
  | 'withdrawn'
  /** Taken back, while a reaction of theirs on the same answer still counts. */
  | 'reaction-stands'
  | 'own-answer'
  | 'closed'
  | 'not-an-answer'
  /** Kept, and does not count as things are. */
  | { readonly uncountedIn: string }

/**
 * A vote for the answer that a message is part of; pressed again, it is taken back.
 *
 * @param subject `round:member` on what the bot shows for someone; empty on a message of their own
 */
export async function voteByButton(asked: Asked, subject: string): Promise<ButtonVoteOutcome> {
  const { tx, workspace, member, message, now } = asked
  const found = await messageBehind(asked, subject)
  const round = found && (await freshRound(tx, workspace, found.round))
  // in a blind round ballots count, and nobody learns by a press who has answered
  if (message === undefined || round === undefined || found?.member == null || round.voting === 'blind')
    return 'not-an-answer'
  if (isClosed(round, now)) return 'closed'
  if (found.member === member.id) return 'own-answer'
  const answer = await answerSoFar(tx, workspace, round.id, found.member)
  if (answer === undefined || !answer.messages.includes(found.id)) return 'not-an-answer'
  const stands = await turnVote(asked, message)
  // where a form's answer stands may not be written down yet: its votes are looked for there as well
  const messages = new Set([...answer.messages, message])
  const counted = (await votesOf(tx, workspace, round.id)).some(
    (vote) => vote.voter === member.id && messages.has(vote.message),
  )
  if (!stands) return counted ? 'reaction-stands' : 'withdrawn'
  return counted || found.id !== message ? 'counts' : { uncountedIn: round.id }
}

async function messageBehind({ tx, workspace, place, message = '' }: Asked, subject: string) {
  if (subject !== '') {
    const [round = '', ...member] = subject.split(':')
    const form = isRowId(round) ? await formAnswerOf(tx, workspace, round, member.join(':')) : undefined
    return form?.deletedAt === null ? form : undefined
  }
  const [said] = await tx
    .select()
    .from(threadMessages)
    .where(
      and(eq(threadMessages.workspace, workspace), eq(threadMessages.place, place), eq(threadMessages.id, message)),
    )
  return said?.deletedAt === null ? said : undefined
}

function isClosed({ closingAt, closedAt, closesAt }: Round, now: Temporal.Instant): boolean {
  return closingAt !== null || closedAt !== null || Temporal.Instant.compare(now, closesAt) > 0
}

/** Adds the vote or takes it back; gives whether it stands now. */
async function turnVote({ tx, workspace, place, member, now }: Asked, message: string): Promise<boolean> {
  const at = now.toString()
  const [row] = await sqlOf(tx)`
    insert into votes as v (workspace, place, message, voter, emoji, added_at)
    values (${workspace}, ${place}, ${message}, ${member.id}, ${byButton}, ${at})
    on conflict (workspace, place, message, voter, emoji) do update set
      added_at = case when v.removed_at >= v.added_at
        then greatest(excluded.added_at, v.removed_at + interval '1 microsecond') else v.added_at end,
      removed_at = case when v.removed_at >= v.added_at then v.removed_at else greatest(excluded.added_at, v.added_at) end
    returning coalesce(v.removed_at < v.added_at, true) as stands`
  return row?.stands === true
}
