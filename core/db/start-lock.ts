import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Longer than any start takes; an older lock was left by a process that is gone. */
const staleMilliseconds = 120_000

/** Held while one process looks whether the server runs, and starts it. A dead holder's lock is taken over. */
export async function holdStartLock(path: string): Promise<() => void> {
  const mine = `${process.pid} ${performance.timeOrigin}`
  while (!tryLock(path, mine)) {
    if (isStale(path, mine)) rmSync(path, { force: true })
    else await pause(20)
  }
  return () => rmSync(path, { force: true })
}

function tryLock(path: string, mine: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, mine)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** In a container a new process often has the old one's number: then the time of its start differs. */
function isStale(path: string, mine: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > staleMilliseconds) return true
    const holder = readFileSync(path, 'utf8')
    const pid = Number(holder.split(' ')[0])
    if (holder === '' || holder === mine) return false
    return pid === process.pid || !isAlive(pid)
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
