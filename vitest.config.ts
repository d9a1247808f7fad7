import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/postgres-for-tests.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // some go over the whole bank, and the machine may be busy with other tests
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // on a machine that is busy with other tests
    expect: { poll: { timeout: 8_000 } },
  },
})
