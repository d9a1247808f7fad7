import { tell, tellOfChannel } from './message-life.ts'
import type { IntentName } from './numbers.ts'
import { fullMember, roleFields, userFields } from './payloads.ts'
import {
  type Channel,
  type Discord,
  type Guild,
  type Json,
  type Member,
  type Role,
  threadsOf,
  userOf,
} from './state.ts'

/** What the bot hears of a server: members, roles, channels. */

export function tellGuild(discord: Discord, guild: Guild, name: string, intent: IntentName, data: Json): void {
  if (!guild.installed || guild.out) return
  discord.dispatch(name, { guild_id: guild.id, ...data }, { guild: guild.id, intent })
}

export function tellOfMember(discord: Discord, guild: Guild, member: Member): void {
  // A bot always hears of itself.
  const intent = member.user === discord.bot.id ? 'GUILDS' : 'GUILD_MEMBERS'
  tellGuild(discord, guild, 'GUILD_MEMBER_UPDATE', intent, fullMember(discord, member))
  discord.changed()
}

export function removeMember(discord: Discord, guild: Guild, user: string, banned: boolean): void {
  guild.members.delete(user)
  for (const { thread } of threadsOf(discord, guild.id)) thread.members.delete(user)
  const data = { user: userFields(userOf(discord, user)) }
  if (banned) {
    guild.banned.add(user)
    tellGuild(discord, guild, 'GUILD_BAN_ADD', 'GUILD_MODERATION', data)
  }
  tellGuild(discord, guild, 'GUILD_MEMBER_REMOVE', 'GUILD_MEMBERS', data)
  discord.changed()
}

export function tellOfRole(discord: Discord, guild: Guild, role: Role, name: 'CREATE' | 'UPDATE'): void {
  tellGuild(discord, guild, `GUILD_ROLE_${name}`, 'GUILDS', { role: roleFields(role) })
  discord.changed()
}

export function deleteChannel(discord: Discord, channel: Channel): void {
  const { thread } = channel
  if (thread === undefined) tellOfChannel(discord, channel, 'CHANNEL_DELETE')
  else {
    const { id, guild: guild_id, type } = channel
    tell(discord, channel, 'THREAD_DELETE', 'GUILDS', { id, guild_id, parent_id: thread.parent, type })
  }
  discord.channels.delete(channel.id)
  for (const one of threadsOf(discord, channel.guild ?? '', channel.id)) discord.channels.delete(one.id)
  discord.changed()
}
