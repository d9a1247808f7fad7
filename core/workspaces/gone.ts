import { createHash } from 'node:crypto'

/** The id under which the traces of someone who had their data deleted stand. No platform has such ids. */

const prefix = 'gone:'

/** From a new row's id, whose time it does not show. */
export function goneId(newId: string): string {
  return `${prefix}${createHash('sha256').update(newId).digest('hex').slice(0, 24)}`
}

/** For `like`. */
export const anyGone = `${prefix}%`

export function isGone(member: string): boolean {
  return member.startsWith(prefix)
}
