import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  Client,
  type ClientOptions,
  Events,
  type ForumChannel,
  GatewayIntentBits,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  Partials,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  type TextChannel,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openFakeDiscord } from '../support/fake-discord/fake-discord.ts'
import type { FakeDiscord, FakeDiscordOptions } from '../support/fake-discord/types.ts'

/** The fake Discord, driven by discord.js, unmodified. */

const morning = Date.parse('2026-11-20T09:00:00Z')

describe('messages', () => {
  test('a bot posts, starts a thread, hears an answer and a vote', async () => {
    const { fake, client, channel } = await opened()
    const heard: string[] = []
    client.on(Events.MessageCreate, (message) => heard.push(`${message.author.username}: ${message.content}`))
    client.on(Events.MessageReactionAdd, ({ emoji }, user) => heard.push(`${user.id} ${emoji.name}`))
    const posted = await channel.send({ content: 'What is a monad?' })
    const thread = await posted.startThread({ name: 'Monads', autoArchiveDuration: 1440 })
    const [ada, bo] = [fake.person('ada'), fake.person('bo')]
    const answer = await ada.say(thread.id, 'A burrito', { files: [{ name: 'proof.txt', text: 'QED' }] })
    await bo.react(answer, '👍')
    await fake.until(() => heard.length === 3, 'the post, the answer and the vote')

    expect(thread.id).toBe(posted.id)
    expect(heard).toEqual(['Studyhall: What is a monad?', 'ada: A burrito', `${bo.id} 👍`])
    expect(ada.sees('general')).toMatchObject([{ text: 'What is a monad?', thread: thread.id, fromBot: true }])
    expect(fake.guild().thread('Monads')).toMatchObject({ autoArchiveAfter: 1440, archived: false })
    const read = await thread.messages.fetch({ limit: 10 })
    expect(read.map(({ content, attachments }) => [content, attachments.size])).toEqual([['A burrito', 1]])
    expect(fake.violations).toEqual([])
  })

  test('without Message Content the text is blank, but not where the bot is mentioned', async () => {
    const { fake, client } = await opened(
      { app: { privilegedIntents: [] } },
      {
        intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
      },
    )
    const heard: string[] = []
    client.on(Events.MessageCreate, ({ content }) => heard.push(content))
    await fake.person('ada').say('general', 'hello')
    await fake.person('ada').say('general', `hello <@${fake.bot}>`)
    await fake.until(() => heard.length === 2)

    expect(heard).toEqual(['', `hello <@${fake.bot}>`])
  })

  test('a lost response and its retry with the same nonce leave one message', async () => {
    const { fake, channel } = await opened()
    const message = { content: 'Once', nonce: 'round-1', enforceNonce: true }
    fake.faults.next('POST /channels/{channel_id}/messages', { kind: 'lose-response' })
    await expect(channel.send(message)).rejects.toThrow()
    const again = await channel.send(message)

    expect(fake.guild().messages('general')).toMatchObject([{ id: again.id, text: 'Once', nonce: 'round-1' }])
    const unforced = await channel.send({ ...message, enforceNonce: false })
    expect(unforced.id).not.toBe(again.id)
  })

  test('429 and 5xx are waited out and retried by the client', async () => {
    const { fake, channel } = await opened()
    const route = 'POST /channels/{channel_id}/messages'
    fake.faults.next(route, { kind: 'rate-limited', seconds: 0.01 })
    fake.faults.next(route, { kind: 'unavailable' })
    await channel.send('Patience')

    expect(fake.callsOf(route).map(({ outcome }) => outcome)).toEqual(['rate-limited', 'unavailable', '200'])
    expect(fake.guild().messages('general').length).toBe(1)
  })

  test('the global limit holds a bot to its requests a second', async () => {
    const { fake, channel } = await opened({ globalLimit: 2 })
    fake.limitGlobally(2)
    const statuses = await Promise.all(
      [1, 2, 3].map(async () => (await rawGet(fake, `/channels/${channel.id}`)).status),
    )

    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
  })

  test('what the bot may not do is refused as Discord refuses it', async () => {
    const { fake, client, channel } = await opened()
    const guild = fake.guild()
    await guild.deny('SEND_MESSAGES', 'general')
    await expect(channel.send('hello')).rejects.toMatchObject({ code: 50013, status: 403 })
    await guild.deny('VIEW_CHANNEL', 'general')
    await expect(channel.send('hello')).rejects.toMatchObject({ code: 50001 })
    await guild.allow('VIEW_CHANNEL', 'general')
    await guild.allow('SEND_MESSAGES', 'general')
    await expect(channel.messages.fetch('12345')).rejects.toMatchObject({ code: 10008 })
    fake.person('ada').closeDms()
    await expect(client.users.send(fake.person('ada').id, 'hi')).rejects.toMatchObject({ code: 50007 })
    await client.users.send(fake.person('bo').id, 'hi')
    expect(
      fake
        .person('bo')
        .dm()
        .map(({ text }) => text),
    ).toEqual(['hi'])
    await guild.deleteChannel('general')
    await expect(channel.send('hello')).rejects.toMatchObject({ code: 10003 })
  })

  test('a forum post hangs in its forum, with its tag, and the bot hears of later ones', async () => {
    const { fake, client } = await opened({
      guilds: [{ name: 'Study', channels: [{ name: 'general' }, { name: 'questions', kind: 'forum', tags: ['git'] }] }],
    })
    const forum = client.channels.cache.get(fake.guild().channel('questions').id) as ForumChannel
    const [tag] = forum.availableTags
    const message = { content: 'What is a rebase?', files: [{ name: 'log.txt', attachment: Buffer.from('abc') }] }
    const post = await forum.threads.create({ name: 'Rebase', message, appliedTags: [tag?.id ?? ''] })
    await fake.guild().startThread('questions', 'Mine')
    const active = await fake.until(() => forum.threads.cache.size === 2).then(() => forum.threads.fetchActive())

    expect(fake.person('ada').sees(post.id)).toMatchObject([
      { id: post.id, text: 'What is a rebase?', files: [{ name: 'log.txt', text: 'abc' }] },
    ])
    expect(fake.guild().threads('questions')).toMatchObject([{ name: 'Rebase', tags: ['git'] }, { name: 'Mine' }])
    expect(active.threads.size).toBe(2)
    await post.setLocked(true)
    await post.setArchived(true)
    expect(fake.guild().thread('Rebase')).toMatchObject({ archived: true, locked: true })
    expect(fake.violations).toEqual([])
  })

  test('the bot gives roles below its own, and nobody else’s', async () => {
    const { fake, client } = await opened({
      guilds: [{ name: 'Study', people: [{ name: 'ada' }], roles: [{ name: 'readers' }] }],
    })
    const guild = fake.guild()
    const above = await guild.addRole({ name: 'above' })
    const ada = await client.guilds.cache.get(guild.id)?.members.fetch(fake.person('ada').id)
    await ada?.roles.add(guild.role('readers'))
    await expect(ada?.roles.add(above)).rejects.toMatchObject({ code: 50013 })
    expect((await ada?.fetch(true))?.roles.cache.has(guild.role('readers'))).toBe(true)
  })

  test('an emoji of the server and a keycap are reactions, a word is not', async () => {
    const { fake, channel } = await opened({ guilds: [{ name: 'Study', emojis: ['parrot'] }] })
    const posted = await channel.send('Vote')
    const ref = { channel: channel.id, id: posted.id }
    await fake.person('ada').react(ref, ':parrot:')
    await fake.person('ada').react(ref, '1️⃣')
    await posted.react(fake.guild().emoji('parrot'))
    await expect(posted.react('parrot')).rejects.toMatchObject({ code: 10014 })
    const voters = await (await posted.fetch(true)).reactions.cache.first()?.users.fetch()

    expect(voters?.map(({ username }) => username).sort()).toEqual(['Studyhall', 'ada'])
    const reactions = fake.person('ada').message(ref)?.reactions ?? []
    expect(reactions.map(({ emoji }) => emoji)).toEqual([fake.guild().emoji('parrot'), '1️⃣'])
  })

  test('an archived thread wakes when someone speaks, and a locked one does not', async () => {
    const { fake, channel } = await opened()
    const posted = await channel.send('Question')
    const thread = await posted.startThread({ name: 'Answers' })
    await thread.setArchived(true)
    await expect(thread.messages.fetch(posted.id).then(() => posted.react('👍'))).rejects.toMatchObject({ code: 10008 })
    await fake.person('ada').say('Answers', 'late')
    expect(fake.guild().thread('Answers').archived).toBe(false)
    await fake.guild().archiveThread('Answers', { locked: true })
    await expect(fake.person('ada').say('Answers', 'later')).rejects.toThrow('locked')
  })
})

describe('interactions', () => {
  test('a command, a button, a form and suggestions go to the bot and back', async () => {
    const { fake, client } = await opened({ followWithin: 60_000 })
    client.on(Events.InteractionCreate, (interaction) => void answerInteraction(interaction))
    await client.application?.commands.set([studyCommand()])
    const ada = fake.person('ada')

    const asked = await ada.command('study post', 'general', { topic: 'git' })
    expect(asked.answer).toBe('deferred-message')
    expect(asked.shown).toMatchObject([{ text: 'Asked about git', ephemeral: true, buttons: ['Answer'] }])
    expect(fake.guild().messages('general')).toEqual([])
    expect(fake.person('bo').ephemerals()).toEqual([])
    expect(await ada.suggest('study post', 'general', 'topic', 'gi')).toEqual([{ name: 'git!', value: 'gi' }])

    const pressed = await ada.press('Answer')
    expect(pressed.modal).toMatchObject({ title: 'Your answer', fields: [{ customId: 'text', label: 'Answer' }] })
    expect(await ada.submit()).toMatchObject({ incomplete: ['Answer'] })
    const sent = await ada.submit({ Answer: 'A burrito' })
    expect(sent.shown).toMatchObject([{ text: 'Thanks for “A burrito”', ephemeral: false }])
    expect(sent.modal).toBeUndefined()
    await expect(ada.command('study post', 'general', { nothing: 'x' })).rejects.toThrow('has no option nothing')
    await expect(ada.command('study set', 'general')).rejects.toThrow('no command')
    expect(fake.violations).toEqual([])
  })

  test('a select, a form with choices and a message command carry what was chosen', async () => {
    const { fake, client, channel } = await opened()
    const got: unknown[] = []
    client.on(Events.InteractionCreate, (interaction) => void answerChoices(interaction, got))
    await client.application?.commands.set([{ type: 3, name: 'This is my answer' }])
    const menu = new StringSelectMenuBuilder().setCustomId('level').setPlaceholder('Level')
    const row = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu.addOptions(levels))
    await channel.send({ content: 'Choose', components: [row] })
    const ada = fake.person('ada')

    const chosen = await ada.choose('Level', 'Hard')
    expect(chosen).toMatchObject({ answer: 'modal', modal: { fields: [{ label: 'Level' }, { label: 'Where' }] } })
    expect(await ada.submit({ Level: 'Easy', Where: 'general' })).toMatchObject({ answer: 'update' })
    const said = await ada.say('general', 'A burrito')
    await ada.messageCommand('This is my answer', said)
    expect(got).toEqual([['hard'], ['easy'], channel.id, 'A burrito'])
    expect(ada.sees('general')[0]).toMatchObject({ text: 'Chosen', buttons: [] })
    expect(fake.violations).toEqual([])
  })

  test('an interaction that is not answered in time is a violation, and is gone', async () => {
    const { fake, client } = await opened({ respondWithin: 20 })
    await client.application?.commands.set([{ name: 'slow', description: 'Slow' }])
    const late = new Promise<Interaction>((resolve) => client.once(Events.InteractionCreate, resolve))
    const outcome = await fake.person('ada').command('slow', 'general')
    const interaction = await late

    expect(outcome.responded).toBe(false)
    expect(fake.takeViolations()).toEqual(['/slow was not answered within 0.02 s'])
    if (!interaction.isChatInputCommand()) throw new Error('a command')
    await expect(interaction.reply('too late')).rejects.toMatchObject({ code: 10062 })
  })

  test('only those with the permission may use a command for admins', async () => {
    const { fake, client } = await opened({
      guilds: [{ name: 'Study', people: [{ name: 'ada' }, { name: 'bo' }, { name: 'cy', admin: true }] }],
    })
    client.on(Events.InteractionCreate, (one) => void (one.isChatInputCommand() && one.reply('done')))
    const command = { name: 'setup', description: 'Set up', defaultMemberPermissions: '32' }
    await client.application?.commands.set([command])

    await expect(fake.person('bo').command('setup', 'general')).rejects.toThrow('bo may not use /setup')
    expect((await fake.person('cy').command('setup', 'general')).shown).toMatchObject([{ text: 'done' }])
    expect((await fake.person('ada').command('setup', 'general')).responded).toBe(true)
  })
})

describe('what Discord would refuse', () => {
  test('is refused, and told as a violation', async () => {
    const { fake, client, channel } = await opened()
    const button = (id: string) => new ButtonBuilder().setCustomId(id).setLabel(id).setStyle(ButtonStyle.Primary)
    const row = (...ids: string[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(ids.map(button))

    await expect(channel.send('x'.repeat(2001))).rejects.toMatchObject({ code: 50035 })
    expect(fake.takeViolations()).toEqual(['content: 2001 characters, more than 2000'])
    await expect(channel.send({ content: 'x', components: [row('a', 'a')] })).rejects.toThrow()
    expect(fake.takeViolations()).toEqual(['components: the same custom_id twice'])
    const options = [
      { type: 3, name: 'a', description: 'A' },
      { type: 3, name: 'b', description: 'B', required: true },
    ]
    await expect(client.application?.commands.set([{ name: 'x', description: 'X', options }])).rejects.toThrow()
    expect(fake.takeViolations()).toEqual(['/x: a required option after an optional one'])
    const odd = { embeds: [{ color: 'red' as unknown as number }] }
    await expect(client.rest.post(`/channels/${channel.id}/messages`, { body: odd })).rejects.toThrow()
    expect(fake.takeViolations()).toEqual([expect.stringContaining('embeds.0.color')])
  })
})

describe('the gateway', () => {
  test('a dropped connection resumes, and what was missed is replayed', async () => {
    const { fake, client } = await opened()
    const heard: string[] = []
    client.on(Events.MessageCreate, ({ content }) => heard.push(content))
    await fake.person('ada').say('general', 'before')
    await fake.quiet()
    fake.gateway.refuse()
    fake.gateway.drop()
    await fake.person('ada').say('general', 'meanwhile')
    fake.gateway.admit()
    await fake.until(() => heard.length === 2, 'the replay')

    expect(heard).toEqual(['before', 'meanwhile'])
    expect([fake.gateway.identifies, fake.gateway.resumes]).toEqual([1, 1])
  })

  test('a session that is lost is opened anew, and what was missed is gone', async () => {
    const { fake, client } = await opened()
    const heard: string[] = []
    client.on(Events.MessageCreate, ({ content }) => heard.push(content))
    fake.gateway.forgetSessions()
    fake.gateway.drop()
    await fake.person('ada').say('general', 'meanwhile')
    await fake.until(() => fake.gateway.identifies === 2 && fake.gateway.open === 1, 'a new session')
    await fake.person('ada').say('general', 'after')
    await fake.until(() => heard.length === 1)

    expect(heard).toEqual(['after'])
  })

  test('op 7 and a zombie connection are resumed', async () => {
    const { fake } = await opened({ heartbeatEvery: 50 })
    fake.gateway.reconnect()
    await fake.until(() => fake.gateway.resumes === 1, 'a resume after op 7')
    fake.gateway.withholdAcks()
    await fake.until(() => fake.gateway.resumes === 2, 'a resume after missed heartbeats')
    fake.gateway.giveAcks()
  })

  test('an intent that is not enabled closes with 4014, a wrong token is refused', async () => {
    const fake = await openedFake({ app: { privilegedIntents: [] } })
    const closes: number[] = []
    const client = newClient(fake)
    client.on(Events.ShardDisconnect, ({ code }) => closes.push(code))
    client.on(Events.Error, () => undefined)
    client.on(Events.ShardError, () => undefined)
    void client.login(fake.app.token).catch(() => undefined)
    await fake.until(() => closes.length === 1, 'the close')
    expect(closes).toEqual([4014])
    await expect(newClient(fake).login('wrong')).rejects.toMatchObject({ code: 'TokenInvalid' })
  })

  test('a token that is reset while the bot runs closes with 4004', async () => {
    const { fake, client } = await opened()
    const closes: number[] = []
    client.on(Events.ShardDisconnect, ({ code }) => closes.push(code))
    client.on(Events.ShardError, () => undefined)
    fake.resetToken()
    await fake.until(() => closes.length === 1, 'the close')
    expect(closes).toEqual([4004])
  })

  test('two shards serve their own servers', async () => {
    const guilds = [{ name: 'Even' }, { name: 'Odd' }]
    const { fake, client } = await opened({ guilds, app: { maxConcurrency: 16 } }, { shardCount: 2 })
    const heard: string[] = []
    client.on(Events.MessageCreate, ({ guild, content }) => heard.push(`${guild?.shardId} ${content}`))
    await fake.person('ada', 'Even').say('general', 'even')
    await fake.person('ada', 'Odd').say('general', 'odd')
    await fake.until(() => heard.length === 2)

    expect(heard.sort()).toEqual(['0 even', '1 odd'])
  })

  test('an outage is not a removal', async () => {
    const { fake, client } = await opened()
    const heard: string[] = []
    client.on(Events.GuildUnavailable, () => heard.push('out'))
    client.on(Events.GuildAvailable, () => heard.push('back'))
    client.on(Events.GuildDelete, () => heard.push('removed'))
    client.on(Events.GuildCreate, () => heard.push('invited'))
    await fake.guild().outage()
    await fake.guild().recover()
    await fake.guild().removeBot()
    await fake.guild().inviteBot()
    await fake.until(() => heard.length === 4)

    expect(heard).toEqual(['out', 'back', 'removed', 'invited'])
  })

  test('op 9 ends the session or resumes it', async () => {
    const { fake, client } = await opened()
    const heard: string[] = []
    client.on(Events.ShardResume, () => heard.push('resumed'))
    client.on(Events.ShardReady, () => heard.push('ready'))
    fake.gateway.invalidate(true)
    await fake.until(() => heard.length === 1, 'a resume')
    fake.gateway.invalidate(false)
    await fake.until(() => heard.length === 2, 'a new session')

    expect(heard).toEqual(['resumed', 'ready'])
    expect([fake.gateway.identifies, fake.gateway.resumes]).toEqual([2, 1])
  })

  test('events are held, reordered and repeated', async () => {
    const { fake, client } = await opened()
    const heard: string[] = []
    // Discord.js tells of a message once; what came in is what it calls raw.
    client.on(Events.Raw, ({ t, d }) => void (t === 'MESSAGE_CREATE' && heard.push(d.content)))
    fake.events.hold()
    await fake.person('ada').say('general', 'one')
    await fake.person('ada').say('general', 'two')
    fake.events.release((held) => held.toReversed())
    fake.events.repeat(2)
    await fake.person('ada').say('general', 'three')
    await fake.until(() => heard.length === 4)

    expect(heard).toEqual(['two', 'one', 'three', 'three'])
  })
})

async function opened(options: Partial<FakeDiscordOptions> = {}, clientOptions: Partial<ClientOptions> = {}) {
  const fake = await openedFake(options)
  const client = newClient(fake, clientOptions)
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(fake.app.token)
  await ready
  const channel = client.channels.cache.get(fake.guild().channel('general').id) as TextChannel
  return { fake, client, channel }
}

async function openedFake(options: Partial<FakeDiscordOptions>): Promise<FakeDiscord> {
  const fake = await openFakeDiscord({ now: () => morning, ...options })
  onTestFinished(() => fake.close())
  return fake
}

function newClient(fake: FakeDiscord, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.DirectMessages,
      GatewayIntentBits.MessageContent,
    ],
    partials: [Partials.Message, Partials.Reaction, Partials.User, Partials.Channel],
    rest: { api: fake.apiUrl, globalRequestsPerSecond: 100_000 },
    // Discord.js waits five seconds between two identifies.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
    ...options,
  })
  onTestFinished(() => client.destroy())
  return client
}

function rawGet(fake: FakeDiscord, path: string): Promise<Response> {
  return fetch(`${fake.apiUrl}/v10${path}`, { headers: { authorization: `Bot ${fake.app.token}` } })
}

function studyCommand() {
  return new SlashCommandBuilder()
    .setName('study')
    .setDescription('Study together')
    .addSubcommand((post) =>
      post
        .setName('post')
        .setDescription('Asks a question')
        .addStringOption((topic) =>
          topic.setName('topic').setDescription('About what').setRequired(true).setAutocomplete(true),
        ),
    )
    .toJSON()
}

async function answerInteraction(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused()
    await interaction.respond([{ name: `${typed}t!`, value: typed }])
  } else if (interaction.isChatInputCommand()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral })
    const button = new ButtonBuilder().setCustomId('answer').setLabel('Answer').setStyle(ButtonStyle.Primary)
    const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(button)]
    await interaction.editReply({ content: `Asked about ${interaction.options.getString('topic')}`, components })
  } else if (interaction.isButton()) await interaction.showModal(answerForm())
  else if (interaction.isModalSubmit()) {
    await interaction.reply({ content: `Thanks for “${interaction.fields.getTextInputValue('text')}”` })
  }
}

const levels = [
  { label: 'Easy', value: 'easy' },
  { label: 'Hard', value: 'hard' },
]

async function answerChoices(interaction: Interaction, got: unknown[]): Promise<void> {
  if (interaction.isStringSelectMenu()) {
    got.push(interaction.values)
    await interaction.showModal(choiceForm())
  } else if (interaction.isModalSubmit() && interaction.isFromMessage()) {
    got.push(interaction.fields.getStringSelectValues('level'))
    got.push(interaction.fields.getSelectedChannels('where')?.first()?.id)
    await interaction.update({ content: 'Chosen', components: [] })
  } else if (interaction.isMessageContextMenuCommand()) {
    got.push(interaction.targetMessage.content)
    await interaction.reply({ content: 'Thanks', flags: MessageFlags.Ephemeral })
  }
}

function choiceForm(): ModalBuilder {
  const level = new StringSelectMenuBuilder().setCustomId('level').addOptions(levels)
  const where = new ChannelSelectMenuBuilder().setCustomId('where')
  return new ModalBuilder()
    .setCustomId('choices')
    .setTitle('Choices')
    .addLabelComponents(
      new LabelBuilder().setLabel('Level').setStringSelectMenuComponent(level),
      new LabelBuilder().setLabel('Where').setChannelSelectMenuComponent(where),
    )
}

function answerForm(): ModalBuilder {
  const input = new TextInputBuilder().setCustomId('text').setStyle(TextInputStyle.Paragraph)
  const label = new LabelBuilder().setLabel('Answer').setTextInputComponent(input)
  return new ModalBuilder().setCustomId('answer:1').setTitle('Your answer').addLabelComponents(label)
}
