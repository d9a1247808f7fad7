import { App, LogLevel } from '@slack/bolt'
import { Client, Events, GatewayIntentBits } from 'discord.js'

/** A process of the bench `start`: a bot that does nothing but answer one command. */

const { BARE: which, SLACK_BOT_TOKEN: token = '', SLACK_SIGNING_SECRET: signingSecret = '', PORT: port } = process.env
await (which === 'slack' ? startBolt() : startDiscord())

async function startBolt(): Promise<void> {
  const clientOptions = { slackApiUrl: process.env.SLACK_API_URL ?? '' }
  const app = new App({ token, signingSecret, logLevel: LogLevel.ERROR, clientOptions })
  app.command('/study', ({ ack }) => ack({ response_type: 'ephemeral', text: 'Recorded.' }))
  await app.start({ host: '127.0.0.1', port: Number(port) })
}

async function startDiscord(): Promise<void> {
  const api = process.env.DISCORD_API_URL ?? ''
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } })
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply({ content: 'Recorded.', flags: 64 })
  })
  client.once(Events.ClientReady, ({ application }) =>
    application.commands.set([{ name: 'study', description: 'Recorded' }]),
  )
  await client.login(process.env.DISCORD_TOKEN)
}
