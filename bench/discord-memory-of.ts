import { Client, Events, GatewayIntentBits, Partials } from 'discord.js'
import { createDiscord } from '../bots/discord/discord.ts'
import { openStudyhall } from '../bots/studyhall.ts'
import { postingStore } from '../core/db/posting-store.ts'
import { loadBank } from '../core/questions/bank.ts'
import { newId, silentLog } from '../tests/support/world.ts'

/** A process of the bench `discord-memory`: logs in, waits until it has all servers, and prints its megabytes. */

const [, , which, apiUrl = '', token = '', address = ''] = process.argv
await (which === 'ours' ? runOurs() : runBare())
globalThis.gc?.()
process.stdout.write(`${(process.memoryUsage().rss / 1_048_576).toFixed(1)}\n`)
process.exit(0)

async function runOurs(): Promise<void> {
  const bank = await loadBank(new URL('../content', import.meta.url).pathname)
  const clock = () => Temporal.Now.instant()
  const studyhall = await openStudyhall({
    ...{ address, bank, clock, newId, log: silentLog },
    platforms: (own) => [
      createDiscord({
        ...{ token, apiUrl, shards: 'auto', postings: postingStore(own), clock, newId, log: silentLog },
        failed: (trouble) => {
          throw trouble
        },
      }),
    ],
  })
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
