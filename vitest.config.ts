import { defineConfig } from 'vitest/config'
import { patienceMilliseconds } from './tests/support/patience.ts'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/postgres-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // the platforms' three seconds, which a machine may not have, and nothing else: what never happens is wrong
    retry: { count: 2, condition: /not (?:answered|acknowledged) within/ },
    // what hangs is ended; a machine that is busy may take its time
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: patienceMilliseconds } },
  },
})
