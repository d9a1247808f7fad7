/**
 * For how long a test waits for what it waits for. A passing test never waits so long; a machine that is busy with other
 * tests may need a good part of it.
 */
export const patienceMilliseconds = 60_000
