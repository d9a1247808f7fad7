/** Discord's bit numbers and types, as far as a study bot meets them. */

export const permissionBits = {
  KICK_MEMBERS: 1,
  BAN_MEMBERS: 2,
  ADMINISTRATOR: 3,
  MANAGE_CHANNELS: 4,
  MANAGE_GUILD: 5,
  ADD_REACTIONS: 6,
  VIEW_AUDIT_LOG: 7,
  VIEW_CHANNEL: 10,
  SEND_MESSAGES: 11,
  MANAGE_MESSAGES: 13,
  EMBED_LINKS: 14,
  ATTACH_FILES: 15,
  READ_MESSAGE_HISTORY: 16,
  MENTION_EVERYONE: 17,
  USE_EXTERNAL_EMOJIS: 18,
  CHANGE_NICKNAME: 26,
  MANAGE_NICKNAMES: 27,
  MANAGE_ROLES: 28,
  MANAGE_WEBHOOKS: 29,
  USE_APPLICATION_COMMANDS: 31,
  MANAGE_THREADS: 34,
  CREATE_PUBLIC_THREADS: 35,
  CREATE_PRIVATE_THREADS: 36,
  SEND_MESSAGES_IN_THREADS: 38,
  MODERATE_MEMBERS: 40,
  PIN_MESSAGES: 51,
} as const

export type PermissionName = keyof typeof permissionBits

export const allPermissions: bigint = bitsOf(Object.keys(permissionBits) as PermissionName[])

/** What @everyone may do in a new server. */
export const usualPermissions: readonly PermissionName[] = [
  'ADD_REACTIONS',
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'USE_EXTERNAL_EMOJIS',
  'CHANGE_NICKNAME',
  'USE_APPLICATION_COMMANDS',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
]

export const studyBotPermissions: readonly PermissionName[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
  'ADD_REACTIONS',
  'READ_MESSAGE_HISTORY',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'MANAGE_THREADS',
  'MANAGE_ROLES',
]

export function bitsOf(names: readonly PermissionName[]): bigint {
  return names.reduce((bits, name) => bits | bit(name), 0n)
}

export function bit(name: PermissionName): bigint {
  return 1n << BigInt(permissionBits[name])
}

export const intentBits = {
  GUILDS: 0,
  GUILD_MEMBERS: 1,
  GUILD_MODERATION: 2,
  GUILD_EXPRESSIONS: 3,
  GUILD_PRESENCES: 8,
  GUILD_MESSAGES: 9,
  GUILD_MESSAGE_REACTIONS: 10,
  DIRECT_MESSAGES: 12,
  DIRECT_MESSAGE_REACTIONS: 13,
  MESSAGE_CONTENT: 15,
} as const

export type IntentName = keyof typeof intentBits

export const privilegedIntents: readonly IntentName[] = ['GUILD_MEMBERS', 'GUILD_PRESENCES', 'MESSAGE_CONTENT']

export function hasIntent(intents: number, name: IntentName): boolean {
  return (intents & (1 << intentBits[name])) !== 0
}

export const channelTypes = {
  text: 0,
  dm: 1,
  voice: 2,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const

export const messageFlags = { suppressEmbeds: 4, ephemeral: 64, loading: 128, suppressPings: 4096, componentsV2: 32768 }
