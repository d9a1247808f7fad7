import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type BotProcess, startBot } from './bot-process.ts'

/** A process with a role, at work. */
export interface Worker {
  readonly bot: BotProcess
  readonly url: string
  /** Its numbers, by name and labels as Prometheus writes them. */
  numbers(): Promise<ReadonlyMap<string, number>>
}

/** A folder that any user may enter, gone after the test. */
export async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-roles-'))
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a process of one role; resolves when it is at work. */
export async function startRole(role: string, settings: Record<string, string>, folder: string): Promise<Worker> {
  const bot = startBot(['start'], { PORT: '0', ROLE: role, ...settings }, folder)
  for (;;) {
    const url = /at work on .+; (http:\S+)\/healthz/.exec(bot.output())?.[1]
    if (url !== undefined) return { bot, url, numbers: () => numbersAt(url) }
    const more = once(bot.child.stdout ?? bot.child, 'data').then(() => 'more' as const)
    const code = await Promise.race([bot.ended(), more])
    if (code !== 'more') throw new Error(`the bot ended with ${code}: ${bot.output()}`)
  }
}

async function numbersAt(url: string): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`)
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`)
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}
