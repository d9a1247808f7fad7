import { deleteChannel, removeMember, tellGuild, tellOfMember, tellOfRole } from './guild-events.ts'
import { installBot, newChannel, newEmoji, newMember, newRole, roleNamed } from './making.ts'
import { addMessage, addThread, clearReactions, deleteMessages, tellOfChannel } from './message-life.ts'
import { bit, channelTypes, type PermissionName } from './numbers.ts'
import { channelFields, emojiFields, fullMember, guildCreated } from './payloads.ts'
import { emojiNamed, personNamed } from './people.ts'
import { emojiText, findMessage, publicMessages, seenMessage, seenThread, seenThreads } from './sees.ts'
import { type Channel, channelOf, type Discord, type Guild, memberOf, type Thread, threadsOf } from './state.ts'
import type { FakeGuild, MessageRef, SeenMessage } from './types.ts'

/** A server: what its owner and its moderators do. */
export function guildHandle(discord: Discord, guild: Guild): FakeGuild {
  const at = (where: string) => channelOf(discord, guild, where)
  const who = (name: string) => memberOf(discord, guild, name)
  return {
    id: guild.id,
    name: guild.name,
    get installed() {
      return guild.installed
    },
    channel(name) {
      const { id, name: called, type } = at(name)
      const kind = Object.entries(channelTypes).find(([, number]) => number === type)?.[0] ?? 'text'
      return { id, name: called, kind }
    },
    thread: (name) => seenThread(discord, threadAt(at(name))),
    threads: (channel) => seenThreads(discord, guild, channel === undefined ? undefined : at(channel).id),
    role: (name) => roleNamed(guild, name).id,
    emoji: (name) => emojiText(emojiNamed(guild, name)),
    messages: (where) => publicMessages(discord, at(where)),
    addPerson(settings) {
      const member = newMember(discord, guild, settings)
      tellGuild(discord, guild, 'GUILD_MEMBER_ADD', 'GUILD_MEMBERS', fullMember(discord, member))
      return personNamed(discord, guild, settings.name)
    },
    async addChannel(settings) {
      const channel = newChannel(discord, guild, settings)
      tellOfChannel(discord, channel, 'CHANNEL_CREATE')
      return channel.id
    },
    async addRole(settings) {
      const role = newRole(discord, guild, settings)
      tellOfRole(discord, guild, role, 'CREATE')
      return role.id
    },
    async deleteRole(name) {
      const { id } = roleNamed(guild, name)
      guild.roles.delete(id)
      for (const member of guild.members.values()) member.roles.delete(id)
      tellGuild(discord, guild, 'GUILD_ROLE_DELETE', 'GUILDS', { role_id: id })
    },
    async addEmoji(name) {
      const emoji = newEmoji(discord, guild, name)
      const emojis = [...guild.emojis.values()].map(emojiFields)
      tellGuild(discord, guild, 'GUILD_EMOJIS_UPDATE', 'GUILD_EXPRESSIONS', { emojis })
      return emojiText(emoji)
    },
    async giveRole(person, role) {
      const { member } = who(person)
      member.roles.add(roleNamed(guild, role).id)
      tellOfMember(discord, guild, member)
    },
    async takeRole(person, role) {
      const { member } = who(person)
      member.roles.delete(roleNamed(guild, role).id)
      tellOfMember(discord, guild, member)
    },
    async nickname(person, nick) {
      const { member } = who(person)
      member.nick = nick
      tellOfMember(discord, guild, member)
    },
    ban: async (person) => removeMember(discord, guild, who(person).user.id, true),
    kick: async (person) => removeMember(discord, guild, who(person).user.id, false),
    deny: async (permission, channel) => setPermission(discord, guild, permission, false, channel && at(channel)),
    allow: async (permission, channel) => setPermission(discord, guild, permission, true, channel && at(channel)),
    async renameChannel(channel, name) {
      at(channel).name = name
      tellOfChannel(discord, channelOf(discord, guild, name), 'CHANNEL_UPDATE')
    },
    deleteChannel: async (channel) => deleteChannel(discord, at(channel)),
    startThread: async (channel, name, from) => startThread(discord, guild, at(channel), name, from),
    archiveThread: async (thread, { locked } = {}) => archive(discord, at(thread), true, locked),
    unarchiveThread: async (thread) => archive(discord, at(thread), false, false),
    deleteThread: async (thread) => deleteChannel(discord, at(thread)),
    deleteMessages: async (messages) => removeMessages(discord, messages),
    async clearReactions(ref, emoji) {
      const { channel, message } = findMessage(discord, ref)
      clearReactions(discord, channel, message, emoji === undefined ? undefined : emojiNamed(guild, emoji))
    },
    webhookSays: async (where, name, text) => webhookSays(discord, at(where), name, text),
    async inviteBot(permissions, by) {
      if (guild.installed) throw new Error(`the bot is in ${guild.name} already`)
      installBot(discord, guild, permissions)
      if (by !== undefined) guild.invitedBy = who(by).user.id
      tellCreated(discord, guild)
    },
    removeBot: async () => removeBot(discord, guild),
    async outage() {
      guild.out = true
      tellOfLoss(discord, guild, true)
    },
    async recover() {
      guild.out = false
      tellCreated(discord, guild)
    },
  }
}

function threadAt(channel: Channel): Channel & { thread: Thread } {
  const { thread } = channel
  if (thread === undefined) throw new Error(`${channel.name} is not a thread`)
  return { ...channel, thread }
}

function setPermission(
  discord: Discord,
  guild: Guild,
  permission: PermissionName,
  allowed: boolean,
  channel?: Channel | '',
): void {
  if (channel) setInChannel(discord, guild, channel, permission, allowed)
  else setInGuild(discord, guild, permission, allowed)
  discord.changed()
}

function setInChannel(
  discord: Discord,
  guild: Guild,
  channel: Channel,
  permission: PermissionName,
  allowed: boolean,
): void {
  const mask = bit(permission)
  let own = channel.overwrites.find(({ id }) => id === discord.bot.id)
  if (own === undefined) {
    own = { id: discord.bot.id, type: 'member', allow: 0n, deny: 0n }
    channel.overwrites.push(own)
  }
  own.allow = allowed ? own.allow | mask : own.allow & ~mask
  own.deny = allowed ? own.deny & ~mask : own.deny | mask
  tellOfChannel(discord, channel, 'CHANNEL_UPDATE')
  if (allowed && permission === 'VIEW_CHANNEL') syncThreads(discord, guild, channel)
}

/** Who gains access to a channel is told of its threads. */
function syncThreads(discord: Discord, guild: Guild, channel: Channel): void {
  const active = threadsOf(discord, guild.id, channel.id).filter(({ thread }) => !thread.archived)
  const threads = active.map((one) => channelFields(discord, one))
  const members = threads.map(({ member }) => member).filter((member) => member !== undefined)
  tellGuild(discord, guild, 'THREAD_LIST_SYNC', 'GUILDS', { channel_ids: [channel.id], threads, members })
}

function setInGuild(discord: Discord, guild: Guild, permission: PermissionName, allowed: boolean): void {
  const roles = allowed ? [guild.botRole] : [guild.botRole, guild.id]
  for (const id of roles) {
    const role = guild.roles.get(id)
    if (role === undefined) continue
    role.permissions = allowed ? role.permissions | bit(permission) : role.permissions & ~bit(permission)
    tellOfRole(discord, guild, role, 'UPDATE')
  }
}

function startThread(discord: Discord, guild: Guild, parent: Channel, name: string, from?: MessageRef): string {
  const message = from === undefined ? {} : { from: findMessage(discord, from).message }
  return addThread(discord, parent, { name, owner: guild.owner, ...message }).id
}

function archive(discord: Discord, channel: Channel, archived: boolean, locked: boolean | undefined): void {
  const { thread } = threadAt(channel)
  thread.archived = archived
  thread.changedAt = discord.now()
  if (locked !== undefined) thread.locked = locked
  tellOfChannel(discord, channel, 'THREAD_UPDATE')
  discord.changed()
}

function removeMessages(discord: Discord, messages: readonly MessageRef[]): void {
  const channels = Map.groupBy(messages, ({ channel }) => channel)
  for (const refs of channels.values()) {
    const [first] = refs
    if (first === undefined) continue
    const { channel } = findMessage(discord, first)
    deleteMessages(
      discord,
      channel,
      refs.map(({ id }) => id),
    )
  }
}

function webhookSays(discord: Discord, channel: Channel, name: string, text: string): SeenMessage {
  const webhook = discord.nextId()
  discord.users.set(webhook, { id: webhook, name, locale: 'en-US', bot: true, takesDms: false })
  const message = addMessage(discord, channel, { author: webhook, webhook, content: text })
  return seenMessage(discord, channel, message)
}

export function tellCreated(discord: Discord, guild: Guild): void {
  const allMembers = discord.app.privilegedIntents.includes('GUILD_MEMBERS')
  const data = guildCreated(discord, guild, allMembers)
  discord.dispatch('GUILD_CREATE', data, { guild: guild.id, intent: 'GUILDS' })
}

function removeBot(discord: Discord, guild: Guild): void {
  guild.installed = false
  guild.members.delete(discord.bot.id)
  guild.roles.delete(guild.botRole)
  for (const { thread } of threadsOf(discord, guild.id)) thread.members.delete(discord.bot.id)
  discord.commands.delete(guild.id)
  tellOfLoss(discord, guild, false)
}

/** `unavailable` stands only in an outage. */
function tellOfLoss(discord: Discord, guild: Guild, isOutage: boolean): void {
  const data = { id: guild.id, ...(isOutage ? { unavailable: true } : {}) }
  discord.dispatch('GUILD_DELETE', data, { guild: guild.id, intent: 'GUILDS' })
}
