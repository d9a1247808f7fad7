import { setTimeout as sleep } from 'node:timers/promises'
import type { Said } from '../../core/platform.ts'
import { refusalOf } from './calls.ts'

/**
 * Slack takes about one message a second in a channel and several hundred a minute in a workspace, and says for how long
 * a method of a workspace is closed after too many. All three are kept to before a call is made.
 */

export interface Pace {
  /** Waits for the turn of a post; gives the seconds to come back in where that is far off. */
  turn(workspace: string, channel: string): Promise<number | undefined>
  /** How long a method is still closed, in seconds. */
  closedFor(workspace: string, method: string): number | undefined
  close(workspace: string, method: string, seconds: number): void
}

/** Posts of one workspace, from its first refusal until a quiet while later. Times in milliseconds. */
interface Lane {
  /** Between two posts. */
  readonly between: number
  /** Nothing is posted before. */
  readonly opensAt: number
  /** When the next one would be posted if all had come in time; so far in the past as turns are left over. */
  readonly nextAt: number
  /** When the last one of those sent away comes back. */
  readonly lastBack: number
}

export const postMethod = 'chat.postMessage'

const longestWait = 5_000
/** Shorter: a workspace that must wait keeps those of others waiting in the queue's batches. */
const longestWaitInWorkspace = 2_000
/** 300 a minute: “several hundred” is all that Slack says. */
const firstBetween = 200
/** After each further refusal: other processes may post in this workspace too. */
const slowing = 1.2
const longestBetween = 10_000
/** Turns that were not taken are made up for this long. */
const madeUp = 2_000
const forgottenAfter = 60_000

/** How time is told and spent. */
export interface PaceTime {
  /** Milliseconds, monotonic. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<unknown>
}

const realTime: PaceTime = { now: performance.now.bind(performance), pause: (milliseconds) => sleep(milliseconds) }

/** @param betweenPosts in one channel, in milliseconds */
export function openPace(betweenPosts: number, { now, pause }: PaceTime = realTime): Pace {
  const nextTurn = new Map<string, number>()
  const closedUntil = new Map<string, number>()
  const lanes = new Map<string, Lane>()
  return { turn, closedFor, close }

  async function turn(workspace: string, channel: string): Promise<number | undefined> {
    return (await turnInWorkspace(workspace)) ?? (await turnInChannel(`${workspace} ${channel}`))
  }

  async function turnInChannel(name: string): Promise<number | undefined> {
    if (betweenPosts === 0) return undefined
    forgetPast(nextTurn)
    const at = Math.max(now(), nextTurn.get(name) ?? 0)
    const wait = at - now()
    if (wait > longestWait) return Math.ceil(wait / 1000)
    nextTurn.set(name, at + betweenPosts)
    if (wait > 0) await pause(wait)
    return undefined
  }

  async function turnInWorkspace(workspace: string): Promise<number | undefined> {
    const lane = laneOf(workspace)
    if (lane === undefined) return undefined
    const at = Math.max(lane.nextAt, lane.opensAt, now() - madeUp)
    if (at - now() > longestWaitInWorkspace) {
      const lastBack = Math.max(at, lane.lastBack + lane.between)
      lanes.set(workspace, { ...lane, lastBack })
      return (lastBack - now()) / 1000
    }
    lanes.set(workspace, { ...lane, nextAt: at + lane.between })
    if (at > now()) await pause(at - now())
    return undefined
  }

  function laneOf(workspace: string): Lane | undefined {
    const lane = lanes.get(workspace)
    if (lane === undefined || Math.max(lane.nextAt, lane.opensAt, lane.lastBack) + forgottenAfter > now()) return lane
    lanes.delete(workspace)
    return undefined
  }

  function closedFor(workspace: string, method: string): number | undefined {
    const left = (closedUntil.get(`${workspace} ${method}`) ?? 0) - now()
    return left > 0 ? Math.ceil(left / 1000) : undefined
  }

  function close(workspace: string, method: string, seconds: number): void {
    forgetPast(closedUntil)
    const until = now() + seconds * 1000
    closedUntil.set(`${workspace} ${method}`, until)
    if (method === postMethod) slowDown(workspace, until)
  }

  /** Posts that were under way together are refused together: that counts once. */
  function slowDown(workspace: string, opensAt: number): void {
    const lane = laneOf(workspace)
    if (lane === undefined) {
      lanes.set(workspace, { between: firstBetween, opensAt, nextAt: opensAt, lastBack: now() })
      return
    }
    const between = lane.opensAt > now() ? lane.between : Math.min(longestBetween, lane.between * slowing)
    lanes.set(workspace, { ...lane, between, opensAt: Math.max(lane.opensAt, opensAt) })
  }

  function forgetPast(times: Map<string, number>): void {
    if (times.size < 10_000) return
    for (const [name, at] of times) if (at < now()) times.delete(name)
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
