import { literal, shortened } from '../text.ts'
import { emojiInText, usualVoteEmoji } from './vote-emoji.ts'

/** Every sentence about voting by the button, and about which emoji are votes. */
export const voteWords = {
  button: '👍 Vote',
  action: 'Vote for this answer',
  counts: 'Your vote counts.',
  withdrawn: 'Your vote is taken back.',
  reactionStands:
    'This vote is taken back. Your reaction on the answer still counts as one; remove it to take that back too.',
  uncounted: 'Your vote is kept, and does not count as things are: ask an admin of this workspace.',
  notAnAnswer:
    'That message is not an answer, so there is nothing to vote for. Use this on an answer to an open question.',
  noEmoji: 'Name at least one emoji, like `/study votes 👍 ⭐`. `/study votes usual` goes back to the usual ones.',
  notEmoji: (typed: string) =>
    `“${literal(shortened(typed, 40))}” is not an emoji. Use emoji like 👍, or one of your own by its name, like \`:partyparrot:\`.`,
  tooMany: (most: number) => `That is too many: at most ${most} emoji can be votes.`,
} as const

/** `/study votes`: which emoji are votes. */
export function votingEmojiWords(chosen: readonly string[] | null): string {
  const change = '`/study votes 👍 ⭐` chooses others'
  return chosen === null
    ? `These reactions on an answer are votes: ${inARow(usualVoteEmoji)}. ${change}.`
    : `These reactions on an answer are votes: ${inARow(chosen)}. ${change}, and \`/study votes usual\` goes back to ${inARow(usualVoteEmoji)}.`
}

/** After a change: what was asked already keeps its own. */
export function votingEmojiSaved(chosen: readonly string[] | null): string {
  return `From the next question on, these reactions are votes: ${inARow(chosen ?? usualVoteEmoji)}. Questions that are open keep theirs.`
}

function inARow(emoji: readonly string[]): string {
  return emoji.map(emojiInText).join(' ')
}
