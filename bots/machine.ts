import type { Log } from '../core/log.ts'
import type { Settings } from './settings.ts'

/** What the operator's commands are given of the machine they run on. */
export interface Machine {
  readonly settings: Settings
  readonly clock: () => Temporal.Instant
  /** The machine's own IANA zone. */
  readonly zone: string
  /** `user@host` of a machine without a screen, to reach it from elsewhere. */
  readonly remote: string | undefined
  /** A UUIDv7, each greater than the one before. */
  readonly newId: () => string
  readonly log: Log
  print(line: string): void
}
