import { expect, onTestFinished } from 'vitest'
import { openFrontDoor } from '../../bots/front-door.ts'
import { openStage, type Stage, type StageOptions } from '../../bots/replay/stage.ts'
import { scopes } from '../../bots/slack/scopes.ts'
import { createSlack, type Slack, type SlackConnection } from '../../bots/slack/slack.ts'
import { installationStore } from '../../core/db/installation-store.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import { openSeal } from '../../core/db/sealed.ts'
import { freshDatabase } from './database.ts'
import { openFakeSlack } from './fake-slack/fake-slack.ts'
import type { FakeSlack, FakeSlackOptions, Person, SeenMessage, TeamSettings } from './fake-slack/types.ts'
import { expectNoViolations } from './violations.ts'
import { newId, openBank, silentLog } from './world.ts'

/**
 * The whole bot in a Slack: the real engine and database, the real Bolt, the fake Slack. Time stands until it is
 * moved, for Slack as well.
 */
export interface SlackWorld {
  readonly fake: FakeSlack
  readonly stage: Stage
  /** Someone in the first team. Ada manages it. */
  person(name: string): Person
  /** Has the bot ask every weekday at 09:00 in a channel, by the set-up form. */
  schedule(channel?: string): Promise<void>
  /** Lets time pass to the next question; gives its opening message. */
  nextQuestion(channel?: string): Promise<SeenMessage>
  /** Lets time pass to the close of what is open. */
  close(): Promise<void>
  /** The text of everything that stands in a channel and its threads, oldest first. */
  said(channel?: string): readonly string[]
  /** Waits until nothing is being delivered or called any more. */
  settle(): Promise<void>
}

export interface SlackWorldOptions extends Partial<Pick<StageOptions, 'bank' | 'log' | 'wrap'>> {
  readonly connection?: SlackConnection['kind']
  readonly teams?: readonly TeamSettings[]
  readonly app?: FakeSlackOptions['app']
  /** A database that another world uses as well. */
  readonly address?: string
  /** Programming errors of the bot that the test provokes are taken by it; none may be left. */
  readonly fakeOptions?: Partial<FakeSlackOptions>
}

export const encryptionKey = Buffer.alloc(32, 7).toString('base64')
/** A Monday, an hour before questions are asked in Berlin. */
const mondayMorning = Temporal.Instant.from('2026-03-02T07:00:00Z')

const oneTeam: TeamSettings = {
  id: 'T0STUDY',
  name: 'Study group',
  people: [
    { name: 'ada', zone: 'Europe/Berlin', admin: true },
    { name: 'bo', zone: 'Europe/Berlin' },
    { name: 'cy', zone: 'America/New_York' },
  ],
  channels: [{ name: 'general' }, { name: 'elsewhere', botIn: false }],
}

export async function openSlackWorld(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const { connection = 'socket', teams = [oneTeam], bank = openBank, log = silentLog } = options
  const database = options.address === undefined ? await freshDatabase() : undefined
  const address = options.address ?? database?.address ?? ''
  let stage: Stage | undefined
  const clock = () => stage?.now() ?? mondayMorning
  const fake = await openFakeSlack({
    now: () => clock().epochMilliseconds,
    teams,
    app: { scopes, ...options.app },
    ...options.fakeOptions,
  })
  const door = await openFrontDoor({
    host: '127.0.0.1',
    port: 0,
    failed: (error) => fake.violations.push(error.message),
  })
  let slack: Slack | undefined
  door.add(async (request, response) => (await slack?.serve(request, response)) ?? false)
  if (connection !== 'socket') fake.useRequestUrl(`${door.url}/slack/events`)
  stage = await openStage({
    address,
    bank,
    newId,
    log,
    starts: mondayMorning,
    connections: 8,
    ...(options.wrap ? { wrap: options.wrap } : {}),
    platforms: (own) => {
      slack = createSlack({
        connection: connectionTo(fake, connection),
        apiUrl: fake.apiUrl,
        memory: { postings: postingStore(own), installations: installationStore(own, openSeal(encryptionKey)) },
        clock,
        newId,
        log,
        millisecondsBetweenPosts: 0,
      })
      return [slack]
    },
  })
  const opened = stage
  onTestFinished(async () => {
    await opened.stop()
    await door.close()
    await fake.close()
    await database?.drop()
    expectNoViolations(fake)
  })
  return { fake, stage: opened, person: fake.person, schedule, nextQuestion, close, said, settle }

  async function settle(): Promise<void> {
    await opened.settle()
    await fake.quiet()
  }

  async function schedule(channel = 'general'): Promise<void> {
    const ada = fake.person('ada')
    await ada.command('/study', 'schedule', channel)
    const sent = await ada.submit({})
    expect(sent.outcome).toBe('closed')
    await settle()
  }

  async function nextQuestion(channel = 'general'): Promise<SeenMessage> {
    const before = new Set(
      fake
        .team()
        .messages(channel)
        .map(({ ts }) => ts),
    )
    await passTo('next_at')
    const asked = fake
      .team()
      .messages(channel)
      .find(({ ts, thread_ts: thread }) => !before.has(ts) && thread === undefined)
    if (asked === undefined) throw new Error('no question was asked')
    return asked
  }

  function close(): Promise<void> {
    return passTo('closes_at')
  }

  async function passTo(what: 'next_at' | 'closes_at'): Promise<void> {
    const { database: own } = opened.studyhall().study
    const [row] =
      what === 'next_at'
        ? await own.sql`select min(next_at) as at from schedules where paused_at is null`
        : await own.sql`select min(closes_at) as at from rounds where closing_at is null`
    if (!row?.at) throw new Error(`nothing lies ahead (${what})`)
    await opened.moveTo(Temporal.Instant.from(new Date(row.at).toISOString()))
    await fake.quiet()
  }

  function said(channel = 'general'): readonly string[] {
    return fake
      .team()
      .messages(channel)
      .map(({ words }) => words)
  }
}

function connectionTo({ app, team }: FakeSlack, kind: SlackConnection['kind']): SlackConnection {
  const { signingSecret, clientId, clientSecret, appToken } = app
  switch (kind) {
    case 'socket':
      return { kind, botToken: team().botToken, appToken }
    case 'http':
      return { kind, botToken: team().botToken, signingSecret }
    case 'oauth':
      return { kind, clientId, clientSecret, signingSecret }
    default:
      throw kind satisfies never
  }
}
