import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { PostgresBinaries } from './local-postgres-binaries.ts'
import type { ServerUser } from './local-postgres-user.ts'
import { PlainError } from './plain-error.ts'

export interface ServerStart {
  readonly binaries: PostgresBinaries
  readonly data: string
  readonly sockets: string
  readonly log: string
  readonly user: ServerUser
  readonly port: number
  readonly throwaway: boolean
}

/** Makes an empty database cluster. Whoever passes the socket folder's door is trusted; TCP is off. */
export function initialise(binaries: PostgresBinaries, data: string, user: ServerUser): void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (user.lent) chownSync(data, user.uid, user.gid)
  const options = [
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
  ]
  const made = spawnSync(binaries.initdb, ['-D', data, ...options], { ...asUser(user), encoding: 'utf8', cwd: data })
  if (made.status === 0) return
  rmSync(data, { recursive: true, force: true })
  const reason = (made.stderr || made.error?.message || '').trim().split('\n').at(-1)
  throw new PlainError(
    `The PostgreSQL that Studyhall brings could not make its database in ${data}: ${reason} ` +
      'Set DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL of your own.',
  )
}

/** Starts the server in a session of its own, so that Ctrl-C and a TERM to the group end the bot first. */
export async function spawnServer(start: ServerStart): Promise<void> {
  const { binaries, data, sockets, log, user, port, throwaway } = start
  const settings = {
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
    port: String(port),
    max_connections: '120',
    shared_buffers: '64MB',
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const out = openSync(log, 'a', 0o600)
  const server = spawn(binaries.postgres, ['-D', data, ...flags], {
    ...asUser(user),
    cwd: data,
    detached: true,
    stdio: ['ignore', out, out],
  })
  server.unref()
  closeSync(out)
  let ended: string | undefined
  server.once('error', (error) => {
    ended = error.message
  })
  server.once('exit', (code) => {
    ended = `it exited with code ${code}`
  })
  while (ended === undefined) {
    if (statusOf(data) === 'ready') {
      server.removeAllListeners()
      return
    }
    await pause(10)
  }
  throw new PlainError(
    `The PostgreSQL that Studyhall brings did not start (${ended}); its log is ${log}. ` +
      'Set DATABASE_URL to use a PostgreSQL of your own.',
  )
}

/** Ends it after its transactions under way are undone; what was committed is on disk. */
export function stopServer(binaries: PostgresBinaries, data: string, user: ServerUser): void {
  spawnSync(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-t', '8'], { ...asUser(user), cwd: data })
}

/** Whether the process that `postmaster.pid` names is a PostgreSQL on this folder, in whatever state. */
export function isRunning(data: string): boolean {
  const pid = Number(pidFile(data)?.[0])
  return Number.isInteger(pid) && pid > 0 && commandOf(pid)?.includes(data) === true
}

/** The state that the server writes of itself: `starting`, `ready`, `stopping`. */
function statusOf(data: string): string | undefined {
  return pidFile(data)?.[7]?.trim()
}

function pidFile(data: string): string[] | undefined {
  try {
    return readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')
  } catch {
    return undefined
  }
}

/** The command line of a process, none when there is no such process: numbers are used again, in containers at once. */
function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return undefined
  }
}

function asUser({ uid, gid, lent }: ServerUser): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  const env = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }
  return lent ? { uid, gid, env } : { env }
}
