import { isIP } from 'node:net'
import { z } from 'zod'
import { PlainError } from '../core/db/plain-error.ts'
import { type Retention, usualRetention } from '../core/workspaces/retention-rule.ts'
import type { Shards } from './discord/gateway.ts'
import { isPlatformAddress } from './platform-address.ts'
import { roles } from './roles.ts'
import type { SlackConnection } from './slack/slack.ts'

const rotatedToken =
  'is one that lives 12 hours (it begins with xoxe.), since token rotation is on. For a single workspace use an app ' +
  'without token rotation; or set SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET and ENCRYPTION_KEY ' +
  'instead, and install it by OAuth'

const inTheClear = ', or http on this machine or its own network'

/** All settings, from the environment; `.env.example` shows them with their meaning. */
const settingsSchema = z.object({
  PORT: z
    .string()
    .default('3000')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a number from 0 to 65535')
    .transform(Number),
  HOST: z
    .string()
    .default('127.0.0.1')
    .refine((host) => isIP(host) !== 0 || host === 'localhost', 'must be an IP address or localhost'),
  PUBLIC_URL: z
    .string()
    .refine(isPublicAddress, 'must be the https address of this bot, such as https://study.example.org')
    .transform((text) => text.replace(/[/?#]+$/, ''))
    .optional(),
  ROOM_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  ROLE: z.enum(roles, { error: `must be one of ${roles.join(', ')}` }).default('all'),
  DATA_DIR: z.string().default('.data'),
  RETAIN_INTERACTIONS_DAYS: days(usualRetention.interactions),
  RETAIN_POSTINGS_DAYS: days(usualRetention.postings),
  RETAIN_NOTICES_DAYS: days(usualRetention.notices),
  RETAIN_DECIDED_DAYS: days(usualRetention.decided),
  RETAIN_LEFT_DAYS: days(usualRetention.left),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .refine((url) => URL.canParse(url), 'must be a URL such as postgres://user:password@localhost/studyhall')
    .optional(),
  WEB_ROOM: z.enum(['0', '1'], { error: 'must be 0 or 1' }).optional(),
  SLACK_BOT_TOKEN: z
    .string()
    .refine((token) => !token.startsWith('xoxe.'), rotatedToken)
    .startsWith('xoxb-', 'must begin with xoxb-')
    .optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must begin with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_API_URL: z
    .string()
    .default('https://slack.com/api/')
    .refine(isPlatformAddress, `must be a URL such as https://slack.com/api/${inTheClear}`)
    .transform((url) => (url.endsWith('/') ? url : `${url}/`)),
  ENCRYPTION_KEY: z.string().optional(),
  DISCORD_TOKEN: z
    .string()
    .regex(/^[!-~]+$/, 'must be the token alone, without “Bot” before it')
    .optional(),
  DISCORD_API_URL: z
    .string()
    .default('https://discord.com/api')
    .refine(isPlatformAddress, `must be a URL such as https://discord.com/api${inTheClear}`)
    .transform((url) => url.replace(/\/$/, '')),
  DISCORD_SHARDS: z
    .string()
    .default('auto')
    .refine((text) => readShards(text) !== undefined, 'must be auto, or a range such as 0-3/16: shards 0 to 3 of 16')
    .transform((text) => readShards(text) ?? 'auto'),
  DISCORD_DEV_GUILD: z.string().regex(/^\d+$/, 'must be the id of a server').optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('warn'),
})

export type Settings = z.infer<typeof settingsSchema>

export const settingNames: readonly string[] = Object.keys(settingsSchema.shape)

/** How long what has served its purpose is kept, in days. */
export function retentionIn(settings: Settings): Retention {
  return {
    interactions: settings.RETAIN_INTERACTIONS_DAYS,
    postings: settings.RETAIN_POSTINGS_DAYS,
    notices: settings.RETAIN_NOTICES_DAYS,
    decided: settings.RETAIN_DECIDED_DAYS,
    left: settings.RETAIN_LEFT_DAYS,
  }
}

/**
 * @param environment as `process.env`; an empty value counts as not set
 * @throws PlainError naming the setting, its value and what would be right
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const read = settingsSchema.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    const name = String(issue?.path[0])
    const secret = /TOKEN|SECRET|KEY|DATABASE_URL/.test(name)
    throw new PlainError(`The setting ${name}${secret ? '' : ` is “${given[name]}”; it`} ${issue?.message}.`)
  }
  if (hasWebRoom(read.data) && !isLoopback(read.data.HOST) && read.data.ROOM_TOKEN === undefined) {
    throw new PlainError(
      `HOST is ${read.data.HOST}, so others could enter the room. Set ROOM_TOKEN to a secret of 16 characters or more ` +
        'that they must know, or leave HOST out to listen on this machine only.',
    )
  }
  return read.data
}

/** The values that must never be said anywhere. */
export function secretsIn(settings: Settings): string[] {
  const { DATABASE_URL: address, ENCRYPTION_KEY: keys = '', ...others } = settings
  const password = address === undefined ? '' : new URL(address).password
  const named = Object.entries(others).flatMap(([name, value]) =>
    /TOKEN|SECRET/.test(name) && typeof value === 'string' ? [value] : [],
  )
  // the name before a key is none
  const unnamed = keys.split(',').map((key) => key.trim().replace(/^[\w-]{1,24}:/, ''))
  return [...named, address ?? '', password, decodedOr(password), ...unnamed].filter(
    ({ length }) => length >= shortestSecret,
  )
}

function decodedOr(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/** What is shorter stands in many words. */
const shortestSecret = 6

/** The web room runs where no platform is set, or where it is asked for. */
export function hasWebRoom(settings: Settings): boolean {
  return settings.WEB_ROOM === '1' || (slackConnection(settings) === undefined && settings.DISCORD_TOKEN === undefined)
}

function days(usual: number) {
  return z
    .string()
    .default(String(usual))
    .refine((text) => /^\d{1,5}$/.test(text), 'must be a number of days, or 0 to keep all of it for good')
    .transform(Number)
}

/** Over https, or on this machine; a path before ours is fine. */
function isPublicAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username, password } = new URL(text)
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isHere)
  return isSafe && [search, hash, username, password].every((part) => part === '')
}

/** `auto`; `0-3/16`, the shards 0 to 3 of 16; `5/16`, one of them. */
function readShards(text: string): Shards | undefined {
  if (text === 'auto') return 'auto'
  const [, first = '', last = first, count = ''] = /^(\d{1,4})(?:-(\d{1,4}))?\/(\d{1,4})$/.exec(text) ?? []
  const [from, to, of] = [Number(first), Number(last), Number(count)]
  if (first === '' || from > to || to >= of) return undefined
  return { ids: Array.from({ length: to - from + 1 }, (_, index) => from + index), of }
}

/**
 * How Slack is reached, by which of its settings are there; none when Slack is not set.
 *
 * @throws PlainError naming what is missing
 */
export function slackConnection(settings: Settings): SlackConnection | undefined {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
  } = settings
  if (appToken !== undefined && botToken !== undefined) return { kind: 'socket', appToken, botToken }
  if (signingSecret !== undefined && clientId !== undefined && clientSecret !== undefined) {
    if (settings.ENCRYPTION_KEY === undefined) throw new PlainError(needsKey)
    return { kind: 'oauth', signingSecret, clientId, clientSecret }
  }
  if (signingSecret !== undefined && botToken !== undefined) return { kind: 'http', signingSecret, botToken }
  const given = [botToken, appToken, signingSecret, clientId, clientSecret].some((one) => one !== undefined)
  if (given) throw new PlainError(incompleteSlack)
  return undefined
}

const needsKey =
  'Workspaces that install the app have their tokens kept in the database, sealed. Set ENCRYPTION_KEY to a key of ' +
  'your own: `openssl rand -base64 32` makes one. Keep it: without it the tokens are lost.'

const incompleteSlack =
  'The settings for Slack are incomplete. Set SLACK_APP_TOKEN and SLACK_BOT_TOKEN (one workspace, over a socket), or ' +
  'SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN (one workspace, over HTTP), or SLACK_SIGNING_SECRET, SLACK_CLIENT_ID, ' +
  'SLACK_CLIENT_SECRET and ENCRYPTION_KEY (many workspaces that install it). docs/slack.md shows where each is found.'

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
