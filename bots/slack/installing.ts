import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Installation, InstallProvider } from '@slack/oauth'
import { WebClient, type WebClientOptions } from '@slack/web-api'
import { z } from 'zod'
import type { WorkspaceId } from '../../core/platform.ts'
import { type Access, workspaceOf } from './access.ts'
import { clientFor, slackError } from './calls.ts'
import { libraryLog, type SlackLog } from './log.ts'
import type { Installations } from './memory.ts'
import { scopes } from './scopes.ts'
import { slackWords } from './words.ts'

/** Installing by OAuth, for many workspaces: Slack's own provider, with states and tokens in our database. */

export interface InstallingParts {
  readonly clientId: string
  readonly clientSecret: string
  readonly apiUrl: string
  readonly clientOptions: WebClientOptions
  readonly installations: Installations
  readonly clock: () => Temporal.Instant
  readonly log: SlackLog
  /** A workspace has installed the app, for the first time or again. */
  readonly installed: (access: Access, described: Described) => Promise<void>
}

export interface Described {
  readonly name: string
  readonly installer: string
}

export interface Installing {
  /** The page with the install button. */
  begin(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Where Slack sends the installer back to. */
  finish(request: IncomingMessage, response: ServerResponse): Promise<void>
  accessTo(workspace: WorkspaceId): Promise<Access | undefined>
  /** Who installed it there, and what it is called; nothing where it is not installed. */
  described(workspace: WorkspaceId): Promise<Described | undefined>
}

const stateMinutes = 10
/** A token that has less than this left is renewed: long enough to try again while Slack is not well. */
const renewedBeforeSeconds = 2 * 3600
const pauseSeconds = 60

const keptInstallation = z.looseObject({
  isEnterpriseInstall: z.boolean().optional(),
  team: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  enterprise: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  bot: z.looseObject({
    token: z.string(),
    userId: z.string(),
    id: z.string().optional(),
    refreshToken: z.string().optional(),
    /** Seconds since 1970. */
    expiresAt: z.number().optional(),
  }),
  user: z.looseObject({ id: z.string() }),
})
type KeptInstallation = z.infer<typeof keptInstallation>

const freshTokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() })
/** What Slack says where no later try could succeed: the installation has ended, or its refresh token is spent. */
const lastingRefusals: ReadonlySet<string | undefined> = new Set([
  'invalid_refresh_token',
  'token_revoked',
  'account_inactive',
])

export function installing(parts: InstallingParts): Installing {
  const { clientId, clientSecret, apiUrl, clientOptions, installations, clock, log, installed } = parts
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    clientOptions,
    authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    logger: libraryLog(log),
    stateStore: { generateStateParam, verifyStateParam },
    installationStore: {
      storeInstallation: keep,
      fetchInstallation: () => Promise.reject(new Error('accessTo reads')),
    },
  })
  const anonymous = new WebClient(undefined, clientOptions)
  const clients = new Map<WorkspaceId, WebClient>()
  const nextRenewal = new Map<WorkspaceId, number>()
  return { begin, finish, accessTo, described }

  async function generateStateParam(): Promise<string> {
    const state = randomBytes(24).toString('base64url')
    await installations.makeState(state, clock(), clock().subtract({ minutes: stateMinutes }))
    return state
  }

  async function verifyStateParam(_now: Date, state: string) {
    const isGood = await installations.useState(state, clock().subtract({ minutes: stateMinutes }))
    if (!isGood) throw new Error('the state is unknown, used or too old')
    return { scopes: [...scopes] }
  }

  async function keep(installation: Installation): Promise<void> {
    await installations.keep(workspaceIn(installation), installation, clock())
  }

  function begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return provider.handleInstallPath(request, response, {}, { scopes: [...scopes] })
  }

  function finish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return provider.handleCallback(request, response, {
      successAsync: async (installation) => {
        const read = keptInstallation.parse(installation)
        const access = await accessTo(workspaceIn(installation))
        const described = descriptionOf(read)
        if (access !== undefined) await installed(access, described)
        page(response, 200, slackWords.installed(described.name))
      },
      failureAsync: async (error) => {
        log.warn({ err: error }, 'an installation failed')
        page(response, 400, slackWords.notInstalled)
      },
    })
  }

  async function accessTo(workspace: WorkspaceId): Promise<Access | undefined> {
    const found = await installations.installation(workspace)
    if (found === undefined) return undefined
    const read = keptInstallation.parse(found)
    return isEnding(read, clock()) && mayRenew(workspace, read)
      ? installations.alone(workspace, () => renewed(workspace))
      : accessOf(workspace, read, read.bot.token)
  }

  async function described(workspace: WorkspaceId): Promise<Described | undefined> {
    const found = await installations.installation(workspace)
    return found === undefined ? undefined : descriptionOf(keptInstallation.parse(found))
  }

  /** While the old token is good, one failure is enough for a minute. */
  function mayRenew(workspace: WorkspaceId, read: KeptInstallation): boolean {
    return hasEnded(read, clock()) || (nextRenewal.get(workspace) ?? 0) <= secondsOf(clock())
  }

  /** A refresh token is good once: one caller renews, the others find it done. */
  async function renewed(workspace: WorkspaceId): Promise<Access | undefined> {
    const found = await installations.installation(workspace)
    if (found === undefined) return undefined
    const read = keptInstallation.parse(found)
    if (!isEnding(read, clock()) || !mayRenew(workspace, read)) return accessOf(workspace, read, read.bot.token)
    try {
      const bot = { ...read.bot, ...(await freshTokensFor(read)) }
      // keeps nothing where the workspace has left meanwhile
      await installations.renew(workspace, { ...read, bot })
      return accessOf(workspace, read, bot.token)
    } catch (error) {
      if (hasEnded(read, clock()) && !lastingRefusals.has(slackError(error))) throw error
      nextRenewal.set(workspace, secondsOf(clock()) + pauseSeconds)
      log.warn({ err: error, workspace }, 'a token could not be renewed')
      return accessOf(workspace, read, read.bot.token)
    }
  }

  async function freshTokensFor({ bot }: KeptInstallation) {
    const answer = await anonymous.oauth.v2.access({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: bot.refreshToken ?? '',
    })
    const { access_token: token, refresh_token: refreshToken, expires_in: seconds } = freshTokens.parse(answer)
    return { token, refreshToken, expiresAt: secondsOf(clock()) + seconds }
  }

  function accessOf(workspace: WorkspaceId, read: KeptInstallation, token: string): Access {
    const { bot, team, enterprise, isEnterpriseInstall } = read
    const home = (isEnterpriseInstall ? enterprise?.id : team?.id) ?? ''
    const known = clients.get(workspace)
    const client = known?.token === token ? known : clientFor(token, clientOptions)
    clients.set(workspace, client)
    return { workspace, home, client, botUser: bot.userId, botId: bot.id }
  }
}

function descriptionOf({ team, enterprise, isEnterpriseInstall, user }: KeptInstallation): Described {
  return { name: (isEnterpriseInstall ? enterprise : team)?.name ?? 'Slack', installer: user.id }
}

function workspaceIn(installation: Installation): WorkspaceId {
  const { team, enterprise, isEnterpriseInstall } = keptInstallation.parse(installation)
  const home = isEnterpriseInstall ? enterprise?.id : team?.id
  if (home === undefined) throw new Error('an installation without a team')
  return workspaceOf(home)
}

function isEnding({ bot }: KeptInstallation, now: Temporal.Instant): boolean {
  return bot.expiresAt !== undefined && bot.expiresAt - secondsOf(now) <= renewedBeforeSeconds
}

function hasEnded({ bot }: KeptInstallation, now: Temporal.Instant): boolean {
  return bot.expiresAt !== undefined && bot.expiresAt <= secondsOf(now)
}

function secondsOf(instant: Temporal.Instant): number {
  return Math.floor(instant.epochMilliseconds / 1000)
}

function page(response: ServerResponse, status: number, says: string): void {
  const text = says.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  })
  response.end(
    `<!doctype html><meta charset="utf-8"><title>Studyhall</title><body style="font: 1.1rem/1.5 system-ui; max-width: 34rem; margin: 4rem auto; padding: 0 1rem"><h1>Studyhall</h1><p>${text}</p>`,
  )
}
