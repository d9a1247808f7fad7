import { expect, onTestFinished, test } from 'vitest'
import { connect, disconnect } from '../../core/db/connect.ts'
import { openLease } from '../../core/delivery/lease.ts'
import { freshAddress } from '../support/database.ts'
import { silentLog } from '../support/world.ts'

const never = 600_000

test('who holds a lease knows at once that its session has ended, as another may have it from then on', async () => {
  const address = await freshAddress()
  const other = connect(address, { connections: 1 })
  onTestFinished(() => disconnect(other))
  const parts = { address, key: 9, log: silentLog, changed: async () => {} }
  const lease = await openLease({ ...parts, betweenLooks: never })
  expect(lease.isHeld()).toBe(true)
  await other.sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 9`
  // well before the six seconds for which it is trusted without a look
  await expect.poll(() => lease.isHeld(), { timeout: 3_000 }).toBe(false)
  const next = await openLease(parts)
  await expect.poll(() => next.isHeld()).toBe(true)
  await lease.close()
  await next.close()
})
