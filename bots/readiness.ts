import type { Database } from '../core/db/connect.ts'
import { keptFor } from './kept-for.ts'

/** Whether this process can serve now; else one plain word for why not. */
export type Readiness = () => Promise<string | undefined>

/** A platform, and whether its connection stands. */
export interface Connection {
  readonly name: string
  isConnected(): boolean
}

const databaseWithinMilliseconds = 1_000
/** However often it is asked, the database is looked at once in this time. */
const keptMilliseconds = 500

export function readiness({ sql }: Pick<Database, 'sql'>, connections: readonly Connection[]): Readiness {
  const database = keptFor(keptMilliseconds, () => within(databaseWithinMilliseconds, sql`select 1`))
  return async () => {
    if (!(await database())) return 'database'
    return connections.find((one) => !one.isConnected())?.name
  }
}

async function within(milliseconds: number, query: PromiseLike<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  const answered = Promise.resolve(query).then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}
