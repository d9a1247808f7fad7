import { z } from 'zod'
import type { Actor, ChatEvent, WorkspaceId } from '../../core/platform.ts'
import { emojiOf, partialEmoji } from './emoji.ts'
import { plainText } from './plain-text.ts'
import { attachment, sharedFiles } from './reading.ts'
import { instantOf, workspaceOf } from './snowflakes.ts'

/** The gateway's dispatches in plain chat words. What is none of ours becomes nothing. */

const user = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
})
const member = z.object({ nick: z.string().nullish(), roles: z.array(z.string()).default([]) })

const message = z.object({
  id: z.string(),
  channel_id: z.string(),
  guild_id: z.string().optional(),
  type: z.number().default(0),
  webhook_id: z.string().optional(),
  author: user,
  member: member.optional(),
  content: z.string().default(''),
  edited_timestamp: z.string().nullish(),
  attachments: z.array(attachment).default([]),
  mentions: z.array(user.extend({ member: member.partial().optional() })).default([]),
})
type Message = z.infer<typeof message>

const deletion = z.object({ id: z.string(), channel_id: z.string(), guild_id: z.string().optional() })
const deletions = deletion.omit({ id: true }).extend({ ids: z.array(z.string()) })
const reaction = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  message_id: z.string(),
  guild_id: z.string().optional(),
  emoji: partialEmoji,
  member: member.extend({ user }).optional(),
})
const allReactions = z.object({
  channel_id: z.string(),
  message_id: z.string(),
  guild_id: z.string().optional(),
  emoji: partialEmoji.optional(),
})
const ban = z.object({ guild_id: z.string(), user })
const channelGone = z.object({ id: z.string(), guild_id: z.string().optional() })

/** An ordinary message, and a reply to one. */
const written: ReadonlySet<number> = new Set([0, 19])

export interface IncomingParts {
  readonly self: string
  readonly readsMessages: boolean
  readonly clock: () => Temporal.Instant
  readonly isNoThread: (channel: string) => boolean
}

export type Heard = readonly ChatEvent[]
const nothing: Heard = []

/**
 * What a dispatch says. Reactions that were cleared all at once are told by `cleared`, since Discord does not say whose
 * they were.
 *
 * @throws ZodError for a dispatch that is not what it says
 */
export function heard(parts: IncomingParts, type: string, data: unknown): Heard {
  switch (type) {
    case 'MESSAGE_CREATE':
      return saidIn(parts, message.parse(data))
    case 'MESSAGE_UPDATE':
      return changedIn(parts, data)
    case 'MESSAGE_DELETE':
      return deletedIn(parts, [deletion.parse(data)])
    case 'MESSAGE_DELETE_BULK': {
      const { ids, ...where } = deletions.parse(data)
      return deletedIn(
        parts,
        ids.map((id) => ({ ...where, id })),
      )
    }
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
      return reactedIn(parts, type, reaction.parse(data))
    case 'GUILD_BAN_ADD': {
      const { guild_id: guild, user: banned } = ban.parse(data)
      return [{ kind: 'banned', workspace: workspaceOf(guild), member: banned.id, at: parts.clock() }]
    }
    case 'CHANNEL_DELETE': {
      const { id: place, guild_id: guild } = channelGone.parse(data)
      return guild === undefined
        ? nothing
        : [{ kind: 'channel-gone', workspace: workspaceOf(guild), place, at: parts.clock() }]
    }
    default:
      return nothing
  }
}

/** The channel whose reactions to a message were cleared, all or those of one emoji: it is to be read again. */
export function cleared(type: string, data: unknown): { workspace: WorkspaceId; channel: string } | undefined {
  if (type !== 'MESSAGE_REACTION_REMOVE_ALL' && type !== 'MESSAGE_REACTION_REMOVE_EMOJI') return undefined
  const { channel_id: channel, guild_id: guild } = allReactions.parse(data)
  return guild === undefined ? undefined : { workspace: workspaceOf(guild), channel }
}

function saidIn(parts: IncomingParts, said: Message): Heard {
  const { id, channel_id: place, guild_id: guild } = said
  if (guild === undefined || isNoTalk(parts, said)) return nothing
  return [
    {
      kind: 'said',
      workspace: workspaceOf(guild),
      place,
      thread: place,
      message: id,
      member: actorOf(said.author, said.member),
      text: textOf(said),
      ...sharedFiles(said.attachments),
      at: instantOf(id),
    },
  ]
}

/** Discord also sends an update when it has made a preview: only what was edited is one. */
function changedIn(parts: IncomingParts, data: unknown): Heard {
  const read = message.safeParse(data)
  if (!read.success) return nothing
  const { id, channel_id: place, guild_id: guild, edited_timestamp: edited, author, member: of } = read.data
  if (guild === undefined || !edited || isNoTalk(parts, read.data)) return nothing
  return [
    {
      kind: 'changed',
      workspace: workspaceOf(guild),
      place,
      thread: place,
      message: id,
      member: actorOf(author, of),
      text: textOf(read.data),
      ...sharedFiles(read.data.attachments),
      at: Temporal.Instant.from(edited),
    },
  ]
}

function isNoTalk({ isNoThread, readsMessages }: IncomingParts, said: Message): boolean {
  const byBot = said.author.bot === true || said.webhook_id !== undefined
  // without the right to read messages their texts come empty
  return byBot || !readsMessages || !written.has(said.type) || isNoThread(said.channel_id)
}

function deletedIn({ clock, isNoThread }: IncomingParts, gone: readonly z.infer<typeof deletion>[]): Heard {
  return gone.flatMap(({ id, channel_id: place, guild_id: guild }) => {
    if (guild === undefined || isNoThread(place)) return []
    return { kind: 'deleted' as const, workspace: workspaceOf(guild), place, thread: place, message: id, at: clock() }
  })
}

function reactedIn(parts: IncomingParts, type: string, seen: z.infer<typeof reaction>): Heard {
  const { channel_id: place, message_id: id, guild_id: guild, user_id: by, emoji, member: of } = seen
  if (guild === undefined || by === parts.self || of?.user.bot === true || parts.isNoThread(place)) return nothing
  return [
    {
      kind: type === 'MESSAGE_REACTION_ADD' ? 'reacted' : 'unreacted',
      workspace: workspaceOf(guild),
      place,
      message: id,
      member: of === undefined ? { id: by, name: by } : actorOf(of.user, of),
      emoji: emojiOf(emoji),
      at: parts.clock(),
      undated: true,
    },
  ]
}

function actorOf(
  { id, username, global_name: name, bot }: z.infer<typeof user>,
  of: z.infer<typeof member> | undefined,
): Actor {
  return {
    id,
    name: of?.nick ?? name ?? username,
    ...(of === undefined ? {} : { groups: of.roles }),
    ...(bot === true ? { bot } : {}),
  }
}

function textOf({ content, mentions }: Message): string {
  const named = new Map(
    mentions.map(({ id, username, global_name: name, member: of }) => [id, of?.nick ?? name ?? username]),
  )
  return plainText(content, { member: (id) => named.get(id) })
}
