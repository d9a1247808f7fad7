import type { Button } from '../platform.ts'
import { counted } from '../text.ts'
import type { OwnStreak } from './streaks.ts'

/** Every sentence about streaks. A broken one is never spoken of: what stays is the longest. */

/** Beside one's own progress. */
export function streakWords(streak: OwnStreak): string {
  const { current, longest } = streak
  if (longest === 0) return 'none yet; a day on which you answer something starts one.'
  if (current === 0) return `your longest is ${days(longest)}. Your next answer starts a new one.`
  const most = longest > current ? `longest ${days(longest)}` : 'your longest'
  return `${days(current)}, ${most}. ${todayWords(streak)}`
}

function todayWords({ studiedToday, keptToday, freezesLeft }: OwnStreak): string {
  if (studiedToday) return 'Today counts already.'
  if (keptToday) return 'Free today: it rests.'
  if (freezesLeft === 0) return 'An answer today keeps it.'
  return `Nothing yet today; ${counted(freezesLeft, 'missed day')} would not end it.`
}

/** To have it beside one's name on boards or not, from how it stands. */
export function streakShownButton(isShown: boolean): Button {
  return isShown
    ? { id: 'streak-shown:off', label: 'Keep my streak off boards' }
    : { id: 'streak-shown:on', label: 'Show my streak on boards' }
}

export const shownWords = {
  on: 'Your streak stands beside your name on boards from now on, unless you are on them without your name.',
  off: 'Your streak is seen by you alone from now on.',
} as const

function days(count: number): string {
  return counted(count, 'day')
}
