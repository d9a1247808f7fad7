import type { KnownBlock } from '@slack/types'
import type { ChatPostMessageArguments, WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Place, Posted, Said, WorkspaceId } from '../../core/platform.ts'
import type { Access, AccessTo } from './access.ts'
import { isDoubtful, isTooMany, refusalOf } from './calls.ts'
import type { Claim, Postings } from './memory.ts'
import { limited, type Pace } from './pace.ts'
import { openProgress } from './progress.ts'

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
  /** Milliseconds, monotonic. */
  readonly now?: () => number
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

type First = Extract<Claim, { kind: 'first' }>
type Again = Extract<Claim, { kind: 'again' }>

const eventType = 'studyhall_post'
/** Longer than one call can take: until then no other process takes it over. Held on from before the post. */
const holdSeconds = 30
/** Seconds after which to ask again where another process has taken it over. */
const heldByOther = 5
/** The clocks of Slack and of this machine may differ by this much. */
const clockSlackSeconds = 300
/** More pages than that have no message of ours: it is not there. */
const mostPages = 40

export function postOnce({ accessTo, postings, pace, clock, now }: PostingParts) {
  const progress = openProgress<string>(now)
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
    return claim.kind === 'first' ? send(access, wanted, claim) : lookThenSend(access, wanted, claim)
  }

  /** It was not posted now; whether an earlier try was, remains open. */
  async function giveBack(workspace: WorkspaceId, { key }: Post, claimed: 'first' | 'again'): Promise<void> {
    await (claimed === 'first' ? postings.release(workspace, key) : postings.doubt(workspace, key, clock()))
  }

  async function lookThenSend(access: Access, wanted: Post, claim: Again): Promise<Said<Posted>> {
    const { workspace } = access
    const found = await look(access, wanted, claim)
    if ('done' in found && found.done !== undefined) {
      await postings.settle(workspace, wanted.key, found.done)
      return { done: { place: wanted.channel, id: found.done } }
    }
    if ('done' in found) return send(access, wanted, claim)
    await giveBack(workspace, wanted, 'again')
    return found
  }

  /** The message with this key, if it stands. In doubt it waits for the limit of looking: never a blind second post. */
  async function look(access: Access, wanted: Post, claim: Again): Promise<Said<string | undefined>> {
    const method = wanted.thread === undefined ? 'conversations.history' : 'conversations.replies'
    return limited(pace, access.workspace, method, async () => {
      const name = `${access.workspace} ${wanted.key}`
      let cursor = progress.take(name)
      for (let pages = 0; pages < mostPages; pages += 1) {
        const page = await pageOf(access.client, wanted, claim, cursor).catch((error) => {
          if (isTooMany(error) && cursor !== undefined) progress.keep(name, cursor)
          throw error
        })
        const found = page.messages.find((message) => isOurs(message, access, wanted.key))
        if (found !== undefined) return found.ts
        if (!page.next) return undefined
        cursor = page.next
      }
      return undefined
    })
  }

  async function send(access: Access, wanted: Post, { kind: claimed, held }: First | Again): Promise<Said<Posted>> {
    const { workspace, client } = access
    const { key, channel } = wanted
    const wait = pace.closedFor(workspace, 'chat.postMessage') ?? (await pace.turn(workspace, channel))
    if (wait !== undefined) {
      await giveBack(workspace, wanted, claimed)
      return { later: wait }
    }
    if (!(await postings.renew(workspace, { key, held, now: clock(), holdSeconds }))) return { later: heldByOther }
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

/** A page of what was said while it may have been posted. */
async function pageOf(
  client: WebClient,
  { channel, thread }: Post,
  { since, until }: Again,
  cursor: string | undefined,
) {
  const oldest = String(since.epochMilliseconds / 1000 - clockSlackSeconds)
  const latest = String(until.epochMilliseconds / 1000 + clockSlackSeconds)
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
