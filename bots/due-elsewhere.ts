import type { Database } from '../core/db/connect.ts'
import type { Ticker } from './ticker.ts'

/** What is due is done by another process: this one only says when to look. */

const dueChannel = 'studyhall_due'

export function tellOfDue({ sql }: Database): Ticker {
  const wake = async () => void (await sql.notify(dueChannel, ''))
  return { wake, soon: () => {}, stop: async () => {} }
}

/** Resolves when it listens. */
export async function hearOfDue({ sql }: Database, wake: Ticker['wake']): Promise<void> {
  await sql.listen(dueChannel, () => void wake())
}
