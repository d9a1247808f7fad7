import { leave, revoke } from '../leaving.ts'
import { install, tokenLife } from '../making.ts'
import { type Json, type Slack, type Team, teamOf } from '../state.ts'
import { type Caller, type Method, SlackRefusal } from './method.ts'

/** Coming and going of the app. */

export const leavingMethods: Readonly<Record<string, Method>> = {
  'auth.revoke': { scopes: [], run: revokeToken },
  'apps.uninstall': { scopes: [], run: uninstall },
}

function revokeToken({ slack, team, args }: Caller): Json {
  const isTest = args.test === true || args.test === 'true'
  if (!isTest) void revoke(slack, team)
  return { revoked: !isTest }
}

function uninstall({ slack, team, args }: Caller): Json {
  if (args.client_id !== slack.app.clientId || args.client_secret !== slack.app.clientSecret) {
    throw new SlackRefusal('bad_client_secret', 'apps.uninstall with a wrong client id or secret')
  }
  void leave(slack, team, 'uninstalled-first')
  return {}
}

/** `oauth.v2.access`: a code once, a refresh token once. */
export function oauthAccess(slack: Slack, args: Json, basic: { id: string; secret: string } | undefined): Json {
  const id = args.client_id ?? basic?.id
  const secret = args.client_secret ?? basic?.secret
  if (id !== slack.app.clientId) throw new SlackRefusal('invalid_client_id', 'a wrong client id')
  if (secret !== slack.app.clientSecret) throw new SlackRefusal('bad_client_secret', 'a wrong client secret')
  return args.grant_type === 'refresh_token' ? refresh(slack, args) : exchange(slack, args)
}

function exchange(slack: Slack, args: Json): Json {
  const code = slack.codes.get(String(args.code))
  if (code === undefined) throw new SlackRefusal('invalid_code')
  if (code.used) throw new SlackRefusal('invalid_code', 'an OAuth code was used twice')
  if ((args.redirect_uri ?? null) !== code.redirect) {
    throw new SlackRefusal('bad_redirect_uri', 'the redirect_uri is not the one that was authorized')
  }
  code.used = true
  const team = teamOf(slack, code.team)
  install(slack, team)
  slack.changed()
  return granted(slack, team, { id: installer(team) })
}

function refresh(slack: Slack, args: Json): Json {
  const record = slack.refreshTokens.get(String(args.refresh_token))
  if (record === undefined) throw new SlackRefusal('invalid_refresh_token')
  if (record.used) throw new SlackRefusal('invalid_refresh_token', 'a refresh token was used twice')
  const team = teamOf(slack, record.team)
  if (!team.installed) throw new SlackRefusal('invalid_refresh_token')
  record.used = true
  install(slack, team)
  slack.changed()
  return granted(slack, team)
}

function installer(team: Team): string {
  const people = [...team.people.values()].filter((one) => !one.bot)
  return (people.find((one) => one.admin || one.owner) ?? people[0])?.id ?? 'U0INSTALLER'
}

function granted(slack: Slack, team: Team, user?: Json): Json {
  return {
    app_id: slack.app.id,
    ...(user === undefined ? {} : { authed_user: user }),
    scope: team.scopes.join(','),
    token_type: 'bot',
    access_token: team.botToken,
    bot_user_id: team.botUser,
    ...(slack.app.rotation ? { refresh_token: team.refreshToken, expires_in: tokenLife } : {}),
    team: { id: team.id, name: team.name },
    enterprise: null,
    is_enterprise_install: false,
  }
}
