import { eq } from 'drizzle-orm'
import { inWorkspace } from '../db/connect.ts'
import { workspaces } from '../db/schema.ts'
import type { Carried } from '../delivery/deliveries.ts'
import type { Asked, Command } from '../interactions.ts'
import type { Reply, Thread, ThreadEnd } from '../platform.ts'
import { privately } from '../reply.ts'
import { platformOf, type Study } from '../study.ts'
import { workspaceOf } from '../workspaces/workspaces.ts'
import type { Round } from './open-round.ts'
import { threadEndWords } from './thread-end-words.ts'

const ends: readonly ThreadEnd[] = ['open', 'archived', 'locked']

export const threadEndCommand: Command = {
  words: 'study threads',
  about: 'What becomes of a thread after its results',
  gives: 'private',
  forAdmins: true,
  needs: 'thread-end',
  options: [
    {
      name: 'end',
      about: 'After the results',
      choices: [
        { value: 'open', about: 'it stays open' },
        { value: 'archived', about: 'it is put away until someone writes in it' },
        { value: 'locked', about: 'only moderators can write in it' },
      ],
    },
  ],
  run: chooseEnd,
}

async function chooseEnd({ tx, workspace }: Asked, { end: wanted }: Readonly<Record<string, string>>): Promise<Reply> {
  const threadEnd = ends.find((end) => end === wanted)
  if (threadEnd !== undefined) await tx.update(workspaces).set({ threadEnd }).where(eq(workspaces.id, workspace))
  return privately(threadEndWords[(await workspaceOf(tx, workspace))?.threadEnd ?? 'open'])
}

/** The last that is done to a round: nothing is said in its thread afterwards. */
export async function endThread(study: Study, { workspace, id }: Round, thread: Thread): Promise<Carried> {
  const known = await inWorkspace(study.database, workspace, (tx) => workspaceOf(tx, workspace))
  const end = known?.threadEnd ?? 'open'
  if (end === 'open') return 'done'
  const ended = await platformOf(study, workspace).endThread(workspace, thread, end)
  if ('later' in ended) return ended
  if ('refused' in ended) study.log.warn({ workspace, round: id, ...ended }, 'the platform refused to end a thread')
  return 'done'
}
