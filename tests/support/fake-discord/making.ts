import {
  allPermissions,
  bit,
  bitsOf,
  channelTypes,
  privilegedIntents,
  studyBotPermissions,
  usualPermissions,
} from './numbers.ts'
import type { Channel, Discord, Guild, Member, Overwrite, Role, User } from './state.ts'
import { memberOf } from './state.ts'
import type { ChannelSettings, FakeDiscordOptions, GuildSettings, PersonSettings, RoleSettings } from './types.ts'

/** An empty Discord, and what is put into it before anyone hears of it. */

const discordEpoch = 1_420_070_400_000

export function createState(options: FakeDiscordOptions): Discord {
  const now = () => Number(options.now())
  const nextId = createIds(now)
  const listeners = new Set<() => void>()
  const app = {
    id: '1100000000000000001',
    name: 'Studyhall',
    token: 'MTEwMDAwMDAwMDAwMDAwMDAwMQ.fake.bot-token-of-the-fake-discord',
    publicKey: 'ab'.repeat(32),
    privilegedIntents: ['MESSAGE_CONTENT'] as const,
    shards: 1,
    identifies: 1_000,
    maxConcurrency: 1,
    ...options.app,
  }
  const bot: User = { id: app.id, name: app.name, locale: 'en-US', bot: true, takesDms: true }
  const violations: string[] = []
  const discord: Discord = {
    app,
    bot,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    commands: new Map(),
    interactions: new Map(),
    tokens: new Map(),
    revised: [],
    modals: new Map(),
    violations,
    calls: [],
    dispatches: [],
    faults: [],
    respondWithin: options.respondWithin ?? 3_000,
    followWithin: options.followWithin ?? 3_000,
    updateWithin: options.updateWithin ?? 500,
    heartbeatEvery: options.heartbeatEvery ?? 41_250,
    globalLimit: options.globalLimit,
    underWay: 0,
    url: '',
    now,
    nextId,
    secret: () => `fake-secret-${nextId()}`,
    changed() {
      for (const listener of [...listeners]) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    violation(sentence) {
      violations.push(sentence)
      discord.changed()
    },
    dispatch() {
      throw new Error('the gateway is not open yet')
    },
  }
  const wrong = app.privilegedIntents.find((intent) => !privilegedIntents.includes(intent))
  if (wrong !== undefined) throw new Error(`${wrong} is not a privileged intent`)
  for (const guild of options.guilds ?? [{ name: 'Study' }]) addGuild(discord, guild)
  return discord
}

/** Ids hold the time, and rise also where the clock stands still or goes back. */
function createIds(now: () => number): () => string {
  let last = 0n
  return () => {
    const fromClock = BigInt(Math.floor(now()) - discordEpoch) << 22n
    last = fromClock > last ? fromClock : last + 1n
    return String(last)
  }
}

/** When the thing with this id was made, in milliseconds. */
export function timeOfId(id: string): number {
  return Number(BigInt(id) >> 22n) + discordEpoch
}

export function addGuild(discord: Discord, settings: GuildSettings): Guild {
  const guild: Guild = {
    id: settings.id ?? spreadId(discord.guilds.size),
    name: settings.name,
    locale: settings.locale ?? 'en-US',
    owner: '',
    members: new Map(),
    roles: new Map(),
    emojis: new Map(),
    banned: new Set(),
    botRole: '',
    invitedBy: '',
    installed: false,
    out: false,
  }
  discord.guilds.set(guild.id, guild)
  newRole(discord, guild, { id: guild.id, name: '@everyone', permissions: usualPermissions })
  for (const role of settings.roles ?? []) newRole(discord, guild, role)
  for (const person of settings.people ?? [{ name: 'ada' }, { name: 'bo' }]) newMember(discord, guild, person)
  guild.owner = ownerOf(discord, guild, settings.owner)
  for (const name of settings.emojis ?? []) newEmoji(discord, guild, name)
  if (settings.installed !== false) installBot(discord, guild, settings.botPermissions)
  for (const channel of settings.channels ?? [{ name: 'general' }]) newChannel(discord, guild, channel)
  return guild
}

/** Consecutive servers lie on consecutive shards, as `(id >> 22) % count` has it. */
function spreadId(index: number): string {
  return String((250_000_000_000n * 4n + BigInt(index)) << 22n)
}

function ownerOf(discord: Discord, guild: Guild, name: string | undefined): string {
  if (name !== undefined) return memberOf(discord, guild, name).user.id
  const people = [...guild.members.keys()].filter((id) => discord.users.get(id)?.bot === false)
  return people[0] ?? newMember(discord, guild, { name: 'owner' }).user
}

export function newRole(discord: Discord, guild: Guild, settings: RoleSettings, managed = false): Role {
  const role: Role = {
    id: settings.id ?? discord.nextId(),
    name: settings.name,
    permissions: bitsOf(settings.permissions ?? []),
    mentionable: settings.mentionable ?? false,
    position: guild.roles.size,
    managed,
  }
  guild.roles.set(role.id, role)
  return role
}

export function roleNamed(guild: Guild, name: string): Role {
  const found = guild.roles.get(name) ?? [...guild.roles.values()].find((role) => role.name === name)
  if (found === undefined) throw new Error(`${guild.name} has no role ${name}`)
  return found
}

export function newMember(discord: Discord, guild: Guild, settings: PersonSettings): Member {
  const known = [...discord.users.values()].find(({ id, name }) => id === settings.id || name === settings.name)
  const user: User = known ?? {
    id: settings.id ?? discord.nextId(),
    name: settings.name,
    locale: settings.locale ?? 'en-US',
    bot: settings.bot ?? false,
    takesDms: true,
  }
  discord.users.set(user.id, user)
  const roles = (settings.roles ?? []).map((name) => roleNamed(guild, name).id)
  if (settings.admin) roles.push(adminRole(discord, guild).id)
  const member = { user: user.id, nick: settings.nick, roles: new Set(roles), joined: discord.now() }
  guild.members.set(user.id, member)
  return member
}

function adminRole(discord: Discord, guild: Guild): Role {
  const made = [...guild.roles.values()].find(({ name }) => name === 'admins')
  return made ?? newRole(discord, guild, { name: 'admins', permissions: ['MANAGE_GUILD', 'MANAGE_MESSAGES'] })
}

export function newEmoji(discord: Discord, guild: Guild, name: string): { readonly id: string; readonly name: string } {
  const emoji = { id: discord.nextId(), name }
  guild.emojis.set(emoji.id, emoji)
  return emoji
}

/** The bot becomes a member, with a role of its own. */
export function installBot(discord: Discord, guild: Guild, permissions = studyBotPermissions): void {
  const role = newRole(discord, guild, { name: discord.app.name, permissions }, true)
  guild.botRole = role.id
  guild.invitedBy = guild.owner
  guild.members.set(discord.bot.id, {
    user: discord.bot.id,
    nick: undefined,
    roles: new Set([role.id]),
    joined: discord.now(),
  })
  guild.installed = true
}

export function newChannel(discord: Discord, guild: Guild, settings: ChannelSettings): Channel {
  const channel: Channel = {
    id: settings.id ?? discord.nextId(),
    guild: guild.id,
    name: settings.name,
    type: channelTypes[settings.kind ?? 'text'],
    overwrites: overwritesOf(discord, guild, settings),
    messages: [],
    tags: (settings.tags ?? []).map((name) => ({ id: discord.nextId(), name })),
    tagRequired: settings.tagRequired ?? false,
  }
  discord.channels.set(channel.id, channel)
  return channel
}

function overwritesOf(discord: Discord, guild: Guild, { members, denyBot }: ChannelSettings): Overwrite[] {
  const view = bit('VIEW_CHANNEL')
  const closed: Overwrite[] =
    members === undefined
      ? []
      : [
          { id: guild.id, type: 'role', allow: 0n, deny: view },
          ...members.map((name): Overwrite => {
            const id = name === 'bot' ? discord.bot.id : memberOf(discord, guild, name).user.id
            return { id, type: 'member', allow: view, deny: 0n }
          }),
        ]
  if (denyBot === undefined) return closed
  const own = closed.find(({ id }) => id === discord.bot.id)
  if (own === undefined) return [...closed, { id: discord.bot.id, type: 'member', allow: 0n, deny: bitsOf(denyBot) }]
  own.deny = bitsOf(denyBot)
  own.allow &= allPermissions & ~own.deny
  return closed
}

/** The direct messages with the bot: one channel a person. */
export function directChannel(discord: Discord, user: string): Channel {
  const open = [...discord.channels.values()].find(({ recipient }) => recipient === user)
  if (open !== undefined) return open
  const channel: Channel = {
    id: discord.nextId(),
    guild: undefined,
    name: '',
    type: channelTypes.dm,
    overwrites: [],
    messages: [],
    tags: [],
    tagRequired: false,
    recipient: user,
  }
  discord.channels.set(channel.id, channel)
  return channel
}
