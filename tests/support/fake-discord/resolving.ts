import { roleNamed } from './making.ts'
import { channelFields, memberFields, roleFields, userFields } from './payloads.ts'
import { channelPermissions } from './permissions.ts'
import type { Actor } from './sees.ts'
import { channelOf, type Json, memberOf } from './state.ts'

/** Names that a person typed or chose become ids, and the things themselves go along as `resolved`. */

export type Resolved = Record<string, Json>

export function resolveUser({ discord, guild }: Actor, name: string, resolved: Resolved): string {
  const { user, member } = memberOf(discord, guild, name)
  resolved.users = { ...resolved.users, [user.id]: userFields(user) }
  resolved.members = { ...resolved.members, [user.id]: { ...memberFields(member), permissions: '0' } }
  return user.id
}

export function resolveChannel({ discord, guild, user }: Actor, name: string, resolved: Resolved): string {
  const channel = channelOf(discord, guild, name)
  const { id, type, name: called, parent_id, thread_metadata, guild_id } = channelFields(discord, channel)
  const permissions = String(channelPermissions(discord, channel, user.id))
  const threads = thread_metadata === undefined ? {} : { thread_metadata }
  resolved.channels = {
    ...resolved.channels,
    [channel.id]: { id, type, name: called, parent_id, guild_id, permissions, ...threads },
  }
  return channel.id
}

export function resolveRole({ guild }: Actor, name: string, resolved: Resolved): string {
  const role = roleNamed(guild, name)
  resolved.roles = { ...resolved.roles, [role.id]: roleFields(role) }
  return role.id
}

export function withResolved(resolved: Resolved): Json {
  return Object.keys(resolved).length === 0 ? {} : { resolved }
}
