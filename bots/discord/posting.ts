import { createHash } from 'node:crypto'
import { type REST, Routes } from 'discord.js'
import { z } from 'zod'
import type { Place, Said, WorkspaceId } from '../../core/platform.ts'
import { clocksDifferSeconds, type Postings, postingOnce } from '../posting-once.ts'
import { isDoubtful, refusalOf, said } from './calls.ts'
import { attached, type NamedFile } from './files.ts'
import { type MessageBody, markerOf } from './render.ts'
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

const nonceLength = 25

/** What a message with this key carries where nobody sees it: an address in its first embed. */
export function markOf(workspace: WorkspaceId, key: string): string {
  return createHash('sha256').update(`${workspace} ${key}`).digest('base64url').slice(0, nonceLength)
}

export function postOnce({ rest, postings, clock, self }: PostingParts) {
  return postingOnce<Post>({
    postings,
    clock,
    look: (workspace, wanted, { since }) => said(() => look(workspace, wanted, since)),
    create,
  })

  async function look(workspace: WorkspaceId, wanted: Post, since: Temporal.Instant): Promise<string | undefined> {
    const first = idAt(since.subtract({ seconds: clocksDifferSeconds }))
    const seen =
      wanted.forum === undefined ? pagesAfter(wanted.channel, first) : startersAfter(workspace, wanted, first)
    for await (const page of seen) {
      const found = page.find((message) => message.author.id === self() && isSame(message, workspace, wanted))
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

  async function create(workspace: WorkspaceId, wanted: Post): Promise<Said<string>> {
    try {
      return { done: z.object({ id: z.string() }).parse(await request(workspace, wanted)).id }
    } catch (error) {
      if (isDoubtful(error)) throw error
      return refusalOf(error)
    }
  }

  function request(workspace: WorkspaceId, { key, channel, body, files, forum }: Post): Promise<unknown> {
    const withFiles = attached(files)
    if (forum !== undefined) {
      const { title: name, archiveMinutes: auto_archive_duration } = forum
      return rest.post(Routes.threads(channel), { body: { name, auto_archive_duration, message: body }, ...withFiles })
    }
    const nonce = markOf(workspace, key)
    return rest.post(Routes.channelMessages(channel), { body: { ...body, nonce, enforce_nonce: true }, ...withFiles })
  }
}

/** By its mark; a forward, which has nothing of its own to carry one, by what it forwards. */
function isSame({ embeds, message_reference: forwarded }: SeenMessage, workspace: WorkspaceId, { key, body }: Post) {
  const { message_reference: wanted } = body
  return wanted === undefined
    ? markerOf(embeds) === markOf(workspace, key)
    : forwarded?.message_id === wanted.message_id
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
  message_reference: z.object({ message_id: z.string().optional() }).nullish(),
})
type SeenMessage = z.infer<typeof seenMessage>
