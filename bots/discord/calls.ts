import { DiscordAPIError, HTTPError, RateLimitError, REST, type RESTOptions } from 'discord.js'
import type { Refusal, Said } from '../../core/platform.ts'

/** Calls to Discord, told as what became of them. */

const longestWaitMilliseconds = 5_000

/** Discord's own limit for all that a bot's token asks for; answers to interactions do not count. */
export const mostRequestsPerSecond = 50

/** After the end of a limit's second. The library's own 50 would waste a twentieth of what Discord allows. */
const pastResetMilliseconds = 20

/**
 * The library must not try a post again by itself: after a lost response the second would be another message, where no
 * nonce holds it back. It waits out short limits, and says when a long one is over.
 *
 * @param apiUrl without a version: `https://discord.com/api`
 */
export function restOptions(apiUrl: string, globalRequestsPerSecond = mostRequestsPerSecond): Partial<RESTOptions> {
  return {
    api: apiUrl,
    version: '10',
    retries: 0,
    globalRequestsPerSecond,
    offset: pastResetMilliseconds,
    timeout: 8_000,
    rejectOnRateLimit: ({ timeToReset, retryAfter }) => Math.max(timeToReset, retryAfter) > longestWaitMilliseconds,
  }
}

export function restFor(token: string, apiUrl: string, requestsPerSecond?: number): REST {
  return new REST(restOptions(apiUrl, requestsPerSecond)).setToken(token)
}

const refusals: Readonly<Record<number, Refusal>> = {
  10003: 'gone',
  10004: 'revoked',
  10008: 'gone',
  10013: 'unreachable',
  40001: 'revoked',
  50001: 'no-permission',
  50007: 'unreachable',
  50013: 'no-permission',
  50278: 'unreachable',
}

/** Discord's own number for what went wrong, where it gave one. */
export function discordError(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined
}

/**
 * What a failed call means; throws it again where the call is in doubt (it may have been done) or is our mistake.
 */
export function refusalOf(error: unknown): Exclude<Said<never>, { done: never }> {
  if (error instanceof RateLimitError) return { later: Math.ceil(Math.max(error.retryAfter, error.timeToReset) / 1000) }
  if (error instanceof HTTPError && error.status === 401) return { refused: 'revoked', detail: 'Discord says 401' }
  const code = discordError(error)
  const refused = code === undefined ? undefined : refusals[code]
  if (refused === undefined || !(error instanceof DiscordAPIError)) throw error
  return { refused, detail: `Discord says ${code}: ${error.message}` }
}

/** Whether a call that failed may have been done all the same. */
export function isDoubtful(error: unknown): boolean {
  if (error instanceof RateLimitError) return false
  if (error instanceof DiscordAPIError || error instanceof HTTPError) return error.status >= 500
  return true
}

/** A call whose repetition does no harm. */
export async function said<T>(call: () => Promise<T>): Promise<Said<T>> {
  try {
    return { done: await call() }
  } catch (error) {
    return refusalOf(error)
  }
}
