import { randomUUID } from 'node:crypto'
import { inject, onTestFinished } from 'vitest'
import { withDatabase } from '../../core/db/address.ts'
import { connect, disconnect } from '../../core/db/connect.ts'

/** The address of a database of one test's own, with the schema in it; dropped with the test. */
export async function freshAddress(): Promise<string> {
  const { address, drop } = await freshDatabase()
  onTestFinished(drop)
  return address
}

/** A database of the test file's own, with the schema in it. */
export async function freshDatabase(): Promise<{ address: string; drop(): Promise<void> }> {
  const [adminAddress, template, owner] = [inject('adminAddress'), inject('template'), inject('owner')]
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const address = withDatabase(adminAddress, name, owner)
  await asAdmin((sql) => sql`create database ${sql(name)} template ${sql(template)} owner ${sql(owner)}`)
  return { address, drop: () => asAdmin((sql) => sql`drop database ${sql(name)} with (force)`) }

  async function asAdmin(run: (sql: ReturnType<typeof connect>['sql']) => Promise<unknown>): Promise<void> {
    const admin = connect(adminAddress, { connections: 1 })
    await run(admin.sql)
    await disconnect(admin)
  }
}
