import { readFileSync } from 'node:fs'

/**
 * Loaded before a bot (`--import`): its clock is off by the milliseconds in a file, read anew ten times a second.
 * Stands for a machine whose clock was set; the bot itself has no such setting.
 */

const file = process.env.CHAOS_CLOCK ?? ''
const realDate = Date
const realInstant = Temporal.Now.instant.bind(Temporal.Now)
let ahead = read()
setInterval(() => {
  ahead = read()
}, 100).unref()

class ShiftedDate extends realDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(realDate.now() + ahead)
    else super(...(given as [number]))
  }
  static override now(): number {
    return realDate.now() + ahead
  }
}

globalThis.Date = ShiftedDate as DateConstructor
Temporal.Now.instant = () => realInstant().add({ milliseconds: ahead })

function read(): number {
  try {
    const text = Number(readFileSync(file, 'utf8'))
    return Number.isSafeInteger(text) ? text : 0
  } catch {
    return 0
  }
}
