import { existsSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { PlainError } from './plain-error.ts'

/** Whose process the server is; `lent` when root gave it another's id. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
  readonly lent: boolean
}

const nobody = 65534

/**
 * PostgreSQL refuses to run as root, so root lends it the id that is nobody's.
 *
 * @throws PlainError where initdb would fail: a user id without an entry in /etc/passwd
 */
export function serverUser(): ServerUser {
  if (process.getuid?.() === 0) return { uid: nobody, gid: nobody, lent: true }
  try {
    const { uid, gid } = userInfo()
    return { uid, gid, lent: false }
  } catch {
    throw new PlainError(
      `This process runs as user id ${process.getuid?.()}, which has no entry in /etc/passwd; the PostgreSQL that ` +
        'Studyhall brings cannot start so. Add the entry, or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
}

/** Whether a user other than the owner can walk down to this folder, as far as it exists. */
export function reachable(folder: string): boolean {
  const others = 0o001
  for (let path = folder; ; path = dirname(path)) {
    if (existsSync(path) && (statSync(path).mode & others) === 0) return false
    if (path === dirname(path)) return true
  }
}
