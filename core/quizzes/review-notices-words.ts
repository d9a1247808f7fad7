import type { Button } from '../platform.ts'
import { counted } from '../text.ts'

/** Every sentence about being told, once a day, what is due for review. */

/** @param hour as people read it: `09:00` */
export const toldWords = {
  on: (hour: string) => `From now on your daily message, at ${hour}, says how many questions are due for review.`,
  off: 'From now on you are not told what is due for review. `/review` shows it at any time.',
} as const

/** One line of the daily message. */
export function dueWords(due: number): string {
  return due === 1
    ? '1 question is due for review today. `/review` asks it.'
    : `${counted(due, 'question')} are due for review today. \`/review\` asks them.`
}

/** To change it, from how it stands. */
export function reviewsToldButton(isTold: boolean): Button {
  return isTold
    ? { id: 'reviews-told:off', label: 'Tell me no more about reviews' }
    : { id: 'reviews-told:on', label: 'Tell me about reviews' }
}
