/** What a process does of the whole; several with roles of their own share one database. */
export const roles = ['all', 'gateway', 'http', 'worker'] as const

export type Role = (typeof roles)[number]

/** Holds the connections that bring what happens: Discord's gateway, Slack's sockets. */
export function holdsConnections(role: Role): boolean {
  return role === 'all' || role === 'gateway'
}

/** Serves requests: Slack over HTTP, installing, pages, the room. */
export function serves(role: Role): boolean {
  return role === 'all' || role === 'http'
}

/** Does what is due, and delivers. */
export function works(role: Role): boolean {
  return role === 'all' || role === 'worker'
}
