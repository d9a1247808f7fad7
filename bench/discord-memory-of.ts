import { Client, Events, GatewayIntentBits, Partials } from 'discord.js'
import { loadBank } from '../core/questions/bank.ts'
import { openOnDiscord } from './discord-studyhall.ts'

/** A process of the bench `discord-memory`: logs in, waits until it has all servers, and prints its megabytes. */

const [, , which, apiUrl = '', token = '', address = ''] = process.argv
await (which === 'ours' ? runOurs() : runBare())
globalThis.gc?.()
process.stdout.write(`${(process.memoryUsage().rss / 1_048_576).toFixed(1)}\n`)
process.exit(0)

async function runOurs(): Promise<void> {
  const bank = await loadBank(new URL('../content', import.meta.url).pathname)
  const failed = (trouble: Error) => {
    throw trouble
  }
  const studyhall = await openOnDiscord({ address, bank, token, apiUrl, failed })
  // every server has been taken up when each has its workspace
  for (;;) {
    const [row] = await studyhall.study.database.sql`select count(*)::int as known from workspaces`
    if (row?.known >= 1_000) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function runBare(): Promise<void> {
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.GuildModeration,
      GatewayIntentBits.MessageContent,
    ],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction, Partials.User],
    rest: { api: apiUrl },
  })
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(token)
  await ready
}
