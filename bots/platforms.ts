import type { Database } from '../core/db/connect.ts'
import { installationStore } from '../core/db/installation-store.ts'
import { postingStore } from '../core/db/posting-store.ts'
import { openSeal } from '../core/db/sealed.ts'
import type { ChatPlatform } from '../core/platform.ts'
import type { Serve } from './front-door.ts'
import type { Machine } from './machine.ts'
import { slackConnection } from './settings.ts'

/** The platforms that have settings, and what they serve over HTTP. */
export interface Platforms {
  readonly all: readonly ChatPlatform[]
  readonly serving: readonly Serve[]
  /** What to print once they are started: how to bring the bot to where people are. */
  readonly invitations: readonly (() => string)[]
}

/**
 * Their libraries are loaded only where they are needed: together they take a second and a hundred megabytes.
 *
 * @param failed hears why a platform's connection has ended for good
 * @throws PlainError naming a setting that is missing or malformed
 */
export async function platformsFor(
  machine: Machine,
  database: Database,
  failed: (error: Error) => void,
): Promise<Platforms> {
  const slack = await slackFor(machine, database, failed)
  const discord = await discordFor(machine, database, failed)
  return {
    all: [slack, discord].filter((platform) => platform !== undefined),
    serving: slack === undefined ? [] : [slack.serve],
    invitations: discord === undefined ? [] : [discord.invitation],
  }
}

async function discordFor(
  { settings, clock, newId, log }: Machine,
  database: Database,
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
    clock,
    newId,
    log,
    failed,
  })
}

async function slackFor({ settings, clock, newId, log }: Machine, database: Database, failed: (error: Error) => void) {
  const connection = slackConnection(settings)
  if (connection === undefined) return undefined
  const { createSlack } = await import('./slack/slack.ts')
  const { SLACK_API_URL: apiUrl, ENCRYPTION_KEY: keys } = settings
  const postings = postingStore(database)
  const installations = keys === undefined ? {} : { installations: installationStore(database, openSeal(keys)) }
  return createSlack({ connection, apiUrl, memory: { postings, ...installations }, clock, newId, log, failed })
}
