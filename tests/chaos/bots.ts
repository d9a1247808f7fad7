import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The bot's processes, as an operator starts them. */

export interface Replica {
  readonly number: number
  readonly isUp: boolean
  /** Of its port; none while it is not at work. */
  readonly port: number | undefined
  readonly isStopped: boolean
  /** How often it was started. */
  readonly starts: number
  start(): void
  /** Resolves once it is at work; it is started again when it ends before. */
  atWork(): Promise<void>
  /** Resolves to the exit code, none after a signal. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
  /** Resolves when it has ended by itself. */
  ended(): Promise<number | null>
  freeze(): void
  thaw(): void
  /** What it printed since its last start. */
  output(): string
}

export interface ReplicaParts {
  readonly number: number
  readonly folder: string
  readonly settings: Readonly<Record<string, string>>
  readonly clockFile: string
  readonly mutant: string | undefined
}

const main = fileURLToPath(new URL('../../bots/main.ts', import.meta.url))
const shim = new URL('clock-shim.ts', import.meta.url).href
const hook = new URL('mutant-hook.ts', import.meta.url).href
const startsWithin = 180_000

export function openReplica({ number, folder, settings, clockFile, mutant }: ReplicaParts): Replica {
  const log = createWriteStream(join(folder, `bot-${number}.log`))
  let child: ChildProcess | undefined
  let ending: Promise<number | null> = Promise.resolve(null)
  let text = ''
  /** Once it was said: of a long log the beginning is not kept. */
  let port: number | undefined
  let frozen = false
  let starts = 0
  return {
    number,
    get isUp() {
      return child !== undefined
    },
    get isStopped() {
      return frozen
    },
    get starts() {
      return starts
    },
    get port() {
      return port
    },
    start,
    atWork,
    end,
    ended: () => ending,
    freeze() {
      frozen = child?.kill('SIGSTOP') === true
    },
    thaw() {
      child?.kill('SIGCONT')
      frozen = false
    },
    output: () => text,
  }

  function start(): void {
    if (child !== undefined) return
    text = ''
    port = undefined
    frozen = false
    starts += 1
    const loaders = ['--import', shim, ...(mutant === undefined ? [] : ['--import', hook])]
    const started = spawn(process.execPath, [...loaders, main, 'start'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: folder,
        CHAOS_CLOCK: clockFile,
        ...(mutant === undefined ? {} : { CHAOS_MUTANT: mutant }),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.setEncoding('utf8').on('data', (more: string) => {
        text = (text + more).slice(-200_000)
        port ??= portIn(text)
        log.write(more)
      })
    }
    ending = once(started, 'close').then(([code]) => {
      if (child === started) child = undefined
      port = undefined
      log.write(`ended with ${code}\n`)
      return code as number | null
    })
  }

  async function atWork(): Promise<void> {
    const deadline = performance.now() + startsWithin
    while (port === undefined) {
      if (performance.now() > deadline) throw new Error(`bot ${number} did not come to work: ${text.slice(-2_000)}`)
      if (child === undefined) start()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (child === undefined) return ending
    if (frozen) child.kill('SIGCONT')
    frozen = false
    child.kill(signal)
    return ending
  }
}

function portIn(text: string): number | undefined {
  const found = /at work on [^;]+; http:\/\/[^:]+:(\d+)\/healthz/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
