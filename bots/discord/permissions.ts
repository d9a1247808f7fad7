import { PermissionFlagsBits, PermissionsBitField, type REST, Routes } from 'discord.js'
import { z } from 'zod'

/** What the bot, or a member, may do where: computed from roles and a channel's overwrites, as Discord documents it. */

/** What the bot needs in a channel, and asks for when it is invited. */
export const neededPermissions = [
  'ViewChannel',
  'SendMessages',
  'CreatePublicThreads',
  'SendMessagesInThreads',
  'EmbedLinks',
  'AttachFiles',
  'AddReactions',
  'ReadMessageHistory',
  'ManageThreads',
] as const

/** Without these a question cannot be asked, answered and closed. */
export const roundPermissions = neededPermissions.filter(
  (name) => name !== 'AttachFiles' && name !== 'AddReactions' && name !== 'ManageThreads',
)

type Permission = (typeof neededPermissions)[number]

/** As Discord's own settings call them. */
const inSettings: Record<Permission, string> = {
  ViewChannel: 'View Channel',
  SendMessages: 'Send Messages',
  CreatePublicThreads: 'Create Public Threads',
  SendMessagesInThreads: 'Send Messages in Threads',
  EmbedLinks: 'Embed Links',
  AttachFiles: 'Attach Files',
  AddReactions: 'Add Reactions',
  ReadMessageHistory: 'Read Message History',
  ManageThreads: 'Manage Threads',
}

const { Administrator, ManageGuild, ManageRoles } = PermissionFlagsBits
const everything = PermissionsBitField.All

export const neededBits: bigint = neededPermissions.reduce((sum, name) => sum | PermissionFlagsBits[name], 0n)

const bits = z.string().transform(BigInt)
const guildShape = z.object({
  id: z.string(),
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
})
const memberShape = z.object({ roles: z.array(z.string()) })
const overwriteShape = z.object({ id: z.string(), allow: bits, deny: bits })
export const channelShape = z.object({
  id: z.string(),
  type: z.number(),
  name: z.string().nullish(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwriteShape).default([]),
})

/** By the names in Discord's settings, what the bot lacks in a channel. */
export async function missingIn(
  rest: REST,
  guild: string,
  self: string,
  channel: z.infer<typeof channelShape>,
): Promise<string[]> {
  const [server, member] = await Promise.all([guildBy(rest, guild), memberBy(rest, guild, self)])
  const may = inChannel(server, self, member.roles, channel)
  return neededPermissions.filter((name) => (may & PermissionFlagsBits[name]) === 0n).map((name) => inSettings[name])
}

/** Whether a member may manage the server. */
export async function managesGuild(rest: REST, guild: string, user: string): Promise<boolean> {
  const [server, member] = await Promise.all([guildBy(rest, guild), memberBy(rest, guild, user)])
  return mayManage(inGuild(server, user, member.roles))
}

/** Whether a member, or the bot, may give roles; each only those below their own highest. */
export async function mayGiveRoles(rest: REST, guild: string, user: string): Promise<boolean> {
  const [server, member] = await Promise.all([guildBy(rest, guild), memberBy(rest, guild, user)])
  return (inGuild(server, user, member.roles) & ManageRoles) !== 0n
}

export function mayManage(permissions: bigint): boolean {
  return (permissions & (Administrator | ManageGuild)) !== 0n
}

async function guildBy(rest: REST, guild: string) {
  return guildShape.parse(await rest.get(Routes.guild(guild)))
}

async function memberBy(rest: REST, guild: string, user: string) {
  return memberShape.parse(await rest.get(Routes.guildMember(guild, user)))
}

function inGuild({ id, owner_id: owner, roles }: z.infer<typeof guildShape>, user: string, held: readonly string[]) {
  if (owner === user) return everything
  const all = roles.filter((role) => role.id === id || held.includes(role.id))
  const may = all.reduce((sum, { permissions }) => sum | permissions, 0n)
  return (may & Administrator) !== 0n ? everything : may
}

/** Everyone's overwrite first, then those of the roles together, then the member's own. */
function inChannel(
  server: z.infer<typeof guildShape>,
  user: string,
  held: readonly string[],
  { permission_overwrites: overwrites }: z.infer<typeof channelShape>,
): bigint {
  const may = inGuild(server, user, held)
  if (may === everything) return may
  const steps = [
    overwrites.filter(({ id }) => id === server.id),
    overwrites.filter(({ id }) => held.includes(id)),
    overwrites.filter(({ id }) => id === user),
  ]
  return steps.reduce((sum, step) => {
    const deny = step.reduce((all, one) => all | one.deny, 0n)
    const allow = step.reduce((all, one) => all | one.allow, 0n)
    return (sum & ~deny) | allow
  }, may)
}
