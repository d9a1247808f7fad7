import { acrossWorkspaces, connect, type Database, disconnect, sqlOf } from '../../core/db/connect.ts'
import { migrate } from '../../core/db/migrate.ts'
import { PlainError } from '../../core/db/plain-error.ts'
import type { WorkspaceId } from '../../core/platform.ts'
import type { Machine } from '../machine.ts'
import { onDatabase } from './on-database.ts'

/**
 * Does something in a workspace: the one that was named, or the only one there is.
 *
 * @throws PlainError naming those there are, where it is none or not clear which
 */
export function onWorkspace<T>(
  { settings }: Machine,
  named: string | undefined,
  work: (database: Database, workspace: WorkspaceId) => Promise<T>,
): Promise<T> {
  return onDatabase(settings, async (address) => {
    await migrate(address)
    const database = connect(address, { connections: 2 })
    try {
      return await work(database, await workspaceMeant(database, named))
    } finally {
      await disconnect(database)
    }
  })
}

async function workspaceMeant(database: Database, named: string | undefined): Promise<WorkspaceId> {
  const rows = await acrossWorkspaces(
    database,
    (tx) => sqlOf(tx)`select id from workspaces where left_at is null order by id`,
  )
  const known = rows.map(({ id }) => String(id))
  const [only, another] = known
  if (only === undefined)
    throw new PlainError('There is no workspace yet. Start the bot, and come back once it is in one.')
  if (named === undefined && another === undefined) return only
  if (named !== undefined && known.includes(named)) return named
  const some = known.slice(0, mostNamed).join(', ')
  const which = known.length > mostNamed ? `${some} and ${known.length - mostNamed} more` : some
  const there = `${known.length === 1 ? 'There is' : 'There are'} ${which}.`
  throw new PlainError(
    named === undefined
      ? `There are several workspaces: name one with --workspace. ${there}`
      : `There is no workspace ${named}. ${there}`,
  )
}

const mostNamed = 10
