import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { withDatabase } from '../../core/db/address.ts'
import { connect, disconnect } from '../../core/db/connect.ts'
import { startLocalPostgres } from '../../core/db/local-postgres.ts'
import { migrate } from '../../core/db/migrate.ts'
import { openDeliveries } from '../../core/delivery/deliveries.ts'
import { keepBank, newId, silentLog } from './world.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A user who may make databases. */
    adminAddress: string
    template: string
    owner: string
  }
}

/** One reading of the questions and one PostgreSQL for all tests, with a template that has the schema; each test file gets a copy of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = process.env.TEST_DATABASE_URL
  const server =
    own === undefined ? await throwawayServer() : { admin: own, owner: new URL(own).username, end: async () => {} }
  const template = `studyhall_template_${process.pid}`
  const bankFile = join(tmpdir(), `studyhall-bank-${process.pid}`)
  await keepBank(bankFile)
  await makeTemplate(server.admin, template, server.owner)
  project.provide('adminAddress', server.admin)
  project.provide('template', template)
  project.provide('owner', server.owner)
  return async () => {
    const admin = connect(server.admin, { connections: 1 })
    await admin.sql`drop database if exists ${admin.sql(template)} with (force)`
    await disconnect(admin)
    await server.end()
    await rm(bankFile, { force: true })
  }
}

async function throwawayServer() {
  const folder = await mkdtemp(join(tmpdir(), 'studyhall-tests-'))
  const server = await startLocalPostgres(folder, { throwaway: true })
  return {
    admin: server.adminAddress,
    owner: 'studyhall',
    end: async () => {
      await server.release()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(adminAddress: string, template: string, owner: string): Promise<void> {
  const admin = connect(adminAddress, { connections: 1 })
  await admin.sql`create database ${admin.sql(template)} owner ${admin.sql(owner)}`
  await disconnect(admin)
  const address = withDatabase(adminAddress, template, owner)
  await migrate(address)
  const database = connect(address, { connections: 1 })
  const deliveries = await openDeliveries({ database, log: silentLog, newId })
  await deliveries.stop()
  await disconnect(database)
}
