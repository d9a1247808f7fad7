import type { Database } from '../core/db/connect.ts'
import { installationStore } from '../core/db/installation-store.ts'
import { postingStore } from '../core/db/posting-store.ts'
import { openSeal } from '../core/db/sealed.ts'
import type { ChatPlatform } from '../core/platform.ts'
import type { Serve } from './front-door.ts'
import type { Machine } from './machine.ts'
import type { Metrics } from './metrics.ts'
import type { Connection } from './readiness.ts'
import { holdsConnections, serves } from './roles.ts'
import { slackConnection } from './settings.ts'

/** The platforms that have settings, and what they serve over HTTP. */
export interface Platforms {
  readonly all: readonly ChatPlatform[]
  readonly serving: readonly Serve[]
  /** What to print once they are started: how to bring the bot to where people are. */
  readonly invitations: readonly (() => string)[]
  readonly connections: readonly Connection[]
}

/** Of Discord's 50 a second for the token: what processes with other roles leave to the one that delivers. */
const discordRequestsPerSecond = { all: 50, worker: 40, gateway: 7, http: 3 } as const

/**
 * Their libraries are loaded only where they are needed: together they take a second and a hundred megabytes.
 *
 * @param failed hears why a platform's connection has ended for good
 * @throws PlainError naming a setting that is missing or malformed
 */
export async function platformsFor(
  machine: Machine,
  database: Database,
  metrics: Pick<Metrics, 'acknowledged'>,
  failed: (error: Error) => void,
): Promise<Platforms> {
  const slack = await slackFor(machine, database, metrics, failed)
  const discord = await discordFor(machine, database, metrics, failed)
  return {
    connections: [slack, discord].filter((platform) => platform !== undefined),
    all: [slack, discord].filter((platform) => platform !== undefined),
    serving: slack === undefined || !serves(machine.settings.ROLE) ? [] : [slack.serve],
    invitations: discord === undefined || !holdsConnections(machine.settings.ROLE) ? [] : [discord.invitation],
  }
}

async function discordFor(
  { settings, clock, newId, log }: Machine,
  database: Database,
  metrics: Pick<Metrics, 'acknowledged'>,
  failed: (error: Error) => void,
) {
  const {
    DISCORD_TOKEN: token,
    DISCORD_API_URL: apiUrl,
    DISCORD_SHARDS: shards,
    DISCORD_DEV_GUILD: devGuild,
  } = settings
  if (token === undefined) return undefined
  const { createDiscord } = await import('./discord/discord.ts')
  return createDiscord({
    token,
    apiUrl,
    shards,
    devGuild,
    postings: postingStore(database),
    listens: holdsConnections(settings.ROLE),
    requestsPerSecond: discordRequestsPerSecond[settings.ROLE],
    acknowledged: metrics.acknowledged('discord'),
    clock,
    newId,
    log,
    failed,
  })
}

async function slackFor(
  { settings, clock, newId, log }: Machine,
  database: Database,
  metrics: Pick<Metrics, 'acknowledged'>,
  failed: (error: Error) => void,
) {
  const connection = slackConnection(settings)
  if (connection === undefined) return undefined
  const { createSlack } = await import('./slack/slack.ts')
  const { SLACK_API_URL: apiUrl, ENCRYPTION_KEY: keys } = settings
  const postings = postingStore(database)
  const installations = keys === undefined ? {} : { installations: installationStore(database, openSeal(keys)) }
  return createSlack({
    connection,
    apiUrl,
    memory: { postings, ...installations },
    listens: (connection.kind === 'socket' ? holdsConnections : serves)(settings.ROLE),
    acknowledged: metrics.acknowledged('slack'),
    clock,
    newId,
    log,
    failed,
  })
}
