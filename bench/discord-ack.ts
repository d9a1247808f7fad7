import { Client, Events, GatewayIntentBits } from 'discord.js'
import { connect, disconnect } from '../core/db/connect.ts'
import { openFakeDiscord } from '../tests/support/fake-discord/fake-discord.ts'
import type { FakeDiscord } from '../tests/support/fake-discord/types.ts'
import { type Bench, type BenchTools, ratioRows } from './bench.ts'
import { openOnFakeDiscord } from './discord-studyhall.ts'
import { atPace, type Percentiles } from './pace.ts'

const perSecond = 200
const seconds = 2
const rounds = 15

/** An interaction's first response, against a bare discord.js bot that commits one insert before its own. */
export const discordAck: Bench = {
  name: 'discord-ack',
  async run(tools) {
    const ours = await openOurs(tools)
    const bare = await openBare(tools)
    const runs: { ours: Percentiles; bare: Percentiles }[] = []
    await measured(ours.fake, 'study status', 1)
    await measured(bare.fake, 'study', 1)
    for (let round = 0; round < rounds; round += 1) {
      runs.push({
        ours: await measured(ours.fake, 'study status', seconds),
        bare: await measured(bare.fake, 'study', seconds),
      })
      tools.note(`discord-ack: ${JSON.stringify(runs.at(-1))}`)
    }
    await ours.close()
    await bare.close()
    return ratioRows('discord-ack', 'ms', runs)
  },
}

interface Answering {
  readonly fake: FakeDiscord
  close(): Promise<void>
}

async function measured(fake: FakeDiscord, words: string, length: number): Promise<Percentiles> {
  const ada = fake.person('ada')
  return atPace(perSecond, length, async () => {
    const { respondedAfter } = await ada.command(words, 'general')
    if (respondedAfter === undefined) throw new Error('an interaction was not answered')
    return respondedAfter
  })
}

async function openOurs(tools: BenchTools): Promise<Answering> {
  const fake = await openFakeDiscord({ now: () => Date.now() })
  const studyhall = await openOnFakeDiscord(tools, fake)
  return { fake, close: () => closeAll(fake, () => studyhall.stop()) }
}

async function openBare({ database }: BenchTools): Promise<Answering> {
  const fake = await openFakeDiscord({ now: () => Date.now() })
  const db = connect(await database())
  await db.sql`create table commands (id text primary key, who text not null, what text not null)`
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: fake.apiUrl } })
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return
    const { id, user, commandName } = interaction
    await db.sql`insert into commands (id, who, what) values (${id}, ${user.id}, ${commandName})`
    await interaction.reply({ content: 'Recorded.', flags: 64 })
  })
  await client.login(fake.app.token)
  await ready
  await client.application?.commands.set([{ name: 'study', description: 'Recorded' }])
  const end = async () => {
    await client.destroy()
    await disconnect(db)
  }
  return { fake, close: () => closeAll(fake, end) }
}

async function closeAll(fake: FakeDiscord, end: () => Promise<void>): Promise<void> {
  await end()
  await fake.close()
  if (fake.violations.length > 0) throw new Error(fake.violations.join('\n'))
}
