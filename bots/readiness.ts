import type { Database } from '../core/db/connect.ts'
import { keptFor } from './kept-for.ts'
import { within } from './within.ts'

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
  const database = keptFor(keptMilliseconds, () => answers(sql`select 1`))
  return async () => {
    if (!(await database())) return 'database'
    return connections.find((one) => !one.isConnected())?.name
  }
}

async function answers(query: PromiseLike<unknown>): Promise<boolean> {
  try {
    return (await within(databaseWithinMilliseconds, query)) !== 'late'
  } catch {
    return false
  }
}
