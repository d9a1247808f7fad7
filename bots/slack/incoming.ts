import { z } from 'zod'
import type { ChatEvent, SaidEvent } from '../../core/platform.ts'
import type { Access } from './access.ts'
import { emojiOf } from './emoji.ts'
import { sharedFiles, slackFile } from './files.ts'
import type { People } from './people.ts'
import { plainText } from './plain-text.ts'
import { shaped } from './shape.ts'
import { instantOf } from './times.ts'

/** Slack's events in plain chat words. What is none of ours becomes nothing. */

const posted = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  subtype: z.string().optional(),
  text: z.string().nullish(),
  thread_ts: z.string().optional(),
  files: z.array(slackFile).optional(),
  edited: z.object({ ts: z.string() }).nullish(),
})
type PostedMessage = z.infer<typeof posted>

const messageEvent = posted.extend({
  channel: z.string(),
  channel_type: z.string().optional(),
  event_ts: z.string().optional(),
  message: posted.optional(),
  previous_message: posted.partial({ ts: true }).optional(),
  deleted_ts: z.string().optional(),
})
type MessageEvent = z.infer<typeof messageEvent>

const reactionEvent = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: z.string(),
  reaction: z.string(),
  event_ts: z.string(),
  item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
})

export interface Incoming {
  readonly access: Access
  readonly people: People
}

/** A message that was said, edited or deleted. Subtypes are Slack's: what a person writes has one of these, or none. */
export async function heardMessage(incoming: Incoming, event: unknown): Promise<ChatEvent | undefined> {
  const read = shaped(messageEvent, event)
  if (read.channel_type === 'im' || read.channel_type === 'mpim') return undefined
  switch (read.subtype) {
    case undefined:
    case 'file_share':
    case 'thread_broadcast':
    case 'me_message':
      return said(incoming, read.channel, read)
    case 'message_changed':
      return changed(incoming, read)
    case 'message_deleted':
      return deleted(incoming, read)
    default:
      return undefined
  }
}

async function said(incoming: Incoming, place: string, message: PostedMessage): Promise<SaidEvent | undefined> {
  const thread = threadOf(message)
  if (isByBot(message) || thread === undefined) return undefined
  return { kind: 'said', ...(await written(incoming, place, thread, message)), at: instantOf(message.ts) }
}

async function changed(incoming: Incoming, event: MessageEvent): Promise<ChatEvent | undefined> {
  const { channel, message, previous_message: before } = event
  if (message === undefined || isByBot(message)) return undefined
  // a deleted message that others have replied to stays as a gravestone
  if (message.subtype === 'tombstone') return deleted(incoming, { ...event, deleted_ts: message.ts })
  const thread = threadOf(message)
  const isEdit = message.edited && message.edited.ts !== before?.edited?.ts
  if (!isEdit || thread === undefined || !message.edited) return undefined
  return { kind: 'changed', ...(await written(incoming, channel, thread, message)), at: instantOf(message.edited.ts) }
}

function deleted({ access }: Incoming, event: MessageEvent): ChatEvent | undefined {
  const { channel: place, deleted_ts: message, event_ts: at, ts, previous_message: before } = event
  if (message === undefined) return undefined
  const thread = before && threadOf({ ...before, ts: message })
  return {
    kind: 'deleted',
    workspace: access.workspace,
    place,
    ...(thread === undefined ? {} : { thread }),
    message,
    at: instantOf(at ?? ts),
  }
}

async function written({ access, people }: Incoming, place: string, thread: string, message: PostedMessage) {
  const { workspace } = access
  const text = message.text ?? ''
  await people.meetThoseIn(access, text)
  return {
    workspace,
    place,
    thread,
    message: message.ts,
    member: await people.actor(access, message.user ?? ''),
    text: plainText(text, (id) => people.nameOf(access, id)),
    ...sharedFiles(message.files),
  }
}

function isByBot({ user, bot_id: bot }: PostedMessage): boolean {
  return user === undefined || (bot !== undefined && bot !== null)
}

function threadOf({ ts, thread_ts: thread }: { ts: string; thread_ts?: string | undefined }): string | undefined {
  return thread === ts ? undefined : thread
}

/** A reaction to a message, added or taken back. */
export async function heardReaction({ access, people }: Incoming, event: unknown): Promise<ChatEvent | undefined> {
  const { type, user, reaction, event_ts: at, item } = shaped(reactionEvent, event)
  if (item.type !== 'message' || item.channel === undefined || item.ts === undefined) return undefined
  if (user === access.botUser) return undefined
  return {
    kind: type === 'reaction_added' ? 'reacted' : 'unreacted',
    workspace: access.workspace,
    place: item.channel,
    message: item.ts,
    member: await people.actor(access, user),
    emoji: emojiOf(reaction),
    at: instantOf(at),
  }
}
