import { expect, onTestFinished } from 'vitest'
import { openFrontDoor } from '../../bots/front-door.ts'
import { createSlack, type Slack } from '../../bots/slack/slack.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { installationStore } from '../../core/db/installation-store.ts'
import { postingStore } from '../../core/db/posting-store.ts'
import { openSeal } from '../../core/db/sealed.ts'
import type { Log } from '../../core/log.ts'
import type { SeenMessage, TeamSettings } from './fake-slack/types.ts'
import { encryptionKey, openSlackWorld, type SlackWorld, type SlackWorldOptions } from './slack-world.ts'
import { newId, silentLog } from './world.ts'

/** Someone who installs the app by its pages, with a browser that keeps cookies. */

export interface Begun {
  /** Where the install page leads to. */
  readonly authorizeUrl: string
  readonly cookie: string
  readonly state: string
}

export interface Answered {
  readonly status: number
  readonly text: string
}

/** Opens the install page. */
export async function beginInstall(world: SlackWorld): Promise<Begun> {
  const page = await fetch(at(world, '/slack/install'))
  const link = /href="([^"]+\/authorize\?[^"]+)"/.exec(await page.text())?.[1] ?? ''
  const authorizeUrl = link.replaceAll('&amp;', '&')
  const [cookie = ''] = (page.headers.get('set-cookie') ?? '').split(';')
  return { authorizeUrl, cookie, state: new URL(authorizeUrl).searchParams.get('state') ?? '' }
}

/** Slack sends the browser back. */
export async function comeBack(world: SlackWorld, to: string, cookie: string): Promise<Answered> {
  const { pathname, search } = new URL(to)
  const answer = await fetch(at(world, pathname + search), { headers: cookie === '' ? {} : { cookie } })
  return { status: answer.status, text: await answer.text() }
}

/** The whole way. */
export async function install(world: SlackWorld, team: string): Promise<Answered> {
  const { authorizeUrl, cookie } = await beginInstall(world)
  return comeBack(world, world.fake.oauth.authorize(authorizeUrl, team), cookie)
}

/** Installs, and invites the bot to the channels; then a question is asked every weekday. */
export async function move(world: SlackWorld, team: string): Promise<void> {
  await install(world, team)
  await world.fake.team(team).inviteBot('general')
  const ada = world.fake.person('ada', team)
  await ada.command('/study', 'schedule', 'general')
  await ada.submit({})
  await world.settle()
}

/** Another process on the same database and the same Slack. */
export async function anotherProcess(
  world: SlackWorld,
  { key = encryptionKey, log = silentLog }: { readonly key?: string; readonly log?: Log } = {},
): Promise<{ readonly slack: Slack; readonly url: string }> {
  const { fake, stage } = world
  const { study } = stage.studyhall()
  const database = connect(study.database.address, { connections: 4 })
  const { signingSecret, clientId, clientSecret } = fake.app
  const slack = createSlack({
    connection: { kind: 'oauth', clientId, clientSecret, signingSecret },
    apiUrl: fake.apiUrl,
    memory: { postings: postingStore(database), installations: installationStore(database, openSeal(key)) },
    clock: stage.now,
    newId,
    log,
    millisecondsBetweenPosts: 0,
  })
  const door = await openFrontDoor({
    host: '127.0.0.1',
    port: 0,
    failed: (error) => fake.violations.push(error.message),
  })
  door.add(slack.serve)
  await slack.start(stage.studyhall().engine)
  onTestFinished(async () => {
    await door.close()
    await slack.stop()
    await disconnect(database)
  })
  return { slack, url: door.url }
}

/** All that stands in the database, in any schema, as text. */
export async function dumpOf({ stage }: SlackWorld): Promise<string> {
  const { sql } = stage.studyhall().study.database
  const tables = await sql`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  const texts: string[] = []
  for (const { schema, name } of tables) {
    const rows = await sql`select t::text as row from ${sql(schema)}.${sql(name)} t`
    texts.push(...rows.map(({ row }) => `${schema}.${name} ${row}`))
  }
  return texts.join('\n')
}

function at({ fake }: SlackWorld, path: string): URL {
  return new URL(path, fake.app.requestUrl)
}

export const installApp = { redirectUrl: 'https://studyhall.example/slack/oauth_redirect' }

/** Two workspaces that have installed nothing yet; their channels and people have the same ids. */
export function openInstallWorld(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const team = (id: string, name: string): TeamSettings => ({
    id,
    name,
    installed: false,
    people: [
      { id: 'U0ADA', name: 'ada', zone: 'Europe/Berlin', admin: true },
      { id: 'U0BO', name: 'bo', zone: 'Europe/Berlin' },
      { id: 'U0CY', name: 'cy', zone: 'Europe/Berlin' },
    ],
    channels: [{ id: 'C0SAME', name: 'general', botIn: false }],
  })
  return openSlackWorld({
    connection: 'oauth',
    teams: [team('T0ONE', 'One & only'), team('T0TWO', 'Two')],
    app: installApp,
    ...options,
  })
}

/** The workspaces of which tokens are kept. */
export async function installed({ stage }: SlackWorld): Promise<string[]> {
  const rows = await stage.studyhall().study.database.sql`select workspace from installations order by 1`
  return rows.map(({ workspace }) => workspace)
}

/** What the bot has said in the channel itself. */
export function openings({ fake }: SlackWorld, team: string): readonly SeenMessage[] {
  const { botUser, messages } = fake.team(team)
  return messages('general').filter(
    ({ thread_ts: thread, user, ephemeral }) => thread === undefined && user === botUser && !ephemeral,
  )
}

/** Lets time pass to it. */
export async function nextQuestionIn(world: SlackWorld, team: string): Promise<SeenMessage> {
  const before = openings(world, team).length
  const { sql } = world.stage.studyhall().study.database
  const [row] = await sql`select min(next_at) as at from schedules where paused_at is null`
  await world.stage.moveTo(Temporal.Instant.from(new Date(row?.at).toISOString()))
  await world.fake.quiet()
  const all = openings(world, team)
  expect(all).toHaveLength(before + 1)
  return all.at(-1) as SeenMessage
}
