import { isJson, withoutUndefined } from './blocks.ts'
import type { Channel, Json, Member, Slack, Team, View } from './state.ts'

/** What Slack sends, in its own shapes: `samples/` holds the fields, a test compares. */

/** Slack's old verification token, which no app should look at. */
const verificationToken = 'XXYYZZ'

export function eventBody(slack: Slack, team: Team, event: Json, strangers: boolean): Json {
  const eventId = slack.nextId('Ev')
  return {
    token: verificationToken,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: slack.app.id,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(slack.now() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: team.botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: strangers,
    event_context: `4-${eventId}`,
  }
}

export function commandBody(
  slack: Slack,
  team: Team,
  member: Member,
  channel: Channel,
  command: { readonly command: string; readonly text: string; readonly trigger: string; readonly responseUrl: string },
): Json {
  return {
    token: verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: member.id,
    user_name: member.name,
    command: command.command,
    text: command.text,
    api_app_id: slack.app.id,
    is_enterprise_install: 'false',
    response_url: command.responseUrl,
    trigger_id: command.trigger,
  }
}

/** What all interactions begin with. */
export function interactionBody(slack: Slack, team: Team, member: Member, type: string): Json {
  return {
    type,
    user: { id: member.id, username: member.name, name: member.name, team_id: member.from ?? team.id },
    api_app_id: slack.app.id,
    token: verificationToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  }
}

/** A view as the Web API answers and interactions carry it. */
export function viewFields(slack: Slack, team: Team, view: View): Json {
  const { source } = view
  return withoutUndefined({
    id: view.id,
    team_id: team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: source.private_metadata ?? '',
    callback_id: source.callback_id ?? '',
    state: { values: Object.fromEntries(view.values) },
    hash: view.hash,
    title: view.type === 'modal' ? plainText(source.title) : { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: source.clear_on_close ?? false,
    notify_on_close: source.notify_on_close ?? false,
    close: plainText(source.close),
    submit: plainText(source.submit),
    previous_view_id: view.previous ?? null,
    root_view_id: view.root,
    app_id: slack.app.id,
    external_id: source.external_id ?? '',
    app_installed_team_id: team.id,
    bot_id: team.botId,
  })
}

function plainText(text: unknown): Json | null {
  return isJson(text) ? { type: 'plain_text', text: text.text, emoji: text.emoji ?? true } : null
}
