import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openFakeDiscord } from '../tests/support/fake-discord/fake-discord.ts'
import { type Bench, median, rounded } from './bench.ts'

const guilds = 1_000
const rounds = 3
const program = fileURLToPath(new URL('discord-memory-of.ts', import.meta.url))
const run = promisify(execFile)

/** Memory of a process that serves a thousand servers, against a bare discord.js client with the same servers. */
export const discordMemory: Bench = {
  name: 'discord-memory',
  async run(tools) {
    const settings = Array.from({ length: guilds }, (_, index) => ({
      name: `Server ${index}`,
      people: [{ name: 'ada' }],
      channels: Array.from({ length: 20 }, (_, at) => ({ name: `channel-${at}` })),
      roles: Array.from({ length: 10 }, (_, at) => ({ name: `role ${at}` })),
    }))
    const fake = await openFakeDiscord({ now: () => Date.now(), guilds: settings })
    const ours: number[] = []
    const bare: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await megabytesOf('ours', fake.apiUrl, fake.app.token, await tools.database()))
      bare.push(await megabytesOf('bare', fake.apiUrl, fake.app.token, ''))
      tools.note(`discord-memory: ${ours.at(-1)} MB, bare ${bare.at(-1)} MB`)
    }
    await fake.close()
    const [value, floor] = [median(ours), median(bare)]
    const row = {
      bench: 'discord-memory',
      name: 'discord-memory',
      value,
      unit: 'MB',
      floor,
      ratio: rounded(value / floor),
    }
    return [row]
  },
}

async function megabytesOf(which: 'ours' | 'bare', apiUrl: string, token: string, address: string): Promise<number> {
  const { stdout } = await run(process.execPath, ['--expose-gc', program, which, apiUrl, token, address])
  return Number(stdout)
}
