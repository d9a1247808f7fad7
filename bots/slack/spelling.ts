import type { CommandWord } from '../../core/platform.ts'

/** A text as it is said on Slack. */
export type Spell = (text: string) => string

/** Slack gives the app one command, so a `/leaderboard` that is said becomes `/study leaderboard`. */
export function spelling(commands: readonly CommandWord[]): Spell {
  const words = new Set(commands.map(({ word }) => word).filter((word) => word !== only))
  return (text) =>
    text.replace(/`\/([a-z][\w-]*)(?![\w-])([^`\n]*)`/g, (whole, word, rest) =>
      words.has(word) ? `\`/${only} ${word}${rest}\`` : whole,
    )
}

const only = 'study'
