import { randomBytes } from 'node:crypto'
import type { Channel, Member, Slack, Team } from './state.ts'
import type { AppSettings, ChannelSettings, FakeSlackOptions, PersonSettings, TeamSettings } from './types.ts'

/** How the state comes to be: the app, workspaces, people, channels, tokens. */

export const allScopes = [
  'commands',
  'chat:write',
  'channels:history',
  'channels:read',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'users:read',
  'usergroups:read',
  'files:read',
  'files:write',
] as const

const firstTeam: TeamSettings = {
  id: 'T0STUDY',
  name: 'Study',
  people: [{ name: 'ada', admin: true }, { name: 'bo' }],
  channels: [{ name: 'general' }],
}

export function createState(options: FakeSlackOptions): Slack {
  const listeners = new Set<() => void>()
  let ids = 0
  let lastMicros = 0
  const slack: Slack = {
    app: { ...defaultApp(), ...options.app },
    teams: new Map(),
    tokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    uploads: new Map(),
    violations: [],
    missed: [],
    calls: [],
    deliveries: [],
    faults: [],
    lastReads: undefined,
    filesRefused: 0,
    ackWithin: options.ackWithin ?? 3_000,
    retries: options.retries ?? 1,
    underWay: 0,
    url: '',
    now: () => Number(options.now()),
    nextTs() {
      lastMicros = Math.max(Math.floor(slack.now()) * 1_000, lastMicros + 100)
      return timestamp(lastMicros)
    },
    nextId: (prefix) => `${prefix}0${(++ids).toString(36).toUpperCase().padStart(7, '0')}`,
    secret: () => randomBytes(12).toString('hex'),
    changed() {
      for (const listener of [...listeners]) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    violation(sentence) {
      slack.violations.push(sentence)
      slack.changed()
    },
    event: async () => undefined,
  }
  for (const team of options.teams ?? [firstTeam]) addTeam(slack, team)
  return slack
}

function defaultApp(): AppSettings {
  return {
    id: 'A0STUDYHALL',
    name: 'studyhall',
    signingSecret: randomBytes(16).toString('hex'),
    clientId: '1111.2222',
    clientSecret: randomBytes(16).toString('hex'),
    appToken: `xapp-1-A0STUDYHALL-${randomBytes(8).toString('hex')}`,
    scopes: allScopes,
    commands: ['/study'],
    rotation: false,
  }
}

/** Microseconds as Slack writes them: `1700000000.000100`. */
function timestamp(micros: number): string {
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`
}

export function addTeam(slack: Slack, settings: TeamSettings): Team {
  const team: Team = {
    id: settings.id,
    name: settings.name ?? settings.id,
    domain: (settings.name ?? settings.id).toLowerCase(),
    botUser: settings.botUser ?? slack.nextId('U'),
    botId: settings.botId ?? slack.nextId('B'),
    botToken: settings.botToken ?? '',
    refreshToken: undefined,
    scopes: settings.scopes ?? slack.app.scopes,
    installed: false,
    people: new Map(),
    channels: new Map(),
    modals: new Map(),
    homes: new Map(),
  }
  slack.teams.set(team.id, team)
  addMember(slack, team, { id: team.botUser, name: slack.app.name, bot: true })
  for (const person of settings.people ?? []) addMember(slack, team, person)
  for (const channel of settings.channels ?? []) addChannel(slack, team, channel)
  if (settings.installed ?? true) install(slack, team, settings.botToken)
  return team
}

/** A fresh bot token; with rotation one of twelve hours, and a refresh token. */
export function install(slack: Slack, team: Team, token?: string): void {
  const fresh = token ?? `${slack.app.rotation ? 'xoxe.' : ''}xoxb-${team.id}-${slack.secret()}`
  slack.tokens.set(fresh, {
    team: team.id,
    expires: slack.app.rotation ? slack.now() + tokenLife * 1_000 : undefined,
    dead: undefined,
  })
  team.botToken = fresh
  team.installed = true
  if (!slack.app.rotation) return
  team.refreshToken = `xoxe-1-${slack.secret()}`
  slack.refreshTokens.set(team.refreshToken, { team: team.id, used: false })
}

/** Seconds: 12 hours. */
export const tokenLife = 43_200

export function addMember(slack: Slack, team: Team, settings: PersonSettings): Member {
  const member: Member = {
    id: settings.id ?? slack.nextId('U'),
    name: settings.name,
    realName: settings.realName ?? settings.name,
    zone: settings.zone ?? 'Europe/Amsterdam',
    admin: settings.admin ?? false,
    owner: settings.owner ?? false,
    bot: settings.bot ?? false,
    from: settings.from,
    groups: settings.groups ?? [],
  }
  team.people.set(member.id, member)
  return member
}

export function addChannel(slack: Slack, team: Team, settings: ChannelSettings): Channel {
  const people = [...team.people.values()].filter((one) => one.id !== team.botUser)
  const members = people.filter((one) => settings.members?.includes(one.name) ?? true).map((one) => one.id)
  const channel: Channel = {
    id: settings.id ?? slack.nextId('C'),
    name: settings.name,
    kind: settings.kind ?? 'public',
    members: new Set((settings.botIn ?? true) ? [...members, team.botUser] : members),
    archived: settings.archived ?? false,
    messages: [],
  }
  team.channels.set(channel.id, channel)
  return channel
}

/** The direct messages between a person and the bot, opened when there are none. */
export function directChannel(slack: Slack, team: Team, user: string): Channel {
  const open = [...team.channels.values()].find((channel) => channel.user === user)
  if (open !== undefined) return open
  const channel: Channel = {
    id: slack.nextId('D'),
    name: 'directmessage',
    kind: 'im',
    members: new Set([user, team.botUser]),
    archived: false,
    user,
    messages: [],
  }
  team.channels.set(channel.id, channel)
  return channel
}
