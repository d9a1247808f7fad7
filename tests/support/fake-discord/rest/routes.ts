import { commandRoutes } from './commands.ts'
import { guildRoutes } from './guilds.ts'
import { interactionRoutes } from './interactions.ts'
import { messageRoutes } from './messages.ts'
import { reactionRoutes } from './reactions.ts'
import type { Handler } from './request.ts'
import { threadRoutes } from './threads.ts'

/** Every route, by method and path as in Discord's OpenAPI description. */

const routes: Readonly<Record<string, Handler>> = {
  ...guildRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...threadRoutes,
  ...commandRoutes,
  ...interactionRoutes,
}

export const routeNames: ReadonlySet<string> = new Set(Object.keys(routes))

export interface Found {
  readonly route: string
  readonly handler: Handler
  readonly params: Readonly<Record<string, string>>
}

const table = Object.entries(routes).map(([route, handler]) => {
  const [method = '', path = ''] = route.split(' ')
  return { route, handler, method, parts: path.split('/').slice(1) }
})

/** Literal parts win over named ones: `/users/@me` over `/users/{user_id}`. */
export function findRoute(method: string, path: string): Found | undefined {
  const asked = path.split('/').slice(1).map(decodeURIComponent)
  const found = table
    .filter((one) => one.method === method && one.parts.length === asked.length && fits(one.parts, asked))
    .sort((a, b) => named(a.parts) - named(b.parts))[0]
  if (found === undefined) return undefined
  const params = found.parts.flatMap((part, n) => (isNamed(part) ? [[part.slice(1, -1), asked[n] ?? '']] : []))
  return { route: found.route, handler: found.handler, params: Object.fromEntries(params) }
}

function fits(parts: readonly string[], asked: readonly string[]): boolean {
  return parts.every((part, n) => isNamed(part) || part === asked[n])
}

function named(parts: readonly string[]): number {
  return parts.filter(isNamed).length
}

function isNamed(part: string): boolean {
  return part.startsWith('{')
}
