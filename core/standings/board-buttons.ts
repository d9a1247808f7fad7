import { isRowId } from '../interactions.ts'
import { type BoardWindow, isBoardWindow } from './windows.ts'
import { type BoardScope, boardScopes } from './words.ts'

/** What a button on a board names, so that it shows the same board again. Pure. */

export interface BoardNamed {
  readonly scope: BoardScope
  readonly window: BoardWindow
  /** A round of the channel, which stands for it; of a channel's board only. */
  readonly round?: string | undefined
  /** A topic's id. */
  readonly topic?: string | undefined
  /** Counted from 1. */
  readonly page: number
}

/** On the platform with the shortest. */
const longestId = 100

/** `NAME:ROUND/week/2/channel/kafka`; none where that is too long, as a topic's id can be. */
export function boardButton(name: string, label: string, board: BoardNamed) {
  const { scope, window, round = '', topic = '', page } = board
  if (scope === 'channel' && round === '') return undefined
  const id = `${name}:${[round, window, page, scope, topic].join('/')}`
  return id.length > longestId ? undefined : { id, label }
}

/** What stands behind the colon; none where we never made it. A board's buttons once ended with the page. */
export function boardNamed(subject: string): BoardNamed | undefined {
  const [round = '', window = '', page = '', scope = 'channel', topic = ''] = subject.split('/')
  const known = boardScopes.find((one) => one === scope)
  const names = known === 'channel' ? isRowId(round) : round === ''
  if (known === undefined || !names || !isBoardWindow(window) || !/^\d{1,6}$/.test(page)) return undefined
  return { scope: known, window, round: round || undefined, topic: topic || undefined, page: Number(page) }
}
