import type { Button } from '../platform.ts'
import { counted } from '../text.ts'

/** Every sentence about what the bot tells people in private. */
export const noticeWords = {
  nothingWaits: 'Nothing is waiting for you.',
} as const

/** The one private message of the day. */
export function gatheredWords(texts: readonly string[]): string {
  return texts.join('\n\n')
}

/** Where private messages are closed. */
export function waitingButton(waiting: number): Button {
  return { id: 'read-notices', label: `${counted(waiting, 'message')} for you` }
}
