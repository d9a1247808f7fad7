import { v7 as increasingId } from 'uuid'
import type { Log } from '../../core/log.ts'
import { loadBank } from '../../core/questions/bank.ts'

/** What `bots/main.ts` gives the bot of the real world, for tests. */

export const newId = (): string => increasingId()

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** A log that remembers, to see what an operator would see. */
export function recordingLog(): Log & { readonly lines: { level: string; about: object; says: string }[] } {
  const lines: { level: string; about: object; says: string }[] = []
  const at = (level: string) => (about: object, says: string) => void lines.push({ level, about, says })
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** Studyhall's own questions. */
export const ownBank = await loadBank(new URL('../../content', import.meta.url).pathname)
