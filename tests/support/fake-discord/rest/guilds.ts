import { gatewayUrl } from '../gateway.ts'
import { deleteChannel, tellOfMember } from '../guild-events.ts'
import { directChannel } from '../making.ts'
import { tellOfChannel } from '../message-life.ts'
import { bit, channelTypes } from '../numbers.ts'
import { channelFields, emojiFields, fullMember, guildFields, roleFields, userFields } from '../payloads.ts'
import { guildPermissions } from '../permissions.ts'
import type { Discord, Guild, Json, Member } from '../state.ts'
import { userOf } from '../state.ts'
import {
  type Answer,
  askedChannel,
  askedGuild,
  done,
  type Handler,
  ok,
  Refusal,
  type Request,
  textOf,
  wantPermission,
} from './request.ts'
import { patchThread } from './threads.ts'

/** The application, servers, their channels, members and roles. */

export const guildRoutes: Readonly<Record<string, Handler>> = {
  'GET /gateway': ({ discord }) => ok({ url: gatewayUrl(discord) }),
  'GET /gateway/bot': ({ discord }) => ok(gatewayInfo(discord)),
  'GET /applications/@me': ({ discord }) => ok(application(discord)),
  'GET /oauth2/applications/@me': ({ discord }) => ok(application(discord)),
  'GET /users/@me': ({ discord }) => ok({ ...userFields(discord.bot), verified: true, email: null, flags: 0 }),
  'GET /users/{user_id}': user,
  'GET /users/@me/guilds': ownGuilds,
  'DELETE /users/@me/guilds/{guild_id}': leaveGuild,
  'POST /users/@me/channels': openDirect,
  'GET /guilds/{guild_id}': (request) => ok({ ...guildFields(askedGuild(request)), ...counts(request) }),
  'GET /guilds/{guild_id}/channels': channels,
  'GET /guilds/{guild_id}/emojis': (request) => ok([...askedGuild(request).emojis.values()].map(emojiFields)),
  'GET /guilds/{guild_id}/roles': (request) => ok([...askedGuild(request).roles.values()].map(roleFields)),
  'GET /guilds/{guild_id}/members': listMembers,
  'GET /guilds/{guild_id}/members/search': searchMembers,
  'GET /guilds/{guild_id}/members/{user_id}': member,
  'PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}': (request) => changeRole(request, true),
  'DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}': (request) => changeRole(request, false),
  'GET /guilds/{guild_id}/bans/{user_id}': ban,
  'GET /guilds/{guild_id}/audit-logs': auditLog,
  'GET /channels/{channel_id}': (request) => ok(channelFields(request.discord, askedChannel(request))),
  'PATCH /channels/{channel_id}': patchChannel,
  'DELETE /channels/{channel_id}': removeChannel,
  'POST /channels/{channel_id}/typing': (request) => {
    askedChannel(request)
    return done
  },
}

function gatewayInfo(discord: Discord): Json {
  const { shards, identifies, maxConcurrency } = discord.app
  const limit = { total: 1_000, remaining: Math.max(0, identifies), reset_after: 14_400_000 }
  return { url: gatewayUrl(discord), shards, session_start_limit: { ...limit, max_concurrency: maxConcurrency } }
}

function application(discord: Discord): Json {
  const [guild] = discord.guilds.values()
  const owner = discord.users.get(guild?.owner ?? '')
  const hasContent = discord.app.privilegedIntents.includes('MESSAGE_CONTENT')
  const hasMembers = discord.app.privilegedIntents.includes('GUILD_MEMBERS')
  return {
    id: discord.app.id,
    name: discord.app.name,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: discord.app.publicKey,
    // The “limited” flags: what an application in fewer than 100 servers has.
    flags: (hasContent ? 1 << 19 : 0) | (hasMembers ? 1 << 15 : 0),
    bot: userFields(discord.bot),
    ...(owner === undefined ? {} : { owner: userFields(owner) }),
    approximate_guild_count: [...discord.guilds.values()].filter(({ installed }) => installed).length,
    integration_types_config: { 0: {} },
    team: null,
  }
}

function user({ discord, params }: Request): Answer {
  const found = discord.users.get(params.user_id ?? '')
  if (found === undefined) throw new Refusal(404, 10013)
  return ok(userFields(found))
}

function ownGuilds({ discord }: Request): Answer {
  const guilds = [...discord.guilds.values()].filter(({ installed }) => installed)
  return ok(
    guilds.map((guild) => ({
      id: guild.id,
      name: guild.name,
      icon: null,
      owner: false,
      permissions: String(guildPermissions(guild, discord.bot.id)),
      features: [],
    })),
  )
}

function leaveGuild(request: Request): Answer {
  const { discord } = request
  const guild = askedGuild(request)
  guild.installed = false
  guild.members.delete(discord.bot.id)
  discord.dispatch('GUILD_DELETE', { id: guild.id }, { guild: guild.id, intent: 'GUILDS' })
  return done
}

function openDirect({ discord, body }: Request): Answer {
  const recipient = discord.users.get(textOf(body.recipient_id) ?? '')
  if (recipient === undefined || recipient.bot) throw new Refusal(400, 50033)
  return ok(channelFields(discord, directChannel(discord, recipient.id)))
}

function counts(request: Request): Json {
  const { members } = askedGuild(request)
  return request.query.get('with_counts') === 'true'
    ? { approximate_member_count: members.size, approximate_presence_count: members.size }
    : {}
}

function channels(request: Request): Answer {
  const { discord } = request
  const guild = askedGuild(request)
  const own = [...discord.channels.values()].filter((one) => one.guild === guild.id && one.thread === undefined)
  return ok(own.map((channel) => channelFields(discord, channel)))
}

/** Needs the privileged intent, as in Discord. */
function listMembers(request: Request): Answer {
  const { discord, query } = request
  const guild = askedGuild(request)
  if (!discord.app.privilegedIntents.includes('GUILD_MEMBERS')) throw new Refusal(403, 50001)
  const after = BigInt(query.get('after') ?? 0)
  const page = [...guild.members.values()].filter((one) => BigInt(one.user) > after)
  page.sort((a, b) => (BigInt(a.user) < BigInt(b.user) ? -1 : 1))
  return ok(page.slice(0, Number(query.get('limit') ?? 1)).map((one) => fullMember(discord, one)))
}

function searchMembers(request: Request): Answer {
  const { discord, query } = request
  const guild = askedGuild(request)
  const start = (query.get('query') ?? '').toLowerCase()
  const found = [...guild.members.values()].filter((one) =>
    [one.nick, userOf(discord, one.user).name].some((name) => name?.toLowerCase().startsWith(start)),
  )
  return ok(found.slice(0, Number(query.get('limit') ?? 1)).map((one) => fullMember(discord, one)))
}

function askedMember(request: Request, guild: Guild): Member {
  const { discord, params } = request
  const found = guild.members.get(params.user_id === '@me' ? discord.bot.id : (params.user_id ?? ''))
  if (found !== undefined) return found
  throw discord.users.has(params.user_id ?? '') ? new Refusal(404, 10007) : new Refusal(404, 10013)
}

function member(request: Request): Answer {
  return ok(fullMember(request.discord, askedMember(request, askedGuild(request))))
}

/** The bot gives roles below its own highest one. */
function changeRole(request: Request, given: boolean): Answer {
  const { discord, params } = request
  const guild = askedGuild(request)
  const target = askedMember(request, guild)
  const role = guild.roles.get(params.role_id ?? '')
  if (role === undefined) throw new Refusal(404, 10011)
  const mayManage = (guildPermissions(guild, discord.bot.id) & bit('MANAGE_ROLES')) !== 0n
  if (!mayManage || role.managed || role.id === guild.id || !isBelowBot(discord, guild, role.id)) {
    throw new Refusal(403, 50013)
  }
  if (given) target.roles.add(role.id)
  else target.roles.delete(role.id)
  tellOfMember(discord, guild, target)
  return done
}

function isBelowBot(discord: Discord, guild: Guild, role: string): boolean {
  const own = [...(guild.members.get(discord.bot.id)?.roles ?? [])].map((id) => guild.roles.get(id)?.position ?? 0)
  return (guild.roles.get(role)?.position ?? 0) < Math.max(0, ...own)
}

function ban(request: Request): Answer {
  const guild = askedGuild(request)
  const { discord, params } = request
  if ((guildPermissions(guild, discord.bot.id) & bit('BAN_MEMBERS')) === 0n) throw new Refusal(403, 50013)
  if (!guild.banned.has(params.user_id ?? '')) throw new Refusal(404, 10013)
  return ok({ reason: null, user: userFields(userOf(discord, params.user_id ?? '')) })
}

/** One entry only: who invited the bot. */
function auditLog(request: Request): Answer {
  const { discord, query } = request
  const guild = askedGuild(request)
  if ((guildPermissions(guild, discord.bot.id) & bit('VIEW_AUDIT_LOG')) === 0n) throw new Refusal(403, 50013)
  const botAdd = 28
  const wanted = query.get('action_type')
  const added = {
    id: guild.botRole,
    user_id: guild.invitedBy,
    target_id: discord.bot.id,
    action_type: botAdd,
    changes: [],
  }
  const lists = ['webhooks', 'integrations', 'threads', 'guild_scheduled_events', 'auto_moderation_rules']
  return ok({
    audit_log_entries: wanted === null || Number(wanted) === botAdd ? [added] : [],
    users: [guild.invitedBy, discord.bot.id].map((id) => userFields(userOf(discord, id))),
    application_commands: [],
    ...Object.fromEntries(lists.map((name) => [name, []])),
  })
}

function patchChannel(request: Request): Answer {
  const { discord, body } = request
  const channel = askedChannel(request)
  if (channel.thread !== undefined) return patchThread(request, channel, channel.thread)
  if (channel.type === channelTypes.dm) throw new Refusal(400, 50024)
  wantPermission(discord, channel, 'MANAGE_CHANNELS')
  if (typeof body.name === 'string') channel.name = body.name
  tellOfChannel(discord, channel, 'CHANNEL_UPDATE')
  return ok(channelFields(discord, channel))
}

function removeChannel(request: Request): Answer {
  const { discord } = request
  const channel = askedChannel(request)
  if (channel.type === channelTypes.dm) return ok(channelFields(discord, channel))
  wantPermission(discord, channel, channel.thread === undefined ? 'MANAGE_CHANNELS' : 'MANAGE_THREADS')
  const fields = channelFields(discord, channel)
  deleteChannel(discord, channel)
  return ok(fields)
}
