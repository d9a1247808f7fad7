import type { Json, Slack, Team, TokenRecord } from './state.ts'

/** The app leaves a workspace: tokens are dead first, then comes the news, in either order. */
export async function leave(slack: Slack, team: Team, order: 'uninstalled-first' | 'revoked-first'): Promise<void> {
  killTokens(slack, team, 'account_inactive')
  forget(team)
  slack.changed()
  const news = [{ type: 'app_uninstalled' }, revoked(team)]
  for (const event of order === 'uninstalled-first' ? news : news.reverse()) await slack.event(team, event)
}

/** The bot's token dies alone. */
export async function revoke(slack: Slack, team: Team): Promise<void> {
  killTokens(slack, team, 'token_revoked')
  slack.changed()
  await slack.event(team, revoked(team))
}

function revoked(team: Team): Json {
  return { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUser] } }
}

function killTokens(slack: Slack, team: Team, dead: TokenRecord['dead']): void {
  for (const record of slack.tokens.values()) if (record.team === team.id) record.dead = dead
  for (const record of slack.refreshTokens.values()) if (record.team === team.id) record.used = true
}

function forget(team: Team): void {
  team.installed = false
  team.modals.clear()
  team.homes.clear()
  for (const channel of team.channels.values()) channel.members.delete(team.botUser)
}
