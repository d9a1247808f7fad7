import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scopes } from '../../bots/slack/scopes.ts'
import type { Database } from '../../core/db/connect.ts'
import { serverUser } from '../../core/db/local-postgres-user.ts'
import { openFakeDiscord } from '../support/fake-discord/fake-discord.ts'
import type { FakeDiscord } from '../support/fake-discord/types.ts'
import { openFakeSlack } from '../support/fake-slack/fake-slack.ts'
import type { FakeSlack } from '../support/fake-slack/types.ts'
import { type Balancer, openBalancer } from './balancer.ts'
import { openReplica, type Replica } from './bots.ts'
import type { Tenant } from './chat.ts'
import { discordChat } from './chat-discord.ts'
import { slackChat } from './chat-slack.ts'
import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts'
import type { Plan } from './plan.ts'
import { type DatabaseProxy, openProxy } from './proxy.ts'

/** Everything that a run consists of: PostgreSQL, both platforms with their people, and the bot's processes. */
export interface Town {
  readonly slack: FakeSlack
  readonly discord: FakeDiscord
  readonly postgres: OwnPostgres
  readonly proxy: DatabaseProxy
  readonly replicas: readonly Replica[]
  readonly tenants: readonly Tenant[]
  readonly admin: Database
  /** As the bots' own user, who owns the tables. */
  readonly address: string
  readonly folder: string
  /** Milliseconds, by the clock of the platforms and, unless it is off, of the bots. */
  now(): number
  /** Moves everyone's clock ahead. */
  sleep(milliseconds: number): void
  /** Sets one process's clock off, or right again with 0. */
  skew(replica: number, milliseconds: number): void
  close(): Promise<void>
}

const processes = 3
/** A Monday: 05:00 in New York, 19:00 in Tokyo. */
const morning = Temporal.Instant.from('2026-11-23T10:00:40Z').epochMilliseconds
const names = ['ada', 'bo', 'cy', 'di', 'ed', 'quillon'] as const
export const encryptionKey = Buffer.alloc(32, 7).toString('base64')

export async function openTown(plan: Plan, mutant: string | undefined): Promise<Town> {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-chaos-'))
  chmodSync(folder, 0o755)
  const postgres = await startOwnPostgres(join(folder, 'db'))
  const entrance = join(folder, 'proxy')
  mkdirSync(entrance, { mode: 0o700 })
  const user = serverUser()
  if (user.lent) chownSync(entrance, user.uid, user.gid)
  const proxy = await openProxy(join(entrance, '.s.PGSQL.5432'), postgres.socket)
  const address = `postgres://studyhall@localhost:5432/studyhall?host=${encodeURIComponent(entrance)}`

  let ahead = morning - Date.now()
  const skews = Array.from({ length: processes }, () => 0)
  const clockFile = (number: number) => join(folder, `clock-${number}`)
  const now = () => Date.now() + ahead
  tellClocks()

  let replicas: readonly Replica[] = []
  const balancer = await openBalancer(() => replicas.flatMap(({ port }) => port ?? []))
  const places = placesOf(plan)
  const slack = await openFakeSlack({
    now,
    retries: 1,
    app: { scopes, redirectUrl: `${balancer.url}/slack/oauth_redirect` },
    teams: slackTeams(plan, places),
  })
  const discord = await openFakeDiscord({
    now,
    app: { shards: processes },
    guilds: [0, 1, 2].map((shard) => ({
      id: guildId(shard),
      name: `Guild ${shard}`,
      people: peopleOf(guildId(shard)).map((name, index) => ({ name, ...(index === 0 ? { admin: true } : {}) })),
      channels: places.all.map((name) => ({ name })),
    })),
  })
  replicas = skews.map((_, number) =>
    openReplica({ number, folder, mutant, clockFile: clockFile(number), settings: settingsOf(number) }),
  )
  const tenants = [
    ...slackTeams(plan, places).map(({ id }) => tenantOf('slack', id)),
    ...[0, 1, 2].map((shard) => tenantOf('discord', guildId(shard))),
  ]
  return {
    slack,
    discord,
    postgres,
    proxy,
    replicas,
    tenants,
    admin: postgres.admin,
    address,
    folder,
    now,
    sleep(milliseconds) {
      ahead += milliseconds
      tellClocks()
    },
    skew(replica, milliseconds) {
      skews[replica] = milliseconds
      tellClocks()
    },
    close: () => close(balancer),
  }

  function tellClocks(): void {
    for (const [number, skew] of skews.entries()) writeFileSync(clockFile(number), String(ahead + skew))
  }

  function tenantOf(platform: 'slack' | 'discord', id: string): Tenant {
    const people = peopleOf(id)
    const chatParts = { channels: places.all, people, doomed: places.doomed }
    const chat = platform === 'slack' ? slackChat(slack, id, chatParts) : discordChat(discord, id, chatParts)
    return {
      workspace: `${platform}/${id}`,
      id,
      people,
      channels: places.scheduled,
      posts: places.posts,
      doomed: places.doomed,
      doomedId: chat.channelId(places.doomed),
      chat,
    }
  }

  function settingsOf(number: number): Record<string, string> {
    const { app } = slack
    const bySlack =
      plan.slack === 'socket'
        ? { SLACK_BOT_TOKEN: slack.team().botToken, SLACK_APP_TOKEN: app.appToken }
        : {
            SLACK_SIGNING_SECRET: app.signingSecret,
            SLACK_CLIENT_ID: app.clientId,
            SLACK_CLIENT_SECRET: app.clientSecret,
            ENCRYPTION_KEY: encryptionKey,
            PUBLIC_URL: balancer.url,
          }
    return {
      ...bySlack,
      PORT: '0',
      DATA_DIR: join(folder, `data-${number}`),
      DATABASE_URL: address,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: discord.app.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_SHARDS: `${number}/${processes}`,
      LOG_LEVEL: 'info',
    }
  }

  async function close(door: Balancer): Promise<void> {
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')))
    await Promise.all([slack.close(), discord.close(), door.close(), proxy.close()])
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Places {
  readonly scheduled: readonly string[]
  readonly posts: string
  readonly doomed: string
  readonly all: readonly string[]
}

function placesOf({ askings }: Plan): Places {
  const scheduled = askings.map((_, index) => `daily-${index}`)
  const [posts, doomed] = ['posts', 'doomed']
  return { scheduled, posts, doomed, all: [...scheduled, posts, doomed] }
}

/** One with a token of its own over a socket; several that install it over HTTP. */
function slackTeams({ slack }: Plan, { all }: Places) {
  return (slack === 'socket' ? ['T0ONE'] : ['T0ONE', 'T0TWO', 'T0THREE']).map((id) => ({
    id,
    name: `Team ${id}`,
    people: peopleOf(id).map((name, index) => ({ name, zone: 'UTC', ...(index === 0 ? { admin: true } : {}) })),
    channels: all.map((name) => ({ name })),
  }))
}

/** One server a shard. */
function guildId(shard: number): string {
  return String((280_000_000_002n + BigInt(shard)) << 22n)
}

/** Names that nobody has elsewhere. */
function peopleOf(tenant: string): string[] {
  const own = tenant.toLowerCase().slice(-6)
  return names.map((name) => `${name}${own}`)
}
