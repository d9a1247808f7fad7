import { type REST, Routes } from 'discord.js'
import { z } from 'zod'
import type { Actor, Said, SharedFile, Thread, ThreadEntry } from '../../core/platform.ts'
import { said } from './calls.ts'
import { emojiOf, emojiPath, partialEmoji } from './emoji.ts'
import { plainText } from './plain-text.ts'
import { instantOf } from './snowflakes.ts'

/** Reading a thread again: the net after an outage and before a close. */

const user = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
})

export const attachment = z.object({ filename: z.string(), content_type: z.string().nullish() })

const threadMessage = z.object({
  id: z.string(),
  type: z.number(),
  author: user,
  webhook_id: z.string().optional(),
  content: z.string(),
  edited_timestamp: z.string().nullish(),
  attachments: z.array(attachment).default([]),
  reactions: z.array(z.object({ emoji: partialEmoji, count: z.number() })).default([]),
})
type ThreadMessage = z.infer<typeof threadMessage>

/** An ordinary message, and a reply to one. */
const written: ReadonlySet<number> = new Set([0, 19])
const pageSize = 100

export async function readThread(rest: REST, { id }: Thread): Promise<Said<readonly ThreadEntry[]>> {
  return said(async () => {
    const messages = (await allMessages(rest, id)).filter((message) => message.id !== id && written.has(message.type))
    const entries: ThreadEntry[] = []
    for (const message of messages) entries.push(await entryOf(rest, id, message))
    return entries
  })
}

/** Oldest first. */
async function allMessages(rest: REST, channel: string): Promise<ThreadMessage[]> {
  const all: ThreadMessage[] = []
  let after = '0'
  for (;;) {
    const query = new URLSearchParams({ after, limit: String(pageSize) })
    const page = z.array(threadMessage).parse(await rest.get(Routes.channelMessages(channel), { query }))
    page.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    all.push(...page)
    const last = page.at(-1)
    if (page.length < pageSize || last === undefined) return all
    after = last.id
  }
}

async function entryOf(rest: REST, channel: string, message: ThreadMessage): Promise<ThreadEntry> {
  const { id, author, webhook_id: webhook, content, edited_timestamp: edited, attachments } = message
  const byBot = author.bot === true || webhook !== undefined
  const reactions: { emoji: string; members: Actor[] }[] = []
  for (const { emoji } of message.reactions) {
    reactions.push({ emoji: emojiOf(emoji), members: await whoReacted(rest, channel, id, emojiPath(emoji)) })
  }
  return {
    message: id,
    member: { ...actorOf(author), ...(byBot ? { bot: true } : {}) },
    text: byBot ? '' : plainText(content),
    at: instantOf(id),
    ...sharedFiles(attachments),
    ...(edited ? { editedAt: Temporal.Instant.from(edited) } : {}),
    reactions,
  }
}

async function whoReacted(rest: REST, channel: string, message: string, emoji: string): Promise<Actor[]> {
  const all: Actor[] = []
  let after = '0'
  for (;;) {
    const query = new URLSearchParams({ after, limit: String(pageSize) })
    const page = z.array(user).parse(await rest.get(Routes.channelMessageReaction(channel, message, emoji), { query }))
    all.push(...page.map(actorOf))
    const last = page.at(-1)
    if (page.length < pageSize || last === undefined) return all
    after = last.id
  }
}

function actorOf({ id, username, global_name: name, bot }: z.infer<typeof user>): Actor {
  return { id, name: name ?? username, ...(bot === true ? { bot } : {}) }
}

export function sharedFiles(attachments: readonly z.infer<typeof attachment>[]): { files?: readonly SharedFile[] } {
  if (attachments.length === 0) return {}
  return {
    files: attachments.map(({ filename, content_type: type }) => ({
      name: filename,
      isPicture: type?.startsWith('image/') === true,
    })),
  }
}
