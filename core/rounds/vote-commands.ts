import { eq } from 'drizzle-orm'
import { workspaces } from '../db/schema.ts'
import type { Asked, Capability } from '../interactions.ts'
import type { Reply } from '../platform.ts'
import { privately } from '../reply.ts'
import { workspaceOf } from '../workspaces/workspaces.ts'
import { type ButtonVoteOutcome, voteByButton } from './button-vote.ts'
import { readVoteEmoji } from './vote-emoji.ts'
import { voteWords, votingEmojiSaved, votingEmojiWords } from './vote-words.ts'
import { tellUncounted } from './who-counts.ts'
import { roundWords } from './words.ts'

/** Voting by a button, and which reactions are votes. */
export const voting: Capability = {
  messageActions: [{ id: 'vote', label: voteWords.action }],
  buttons: { vote: { gives: 'private', run: vote } },
  commands: [
    {
      words: 'study votes',
      about: 'Which reactions are votes',
      gives: 'private',
      forAdmins: true,
      options: [{ name: 'emoji', about: 'Up to ten, like 👍 ⭐; “usual” for the usual ones' }],
      run: (asked, { emoji }) => (emoji === undefined ? showEmoji(asked) : chooseEmoji(asked, emoji)),
    },
  ],
}

async function vote(asked: Asked, subject: string): Promise<Reply> {
  const outcome = await voteByButton(asked, subject)
  if (typeof outcome !== 'object') return privately(said[outcome])
  const { tx, workspace, member, now } = asked
  const why = await tellUncounted(tx, { workspace, round: outcome.uncountedIn, member: member.id, now })
  return why ?? privately(voteWords.uncounted)
}

const said: Readonly<Record<Extract<ButtonVoteOutcome, string>, string>> = {
  counts: voteWords.counts,
  withdrawn: voteWords.withdrawn,
  'reaction-stands': voteWords.reactionStands,
  'own-answer': roundWords.noOwnVote,
  closed: roundWords.voteTooLate,
  'not-an-answer': voteWords.notAnAnswer,
}

async function showEmoji({ tx, workspace }: Asked): Promise<Reply> {
  const known = await workspaceOf(tx, workspace)
  return privately(votingEmojiWords(known?.voteEmoji ?? null))
}

async function chooseEmoji(asked: Asked, typed: string): Promise<Reply> {
  if (typed.trim().toLowerCase() === 'usual') return saveEmoji(asked, null)
  const read = readVoteEmoji(typed)
  if ('wrong' in read) return privately(voteWords.notEmoji(read.wrong))
  if ('tooMany' in read) return privately(voteWords.tooMany(read.tooMany))
  return read.emoji.length === 0 ? privately(voteWords.noEmoji) : saveEmoji(asked, [...read.emoji])
}

async function saveEmoji({ tx, workspace }: Asked, chosen: string[] | null): Promise<Reply> {
  await tx.update(workspaces).set({ voteEmoji: chosen }).where(eq(workspaces.id, workspace))
  return privately(votingEmojiSaved(chosen))
}
