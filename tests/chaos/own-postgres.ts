import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Database, disconnect } from '../../core/db/connect.ts'
import { installedBinaries } from '../../core/db/local-postgres-binaries.ts'
import { initialise, isRunning, type ServerStart, spawnServer } from '../../core/db/local-postgres-process.ts'
import { serverUser } from '../../core/db/local-postgres-user.ts'

/** A PostgreSQL of the run's own, with everything that makes it durable switched on, to be ended and started again. */
export interface OwnPostgres {
  /** Its socket. */
  readonly socket: string
  /** As superuser, to the bots' database, not by way of the proxy. */
  readonly admin: Database
  /** `fast` ends what is under way, `immediate` is a crash. */
  restart(how: 'fast' | 'immediate'): Promise<void>
  stop(): Promise<void>
}

const port = 5432

/** @param folder one that every user may enter */
export async function startOwnPostgres(folder: string): Promise<OwnPostgres> {
  const user = serverUser()
  const data = join(folder, 'postgres')
  const sockets = join(folder, 'sockets')
  const binaries = installedBinaries(folder, user)
  for (const made of [folder, sockets]) {
    mkdirSync(made, { recursive: true, mode: 0o700 })
    if (user.lent) chownSync(made, user.uid, user.gid)
  }
  const start: ServerStart = {
    binaries,
    data,
    sockets,
    user,
    port,
    throwaway: false,
    log: join(folder, 'postgres.log'),
  }
  initialise(binaries, data, user)
  await spawnServer(start)
  const first = connect(addressIn('postgres'), { connections: 1 })
  await first.sql`create role studyhall login createrole`
  await first.sql`create database studyhall owner studyhall`
  await disconnect(first)
  const admin = connect(addressIn('studyhall'), { connections: 3 })
  return { socket: join(sockets, `.s.PGSQL.${port}`), admin, restart, stop }

  function addressIn(database: string) {
    return `postgres://postgres@localhost:${port}/${database}?host=${encodeURIComponent(sockets)}` as const
  }

  async function restart(how: 'fast' | 'immediate'): Promise<void> {
    end(how)
    while (isRunning(data)) await pause(20)
    rmSync(join(data, 'postmaster.pid'), { force: true })
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await spawnServer(start)
      } catch (error) {
        if (attempt === 20) throw error
        await pause(200)
      }
    }
  }

  function end(how: 'fast' | 'immediate'): void {
    const env = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }
    const as = user.lent ? { uid: user.uid, gid: user.gid } : {}
    spawnSync(binaries.pgCtl, ['stop', '-D', data, '-m', how, '-t', '20'], { ...as, env, cwd: data })
  }

  async function stop(): Promise<void> {
    await disconnect(admin)
    end('fast')
  }
}
