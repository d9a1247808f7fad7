import { join } from 'node:path'
import { insightsPage } from '../core/insights/insights-page.ts'
import type { Bank } from '../core/questions/bank.ts'
import { keepHouse } from '../core/workspaces/housekeeping.ts'
import { hearOfDue, tellOfDue } from './due-elsewhere.ts'
import type { FrontDoor } from './front-door.ts'
import { startHousekeeping } from './housekeeping.ts'
import type { Machine } from './machine.ts'
import type { Metrics } from './metrics.ts'
import { type Platforms, platformsFor } from './platforms.ts'
import { readiness } from './readiness.ts'
import { serves, works } from './roles.ts'
import { retentionIn } from './settings.ts'
import { openStudyhall, type Studyhall } from './studyhall.ts'
import { startTicker, type Ticker } from './ticker.ts'
import { openInsightsPage } from './web/insights-page.ts'
import { roomFilesIn } from './web/room-files.ts'

/** The bot at work: on its platforms, looking for what is due. */
export interface Running {
  readonly studyhall: Studyhall
  readonly ticker: Ticker
  close(): Promise<void>
}

export interface RunningParts {
  readonly machine: Machine
  readonly door: FrontDoor
  readonly metrics: Metrics
  /** The questions that all share, as they were read last. */
  readonly bank: () => Bank
  readonly address: string
  /** Hears why a platform's connection has ended for good. */
  readonly failed: (error: Error) => void
}

/** At full hours: a few hundred questions are a second's work and need no spreading. */
const spread = { from: 500, seconds: 30 } as const

/** Starts it, and prints how to bring it to where people are. */
export async function run({ machine, door, metrics, bank, address, failed }: RunningParts): Promise<Running> {
  const { clock, newId, log, settings } = machine
  let ticker: Ticker | undefined
  const isWorker = works(settings.ROLE)
  let made: Platforms = { all: [], serving: [], invitations: [], connections: [] }
  const studyhall = await openStudyhall({
    address,
    bank,
    clock,
    newId,
    log,
    meter: metrics.meter,
    delivers: isWorker,
    spread,
    roomFiles: roomFilesFolder(settings.DATA_DIR),
    soon: (at) => ticker?.soon(at),
    pagesAt: (workspace) => settings.PUBLIC_URL ?? (workspace.startsWith('room/') ? door.url : undefined),
    platforms: async (database) => {
      made = await platformsFor(machine, database, metrics, failed)
      return made.all
    },
  })
  const { database, deliveries } = studyhall.study
  metrics.watch({ load: database.load, deliveries, questions: () => bank().questions.size })
  door.readyWhen(readiness(database, made.connections))
  const insights = await openInsightsPage((query) => insightsPage(studyhall.study, query))
  const takeAway = (serves(settings.ROLE) ? [...made.serving, insights] : []).map((serve) => door.add(serve))
  for (const invitation of made.invitations) machine.print(invitation())
  const started = isWorker ? startTicker(studyhall.engine.tick, clock, log) : tellOfDue(database)
  ticker = started
  if (isWorker) await hearOfDue(database, started.wake)
  const keep = {
    retention: retentionIn(settings),
    log,
    forgotten: roomFilesIn(roomFilesFolder(settings.DATA_DIR)).dropAll,
  }
  const housekeeping = isWorker
    ? startHousekeeping((signal) => keepHouse(database, { ...keep, now: clock(), signal }), log)
    : undefined
  return {
    studyhall,
    ticker: started,
    close: async () => {
      for (const away of takeAway) away()
      await started.stop()
      await housekeeping?.stop()
      await studyhall.stop()
    },
  }
}

/** Where what people put into the web room is kept. */
export function roomFilesFolder(dataFolder: string): string {
  return join(dataFolder, 'room-files')
}
