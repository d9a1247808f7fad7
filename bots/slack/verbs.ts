import { z } from 'zod'
import type {
  ChatPlatform,
  FileRead,
  Message,
  Place,
  Posted,
  Said,
  Thread,
  ThreadEntry,
  WorkspaceId,
} from '../../core/platform.ts'
import type { Access, AccessTo } from './access.ts'
import { readSlackFile } from './files.ts'
import type { SlackLog } from './log.ts'
import { limited, type Pace } from './pace.ts'
import { showing } from './pictures.ts'
import type { Post } from './posting.ts'
import type { ReadThread } from './reading.ts'
import type { Rendered } from './render.ts'

/** What the engine has the bot say and look at. */
export type Verbs = Pick<
  ChatPlatform,
  'openThread' | 'say' | 'edit' | 'tell' | 'readThread' | 'endThread' | 'award' | 'lookAt' | 'readFile'
>

export interface VerbsParts {
  readonly accessTo: AccessTo
  readonly draw: (access: Access, message: Message) => Promise<Rendered>
  readonly pace: Pace
  readonly post: (workspace: WorkspaceId, wanted: Post) => Promise<Said<Posted>>
  readonly read: ReadThread
  /** Slack's Web API. */
  readonly apiUrl: string
  readonly log: SlackLog
}

const notInstalled = { refused: 'revoked', detail: 'the app is not installed there' } as const

export function openVerbs({ accessTo, draw, pace, post, read, apiUrl, log }: VerbsParts): Verbs {
  return { openThread, say, edit, tell, readThread, endThread, award, lookAt, readFile }

  async function openThread(
    workspace: WorkspaceId,
    channel: Place,
    _title: string,
    opening: Message,
    key: string,
  ): Promise<Said<Thread>> {
    const said = await postMessage(workspace, opening, { key, channel })
    return 'done' in said ? { done: { place: channel, id: said.done.id, opening: said.done } } : said
  }

  async function say(
    workspace: WorkspaceId,
    thread: Thread,
    message: Message,
    key: string,
    reach: 'thread' | 'channel-too' = 'thread',
  ): Promise<Said<Posted>> {
    const where = { channel: thread.place, thread: thread.id, alsoInChannel: reach === 'channel-too' }
    return postMessage(workspace, message, { key, ...where })
  }

  async function tell(workspace: WorkspaceId, member: string, message: Message, key: string): Promise<Said<Posted>> {
    return asked(workspace, 'conversations.open', async ({ client }) => {
      const { channel } = await client.conversations.open({ users: member })
      return z.object({ id: z.string() }).parse(channel).id
    }).then((open) => ('done' in open ? postMessage(workspace, message, { key, channel: open.done }) : open))
  }

  async function postMessage(
    workspace: WorkspaceId,
    message: Message,
    where: Pick<Post, 'key' | 'channel' | 'thread' | 'alsoInChannel'>,
  ): Promise<Said<Posted>> {
    const access = await accessTo(workspace)
    if (access === undefined) return notInstalled
    const shown = await draw(access, message)
    return post(workspace, { access, ...where, ...shown, showing: showing({ access, message, shown, log }) })
  }

  async function edit(workspace: WorkspaceId, posted: Posted, message: Message): Promise<Said<Posted>> {
    return asked(workspace, 'chat.update', async (access) => {
      const show = showing({ access, message, shown: await draw(access, message), log })
      await show((shown) => access.client.chat.update({ channel: posted.place, ts: posted.id, ...shown }))
      return posted
    })
  }

  async function readThread(workspace: WorkspaceId, thread: Thread): Promise<Said<readonly ThreadEntry[]>> {
    const access = await accessTo(workspace)
    return access === undefined ? notInstalled : read(access, thread)
  }

  /** Slack's threads cannot be closed. */
  async function endThread(_workspace: WorkspaceId, thread: Thread): Promise<Said<Thread>> {
    return { done: thread }
  }

  /** Slack has no roles, and the members of a user group can only be replaced all at once. */
  async function award(): Promise<Said<boolean>> {
    return { done: false }
  }

  async function lookAt(workspace: WorkspaceId, channel: Place): Promise<Said<{ name: string }>> {
    const seen = await asked(workspace, 'conversations.info', async ({ client }) => {
      const answer = await client.conversations.info({ channel })
      return z
        .object({
          name: z.string().default(''),
          is_member: z.boolean().optional(),
          is_archived: z.boolean().optional(),
        })
        .parse(answer.channel)
    })
    if (!('done' in seen)) return seen
    if (seen.done.is_archived) return { refused: 'gone', detail: 'the channel is archived' }
    if (seen.done.is_member !== true) return { refused: 'not-in-channel', detail: 'the bot is not a member' }
    return { done: { name: seen.done.name } }
  }

  async function readFile(workspace: WorkspaceId, file: string, most: number): Promise<Said<FileRead>> {
    const read = await asked(workspace, 'files.info', (access) => readSlackFile(access, { file, most, apiUrl }))
    return 'done' in read ? read.done : read
  }

  /** A call whose repetition does no harm. */
  async function asked<T>(
    workspace: WorkspaceId,
    method: string,
    work: (access: Access) => Promise<T>,
  ): Promise<Said<T>> {
    const access = await accessTo(workspace)
    if (access === undefined) return notInstalled
    return limited(pace, workspace, method, () => work(access))
  }
}
