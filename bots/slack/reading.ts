import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Actor, Said, Thread, ThreadEntry } from '../../core/platform.ts'
import type { Access } from './access.ts'
import { emojiOf } from './emoji.ts'
import { type SlackFile, sharedFiles, slackFile } from './files.ts'
import { limited, type Pace } from './pace.ts'
import type { People } from './people.ts'
import { plainText } from './plain-text.ts'
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

export async function readThread(
  access: Access,
  { place, id }: Thread,
  { people, pace }: { readonly people: People; readonly pace: Pace },
): Promise<Said<readonly ThreadEntry[]>> {
  return limited(pace, access.workspace, 'conversations.replies', async () => {
    const messages = (await allReplies(access.client, place, id)).filter(({ ts }) => ts !== id)
    return Promise.all(messages.map((message) => entryOf(access, people, place, message)))
  })
}

async function allReplies(client: WebClient, channel: string, ts: string): Promise<ThreadMessage[]> {
  const all: ThreadMessage[] = []
  let cursor: string | undefined
  do {
    const page = await client.conversations.replies({ channel, ts, limit: 200, ...(cursor ? { cursor } : {}) })
    all.push(...z.array(threadMessage).parse(page.messages ?? []))
    cursor = page.response_metadata?.next_cursor
  } while (cursor)
  return all
}

async function entryOf(access: Access, people: People, place: string, message: ThreadMessage): Promise<ThreadEntry> {
  const { ts, text, user, bot_id: bot, edited, files } = message
  const byBot = bot !== undefined || user === undefined
  const member: Actor = byBot ? { id: user ?? bot ?? '', name: '', bot: true } : await people.actor(access, user)
  if (!byBot) await people.meetThoseIn(access, text)
  return {
    message: ts,
    member,
    text: byBot ? '' : plainText(text, (id) => people.nameOf(access, id)),
    at: instantOf(ts),
    ...sharedFiles(files as readonly SlackFile[] | undefined),
    ...(edited === undefined ? {} : { editedAt: instantOf(edited.ts) }),
    reactions: await reactionsOn(access, people, place, message),
  }
}

async function reactionsOn(
  access: Access,
  people: People,
  channel: string,
  { ts, reactions = [] }: ThreadMessage,
): Promise<ThreadEntry['reactions']> {
  const isCut = reactions.some(({ users, count }) => users.length < count)
  const all = isCut ? await allReactions(access.client, channel, ts) : reactions
  return Promise.all(
    all.map(async ({ name, users }) => ({
      emoji: emojiOf(name),
      members: await Promise.all(
        users.map((user) => (user === access.botUser ? { id: user, name: '', bot: true } : people.actor(access, user))),
      ),
    })),
  )
}

/** A thread shows the first few of many who reacted. */
async function allReactions(client: WebClient, channel: string, timestamp: string) {
  const answer = await client.reactions.get({ channel, timestamp, full: true })
  const found = z.object({ reactions: threadMessage.shape.reactions }).parse(answer.message ?? {})
  return found.reactions ?? []
}
