import type { Bank } from '../core/questions/bank.ts'
import type { FrontDoor } from './front-door.ts'
import type { Machine } from './machine.ts'
import { type Platforms, platformsFor } from './platforms.ts'
import { openStudyhall, type Studyhall } from './studyhall.ts'
import { startTicker, type Ticker } from './ticker.ts'

/** The bot at work: on its platforms, looking for what is due. */
export interface Running {
  readonly studyhall: Studyhall
  readonly ticker: Ticker
  close(): Promise<void>
}

export interface RunningParts {
  readonly machine: Machine
  readonly door: FrontDoor
  readonly bank: Bank
  readonly address: string
  /** Hears why a platform's connection has ended for good. */
  readonly failed: (error: Error) => void
}

/** Starts it, and prints how to bring it to where people are. */
export async function run({ machine, door, bank, address, failed }: RunningParts): Promise<Running> {
  const { clock, newId, log } = machine
  let ticker: Ticker | undefined
  let made: Platforms = { all: [], serving: [], invitations: [] }
  const studyhall = await openStudyhall({
    address,
    bank,
    clock,
    newId,
    log,
    soon: (at) => ticker?.soon(at),
    platforms: async (database) => {
      made = await platformsFor(machine, database, failed)
      return made.all
    },
  })
  const takeAway = made.serving.map((serve) => door.add(serve))
  for (const invitation of made.invitations) machine.print(invitation())
  const started = startTicker(studyhall.engine.tick, clock, log)
  ticker = started
  return {
    studyhall,
    ticker: started,
    close: async () => {
      for (const away of takeAway) away()
      await started.stop()
      await studyhall.stop()
    },
  }
}
