import { createHash } from 'node:crypto'
import { type REST, Routes } from 'discord.js'
import { z } from 'zod'
import type { Place, Posted, Said, WorkspaceId } from '../../core/platform.ts'
import { isDoubtful, refusalOf, said } from './calls.ts'
import type { Claim, Postings } from './memory.ts'
import { type MessageBody, markerOf, type NamedFile } from './render.ts'
import { guildOf, idAt } from './snowflakes.ts'

/**
 * Posting once under a key. A nonce made from the key has Discord itself refuse a second message for some minutes; after
 * that, and for posts in a forum, which take no nonce, the next try looks for the key's mark before it posts.
 */

export interface PostingParts {
  readonly rest: REST
  readonly postings: Postings
  readonly clock: () => Temporal.Instant
  /** The bot's own user. */
  readonly self: () => string
}

export interface Post {
  readonly key: string
  readonly channel: Place
  readonly body: MessageBody
  readonly files?: readonly NamedFile[]
  /** In a forum: the post's title. */
  readonly forum?: { readonly title: string; readonly archiveMinutes: number }
}

const holdSeconds = 30
const clockSlackSeconds = 60
const nonceLength = 25

/** What a message with this key carries where nobody sees it: an address in its first embed. */
export function markOf(workspace: WorkspaceId, key: string): string {
  return createHash('sha256').update(`${workspace} ${key}`).digest('base64url').slice(0, nonceLength)
}

export function postOnce({ rest, postings, clock, self }: PostingParts) {
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
    switch (claim.kind) {
      case 'done':
        return { done: { place: claim.place, id: claim.message } }
      case 'held':
        return { later: claim.seconds }
      case 'first':
        return send(workspace, wanted, 'first')
      case 'again':
        return lookThenSend(workspace, wanted, claim.since)
      default:
        throw claim satisfies never
    }
  }

  async function lookThenSend(workspace: WorkspaceId, wanted: Post, since: Temporal.Instant): Promise<Said<Posted>> {
    const found = await said(() => look(workspace, wanted, since))
    if (!('done' in found)) {
      await giveBack(workspace, wanted, 'again')
      return found
    }
    if (found.done === undefined) return send(workspace, wanted, 'again')
    await postings.settle(workspace, wanted.key, found.done)
    return { done: { place: wanted.channel, id: found.done } }
  }

  /** The message with this key, if it stands. */
  async function look(workspace: WorkspaceId, wanted: Post, since: Temporal.Instant): Promise<string | undefined> {
    const mark = markOf(workspace, wanted.key)
    const first = idAt(since.subtract({ seconds: clockSlackSeconds }))
    const seen =
      wanted.forum === undefined ? pagesAfter(wanted.channel, first) : startersAfter(workspace, wanted, first)
    for await (const page of seen) {
      const found = page.find((message) => message.author.id === self() && markerOf(message.embeds) === mark)
      if (found !== undefined) return found.id
    }
    return undefined
  }

  async function* pagesAfter(channel: Place, first: string) {
    let after = first
    for (;;) {
      const query = new URLSearchParams({ after, limit: '100' })
      const page = z.array(seenMessage).parse(await rest.get(Routes.channelMessages(channel), { query }))
      yield page
      if (page.length < 100) return
      after = page.map(({ id }) => id).reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b))
    }
  }

  /** Of a forum's newest posts by the bot, the messages that they begin with. */
  async function* startersAfter(workspace: WorkspaceId, { channel }: Post, first: string) {
    const { threads } = z
      .object({ threads: z.array(z.object({ id: z.string(), parent_id: z.string().nullish(), owner_id: z.string() })) })
      .parse(await rest.get(Routes.guildActiveThreads(guildOf(workspace))))
    for (const { id, parent_id: parent, owner_id: owner } of threads) {
      if (parent !== channel || owner !== self() || BigInt(id) < BigInt(first)) continue
      yield [seenMessage.parse(await rest.get(Routes.channelMessage(id, id)))]
    }
  }

  async function send(workspace: WorkspaceId, wanted: Post, claimed: 'first' | 'again'): Promise<Said<Posted>> {
    try {
      const { id } = z.object({ id: z.string() }).parse(await create(workspace, wanted))
      await postings.settle(workspace, wanted.key, id)
      return { done: { place: wanted.channel, id } }
    } catch (error) {
      const doubtful = isDoubtful(error)
      await giveBack(workspace, wanted, doubtful ? 'again' : claimed)
      if (doubtful) throw error
      return refusalOf(error)
    }
  }

  function create(workspace: WorkspaceId, { key, channel, body, files, forum }: Post): Promise<unknown> {
    const attached = files?.length ? { files: [...files] } : {}
    if (forum !== undefined) {
      const { title: name, archiveMinutes: auto_archive_duration } = forum
      return rest.post(Routes.threads(channel), { body: { name, auto_archive_duration, message: body }, ...attached })
    }
    const nonce = markOf(workspace, key)
    return rest.post(Routes.channelMessages(channel), { body: { ...body, nonce, enforce_nonce: true }, ...attached })
  }

  /** It was not posted now; whether an earlier try was, remains open. */
  async function giveBack(workspace: WorkspaceId, { key }: Post, claimed: Claim['kind']): Promise<void> {
    await (claimed === 'first' ? postings.release(workspace, key) : postings.doubt(workspace, key, clock()))
  }
}

const seenMessage = z.object({
  id: z.string(),
  author: z.object({ id: z.string() }),
  embeds: z
    .array(
      z.object({
        url: z
          .string()
          .nullable()
          .optional()
          .transform((url) => url ?? null),
      }),
    )
    .default([]),
})
