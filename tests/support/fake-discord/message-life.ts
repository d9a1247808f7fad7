import { channelTypes } from './numbers.ts'
import { channelFields, fullMember, isVeiled, messageEvent, threadMember } from './payloads.ts'
import { botSees } from './permissions.ts'
import type { Attachment, Audience, Channel, Discord, Json, Mentions, Message, Reaction } from './state.ts'

/** How messages come to be, change and go, and who hears of it. */

export interface NewMessage {
  readonly author: string
  readonly content: string
  readonly id?: string
  readonly type?: number
  readonly embeds?: Json[]
  readonly components?: Json[]
  readonly attachments?: Attachment[]
  readonly flags?: number
  readonly nonce?: string | undefined
  readonly reference?: Json | undefined
  readonly snapshots?: Json[] | undefined
  readonly mentions?: Mentions
  readonly onlyFor?: string | undefined
  readonly interaction?: string
  readonly webhook?: string
}

export const noMentions: Mentions = { users: [], roles: [], everyone: false }

export function addMessage(discord: Discord, channel: Channel, given: NewMessage): Message {
  const message: Message = {
    id: given.id ?? discord.nextId(),
    channel: channel.id,
    author: given.author,
    type: given.type ?? (given.reference?.type === 0 ? 19 : 0),
    content: given.content,
    embeds: given.embeds ?? [],
    components: given.components ?? [],
    attachments: given.attachments ?? [],
    reactions: [],
    flags: given.flags ?? 0,
    edited: undefined,
    nonce: given.nonce,
    reference: given.reference,
    snapshots: given.snapshots,
    mentions: given.mentions ?? noMentions,
    onlyFor: given.onlyFor,
    interaction: given.interaction,
    webhook: given.webhook,
  }
  if (message.onlyFor === undefined) wakeThread(discord, channel, message.author)
  channel.messages.push(message)
  discord.revised.push(message)
  if (message.onlyFor === undefined) {
    tellOfMessage(discord, channel, message, 'MESSAGE_CREATE', messageEvent(discord, channel, message))
  }
  discord.changed()
  return message
}

/** A message takes a thread out of the archive, and its author into the thread. */
function wakeThread(discord: Discord, channel: Channel, author: string): void {
  const { thread } = channel
  if (thread === undefined) return
  if (thread.archived) {
    thread.archived = false
    thread.changedAt = discord.now()
    tellOfChannel(discord, channel, 'THREAD_UPDATE')
  }
  if (!thread.members.has(author) && discord.guilds.get(channel.guild ?? '')?.members.has(author)) {
    joinThread(discord, channel, author)
  }
}

export function joinThread(discord: Discord, channel: Channel, user: string): void {
  channel.thread?.members.set(user, discord.now())
  tellOfMembers(discord, channel, [user], [])
}

export function leaveThread(discord: Discord, channel: Channel, user: string): void {
  if (channel.thread?.members.delete(user)) tellOfMembers(discord, channel, [], [user])
}

function tellOfMembers(discord: Discord, channel: Channel, added: readonly string[], removed: readonly string[]): void {
  const { thread } = channel
  const guild = discord.guilds.get(channel.guild ?? '')
  if (thread === undefined || guild === undefined) return
  const aboutBot = [...added, ...removed].includes(discord.bot.id)
  tell(discord, channel, 'THREAD_MEMBERS_UPDATE', aboutBot ? 'GUILDS' : 'GUILD_MEMBERS', {
    id: channel.id,
    guild_id: guild.id,
    member_count: thread.members.size,
    added_members: added.flatMap((user) => {
      const member = guild.members.get(user)
      if (member === undefined) return []
      const joined = thread.members.get(user) ?? discord.now()
      return [{ ...threadMember(channel.id, user, joined), member: fullMember(discord, member), presence: null }]
    }),
    removed_member_ids: [...removed],
  })
}

export function changeMessage(discord: Discord, channel: Channel, message: Message): void {
  message.edited = discord.now()
  discord.revised.push(message)
  if (message.onlyFor === undefined) {
    tellOfMessage(discord, channel, message, 'MESSAGE_UPDATE', messageEvent(discord, channel, message))
  }
  discord.changed()
}

export function deleteMessages(discord: Discord, channel: Channel, ids: readonly string[]): void {
  for (const id of ids) {
    const index = channel.messages.findIndex((message) => message.id === id)
    const [gone] = index < 0 ? [] : channel.messages.splice(index, 1)
    if (gone === undefined || gone.onlyFor !== undefined || ids.length > 1) continue
    tell(discord, channel, 'MESSAGE_DELETE', messageIntent(channel), {
      id,
      channel_id: channel.id,
      ...inGuild(channel),
    })
  }
  if (ids.length > 1) {
    const data = { ids: [...ids], channel_id: channel.id, ...inGuild(channel) }
    tell(discord, channel, 'MESSAGE_DELETE_BULK', messageIntent(channel), data)
  }
  discord.changed()
}

function inGuild(channel: Channel): Json {
  return channel.guild === undefined ? {} : { guild_id: channel.guild }
}

function messageIntent(channel: Channel): Audience['intent'] {
  return channel.guild === undefined ? 'DIRECT_MESSAGES' : 'GUILD_MESSAGES'
}

function tellOfMessage(discord: Discord, channel: Channel, message: Message, name: string, data: Json): void {
  tell(discord, channel, name, messageIntent(channel), data, isVeiled(discord, channel, message))
}

/** To the bot, if it can see this channel and its server is not out. */
export function tell(
  discord: Discord,
  channel: Channel,
  name: string,
  intent: Audience['intent'],
  data: Json,
  veiled = false,
): void {
  if (!botSees(discord, channel) || discord.guilds.get(channel.guild ?? '')?.out) return
  discord.dispatch(name, data, { guild: channel.guild, intent, veiled })
}

export function tellOfChannel(discord: Discord, channel: Channel, name: string, more: Json = {}): void {
  const fields = { ...channelFields(discord, channel), ...more }
  if (channel.thread !== undefined) {
    tell(discord, channel, name, 'GUILDS', fields)
    return
  }
  // A bot hears of all channels, also of those that it cannot see into.
  const guild = discord.guilds.get(channel.guild ?? '')
  if (guild?.installed && !guild.out) discord.dispatch(name, fields, { guild: guild.id, intent: 'GUILDS' })
}

/** False when it stood already, or did not. */
export function setReaction(
  discord: Discord,
  channel: Channel,
  message: Message,
  given: { readonly emoji: Reaction['emoji']; readonly user: string; readonly added: boolean },
): boolean {
  const { emoji, user, added } = given
  const found = message.reactions.find((one) => sameEmoji(one.emoji, emoji))
  if (found?.users.includes(user) === true || !added) {
    if (added || found === undefined || !found.users.includes(user)) return false
    found.users.splice(found.users.indexOf(user), 1)
    if (found.users.length === 0) message.reactions.splice(message.reactions.indexOf(found), 1)
  } else if (found === undefined) message.reactions.push({ emoji, users: [user] })
  else found.users.push(user)
  tellOfReaction(discord, channel, message, given)
  discord.changed()
  return true
}

export function sameEmoji(a: Reaction['emoji'], b: Reaction['emoji']): boolean {
  return a.id === null ? b.id === null && a.name === b.name : a.id === b.id
}

function tellOfReaction(
  discord: Discord,
  channel: Channel,
  message: Message,
  { emoji, user, added }: { readonly emoji: Reaction['emoji']; readonly user: string; readonly added: boolean },
): void {
  const member = discord.guilds.get(channel.guild ?? '')?.members.get(user)
  const alsoAdded = {
    ...(member === undefined ? {} : { member: fullMember(discord, member) }),
    message_author_id: message.author,
  }
  tell(discord, channel, added ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', reactionIntent(channel), {
    user_id: user,
    channel_id: channel.id,
    message_id: message.id,
    ...inGuild(channel),
    emoji,
    burst: false,
    type: 0,
    ...(added ? alsoAdded : {}),
  })
}

function reactionIntent(channel: Channel): Audience['intent'] {
  return channel.guild === undefined ? 'DIRECT_MESSAGE_REACTIONS' : 'GUILD_MESSAGE_REACTIONS'
}

export function clearReactions(discord: Discord, channel: Channel, message: Message, emoji?: Reaction['emoji']): void {
  const left = emoji === undefined ? [] : message.reactions.filter((one) => !sameEmoji(one.emoji, emoji))
  message.reactions.splice(0, message.reactions.length, ...left)
  const data = { channel_id: channel.id, message_id: message.id, ...inGuild(channel) }
  if (emoji === undefined) tell(discord, channel, 'MESSAGE_REACTION_REMOVE_ALL', reactionIntent(channel), data)
  else tell(discord, channel, 'MESSAGE_REACTION_REMOVE_EMOJI', reactionIntent(channel), { ...data, emoji })
  discord.changed()
}

export interface NewThread {
  readonly name: string
  readonly owner: string
  readonly autoArchive?: number | undefined
  /** The message that it hangs from. */
  readonly from?: Message
  readonly kind?: 'public' | 'private'
  readonly tags?: readonly string[]
}

/** Its id is that of the message it was started from. */
export function addThread(discord: Discord, parent: Channel, given: NewThread): Channel {
  const now = discord.now()
  const publicType =
    parent.type === channelTypes.announcement ? channelTypes.announcementThread : channelTypes.publicThread
  const channel: Channel = {
    id: given.from?.id ?? discord.nextId(),
    guild: parent.guild,
    name: given.name,
    type: given.kind === 'private' ? channelTypes.privateThread : publicType,
    overwrites: [],
    messages: [],
    tags: [],
    tagRequired: false,
    thread: {
      parent: parent.id,
      owner: given.owner,
      archived: false,
      locked: false,
      autoArchive: given.autoArchive ?? 4_320,
      changedAt: now,
      createdAt: now,
      members: new Map([[given.owner, now]]),
      tags: given.tags ?? [],
    },
  }
  discord.channels.set(channel.id, channel)
  if (given.from !== undefined) given.from.flags |= 32
  tellOfChannel(discord, channel, 'THREAD_CREATE', { newly_created: true })
  discord.changed()
  return channel
}
