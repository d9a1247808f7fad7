import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createDiscord } from '../../bots/discord/discord.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import type { ChatEvent, ChatPlatform, Engine, Thread } from '../../core/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { openCleanDiscord } from '../support/fake-discord/clean-discord.ts'
import { openFakeDiscord } from '../support/fake-discord/fake-discord.ts'
import type { FakeDiscord, MessageRef } from '../support/fake-discord/types.ts'
import { expectNoViolations } from '../support/violations.ts'
import { newId, silentLog } from '../support/world.ts'
import { contract, done, type Harness, handedIn, readAction } from './contract.ts'

let address = ''
beforeAll(async () => {
  const database = await freshDatabase()
  address = database.address
  return database.drop
})

describe.each(['general', 'questions'])('Discord keeps the contract in %s', (channel) => {
  test.each(contract)('$says', async ({ check }) => check(await discordHarness(channel)))
})

test('a Discord that ignored keys would break the contract', async () => {
  const keyless = (discord: ChatPlatform): ChatPlatform => ({
    ...discord,
    openThread: (workspace, channel, title, message) => discord.openThread(workspace, channel, title, message, newId()),
    say: (workspace, thread, message) => discord.say(workspace, thread, message, newId()),
  })
  const broken: string[] = []
  for (const { says, check } of contract) {
    const harness = await discordHarness('general', keyless)
    await check(harness).catch(() => broken.push(says))
  }
  expect(broken).toEqual(contract.map(({ says }) => says).filter((says) => /once/.test(says)))
})

test('results that go to the channel too stand there once, also when the answer got lost and is looked for an hour later', async () => {
  let now = Date.now()
  const id = freshGuild()
  const fake = await openFakeDiscord({
    now: () => now,
    guilds: [{ id, name: 'Study', people: [{ name: 'ada' }], channels: [{ name: 'general' }] }],
  })
  onTestFinished(() => fake.close())
  const engine: Engine = { commands: [], messageActions: [], gives: () => 'private', handle: async () => undefined }
  const discord = await discordProcess(fake, engine, () => now)
  const { id: channel } = fake.guild().channel('general')
  const workspace = `discord/${id}`
  const thread = done(await discord.openThread(workspace, channel, 'Leases', { text: 'What is a lease?' }, 'ask:1'))
  const say = () => discord.say(workspace, thread, { text: 'Results' }, 'results:1', 'channel-too')
  const route = 'POST /channels/{channel_id}/messages'
  const isForward = ({ body }: { body: object }) => 'message_reference' in body
  fake.faults.next({ route, when: isForward }, { kind: 'lose-response' })
  await expect(say()).rejects.toThrow()
  now += 3_600_000
  done(await say())
  expect(
    fake
      .guild()
      .messages('general')
      .filter(({ reference }) => reference !== undefined),
  ).toHaveLength(1)
  expectNoViolations(fake)
})

async function discordHarness(
  name: string,
  as: (discord: ChatPlatform) => ChatPlatform = (discord) => discord,
): Promise<Harness> {
  const channels = [{ name: 'general' }, { name: 'questions', kind: 'forum' as const }]
  const fake = await openCleanDiscord({
    guilds: [{ id: freshGuild(), name: 'Study', people: [{ name: 'ada' }], channels }],
  })
  const events: ChatEvent[] = []
  const pressed: ChatEvent[] = []
  const kept = new Set(['said', 'changed', 'deleted', 'reacted', 'unreacted'])
  const engine: Engine = {
    commands: [],
    messageActions: [readAction],
    gives: () => 'private',
    handle: async (event) => {
      if (kept.has(event.kind)) events.push(event)
      if (event.kind !== 'pressed') return undefined
      pressed.push(event)
      return { kind: 'message', seen: 'private', message: { text: 'Read.' } }
    },
  }
  const discord = await discordProcess(fake, engine)
  const ada = fake.person('ada')
  const guild = fake.guild()
  let handed: MessageRef | undefined
  const ref = (thread: Thread, id: string) => ({ channel: thread.place, id })
  return {
    platform: as(discord),
    workspace: `discord/${guild.id}`,
    channel: guild.channel(name).id,
    loseNextResponse: () => {
      const route = name === 'general' ? 'POST /channels/{channel_id}/messages' : '*'
      fake.faults.next(
        { route, when: ({ route: met }) => /^POST .*(messages|threads)$/.test(met) },
        { kind: 'lose-response' },
      )
    },
    another: async () => as(await discordProcess(fake, engine)),
    posted: async () => standing(fake, name),
    personSays: async (thread, text) => (await ada.say(thread.place, text)).id,
    personReacts: (thread, message, emoji) => ada.react(ref(thread, message), emoji),
    personEdits: (thread, message, text) => ada.edit(ref(thread, message), text),
    personDeletes: (thread, message) => ada.remove(ref(thread, message)),
    personHandsOver: async (file) => {
      const said = await ada.say('general', 'See', { files: [file] })
      handed = said
      await ada.messageCommand(readAction.label, said)
      return handedIn(pressed)
    },
    personTakesBack: async () => void (handed && (await ada.remove(handed))),
    events: () => events,
  }
}

/** The database is shared, so each server is another one. */
function freshGuild(): string {
  return String(10n ** 17n + BigInt(`0x${newId().replaceAll('-', '').slice(-12)}`))
}

function standing(fake: FakeDiscord, name: string) {
  const guild = fake.guild()
  const isForum = guild.channel(name).kind === 'forum'
  const inChannel = isForum ? [] : guild.messages(name).map(({ words }) => ({ text: words }))
  const inThreads = guild.threads(name).flatMap(({ id }) =>
    guild.messages(id).map(({ id: message, words }) => ({
      text: words,
      ...(isForum && message === id ? {} : { thread: id }),
    })),
  )
  return [...inChannel, ...inThreads]
}

async function discordProcess(fake: FakeDiscord, engine: Engine, now = Date.now): Promise<ChatPlatform> {
  const database = connect(address, { connections: 4 })
  const discord = createDiscord({
    token: fake.app.token,
    apiUrl: fake.apiUrl,
    shards: 'auto',
    postings: postingStore(database),
    clock: () => Temporal.Instant.fromEpochMilliseconds(now()),
    newId,
    log: silentLog,
    failed: () => {},
  })
  onTestFinished(async () => {
    await discord.stop()
    await disconnect(database)
  })
  await discord.start(engine)
  return discord
}
