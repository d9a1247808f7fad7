import { openStudyhall } from '../../bots/studyhall.ts'
import { startTicker } from '../../bots/ticker.ts'
import { newId, ownBank, silentLog } from './world.ts'

/** One of several processes on one database, as `replicas.test.ts` starts and kills them: `node replica.ts ADDRESS`. */

const [, , address = ''] = process.argv
const clock = () => Temporal.Now.instant()
const studyhall = await openStudyhall({ address, bank: ownBank, clock, newId, log: silentLog, connections: 4 })
await startTicker(studyhall.engine.tick, clock, silentLog).wake()
