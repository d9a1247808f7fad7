import type { DatabaseAddress } from '../db/address.ts'
import { connect, disconnect } from '../db/connect.ts'
import type { Log } from '../log.ts'

/**
 * One process at a time may do something, such as sending with one platform's token. A session of the database's own
 * holds an advisory lock: it is free at once when its process dies, and after some seconds when its process stands
 * still, as the database then ends the idle session.
 */
export interface Lease {
  /** False as soon as another process may have it, also right after this one stood still. */
  isHeld(): boolean
  /** Gives it back. */
  close(): Promise<void>
}

export interface LeaseParts {
  readonly address: DatabaseAddress
  /** What it is about: one number for each. */
  readonly key: number
  readonly log: Log
  /** It has been taken, or is lost. */
  readonly changed: (isHeld: boolean) => Promise<void>
  /** Milliseconds; another number for tests. */
  readonly betweenLooks?: number
}

const space = 7_361
const usualBetweenLooks = 1_000
/** The database ends the session of a process that has not looked for so long. */
const endsAfter = 8_000
/** Shorter by more than a look takes: who has stood still knows it before another can have the lease. */
const trustedFor = 6_000

/** Looks at once, and then each second: takes the lease when it is free, and keeps it. */
export async function openLease(parts: LeaseParts): Promise<Lease> {
  const { address, key, log, changed, betweenLooks = usualBetweenLooks } = parts
  // its lock ends with its session, and another process may have it at once
  const own = connect(address, { connections: 1, onSessionEnd: () => lose() })
  let trustedUntil = 0
  let wasHeld = false
  let isClosing = false
  let timer: NodeJS.Timeout | undefined
  let looking = look()
  await looking
  return { isHeld, close }

  function isHeld(): boolean {
    return performance.now() < trustedUntil
  }

  function lose(): void {
    trustedUntil = 0
  }

  async function look(): Promise<void> {
    try {
      const asked = performance.now()
      trustedUntil = (await take()) ? asked + trustedFor : 0
    } catch (error) {
      // kept as long as it is trusted: the database may answer again before
      log.warn({ err: error }, 'the lease could not be looked at')
    }
    if (isHeld() !== wasHeld) {
      wasHeld = !wasHeld
      await changed(wasHeld).catch((error: unknown) => log.error({ err: error }, 'a change of the lease broke'))
    }
    if (isClosing) return
    timer = setTimeout(() => {
      looking = look()
    }, betweenLooks)
  }

  /** The session may be a new one, which the driver does not say: what it holds is looked up each time. */
  async function take(): Promise<boolean> {
    const [row] = await own.sql`
      select set_config('idle_session_timeout', ${String(endsAfter)}, false), exists (
        select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and granted
          and classid = ${space}::int::oid and objid = ${key}::int::oid and objsubid = 2
      ) as mine`
    if (row?.mine === true) return true
    const [tried] = await own.sql`select pg_try_advisory_lock(${space}::int, ${key}::int) as taken`
    return tried?.taken === true
  }

  async function close(): Promise<void> {
    isClosing = true
    clearTimeout(timer)
    await looking
    lose()
    await disconnect(own)
  }
}
