import type { KnownBlock } from '@slack/types'
import type { ChatPostMessageArguments, WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Place, Said, WorkspaceId } from '../../core/platform.ts'
import { clocksDifferSeconds, type EarlierTry, type Postings, postingOnce } from '../posting-once.ts'
import type { Access } from './access.ts'
import { isDoubtful, isTooMany, refusalOf } from './calls.ts'
import { limited, type Pace, postMethod } from './pace.ts'
import type { Showing } from './pictures.ts'
import { openProgress } from './progress.ts'

/**
 * Posting once under a key. Slack has no idempotency key: ours goes with the post as metadata, and where a response was
 * lost, the next try looks in the channel for that metadata before it posts.
 * Metadata is readable by the whole workspace: a key says ids only.
 */

export interface PostingParts {
  readonly postings: Postings
  readonly pace: Pace
  readonly clock: () => Temporal.Instant
  /** Milliseconds, monotonic. */
  readonly now?: () => number
}

export interface Post {
  readonly access: Access
  readonly key: string
  readonly channel: Place
  /** The thread that it is said in. */
  readonly thread?: string
  readonly alsoInChannel?: boolean
  readonly text: string
  readonly blocks: readonly KnownBlock[]
  /** How it is sent where it has pictures. */
  readonly showing?: Showing
}

const eventType = 'studyhall_post'
/** More pages than that have no message of ours: it is not there. */
const mostPages = 40

export function postOnce({ postings, pace, clock, now }: PostingParts) {
  const progress = openProgress<string>(now)
  return postingOnce<Post>({ postings, clock, look, turn, create })

  /** In doubt it waits for the limit of looking: never a blind second post. */
  async function look(workspace: WorkspaceId, wanted: Post, earlier: EarlierTry): Promise<Said<string | undefined>> {
    const { access, key, thread } = wanted
    const method = thread === undefined ? 'conversations.history' : 'conversations.replies'
    return limited(pace, workspace, method, async () => {
      const name = `${workspace} ${key}`
      let cursor = progress.take(name)
      for (let pages = 0; pages < mostPages; pages += 1) {
        const page = await pageOf(access.client, wanted, earlier, cursor).catch((error) => {
          if (isTooMany(error) && cursor !== undefined) progress.keep(name, cursor)
          throw error
        })
        const found = page.messages.find((message) => isOurs(message, access, key))
        if (found !== undefined) return found.ts
        if (!page.next) return undefined
        cursor = page.next
      }
      return undefined
    })
  }

  async function turn(workspace: WorkspaceId, { channel }: Post): Promise<number | undefined> {
    return pace.turn(workspace, channel)
  }

  async function create(workspace: WorkspaceId, wanted: Post): Promise<Said<string>> {
    const { access, showing = (send) => send({ text: wanted.text, blocks: [...wanted.blocks] }) } = wanted
    try {
      const answer = await showing(({ text, blocks }) =>
        access.client.chat.postMessage(callOf({ ...wanted, text, blocks })),
      )
      return { done: posted.parse(answer).ts }
    } catch (error) {
      if (isDoubtful(error)) throw error
      const refusal = refusalOf(error)
      if ('later' in refusal) pace.close(workspace, postMethod, refusal.later)
      return refusal
    }
  }
}

const posted = z.object({ ts: z.string() })

function callOf({ key, channel, thread, alsoInChannel, text, blocks }: Post): ChatPostMessageArguments {
  const said = {
    channel,
    text,
    blocks: [...blocks],
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: eventType, event_payload: { key } },
  }
  if (thread === undefined) return said
  return alsoInChannel === true ? { ...said, thread_ts: thread, reply_broadcast: true } : { ...said, thread_ts: thread }
}

const seenMessage = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  metadata: z
    .object({ event_type: z.string(), event_payload: z.object({ key: z.string().optional() }).optional() })
    .optional(),
})
type SeenMessage = z.infer<typeof seenMessage>

/** A page of what was said while it may have been posted. */
async function pageOf(
  client: WebClient,
  { channel, thread }: Post,
  { since, until }: EarlierTry,
  cursor: string | undefined,
) {
  const oldest = String(since.epochMilliseconds / 1000 - clocksDifferSeconds)
  const latest = String(until.epochMilliseconds / 1000 + clocksDifferSeconds)
  const asked = { channel, oldest, latest, limit: 100, include_all_metadata: true, ...(cursor ? { cursor } : {}) }
  const page =
    thread === undefined
      ? await client.conversations.history(asked)
      : await client.conversations.replies({ ...asked, ts: thread })
  return { messages: z.array(seenMessage).parse(page.messages ?? []), next: page.response_metadata?.next_cursor }
}

/** Anyone can write metadata: only the bot's own message counts. */
function isOurs({ user, bot_id: bot, metadata }: SeenMessage, { botUser, botId }: Access, key: string): boolean {
  const byUs = user === botUser || (botId !== undefined && bot === botId)
  return byUs && metadata?.event_type === eventType && metadata.event_payload?.key === key
}
