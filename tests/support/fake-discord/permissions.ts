import { allPermissions, bit, type PermissionName } from './numbers.ts'
import { type Channel, type Discord, type Guild, permissionChannel } from './state.ts'

/** Who may do what: roles, then the channel's overwrites, as Discord computes them. */

export function guildPermissions(guild: Guild, user: string): bigint {
  if (guild.owner === user) return allPermissions
  const member = guild.members.get(user)
  if (member === undefined) return 0n
  const roles = [guild.id, ...member.roles]
  const bits = roles.reduce((sum, id) => sum | (guild.roles.get(id)?.permissions ?? 0n), 0n)
  return bits & bit('ADMINISTRATOR') ? allPermissions : bits
}

export function channelPermissions(discord: Discord, channel: Channel, user: string): bigint {
  const guild = discord.guilds.get(channel.guild ?? '')
  if (guild === undefined) return channel.recipient === user || user === discord.bot.id ? allPermissions : 0n
  const base = guildPermissions(guild, user)
  if (base === allPermissions) return base
  const bits = overwritten(guild, permissionChannel(discord, channel), user, base)
  return bits & bit('VIEW_CHANNEL') ? bits : 0n
}

function overwritten(guild: Guild, channel: Channel, user: string, base: bigint): bigint {
  const roles = guild.members.get(user)?.roles ?? new Set<string>()
  const steps = [
    channel.overwrites.filter(({ id }) => id === guild.id),
    channel.overwrites.filter(({ id, type }) => type === 'role' && roles.has(id)),
    channel.overwrites.filter(({ id, type }) => type === 'member' && id === user),
  ]
  return steps.reduce((bits, step) => {
    const denied = step.reduce((sum, { deny }) => sum | deny, 0n)
    const allowed = step.reduce((sum, { allow }) => sum | allow, 0n)
    return (bits & ~denied) | allowed
  }, base)
}

export function may(discord: Discord, channel: Channel, user: string, permission: PermissionName): boolean {
  return (channelPermissions(discord, channel, user) & bit(permission)) !== 0n
}

/** The bot can see this channel, and its server is not out. */
export function botSees(discord: Discord, channel: Channel): boolean {
  if (channel.guild === undefined) return true
  const guild = discord.guilds.get(channel.guild)
  return guild?.installed === true && may(discord, channel, discord.bot.id, 'VIEW_CHANNEL')
}
