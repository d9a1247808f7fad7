import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api'
import type { Refusal, Said } from '../../core/platform.ts'
import { libraryLog, type SlackLog } from './log.ts'

/**
 * A call to Slack, told as what became of it. The client must not try again by itself: after a lost response it
 * would post twice.
 */

export function clientOptions(apiUrl: string, log: SlackLog): WebClientOptions {
  return {
    logger: libraryLog(log),
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 8_000,
  }
}

export function clientFor(token: string, options: WebClientOptions): WebClient {
  return new WebClient(token, options)
}

const refusals: Readonly<Record<string, Refusal>> = {
  not_in_channel: 'not-in-channel',
  // what Slack says of a private channel where the bot is not
  channel_not_found: 'not-in-channel',
  is_archived: 'gone',
  file_not_found: 'gone',
  file_deleted: 'gone',
  message_not_found: 'gone',
  thread_not_found: 'gone',
  cant_update_message: 'no-permission',
  edit_window_closed: 'no-permission',
  no_permission: 'no-permission',
  missing_scope: 'no-permission',
  restricted_action: 'no-permission',
  restricted_action_read_only_channel: 'no-permission',
  restricted_action_thread_only_channel: 'no-permission',
  restricted_action_non_threadable_channel: 'no-permission',
  restricted_action_thread_locked: 'no-permission',
  ekm_access_denied: 'no-permission',
  access_denied: 'no-permission',
  cannot_dm_bot: 'unreachable',
  cannot_reply_to_message: 'unreachable',
  messages_tab_disabled: 'unreachable',
  user_disabled: 'unreachable',
  user_not_found: 'unreachable',
  user_not_visible: 'unreachable',
  users_not_found: 'unreachable',
  token_revoked: 'revoked',
  token_expired: 'revoked',
  account_inactive: 'revoked',
  invalid_auth: 'revoked',
  not_authed: 'revoked',
  team_access_not_granted: 'revoked',
  org_login_required: 'revoked',
  app_not_installed: 'revoked',
  not_installed: 'revoked',
}

/** Slack's own word for what went wrong, where it gave one. */
export function slackError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined
}

/**
 * What a failed call means; throws it again where the call is in doubt (it may have been done) or is our mistake.
 */
export function refusalOf(error: unknown): Exclude<Said<never>, { done: never }> {
  if (error instanceof WebAPIRateLimitedError) return { later: Math.max(1, error.retryAfter) }
  if (isTooMany(error)) return { later: 30 }
  const said = slackError(error)
  const refused = said === undefined ? undefined : refusals[said]
  if (refused === undefined) throw error
  return { refused, detail: `Slack says ${said}` }
}

const tooMany: ReadonlySet<string | undefined> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])

export function isTooMany(error: unknown): boolean {
  return error instanceof WebAPIRateLimitedError || tooMany.has(slackError(error))
}

const mayBeDone = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])

/** Whether a call that failed may have been done all the same. */
export function isDoubtful(error: unknown): boolean {
  if (error instanceof WebAPIRateLimitedError) return false
  if (error instanceof WebAPIHTTPError) return error.statusCode >= 500
  const said = slackError(error)
  return said === undefined || mayBeDone.has(said)
}
