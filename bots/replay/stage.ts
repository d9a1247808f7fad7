import type { ChatPlatform } from '../../core/platform.ts'
import { openStudyhall, type Studyhall, type StudyhallParts } from '../studyhall.ts'

/** A whole Studyhall whose time stands still until it is moved: for replays and story tests. */
export interface Stage {
  /** The bot as it runs now; another one after `restart`. */
  studyhall(): Studyhall
  now(): Temporal.Instant
  /** Lets time pass, stopping at each instant at which something is due, until all of it is done. */
  moveTo(at: Temporal.Instant): Promise<void>
  /** Does what is due now, waits until nothing is under way, and tells when something is due next. */
  settle(): Promise<Temporal.Instant | undefined>
  /** Ends the bot and starts it again on the same database. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface StageOptions extends Omit<StudyhallParts, 'clock'> {
  readonly starts: Temporal.Instant
  readonly wrap?: (platform: ChatPlatform) => ChatPlatform
}

export async function openStage(options: StageOptions): Promise<Stage> {
  let now = options.starts
  let isSoon = false
  const soon = () => {
    isSoon = true
  }
  const open = () => openStudyhall({ ...options, clock: () => now, soon })
  let running = await open()
  return { studyhall: () => running, now: () => now, moveTo, settle, restart, stop: () => running.stop() }

  async function settle(): Promise<Temporal.Instant | undefined> {
    isSoon = false
    const next = await running.engine.tick()
    await running.study.deliveries.settled()
    // what was carried out has set when something is due, after the tick had looked
    return isSoon ? settle() : next
  }

  async function moveTo(at: Temporal.Instant): Promise<void> {
    for (let next = await settle(); next !== undefined && isBefore(next, at); next = await settle())
      now = later(now, next)
    now = later(now, at)
    await settle()
  }

  async function restart(): Promise<void> {
    await running.stop()
    running = await open()
  }
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) <= 0
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return isBefore(a, b) ? b : a
}
