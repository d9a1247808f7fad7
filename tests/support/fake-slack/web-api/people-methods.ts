import { setReaction, tellReaction } from '../messages.ts'
import { apiMessage } from '../payload-messages.ts'
import type { Channel, Json, Member, Message, Team } from '../state.ts'
import { type Caller, channelArg, flagArg, type Method, page, refuse, stringArg } from './method.ts'

/** Who people are, and their reactions. */
export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': { scopes: [], run: authTest },
  'api.test': { scopes: [], run: ({ args }) => ({ args }) },
  'users.info': { scopes: ['users:read'], run: userInfo },
  'users.list': { scopes: ['users:read'], run: userList },
  'team.info': { scopes: ['team:read'], run: teamInfo },
  'bots.info': { scopes: ['users:read'], run: botInfo },
  'usergroups.users.list': { scopes: ['usergroups:read'], run: groupUsers },
  'usergroups.list': { scopes: ['usergroups:read'], run: groupList },
  'reactions.add': { scopes: ['reactions:write'], run: (caller) => react(caller, true) },
  'reactions.remove': { scopes: ['reactions:write'], run: (caller) => react(caller, false) },
  'reactions.get': { scopes: ['reactions:read'], run: reactions },
}

function authTest({ slack, team }: Caller): Json {
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: slack.app.name,
    team_id: team.id,
    user_id: team.botUser,
    bot_id: team.botId,
    is_enterprise_install: false,
  }
}

function userInfo(caller: Caller): Json {
  const member = caller.team.people.get(stringArg(caller, 'user'))
  if (member === undefined) return refuse('user_not_found')
  return { user: userFields(caller.team, member) }
}

function userList(caller: Caller): Json {
  const { items, next } = page(caller, [...caller.team.people.values()])
  return { members: items.map((one) => userFields(caller.team, one)), response_metadata: { next_cursor: next } }
}

function userFields(team: Team, member: Member): Json {
  const stranger = member.from !== undefined
  return {
    id: member.id,
    team_id: member.from ?? team.id,
    name: member.name,
    deleted: false,
    color: '9f69e7',
    real_name: member.realName,
    // bots have nulls where people have something
    tz: member.bot ? null : member.zone,
    tz_label: member.bot ? null : member.zone,
    tz_offset: 0,
    profile: {
      real_name: member.realName,
      real_name_normalized: member.realName,
      display_name: member.bot ? null : member.name,
      display_name_normalized: member.name,
      team: member.from ?? team.id,
      ...(member.bot ? { bot_id: member.id === team.botUser ? team.botId : `B${member.id}`, api_app_id: '' } : {}),
    },
    ...(stranger
      ? { is_stranger: true }
      : { is_admin: member.admin || member.owner, is_owner: member.owner, is_primary_owner: false }),
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: member.bot,
    is_app_user: false,
    updated: 1_700_000_000,
  }
}

function teamInfo({ team }: Caller): Json {
  return { team: { id: team.id, name: team.name, domain: team.domain, email_domain: '', icon: {} } }
}

function botInfo({ slack, team, args }: Caller): Json {
  if (args.bot !== team.botId) return refuse('bot_not_found')
  const { id, name } = slack.app
  return { bot: { id: team.botId, deleted: false, name, updated: 1_700_000_000, app_id: id, user_id: team.botUser } }
}

function groupUsers(caller: Caller): Json {
  const group = stringArg(caller, 'usergroup')
  const users = [...caller.team.people.values()].filter((one) => one.groups.includes(group))
  if (users.length === 0) return refuse('no_such_subteam')
  return { users: users.map((one) => one.id) }
}

function groupList(caller: Caller): Json {
  const { team } = caller
  const people = [...team.people.values()]
  const ids = [...new Set(people.flatMap((one) => one.groups))]
  const users = (id: string) =>
    flagArg(caller, 'include_users')
      ? { users: people.filter((one) => one.groups.includes(id)).map((one) => one.id) }
      : {}
  const common = { team_id: team.id, is_usergroup: true, is_subteam: true, auto_type: null, date_delete: 0 }
  return { usergroups: ids.map((id) => ({ id, ...common, name: `The ${id}`, handle: id.toLowerCase(), ...users(id) })) }
}

function react(caller: Caller, added: boolean): Json {
  const { slack, team } = caller
  const channel = channelArg(caller)
  const name = stringArg(caller, 'name')
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) refuse('invalid_name', `“${name}” is no emoji's name`)
  if (channel.archived) refuse('is_archived')
  if (!channel.members.has(team.botUser)) refuse('not_in_channel')
  const message = reactedMessage(caller, channel, 'timestamp')
  if (!setReaction(message, team.botUser, name, added)) refuse(added ? 'already_reacted' : 'no_reaction')
  void tellReaction(slack, team, channel, message, { user: team.botUser, name, added })
  return {}
}

function reactedMessage(caller: Caller, channel: Channel, name: string): Message {
  const message = channel.messages.find((one) => one.ts === stringArg(caller, name) && one.onlyFor === undefined)
  return message ?? refuse('message_not_found')
}

function reactions(caller: Caller): Json {
  const { slack, team } = caller
  const channel = channelArg(caller)
  const message = reactedMessage(caller, channel, 'timestamp')
  const include = { metadata: false, reactions: true }
  return { type: 'message', channel: channel.id, message: apiMessage(slack, team, channel, message, include) }
}
