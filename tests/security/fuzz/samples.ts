/** One of each kind that the adapters read, in the platforms' own shapes: what the fuzzing puts slips into. */

const slackTeam = { token: 'x', team_id: 'T1', api_app_id: 'A1' }
const envelope = (event: object) => ({
  ...slackTeam,
  context_team_id: 'T1',
  event,
  type: 'event_callback',
  event_id: 'Ev1',
  event_time: 1_772_000_000,
  authorizations: [{ enterprise_id: null, team_id: 'T1', user_id: 'UBOT', is_bot: true, is_enterprise_install: false }],
})
const file = { id: 'F1', name: 'a.csv', title: 'a', mimetype: 'text/csv', mode: 'hosted', is_external: false, size: 9 }
const said = {
  type: 'message',
  user: 'U1',
  ts: '1772000000.000100',
  text: 'Give <@U2|cy> a key :tada:',
  channel: 'C1',
  channel_type: 'channel',
  thread_ts: '1771000000.000100',
  event_ts: '1772000000.000100',
  files: [file],
}
const interaction = {
  ...slackTeam,
  user: { id: 'U1', username: 'bo', name: 'bo', team_id: 'T1' },
  team: { id: 'T1', domain: 'study' },
  enterprise: null,
  is_enterprise_install: false,
  trigger_id: '1.2.abc',
}
const view = {
  id: 'V1',
  team_id: 'T1',
  type: 'modal',
  callback_id: 'schedule-add',
  hash: '1.a',
  title: {},
  blocks: [],
  private_metadata: '{"from":"channel","place":"C1","message":"1772000000.000100"}',
  state: {
    values: {
      channel: { channel: { type: 'conversations_select', selected_conversation: 'C1' } },
      time: { time: { type: 'plain_text_input', value: '09:00' } },
      days: { days: { type: 'checkboxes', selected_options: [{ value: '1', text: {} }] } },
      zone: { zone: { type: 'static_select', selected_option: { value: 'UTC', text: {} } } },
    },
  },
}
const press = (action: object) => ({
  ...interaction,
  type: 'block_actions',
  container: { type: 'message', message_ts: '1772000000.000100', channel_id: 'C1', is_ephemeral: false },
  channel: { id: 'C1', name: 'general' },
  message: { type: 'message', ts: '1772000000.000100', thread_ts: '1771000000.000100', text: 'x' },
  response_url: 'https://hooks.slack.com/actions/T1/1/x',
  actions: [{ block_id: 'b', action_ts: '1772000000.1', ...action }],
})

export const slackBodies: readonly object[] = [
  envelope(said),
  envelope({
    type: 'message',
    subtype: 'message_changed',
    channel: 'C1',
    ts: '1772000001.000100',
    event_ts: '1772000001.1',
    message: { ...said, text: 'Better', edited: { user: 'U1', ts: '1772000001.000000' } },
    previous_message: said,
  }),
  envelope({
    type: 'message',
    subtype: 'message_deleted',
    channel: 'C1',
    ts: '1772000002.000100',
    deleted_ts: '1772000000.000100',
    previous_message: said,
    event_ts: '1772000002.1',
  }),
  envelope({
    type: 'reaction_added',
    user: 'U1',
    reaction: '+1',
    event_ts: '1772000000.1',
    item_user: 'U2',
    item: { type: 'message', channel: 'C1', ts: '1772000000.000100' },
  }),
  envelope({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home', event_ts: '1772000000.1' }),
  envelope({ type: 'app_uninstalled', event_ts: '1772000000.1' }),
  envelope({ type: 'tokens_revoked', tokens: { oauth: [], bot: ['UBOT'] }, event_ts: '1772000000.1' }),
  {
    ...slackTeam,
    team_domain: 'study',
    channel_id: 'C1',
    channel_name: 'general',
    user_id: 'U1',
    user_name: 'bo',
    command: '/study',
    text: 'pin <@U2|cy> 2026-03-04',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T1/1/x',
    trigger_id: '1.2.abc',
  },
  press({ type: 'button', action_id: 'vote:1', value: 'vote:1', text: {} }),
  press({ type: 'static_select', action_id: 'quiz-pick:1', selected_option: { value: '2', text: {} } }),
  press({ type: 'multi_static_select', action_id: 'quiz-pick:1', selected_options: [{ value: '2', text: {} }] }),
  press({ type: 'overflow', action_id: 'more', selected_option: { value: 'flag:1', text: {} } }),
  {
    ...interaction,
    type: 'message_action',
    callback_id: 'remove-answer',
    message_ts: '1772000000.000100',
    channel: { id: 'C1', name: 'general' },
    message: said,
    response_url: 'https://hooks.slack.com/app/T1/1/x',
  },
  { ...interaction, type: 'view_submission', view, response_urls: [] },
  { ...interaction, type: 'view_closed', view, is_cleared: false },
]

const someone = { id: '11', username: 'bo', global_name: 'Bo', discriminator: '0', avatar: null }
const member = { nick: 'Bobo', roles: ['77'], permissions: '2147483648', joined_at: '2026-01-01T00:00:00.000000+00:00' }
const ids = { channel_id: '22', guild_id: '33' }
const written = {
  id: '1478000000000000000',
  ...ids,
  type: 0,
  author: someone,
  member,
  content: 'Use <@44> a **key**',
  timestamp: '2026-03-02T08:00:00.000000+00:00',
  edited_timestamp: null,
  flags: 0,
  pinned: false,
  attachments: [
    { id: '5', filename: 'a.png', content_type: 'image/png', size: 9, url: 'https://cdn.discordapp.com/a' },
  ],
  mentions: [{ ...someone, id: '44', member }],
}

export const discordDispatches: readonly object[] = [
  { t: 'MESSAGE_CREATE', d: written },
  { t: 'MESSAGE_UPDATE', d: { ...written, edited_timestamp: '2026-03-02T08:01:00.000000+00:00' } },
  { t: 'MESSAGE_DELETE', d: { id: '1478000000000000000', ...ids } },
  { t: 'MESSAGE_DELETE_BULK', d: { ids: ['1478000000000000000', '2'], ...ids } },
  {
    t: 'MESSAGE_REACTION_ADD',
    d: {
      user_id: '11',
      message_id: '55',
      ...ids,
      emoji: { id: null, name: '👍' },
      member: { ...member, user: someone },
    },
  },
  { t: 'MESSAGE_REACTION_REMOVE', d: { user_id: '11', message_id: '55', ...ids, emoji: { id: '9', name: 'parrot' } } },
  { t: 'GUILD_BAN_ADD', d: { guild_id: '33', user: someone } },
  { t: 'CHANNEL_DELETE', d: { id: '22', guild_id: '33', type: 0 } },
]

const asked = {
  id: '1478000000000000001',
  application_id: '1',
  token: 'tok',
  version: 1,
  ...ids,
  member: { ...member, user: someone },
}
const resolved = {
  messages: { '55': { id: '55', attachments: [{ filename: 'a.csv', size: 9, url: 'https://cdn.discordapp.com/a' }] } },
}
const { member: _inServer, guild_id: _guild, ...alone } = asked

export const discordInteractions: readonly object[] = [
  {
    ...asked,
    type: 2,
    data: {
      id: '1',
      name: 'study-admin',
      type: 1,
      options: [{ type: 1, name: 'exclude', options: [{ type: 6, name: 'member', value: '44' }] }],
    },
  },
  { ...asked, type: 2, data: { id: '1', name: 'leaderboard', type: 1, options: [{ type: 3, name: 'w', value: 'x' }] } },
  { ...asked, type: 2, data: { id: '2', name: 'Remove this answer', type: 3, target_id: '55', resolved } },
  { ...asked, type: 3, message: { id: '55', flags: 64 }, data: { custom_id: '1~vote:1', component_type: 2 } },
  { ...asked, type: 3, message: { id: '55' }, data: { custom_id: 'quiz-pick:1', component_type: 3, values: ['1'] } },
  { ...asked, type: 3, message: { id: '55' }, data: { custom_id: 'again:1', component_type: 2 } },
  { ...alone, type: 3, user: someone, message: { id: '55' }, data: { custom_id: '@33 review:1', component_type: 2 } },
  {
    ...asked,
    type: 4,
    data: {
      id: '1',
      name: 'question',
      type: 1,
      options: [{ type: 1, name: 'pin', options: [{ type: 3, name: 'question', value: 'key', focused: true }] }],
    },
  },
  {
    ...asked,
    type: 5,
    message: { id: '55' },
    data: {
      custom_id: 'schedule-add',
      components: [
        { type: 10, id: 1 },
        { type: 18, id: 2, component: { type: 4, id: 3, custom_id: 'time', value: '09:00' } },
        { type: 18, id: 4, component: { type: 3, id: 5, custom_id: 'days', values: ['1', '2'] } },
      ],
    },
  },
]

export const roomActions: readonly object[] = [
  { as: 'ada', channel: 'c', text: 'hello', thread: 1 },
  { as: 'ada', message: 1, text: 'better' },
  { as: 'ada', message: 1, emoji: '👍', on: true },
  { as: 'ada', channel: 'c', words: 'study help' },
  { as: 'ada', message: 1, button: 'vote:1', values: ['1'], inThread: true },
  { as: 'ada', channel: 'c', form: 'schedule-add', values: { time: ['09:00'] }, message: 1 },
  { as: 'ada', do: 'skip' },
  { to: '2026-03-02T08:00:00Z' },
]
