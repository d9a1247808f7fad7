import { expect, onTestFinished } from 'vitest'
import { createDiscord, type Discord, type DiscordParts } from '../../bots/discord/discord.ts'
import { openStage, type Stage, type StageOptions } from '../../bots/replay/stage.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import { freshDatabase } from './database.ts'
import { openFakeDiscord } from './fake-discord/fake-discord.ts'
import type {
  FakeDiscord,
  FakeDiscordOptions,
  FakeGuild,
  GuildSettings,
  Person,
  SeenMessage,
} from './fake-discord/types.ts'
import { expectNoViolations } from './violations.ts'
import { newId, openBank, silentLog } from './world.ts'

/**
 * The whole bot in a Discord: the real engine and database, the real discord.js, the fake Discord. Time stands until it
 * is moved, for Discord as well.
 */
export interface DiscordWorld {
  readonly fake: FakeDiscord
  readonly stage: Stage
  readonly discord: () => Discord
  /** Why the connection ended for good, if it did. */
  readonly failures: readonly Error[]
  /** Someone in the first server. Ada owns it. */
  person(name: string): Person
  /** Has the bot ask every weekday at 09:00 in a channel, by the set-up form. */
  schedule(channel?: string): Promise<void>
  /** Lets time pass to the next question; gives its opening message. */
  nextQuestion(channel?: string): Promise<SeenMessage>
  /** A schedule in a channel, and its first question. */
  asked(channel?: string): Promise<SeenMessage>
  /** Lets time pass to the close of what is open. */
  close(): Promise<void>
  /** Closes by what was heard alone: the last reading of the thread, which would mend it, is refused. */
  closeByEvents(): Promise<void>
  /** The results under a question, or what is said instead of them. */
  results(question: SeenMessage): SeenMessage
  /** Lets time pass. */
  pass(duration: Temporal.DurationLike): Promise<void>
  /** Waits until nothing is being delivered or called any more. */
  settle(): Promise<void>
}

export interface DiscordWorldOptions extends Partial<Pick<StageOptions, 'bank' | 'log' | 'wrap'>> {
  readonly guilds?: readonly GuildSettings[]
  readonly app?: FakeDiscordOptions['app']
  readonly address?: string
  /** Another process in the Discord of another world. */
  readonly fake?: FakeDiscord
  readonly fakeOptions?: Partial<FakeDiscordOptions>
  readonly parts?: Partial<Pick<DiscordParts, 'shards' | 'devGuild'>>
}

/** A Monday, an hour before questions are asked in Berlin. */
const mondayMorning = Temporal.Instant.from('2026-03-02T07:00:00Z')

const oneGuild: GuildSettings = {
  name: 'Study group',
  people: [{ name: 'ada' }, { name: 'bo' }, { name: 'cy' }],
  channels: [{ name: 'general' }, { name: 'questions', kind: 'forum' }, { name: 'closed', members: ['ada'] }],
  emojis: ['parrot'],
}

export async function openDiscordWorld(options: DiscordWorldOptions = {}): Promise<DiscordWorld> {
  const { guilds = [oneGuild], bank = openBank, log = silentLog, parts = {}, wrap } = options
  const database = options.address === undefined ? await freshDatabase() : undefined
  const address = options.address ?? database?.address ?? ''
  let stage: Stage | undefined
  let discord: Discord | undefined
  const failures: Error[] = []
  const clock = () => stage?.now() ?? mondayMorning
  const fake =
    options.fake ??
    (await openFakeDiscord({
      now: () => clock().epochMilliseconds,
      guilds,
      ...(options.app ? { app: options.app } : {}),
      ...options.fakeOptions,
    }))
  stage = await openStage({
    address,
    bank,
    newId,
    log,
    starts: mondayMorning,
    connections: 8,
    ...(wrap ? { wrap } : {}),
    platforms: (own) => {
      discord = createDiscord({
        token: fake.app.token,
        apiUrl: fake.apiUrl,
        shards: 'auto',
        postings: postingStore(own),
        clock,
        newId,
        log,
        failed: (trouble) => void failures.push(trouble),
        ...parts,
      })
      return [discord]
    },
  })
  const opened = stage
  onTestFinished(async () => {
    await opened.stop()
    if (options.fake === undefined) await fake.close()
    await database?.drop()
    expectNoViolations(fake)
  })
  await fake.quiet()
  return {
    fake,
    stage: opened,
    failures,
    person: fake.person,
    schedule,
    nextQuestion,
    close,
    settle,
    asked,
    closeByEvents,
    results,
    pass,
    discord: () => {
      if (discord === undefined) throw new Error('Discord was not made')
      return discord
    },
  }

  async function settle(): Promise<void> {
    for (let calls = -1; calls !== fake.calls.length; ) {
      calls = fake.calls.length
      await fake.quiet()
      await discord?.settled()
      await opened.settle()
    }
  }

  async function schedule(channel = 'general'): Promise<void> {
    const ada = fake.person('ada')
    const shown = await ada.command('study-admin schedule', channel)
    expect(shown.modal?.title).toBeDefined()
    await ada.submit({ Time: '09:00', City: 'Berlin' })
    await settle()
  }

  async function nextQuestion(channel = 'general'): Promise<SeenMessage> {
    const before = new Set(openings(fake.guild(), channel).map(({ id }) => id))
    await passTo('next_at')
    const question = openings(fake.guild(), channel).find(({ id }) => !before.has(id))
    if (question === undefined) throw new Error('no question was asked')
    return question
  }

  async function asked(channel = 'general'): Promise<SeenMessage> {
    await schedule(channel)
    return nextQuestion(channel)
  }

  function close(): Promise<void> {
    return passTo('closes_at')
  }

  async function closeByEvents(): Promise<void> {
    await settle()
    const refused = { kind: 'error', status: 403, code: 50_001 } as const
    fake.faults.next({ route: 'GET /channels/{channel_id}/messages', times: 99 }, refused)
    await close()
    fake.faults.clear()
  }

  function results(question: SeenMessage): SeenMessage {
    const said = fake.guild().messages(threadOf(question)).filter(isResults)
    const [only] = said
    if (only === undefined || said.length > 1) throw new Error(`${said.length} results were said`)
    return only
  }

  async function pass(duration: Temporal.DurationLike): Promise<void> {
    await settle()
    await opened.moveTo(opened.now().add(duration))
    await settle()
  }

  async function passTo(what: 'next_at' | 'closes_at'): Promise<void> {
    await settle()
    const { database: own } = opened.studyhall().study
    const [row] =
      what === 'next_at'
        ? await own.sql`select min(next_at) as at from schedules where paused_at is null`
        : await own.sql`select min(closes_at) as at from rounds where closing_at is null`
    if (!row?.at) throw new Error(`nothing lies ahead (${what})`)
    await opened.moveTo(Temporal.Instant.from(new Date(row.at).toISOString()))
    await settle()
  }
}

/** The thread under a question; a forum's post is its own. */
export function threadOf({ thread, channel }: SeenMessage): string {
  return thread ?? channel
}

/** Questions in a channel, or a forum's posts. */
export function openings(guild: FakeGuild, channel: string): SeenMessage[] {
  const isForum = guild.channel(channel).kind === 'forum'
  const starters = () => guild.threads(channel).flatMap(({ id }) => guild.messages(id).filter((one) => one.id === id))
  return (isForum ? starters() : [...guild.messages(channel)]).filter(
    ({ fromBot, reference }) => fromBot && reference === undefined,
  )
}

/** Discord draws a heading into the text, where a message carries a mark. */
function isResults({ fromBot, words }: SeenMessage): boolean {
  return fromBot && /^#* ?Results$|Closed without an answer/m.test(words)
}
