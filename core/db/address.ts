/**
 * A database's address as one string: a PostgreSQL URL. A socket's folder stands in the `host` parameter,
 * as libpq has it: `postgres://studyhall@localhost/studyhall?host=/run/postgresql`.
 */
export type DatabaseAddress = string

/** The same server, another database or user. */
export function withDatabase(address: DatabaseAddress, database: string, user?: string): DatabaseAddress {
  const url = new URL(address)
  url.pathname = `/${database}`
  if (user !== undefined) url.username = user
  return url.href
}

/** The address without its password, to print and to log. */
export function printable(address: DatabaseAddress): string {
  const url = new URL(address)
  if (url.password !== '') url.password = '***'
  return url.href
}
