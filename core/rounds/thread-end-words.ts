import type { ThreadEnd } from '../platform.ts'

/** What becomes of threads after their results, as the workspace has chosen. */
export const threadEndWords: Readonly<Record<ThreadEnd, string>> = {
  open: 'Threads stay open after their results.',
  archived: 'Threads are archived after their results; whoever writes in one again brings it back.',
  locked: 'Threads are locked after their results: they can be read, and only moderators can write in them.',
}
