import type { KnownBlock } from '@slack/types'
import type { ChatPostMessageArguments, WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Place, Posted, Said, WorkspaceId } from '../../core/platform.ts'
import type { Access, AccessTo } from './access.ts'
import { isDoubtful, refusalOf } from './calls.ts'
import type { Postings } from './memory.ts'
import { limited, type Pace } from './pace.ts'

/**
 * Posting once under a key. Slack has no idempotency key, so: the key is written down before the post and goes with
 * it as metadata; where a response was lost, the next try looks in the channel for that metadata before it posts.
 * Metadata is readable by the whole workspace: a key says ids only.
 */

export interface PostingParts {
  readonly accessTo: AccessTo
  readonly postings: Postings
  readonly pace: Pace
  readonly clock: () => Temporal.Instant
}

export interface Post {
  readonly key: string
  readonly channel: Place
  /** The thread that it is said in. */
  readonly thread?: string
  readonly alsoInChannel?: boolean
  readonly text: string
  readonly blocks: readonly KnownBlock[]
}

const eventType = 'studyhall_post'
/** Longer than a post can take: until then no other process takes it over. */
const holdSeconds = 30
/** The clocks of Slack and of this machine may differ by this much. */
const clockSlackSeconds = 300

export function postOnce({ accessTo, postings, pace, clock }: PostingParts) {
  const underWay = new Map<string, Promise<Said<Posted>>>()

  return async function post(workspace: WorkspaceId, wanted: Post): Promise<Said<Posted>> {
    const name = `${workspace} ${wanted.key}`
    const running = underWay.get(name) ?? attempt(workspace, wanted).finally(() => underWay.delete(name))
    underWay.set(name, running)
    return running
  }

  async function attempt(workspace: WorkspaceId, wanted: Post): Promise<Said<Posted>> {
    const { key, channel: place } = wanted
    const claim = await postings.claim(workspace, { key, place, now: clock(), holdSeconds })
    if (claim.kind === 'done') return { done: { place: claim.place, id: claim.message } }
    if (claim.kind === 'held') return { later: claim.seconds }
    const access = await accessTo(workspace)
    if (access === undefined) {
      await giveBack(workspace, wanted, claim.kind)
      return { refused: 'revoked', detail: 'the app is not installed there' }
    }
    return claim.kind === 'first' ? send(access, wanted, 'first') : lookThenSend(access, wanted, claim.since)
  }

  /** It was not posted now; whether an earlier try was, remains open. */
  async function giveBack(workspace: WorkspaceId, { key }: Post, claimed: 'first' | 'again'): Promise<void> {
    await (claimed === 'first' ? postings.release(workspace, key) : postings.doubt(workspace, key, clock()))
  }

  async function lookThenSend(access: Access, wanted: Post, since: Temporal.Instant): Promise<Said<Posted>> {
    const { workspace } = access
    const found = await look(access, wanted, since)
    if ('done' in found && found.done !== undefined) {
      await postings.settle(workspace, wanted.key, found.done)
      return { done: { place: wanted.channel, id: found.done } }
    }
    if ('done' in found) return send(access, wanted, 'again')
    await giveBack(workspace, wanted, 'again')
    return found
  }

  /** The message with this key, if it stands. In doubt it waits for the limit of looking: never a blind second post. */
  async function look(access: Access, wanted: Post, since: Temporal.Instant): Promise<Said<string | undefined>> {
    const method = wanted.thread === undefined ? 'conversations.history' : 'conversations.replies'
    return limited(pace, access.workspace, method, async () => {
      for await (const page of pagesSince(access.client, wanted, since)) {
        const found = page.find((message) => isOurs(message, access, wanted.key))
        if (found !== undefined) return found.ts
      }
      return undefined
    })
  }

  async function send(access: Access, wanted: Post, claimed: 'first' | 'again'): Promise<Said<Posted>> {
    const { workspace, client } = access
    const { key, channel } = wanted
    const wait = pace.closedFor(workspace, 'chat.postMessage') ?? (await pace.turn(workspace, channel))
    if (wait !== undefined) {
      await giveBack(workspace, wanted, claimed)
      return { later: wait }
    }
    try {
      const { ts } = z.object({ ts: z.string() }).parse(await client.chat.postMessage(callOf(wanted)))
      await postings.settle(workspace, key, ts)
      return { done: { place: channel, id: ts } }
    } catch (error) {
      return failed(workspace, wanted, claimed, error)
    }
  }

  async function failed(
    workspace: WorkspaceId,
    wanted: Post,
    claimed: 'first' | 'again',
    error: unknown,
  ): Promise<Said<Posted>> {
    const doubtful = isDoubtful(error)
    await giveBack(workspace, wanted, doubtful ? 'again' : claimed)
    if (doubtful) throw error
    const refusal = refusalOf(error)
    if ('later' in refusal) pace.close(workspace, 'chat.postMessage', refusal.later)
    return refusal
  }
}

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

async function* pagesSince(client: WebClient, { channel, thread }: Post, since: Temporal.Instant) {
  const oldest = String(since.epochMilliseconds / 1000 - clockSlackSeconds)
  let cursor: string | undefined
  do {
    const asked = { channel, oldest, limit: 100, include_all_metadata: true, ...(cursor ? { cursor } : {}) }
    const page =
      thread === undefined
        ? await client.conversations.history(asked)
        : await client.conversations.replies({ ...asked, ts: thread })
    yield z.array(seenMessage).parse(page.messages ?? [])
    cursor = page.response_metadata?.next_cursor
  } while (cursor)
}

/** Anyone can write metadata: only the bot's own message counts. */
function isOurs({ user, bot_id: bot, metadata }: SeenMessage, { botUser, botId }: Access, key: string): boolean {
  const byUs = user === botUser || (botId !== undefined && bot === botId)
  return byUs && metadata?.event_type === eventType && metadata.event_payload?.key === key
}
