import type { Message } from '../platform.ts'
import { counted, quoted } from '../text.ts'

/** Every sentence about the reveal of a blind round. */

/** With fewer answers than this, nobody has a choice of what to rate. */
export const fewestToRate = 3

export type Revealed = { readonly text: string } | 'withdrawn' | 'removed'

/** An answer in the thread, without a name. */
export function revealedWords(number: number, revealed: Revealed): Message {
  return { text: `**Answer ${number}**\n\n${standing(revealed)}` }
}

function standing(revealed: Revealed): string {
  switch (revealed) {
    case 'withdrawn':
      return '(withdrawn by its author)'
    case 'removed':
      return '(removed)'
    default:
      return quoted(revealed.text)
  }
}

/** Below the answers: how they are rated, and until when. */
export function rateWords(round: string, answers: number, until: string): Message {
  if (answers < fewestToRate) {
    return {
      text: `Answers have ended. With so few there is nothing to rate: the reference answer follows at the close, ${until}, with the names of those who want theirs shown.`,
    }
  }
  return {
    text: `Answers have ended: ${counted(answers, 'answer')} here, in an order of chance. Rate some of the others' until ${until}. What you give is private, and nobody sees scores before the close; then the names follow, of those who want theirs shown.`,
    buttons: [{ id: `ballot:${round}`, label: 'Rate answers', tone: 'primary' }],
  }
}

/** To an admin who ended the answers of a blind round early. */
export function revealingWords(answers: number, until: string): string {
  return answers < fewestToRate
    ? `Answers have ended and follow in the thread without names. There are too few to rate: \`/study close\` again shows the results now, else they come ${until}.`
    : `Answers have ended and follow in the thread without names. They are rated until ${until}; \`/study close\` again closes the round at once.`
}
