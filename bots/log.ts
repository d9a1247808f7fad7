import { type Logger, pino } from 'pino'

/** JSON lines on standard error: ids and outcomes, never an answer's text, never a token. */
export function openLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }))
}
