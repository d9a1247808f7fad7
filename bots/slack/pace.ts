import type { Said } from '../../core/platform.ts'
import { refusalOf } from './calls.ts'

/**
 * Slack takes about one message a second in a channel, and says for how long a method of a workspace is closed
 * after too many. Both are kept to before a call is made.
 */

export interface Pace {
  /** Waits for the channel's turn; gives the seconds to come back in where that is far off. */
  turn(workspace: string, channel: string): Promise<number | undefined>
  /** How long a method is still closed, in seconds. */
  closedFor(workspace: string, method: string): number | undefined
  close(workspace: string, method: string, seconds: number): void
}

const longestWaitMilliseconds = 5_000

export function openPace(betweenPosts: number, now: () => number = performance.now.bind(performance)): Pace {
  const nextTurn = new Map<string, number>()
  const closedUntil = new Map<string, number>()
  return { turn, closedFor, close }

  async function turn(workspace: string, channel: string): Promise<number | undefined> {
    if (betweenPosts === 0) return undefined
    forgetPast(nextTurn)
    const lane = `${workspace} ${channel}`
    const at = Math.max(now(), nextTurn.get(lane) ?? 0)
    const wait = at - now()
    if (wait > longestWaitMilliseconds) return Math.ceil(wait / 1000)
    nextTurn.set(lane, at + betweenPosts)
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    return undefined
  }

  function closedFor(workspace: string, method: string): number | undefined {
    const left = (closedUntil.get(`${workspace} ${method}`) ?? 0) - now()
    return left > 0 ? Math.ceil(left / 1000) : undefined
  }

  function close(workspace: string, method: string, seconds: number): void {
    forgetPast(closedUntil)
    closedUntil.set(`${workspace} ${method}`, now() + seconds * 1000)
  }

  function forgetPast(times: Map<string, number>): void {
    if (times.size < 10_000) return
    for (const [lane, at] of times) if (at < now()) times.delete(lane)
  }
}

/** A call that is made while its method is open, and whose repetition does no harm. */
export async function limited<T>(
  pace: Pace,
  workspace: string,
  method: string,
  call: () => Promise<T>,
): Promise<Said<T>> {
  const closed = pace.closedFor(workspace, method)
  if (closed !== undefined) return { later: closed }
  try {
    return { done: await call() }
  } catch (error) {
    const refusal = refusalOf(error)
    if ('later' in refusal) pace.close(workspace, method, refusal.later)
    return refusal
  }
}
