import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openFakeDiscord } from '../tests/support/fake-discord/fake-discord.ts'
import type { FakeDiscord } from '../tests/support/fake-discord/types.ts'
import { openFakeSlack } from '../tests/support/fake-slack/fake-slack.ts'
import { signedRequest } from '../tests/support/fake-slack/http-door.ts'
import { newId } from '../tests/support/world.ts'
import { type Bench, median, type Row, rounded } from './bench.ts'

const rounds = 5
const betweenTries = 5
const patienceMilliseconds = 120_000
const ours = [fileURLToPath(new URL('../bots/main.ts', import.meta.url)), 'start']
const bare = [fileURLToPath(new URL('start-of.ts', import.meta.url))]

type Settings = Readonly<Record<string, string>>

/** From the command to the first acknowledged one, on a database that is there, against a bot that does nothing else. */
export const start: Bench = {
  name: 'start',
  async run({ database, note }) {
    const address = await database()
    const folder = await mkdtemp(join(tmpdir(), 'studyhall-bench-start-'))
    const common = { DATABASE_URL: address, DATA_DIR: folder }
    const rows = []
    for (const timed of [slackStart, discordStart]) {
      const { name, milliseconds, close } = await timed(common)
      // makes the tables, and registers the commands
      await milliseconds(ours)
      await milliseconds(bare)
      const runs = []
      for (let round = 0; round < rounds; round += 1) {
        runs.push({ ours: await milliseconds(ours), bare: await milliseconds(bare) })
        note(`${name}: ${JSON.stringify(runs.at(-1))}`)
      }
      await close()
      rows.push(rowOf(name, runs))
    }
    await rm(folder, { recursive: true, force: true })
    return rows
  },
}

function rowOf(name: string, runs: readonly { readonly ours: number; readonly bare: number }[]): Row {
  const value = median(runs.map((run) => run.ours))
  const floor = median(runs.map((run) => run.bare))
  const ratio = median(runs.map((run) => run.ours / run.bare))
  return { bench: 'start', name, value: rounded(value), unit: 'ms', floor: rounded(floor), ratio: rounded(ratio) }
}

interface Timed {
  readonly name: string
  milliseconds(program: readonly string[]): Promise<number>
  close(): Promise<void>
}

async function slackStart(common: Settings): Promise<Timed> {
  const fake = await openFakeSlack({ now: () => Date.now() })
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}/slack/events`
  const { signingSecret } = fake.app
  const { delivery } = await fake.person('ada').command('/study', 'status', 'general')
  const settings = {
    ...common,
    PORT: port,
    BARE: 'slack',
    SLACK_API_URL: fake.apiUrl,
    SLACK_BOT_TOKEN: fake.team().botToken,
    SLACK_SIGNING_SECRET: signingSecret,
  }
  const isAcknowledged = async () => {
    const body = { ...delivery.body, trigger_id: newId() }
    const sent = signedRequest('command', body, { secret: signingSecret, at: Date.now() })
    const answer = await fetch(url, { method: 'POST', ...sent }).catch(() => undefined)
    await answer?.arrayBuffer()
    return answer?.status === 200
  }
  const milliseconds = (program: readonly string[]) => timedStart(program, settings, isAcknowledged)
  return { name: 'start-slack', milliseconds, close: () => fake.close() }
}

/** A Discord for each of the two: commands stay registered, as they do for a bot that starts again. */
async function discordStart(common: Settings): Promise<Timed> {
  const fakes = new Map<readonly string[], FakeDiscord>()
  for (const program of [ours, bare]) fakes.set(program, await openFakeDiscord({ now: () => Date.now() }))
  const words = (program: readonly string[]) => (program === ours ? 'study status' : 'study')
  const milliseconds = (program: readonly string[]) => {
    const fake = fakes.get(program)
    if (fake === undefined) throw new Error('no Discord for this program')
    const settings = {
      ...common,
      PORT: '0',
      BARE: 'discord',
      DISCORD_TOKEN: fake.app.token,
      DISCORD_API_URL: fake.apiUrl,
    }
    return timedStart(program, settings, async () => {
      if (fake.gateway.shards.length === 0 || fake.commands().length === 0) return false
      const { respondedAfter } = await fake.person('ada').command(words(program), 'general')
      return respondedAfter !== undefined
    })
  }
  const close = async () => {
    for (const fake of fakes.values()) await fake.close()
  }
  return { name: 'start-discord', milliseconds, close }
}

/** Starts it, and tries until the first acknowledgement; then ends it. */
async function timedStart(
  program: readonly string[],
  settings: Settings,
  isAcknowledged: () => Promise<boolean>,
): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, program, {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'close')
  try {
    while (!(await isAcknowledged())) await nextTry(child, began)
    return performance.now() - began
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function nextTry(child: ChildProcess, began: number): Promise<void> {
  if (child.exitCode !== null) throw new Error(`a bot ended with ${child.exitCode} before it answered`)
  if (performance.now() - began > patienceMilliseconds) throw new Error('a bot did not answer in time')
  await pause(betweenTries)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as import('node:net').AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
