import { timeOfId } from './making.ts'
import { channelTypes } from './numbers.ts'
import { channelPermissions } from './permissions.ts'
import {
  type Channel,
  type Discord,
  type Guild,
  type Json,
  type Member,
  type Message,
  messageIn,
  type Overwrite,
  type Reaction,
  type Role,
  type Thread,
  threadsOf,
  type User,
  userOf,
} from './state.ts'

/** What stands in Discord, as it goes over the wire. */

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString().replace('Z', '000+00:00')

export function userFields({ id, name, bot }: User): Json {
  return {
    id,
    username: name,
    global_name: bot ? null : name,
    discriminator: bot ? '0001' : '0',
    avatar: null,
    ...(bot ? { bot } : {}),
    public_flags: 0,
  }
}

/** Without the user. */
export function memberFields({ nick, roles, joined }: Member): Json {
  return {
    nick: nick ?? null,
    avatar: null,
    banner: null,
    roles: [...roles],
    joined_at: iso(joined),
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
  }
}

export function fullMember(discord: Discord, member: Member): Json {
  return { ...memberFields(member), user: userFields(userOf(discord, member.user)) }
}

export function roleFields(role: Role): Json {
  return {
    id: role.id,
    name: role.name,
    permissions: String(role.permissions),
    position: role.position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    managed: role.managed,
    mentionable: role.mentionable,
    flags: 0,
  }
}

function overwriteFields({ id, type, allow, deny }: Overwrite): Json {
  return { id, type: type === 'role' ? 0 : 1, allow: String(allow), deny: String(deny) }
}

export function channelFields(discord: Discord, channel: Channel): Json {
  if (channel.thread !== undefined) return threadFields(discord, channel, channel.thread)
  const last = channel.messages.findLast(({ onlyFor }) => onlyFor === undefined)?.id ?? null
  const common = { id: channel.id, type: channel.type, last_message_id: last, flags: channel.tagRequired ? 16 : 0 }
  if (channel.recipient !== undefined) {
    return { ...common, recipients: [userFields(userOf(discord, channel.recipient))] }
  }
  return {
    ...common,
    guild_id: channel.guild,
    name: channel.name,
    position: 0,
    parent_id: null,
    topic: null,
    nsfw: false,
    rate_limit_per_user: 0,
    permission_overwrites: channel.overwrites.map(overwriteFields),
    ...(channel.type === channelTypes.forum ? forumFields(channel) : {}),
  }
}

function forumFields(channel: Channel): Json {
  return {
    available_tags: channel.tags.map((tag) => ({ ...tag, moderated: false, emoji_id: null, emoji_name: null })),
    default_reaction_emoji: null,
    default_sort_order: null,
    default_forum_layout: 0,
  }
}

function threadFields(discord: Discord, channel: Channel, thread: Thread): Json {
  const said = channel.messages.filter(({ onlyFor, id }) => onlyFor === undefined && id !== channel.id)
  const own = thread.members.get(discord.bot.id)
  return {
    id: channel.id,
    guild_id: channel.guild,
    parent_id: thread.parent,
    owner_id: thread.owner,
    name: channel.name,
    type: channel.type,
    last_message_id: said.at(-1)?.id ?? null,
    message_count: said.length,
    total_message_sent: said.length,
    member_count: thread.members.size,
    rate_limit_per_user: 0,
    flags: 0,
    applied_tags: [...thread.tags],
    thread_metadata: {
      archived: thread.archived,
      locked: thread.locked,
      auto_archive_duration: thread.autoArchive,
      archive_timestamp: iso(thread.changedAt),
      create_timestamp: iso(thread.createdAt),
    },
    ...(own === undefined ? {} : { member: threadMember(channel.id, discord.bot.id, own) }),
  }
}

export function threadMember(thread: string, user: string, joined: number): Json {
  return { id: thread, user_id: user, join_timestamp: iso(joined), flags: 1 }
}

export function emojiFields({ id, name }: { readonly id: string; readonly name: string }): Json {
  return { id, name, roles: [], require_colons: true, managed: false, animated: false, available: true }
}

/** As `GET /guilds/{guild_id}` has it. */
export function guildFields(guild: Guild): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: guild.owner,
    preferred_locale: guild.locale,
    features: ['COMMUNITY'],
    roles: [...guild.roles.values()].map(roleFields),
    emojis: [...guild.emojis.values()].map(emojiFields),
    stickers: [],
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    application_id: null,
    vanity_url_code: null,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    nsfw: false,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    max_members: 500_000,
    region: 'deprecated',
  }
}

/** As GUILD_CREATE has it; all members only for those who may hear of members. */
export function guildCreated(discord: Discord, guild: Guild, allMembers: boolean): Json {
  const members = [...guild.members.values()].filter(({ user }) => allMembers || user === discord.bot.id)
  const own = guild.members.get(discord.bot.id)
  const channels = [...discord.channels.values()].filter((one) => one.guild === guild.id && one.thread === undefined)
  return {
    ...guildFields(guild),
    joined_at: iso(own?.joined ?? discord.now()),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    members: members.map((member) => fullMember(discord, member)),
    channels: channels.map((channel) => channelFields(discord, channel)),
    threads: threadsOf(discord, guild.id)
      .filter((one) => !one.thread.archived && channelPermissions(discord, one, discord.bot.id) !== 0n)
      .map((one) => channelFields(discord, one)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}

export function reactionFields(discord: Discord, { emoji, users }: Reaction): Json {
  return {
    emoji,
    count: users.length,
    count_details: { burst: 0, normal: users.length },
    burst_colors: [],
    me: users.includes(discord.bot.id),
    me_burst: false,
    burst_me: false,
    burst_count: 0,
  }
}

/** Who a message is by: a webhook's name lives in the user that was made for it. */
export function messageFields(discord: Discord, channel: Channel, message: Message): Json {
  const { users, roles, everyone } = message.mentions
  const referenced = message.reference?.type === 0 ? referencedFields(discord, message.reference) : {}
  const started = discord.channels.get(message.id)
  return {
    id: message.id,
    channel_id: channel.id,
    type: message.type,
    author: userFields(userOf(discord, message.author)),
    content: message.content,
    timestamp: iso(timeOfId(message.id)),
    edited_timestamp: message.edited === undefined ? null : iso(message.edited),
    tts: false,
    mention_everyone: everyone,
    mentions: users.map((id) => userFields(userOf(discord, id))),
    mention_roles: [...roles],
    attachments: message.attachments.map((file) => attachmentFields(discord, file)),
    embeds: message.embeds,
    components: message.components,
    pinned: false,
    flags: message.flags,
    ...(message.reactions.length === 0
      ? {}
      : { reactions: message.reactions.map((reaction) => reactionFields(discord, reaction)) }),
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(message.webhook === undefined ? {} : { webhook_id: message.webhook }),
    ...(message.author === discord.bot.id ? { application_id: discord.app.id } : {}),
    ...(message.reference === undefined ? {} : { message_reference: message.reference, ...referenced }),
    ...(message.snapshots === undefined ? {} : { message_snapshots: message.snapshots }),
    ...(started?.thread === undefined ? {} : { thread: channelFields(discord, started) }),
  }
}

function referencedFields(discord: Discord, reference: Json): Json {
  const channel = discord.channels.get(String(reference.channel_id))
  const message = channel && messageIn(channel, String(reference.message_id))
  if (channel === undefined || message === undefined) return { referenced_message: null }
  if (message.reference !== undefined) {
    return { referenced_message: { ...messageFields(discord, channel, { ...message, reference: undefined }) } }
  }
  return { referenced_message: messageFields(discord, channel, message) }
}

export function attachmentFields(
  discord: Discord,
  { id, name, type, size, alt }: Message['attachments'][number],
): Json {
  const url = `${discord.url}/attachments/${id}/${encodeURIComponent(name)}`
  const fields = { id, filename: name, content_type: type, size, url, proxy_url: url }
  return alt === undefined ? fields : { ...fields, description: alt }
}

/** A message as an event carries it: with its server and its author's membership. */
export function messageEvent(discord: Discord, channel: Channel, message: Message): Json {
  const guild = discord.guilds.get(channel.guild ?? '')
  const member = message.webhook === undefined ? guild?.members.get(message.author) : undefined
  return {
    ...messageFields(discord, channel, message),
    channel_type: channel.type,
    ...(guild === undefined ? {} : { guild_id: guild.id }),
    ...(member === undefined ? {} : { member: memberFields(member) }),
  }
}

/** What the bot may not read without Message Content: not its own, not to it, not where it is mentioned. */
export function isVeiled(discord: Discord, channel: Channel, message: Message): boolean {
  if (channel.guild === undefined || message.author === discord.bot.id) return false
  return !message.mentions.users.includes(discord.bot.id)
}

export function veil(fields: Json): Json {
  return { ...fields, content: '', embeds: [], attachments: [], components: [] }
}

/** A member as an interaction carries it. */
export function interactionMember(discord: Discord, guild: Guild, channel: Channel, user: string): Json {
  const member = guild.members.get(user)
  if (member === undefined) throw new Error(`${user} is not in ${guild.name}`)
  return { ...fullMember(discord, member), permissions: String(channelPermissions(discord, channel, user)) }
}
