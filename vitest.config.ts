import { defineConfig } from 'vitest/config'
import { patienceMilliseconds } from './tests/support/patience.ts'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/postgres-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // platforms give three seconds, which a machine may not have; all else that fails, fails
    retry: {
      count: 2,
      condition: /timed out|did not happen|not (?:answered|acknowledged) within|Timeout \d+ms exceeded/,
    },
    // what hangs is ended; a machine that is busy may take its time
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: patienceMilliseconds } },
  },
})
