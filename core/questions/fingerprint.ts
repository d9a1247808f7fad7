import { createHash } from 'node:crypto'

const letters = 16

/** The first 16 hexadecimal digits of the SHA-256 of some JSON: tells whether it changed. Pure. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, letters)
}
