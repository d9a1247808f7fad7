import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Actor, Said, Thread, ThreadEntry } from '../../core/platform.ts'
import type { Access } from './access.ts'
import { isTooMany } from './calls.ts'
import { emojiOf } from './emoji.ts'
import { type SlackFile, sharedFiles, slackFile } from './files.ts'
import { limited, type Pace } from './pace.ts'
import type { People } from './people.ts'
import { plainText } from './plain-text.ts'
import { openProgress } from './progress.ts'
import { instantOf } from './times.ts'

/** Reading a thread again: a rare safety net, since some apps may do it once a minute. Events are the main path. */

const threadMessage = z.object({
  ts: z.string(),
  text: z.string().default(''),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  subtype: z.string().optional(),
  edited: z.object({ ts: z.string() }).optional(),
  files: z.array(slackFile).optional(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()), count: z.number() })).optional(),
})
type ThreadMessage = z.infer<typeof threadMessage>

export interface ReadingParts {
  readonly people: People
  readonly pace: Pace
  /** Milliseconds, monotonic. */
  readonly now?: () => number
}

export type ReadThread = (access: Access, thread: Thread) => Promise<Said<readonly ThreadEntry[]>>

export function threadReader({ people, pace, now }: ReadingParts): ReadThread {
  const progress = openProgress<PagesSoFar>(now)

  return async function readThread(access, { place, id }) {
    const { workspace, client } = access
    const name = `${workspace} ${place} ${id}`
    const read = await limited(pace, workspace, 'conversations.replies', async () => {
      const soFar = progress.take(name) ?? { messages: [], cursor: undefined }
      return allReplies(client, place, id, soFar, (reached) => progress.keep(name, reached))
    })
    if (!('done' in read)) return read
    const messages = read.done.filter(({ ts }) => ts !== id)
    const full = await limited(pace, workspace, 'reactions.get', () =>
      Promise.all(messages.map((message) => withAllReactions(client, place, message))),
    )
    if (!('done' in full)) return full
    return { done: await Promise.all(full.done.map((message) => entryOf(access, people, message))) }
  }
}

interface PagesSoFar {
  readonly messages: readonly ThreadMessage[]
  readonly cursor: string | undefined
}

/** @param interrupted hears how far it came before Slack said “too many” */
async function allReplies(
  client: WebClient,
  channel: string,
  ts: string,
  from: PagesSoFar,
  interrupted: (reached: PagesSoFar) => void,
): Promise<ThreadMessage[]> {
  const all = [...from.messages]
  let { cursor } = from
  do {
    try {
      const page = await client.conversations.replies({ channel, ts, limit: 200, ...(cursor ? { cursor } : {}) })
      all.push(...z.array(threadMessage).parse(page.messages ?? []))
      cursor = page.response_metadata?.next_cursor
    } catch (error) {
      if (isTooMany(error) && cursor !== undefined) interrupted({ messages: all, cursor })
      throw error
    }
  } while (cursor)
  // the opening comes with every page
  return [...new Map(all.map((message) => [message.ts, message])).values()]
}

async function entryOf(access: Access, people: People, message: ThreadMessage): Promise<ThreadEntry> {
  const { ts, text, user, bot_id: bot, edited, files } = message
  const byBot = bot !== undefined || user === undefined
  const member: Actor = byBot ? { id: user ?? bot ?? '', name: '', bot: true } : await people.actorIfKnown(access, user)
  if (!byBot) await people.meetThoseIn(access, text)
  return {
    message: ts,
    member,
    text: byBot ? '' : plainText(text, (id) => people.nameOf(access, id)),
    at: instantOf(ts),
    ...sharedFiles(files as readonly SlackFile[] | undefined),
    ...(edited === undefined ? {} : { editedAt: instantOf(edited.ts) }),
    reactions: await reactionsOn(access, people, message),
  }
}

function reactionsOn(
  access: Access,
  people: People,
  { reactions = [] }: ThreadMessage,
): Promise<ThreadEntry['reactions']> {
  const actor = (user: string) =>
    user === access.botUser ? { id: user, name: '', bot: true } : people.actorIfKnown(access, user)
  return Promise.all(
    reactions.map(async ({ name, users }) => ({ emoji: emojiOf(name), members: await Promise.all(users.map(actor)) })),
  )
}

/** A thread shows the first few of many who reacted. */
async function withAllReactions(client: WebClient, channel: string, message: ThreadMessage): Promise<ThreadMessage> {
  const isCut = message.reactions?.some(({ users, count }) => users.length < count) === true
  if (!isCut) return message
  const answer = await client.reactions.get({ channel, timestamp: message.ts, full: true })
  const { reactions } = z.object({ reactions: threadMessage.shape.reactions }).parse(answer.message ?? {})
  return { ...message, reactions: reactions ?? [] }
}
