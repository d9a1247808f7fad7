import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { type DatabaseAddress, withDatabase } from './address.ts'
import { installedBinaries, type PostgresBinaries } from './local-postgres-binaries.ts'
import { initialise, isRunning, type ServerStart, spawnServer, stopServer } from './local-postgres-process.ts'
import { reachable, type ServerUser, serverUser } from './local-postgres-user.ts'
import { PlainError } from './plain-error.ts'
import { holdStartLock } from './start-lock.ts'

/** The PostgreSQL that Studyhall starts for itself when it is given none. */
export interface LocalPostgres {
  /** The bot's database, as its owner, who is not a superuser. */
  readonly address: DatabaseAddress
  /** The same server as superuser, to make databases for tests. */
  readonly adminAddress: DatabaseAddress
  /** Lets go of it. The last process out stops it; a process that was killed does not count. */
  release(): Promise<void>
}

export interface LocalPostgresOptions {
  /** For throwaway databases: a crash of the machine may lose them. */
  readonly throwaway?: boolean
}

const major = '18'
const port = 5432
const startMilliseconds = 60_000
const startAttempts = 12
/** Held in shared mode by every process that uses the server; who gets it exclusively is the last one. */
const usersLock = 7_361_001

/**
 * Starts PostgreSQL 18 on `folder`, or joins the one that runs there (after a kill -9 of the bot it lives
 * on). Two processes on one folder are two replicas of one database.
 *
 * @throws PlainError when this machine cannot run it; the sentence names `DATABASE_URL` as the way out
 */
export async function startLocalPostgres(
  folder: string,
  { throwaway = false }: LocalPostgresOptions = {},
): Promise<LocalPostgres> {
  const user = serverUser()
  const home = dataHome(resolve(folder), user)
  const binaries = installedBinaries(home, user)
  const data = join(home, 'postgres')
  const sockets = socketFolder(home, user)
  const admin = `postgres://postgres@localhost:${port}/postgres?host=${encodeURIComponent(sockets)}`
  const deadline = performance.now() + startMilliseconds
  for (;;) {
    await ensureRunning({ home, data, sockets, user, binaries, throwaway })
    const hold = await takeHold(admin)
    if (hold !== undefined) {
      return {
        address: withDatabase(admin, 'studyhall', 'studyhall'),
        adminAddress: admin,
        release: () => letGo(hold, data, user, binaries),
      }
    }
    if (performance.now() > deadline) throw new PlainError(noAnswer(home))
    await pause(50)
  }
}

interface Layout {
  readonly home: string
  readonly data: string
  readonly sockets: string
  readonly user: ServerUser
  readonly binaries: PostgresBinaries
  readonly throwaway: boolean
}

/** One process at a time looks and starts; who comes second finds it running. */
async function ensureRunning(layout: Layout): Promise<void> {
  const { home, data, sockets, user, binaries, throwaway } = layout
  const unlock = await holdStartLock(join(home, 'postgres.starting'))
  try {
    if (isRunning(data)) return
    if (!existsSync(join(data, 'PG_VERSION'))) initialise(binaries, data, user)
    const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
    if (found !== major) {
      throw new PlainError(
        `The database in ${data} was made by PostgreSQL ${found}, and this Studyhall brings ${major}. ` +
          'Use the Studyhall that made it, or set DATABASE_URL to a PostgreSQL of your own.',
      )
    }
    rmSync(join(data, 'postmaster.pid'), { force: true })
    await spawnPatiently({ binaries, data, sockets, user, port, throwaway, log: join(home, 'postgres.log') })
  } finally {
    unlock()
  }
}

/** The children of a postmaster that was killed end by themselves, and the folder is free a moment later. */
async function spawnPatiently(start: ServerStart): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await spawnServer(start)
    } catch (error) {
      if (attempts === startAttempts) throw error
      await pause(250)
    }
  }
}

/** A connection that lives as long as this process uses the server; none when it is just going down. */
async function takeHold(admin: DatabaseAddress): Promise<postgres.Sql | undefined> {
  const url = new URL(admin)
  const hold = postgres({
    host: url.searchParams.get('host') ?? '',
    port,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    onnotice: () => {},
    connection: { application_name: 'studyhall: holds the server' },
  })
  try {
    const [row] = await hold`select pg_try_advisory_lock_shared(${usersLock}) as held`
    if (row?.held !== true) throw new Error('the server is being stopped')
    await makeDatabase(hold)
    return hold
  } catch {
    await hold.end({ timeout: 1 })
    return undefined
  }
}

async function makeDatabase(admin: postgres.Sql): Promise<void> {
  await admin`select pg_advisory_lock(${usersLock + 1})`
  try {
    const [role] = await admin`select 1 from pg_roles where rolname = 'studyhall'`
    if (role === undefined) await admin`create role studyhall login createrole`
    const [database] = await admin`select 1 from pg_database where datname = 'studyhall'`
    if (database === undefined) await admin`create database studyhall owner studyhall`
  } finally {
    await admin`select pg_advisory_unlock(${usersLock + 1})`
  }
}

async function letGo(hold: postgres.Sql, data: string, user: ServerUser, binaries: PostgresBinaries): Promise<void> {
  let last = false
  try {
    await hold`select pg_advisory_unlock_shared(${usersLock})`
    const [row] = await hold`select pg_try_advisory_lock(${usersLock}) as last`
    last = row?.last === true
    if (last) stopServer(binaries, data, user)
  } finally {
    await hold.end({ timeout: 1 })
  }
}

/** The folder for data and log: the one asked for, where the server's user can get there; else under /var/lib. */
function dataHome(folder: string, user: ServerUser): string {
  const home = user.lent && !reachable(dirname(folder)) ? elsewhere(folder) : folder
  try {
    makeFolder(home)
    readdirSync(home)
    if (user.lent) chownSync(home, user.uid, user.gid)
    else accessSync(home, constants.W_OK)
    return home
  } catch (error) {
    throw new PlainError(
      `The data folder ${home} cannot be made or written (${(error as NodeJS.ErrnoException).code}). ` +
        'Set DATA_DIR to a folder that can, or DATABASE_URL to a PostgreSQL of your own.',
    )
  }
}

/** As `mkdir -p`. Node's own tries for ever where the system refuses a folder with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Two clones of the project never share one: the folder's name is a hash of the path. */
function elsewhere(folder: string): string {
  return join('/var/lib', `studyhall-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
}

/** The socket's folder is the lock on the door: only its owner (and root) may enter. */
function socketFolder(home: string, user: ServerUser): string {
  const longestSocketPath = 100
  const beside = join(home, 'sockets')
  const name = `studyhall-${user.uid}-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`
  const folder = join(beside, `.s.PGSQL.${port}`).length <= longestSocketPath ? beside : join(tmpdir(), name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user.lent) chownSync(folder, user.uid, user.gid)
  if (statSync(folder).uid !== user.uid) {
    throw new PlainError(`The folder ${folder} belongs to another user. Remove it, or set DATA_DIR to a shorter path.`)
  }
  chmodSync(folder, 0o700)
  return folder
}

function noAnswer(home: string): string {
  return (
    `The PostgreSQL in ${home} does not answer. Its log is ${join(home, 'postgres.log')}. ` +
    'Set DATABASE_URL to use a PostgreSQL of your own.'
  )
}
