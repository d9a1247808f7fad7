import { mostRead } from '../faults.ts'
import { directChannel } from '../making.ts'
import { apiMessage } from '../payload-messages.ts'
import { type Channel, type Json, type Message, messageOf, repliesOf } from '../state.ts'
import { type Caller, channelArg, flagArg, type Method, page, refuse, stringArg, wantScope } from './method.ts'

const readScopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read']
const historyScopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history']

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': { scopes: readScopes, run: info },
  'conversations.history': { scopes: historyScopes, run: history },
  'conversations.replies': { scopes: historyScopes, run: replies },
  'conversations.members': { scopes: readScopes, run: members },
  'conversations.list': { scopes: readScopes, run: list },
  'conversations.open': { scopes: ['im:write', 'mpim:write', 'channels:manage', 'groups:write'], run: open },
  'conversations.join': { scopes: ['channels:join'], run: join },
}

function info(caller: Caller): Json {
  const channel = channelArg(caller, 'read')
  return { channel: channelFields(caller, channel) }
}

function channelFields({ slack, team }: Caller, channel: Channel): Json {
  const common = { id: channel.id, created: 1_700_000_000, is_archived: channel.archived, updated: 1_700_000_000_000 }
  if (channel.kind === 'im') return { ...common, is_im: true, is_org_shared: false, user: channel.user, priority: 0 }
  const strangers = [...channel.members].some((id) => team.people.get(id)?.from !== undefined)
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.has(team.botUser),
    is_shared: strangers,
    is_ext_shared: strangers,
    is_org_shared: false,
    context_team_id: team.id,
    creator: slack.app.id,
    num_members: channel.members.size,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
  }
}

function history(caller: Caller): Json {
  const channel = readable(caller)
  const visible = channel.messages.filter((one) => one.onlyFor === undefined && (!one.thread || one.broadcast))
  const wanted = between(caller, visible).reverse()
  const { items, next } = page(caller, wanted, 100, mostOnPage(caller))
  return pageOf(caller, channel, items, next)
}

function replies(caller: Caller): Json {
  const channel = readable(caller)
  const asked = messageOf(channel, stringArg(caller, 'ts'))
  if (asked === undefined || asked.onlyFor !== undefined) return refuse('thread_not_found')
  const opening = messageOf(channel, asked.thread ?? asked.ts) ?? asked
  const { items, next } = page(caller, between(caller, repliesOf(channel, opening.ts)), 1_000, mostOnPage(caller))
  // The opening comes with every page, whatever the bounds.
  return pageOf(caller, channel, [opening, ...items], next)
}

function mostOnPage({ slack }: Caller): number {
  return slack.lastReads === undefined ? 1_000 : mostRead
}

function readable(caller: Caller): Channel {
  const channel = channelArg(caller, 'history')
  if (!channel.members.has(caller.team.botUser)) refuse('not_in_channel')
  return channel
}

function between(caller: Caller, all: readonly Message[]): Message[] {
  const oldest = Number(caller.args.oldest ?? 0)
  const latest = Number(caller.args.latest ?? Number.POSITIVE_INFINITY)
  const inclusive = flagArg(caller, 'inclusive')
  return all.filter(({ ts }) => {
    const at = Number(ts)
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest
  })
}

function pageOf(caller: Caller, channel: Channel, items: readonly Message[], next: string): Json {
  const { slack, team } = caller
  const metadata = flagArg(caller, 'include_all_metadata')
  return {
    messages: items.map((message) => apiMessage(slack, team, channel, message, { metadata, reactions: true })),
    has_more: next !== '',
    pin_count: 0,
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  }
}

function members(caller: Caller): Json {
  const channel = channelArg(caller, 'read')
  const { items, next } = page(caller, [...channel.members])
  return { members: items, response_metadata: { next_cursor: next } }
}

const kindsOfTypes: Readonly<Record<string, Channel['kind']>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
}

function list(caller: Caller): Json {
  const types = typeof caller.args.types === 'string' ? caller.args.types.split(',') : ['public_channel']
  const kinds = types.map((type) => kindsOfTypes[type.trim()])
  const seen = [...caller.team.channels.values()].filter(
    (one) =>
      kinds.includes(one.kind) &&
      (one.kind === 'public' || one.members.has(caller.team.botUser)) &&
      !(flagArg(caller, 'exclude_archived') && one.archived),
  )
  const { items, next } = page(caller, seen)
  return { channels: items.map((one) => channelFields(caller, one)), response_metadata: { next_cursor: next } }
}

function open(caller: Caller): Json {
  const { slack, team, args } = caller
  wantScope(caller, 'im:write')
  const users = typeof args.users === 'string' ? args.users.split(',') : []
  if (users.length !== 1) refuse('users_list_not_supplied', 'conversations.open wants one user')
  const member = team.people.get(users[0] ?? '')
  if (member === undefined) return refuse('user_not_found')
  if (member.bot) refuse('cannot_dm_bot')
  return { channel: { id: directChannel(slack, team, member.id).id } }
}

function join(caller: Caller): Json {
  const channel = channelArg(caller)
  if (channel.archived) refuse('is_archived')
  if (channel.kind !== 'public') refuse('method_not_supported_for_channel_type')
  channel.members.add(caller.team.botUser)
  return { channel: channelFields(caller, channel) }
}
