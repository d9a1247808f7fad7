import { sql } from 'drizzle-orm'
import { customType, pgPolicy, pgRole } from 'drizzle-orm/pg-core'

/** The role under which every tenant row is read and written; made before the first migration. */
const appRole = pgRole('studyhall_app').existing()

export const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: (value) => Temporal.Instant.from(value),
  toDriver: (value) => value.toString(),
})

export const plainDate = customType<{ data: Temporal.PlainDate; driverData: string }>({
  dataType: () => 'date',
  fromDriver: (value) => Temporal.PlainDate.from(value),
  toDriver: (value) => value.toString(),
})

export function ownRowsOnly(column: 'id' | 'workspace' = 'workspace') {
  const own = sql.raw(`${column} = current_setting('studyhall.workspace', true)`)
  return pgPolicy('own_workspace_only', { for: 'all', to: appRole, using: own, withCheck: own })
}
