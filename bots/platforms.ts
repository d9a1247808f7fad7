import type { Database } from '../core/db/connect.ts'
import { installationStore } from '../core/db/installation-store.ts'
import { postingStore } from '../core/db/posting-store.ts'
import { openSeal } from '../core/db/sealed.ts'
import type { ChatPlatform } from '../core/platform.ts'
import type { Serve } from './front-door.ts'
import type { Machine } from './machine.ts'
import { slackConnection } from './settings.ts'
import { createSlack } from './slack/slack.ts'

/** The platforms that have settings, and what they serve over HTTP. */
export interface Platforms {
  readonly all: readonly ChatPlatform[]
  readonly serving: readonly Serve[]
}

/** @throws PlainError naming a setting that is missing or malformed */
export function platformsFor(machine: Machine, database: Database): Platforms {
  const slack = slackFor(machine, database)
  return { all: slack === undefined ? [] : [slack], serving: slack === undefined ? [] : [slack.serve] }
}

function slackFor({ settings, clock, newId, log }: Machine, database: Database) {
  const connection = slackConnection(settings)
  if (connection === undefined) return undefined
  const { SLACK_API_URL: apiUrl, ENCRYPTION_KEY: keys } = settings
  const postings = postingStore(database)
  const installations = keys === undefined ? {} : { installations: installationStore(database, openSeal(keys)) }
  return createSlack({ connection, apiUrl, memory: { postings, ...installations }, clock, newId, log })
}
