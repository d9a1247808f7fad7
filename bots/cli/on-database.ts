import { startLocalPostgres } from '../../core/db/local-postgres.ts'
import type { Settings } from '../settings.ts'

/** Does something with the database of these settings; the one that Studyhall brings is started for it, or joined. */
export async function onDatabase<T>(settings: Settings, work: (address: string) => Promise<T>): Promise<T> {
  if (settings.DATABASE_URL !== undefined) return work(settings.DATABASE_URL)
  const own = await startLocalPostgres(settings.DATA_DIR)
  try {
    return await work(own.address)
  } finally {
    await own.release()
  }
}
