import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The bot as an operator starts it: a process of its own. */
export interface BotProcess {
  readonly child: ChildProcess
  /** Standard output and error so far. */
  output(): string
  /** Resolves to the address once the room is open. */
  opened(): Promise<string>
  /** Resolves to the exit code. */
  ended(): Promise<number | null>
  kill(signal: NodeJS.Signals): Promise<number | null>
}

const main = fileURLToPath(new URL('../../bots/main.ts', import.meta.url))

/** Starts `studyhall <words>` with these settings and no others. */
export function startBot(words: readonly string[], settings: Record<string, string>, cwd = '/'): BotProcess {
  const child = spawn(process.execPath, [main, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = once(child, 'close').then(([code]) => code as number | null)
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return { child, output: () => output, opened, ended: () => ended, kill }

  async function opened(): Promise<string> {
    for (;;) {
      const address = /open at (http:\S+)/.exec(output)?.[1]
      if (address !== undefined) return address
      const code = await Promise.race([ended, once(child.stdout ?? child, 'data').then(() => 'more' as const)])
      if (code !== 'more') throw new Error(`the bot ended with ${code}: ${output}`)
    }
  }

  async function kill(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal)
    return ended
  }
}
