import { withoutUndefined } from './blocks.ts'
import { type Channel, type Json, type Message, repliesOf, type Slack, type SlackFile, type Team } from './state.ts'

/** Messages as Slack sends them: `samples/` holds the fields, a test compares. */

export function channelType(channel: Channel): string {
  if (channel.kind === 'im') return 'im'
  return channel.kind === 'private' ? 'group' : 'channel'
}

/** A message as message_changed, message_deleted and interactions carry it; without its place. */
export function messageFields(slack: Slack, team: Team, channel: Channel, message: Message): Json {
  const replies = repliesOf(channel, message.ts)
  return withoutUndefined({
    type: 'message',
    subtype: subtypeOf(message),
    hidden: message.tombstone,
    ...authorFields(slack, team, message),
    text: message.text,
    ts: message.ts,
    blocks: message.blocks.length === 0 ? undefined : message.blocks,
    attachments: message.attachments,
    ...filesOf(slack, team, message),
    edited: message.edited,
    thread_ts: message.thread ?? (replies.length > 0 ? message.ts : undefined),
    parent_user_id: channel.messages.find((one) => one.ts === message.thread)?.user,
    ...(replies.length === 0 ? {} : threadFields(replies)),
  })
}

function subtypeOf(message: Message): string | undefined {
  if (message.tombstone) return 'tombstone'
  if (message.broadcast) return 'thread_broadcast'
  return message.files.length > 0 ? 'file_share' : undefined
}

function authorFields(slack: Slack, team: Team, message: Message): Json {
  const from = team.people.get(message.user)?.from
  const person = message.fromBot || message.tombstone ? {} : { client_msg_id: `${message.ts}-client` }
  return {
    user: message.user,
    team: from ?? team.id,
    ...(from === undefined ? {} : { user_team: from, source_team: from }),
    ...(message.fromBot ? botFields(slack, team) : person),
  }
}

function filesOf(slack: Slack, team: Team, message: Message): Json {
  if (message.files.length === 0) return {}
  return { files: message.files.map((file) => fileFields(slack, team, file)), upload: false, display_as_bot: false }
}

function threadFields(replies: readonly Message[]): Json {
  return {
    reply_count: replies.length,
    reply_users_count: new Set(replies.map((reply) => reply.user)).size,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  }
}

/** What the Web API answers says more than events do. */
export function apiMessage(
  slack: Slack,
  team: Team,
  channel: Channel,
  message: Message,
  include: { readonly metadata: boolean; readonly reactions: boolean },
): Json {
  const users = [...new Set(repliesOf(channel, message.ts).map((reply) => reply.user))]
  const reactions = message.reactions.map(({ name, users: by }) => ({ name, users: [...by], count: by.length }))
  return {
    ...messageFields(slack, team, channel, message),
    ...(message.fromBot ? { app_id: slack.app.id } : {}),
    ...(users.length === 0 ? {} : { reply_users: users }),
    ...(include.metadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    ...(include.reactions && reactions.length > 0 ? { reactions } : {}),
  }
}

export function botFields(slack: Slack, team: Team): Json {
  return {
    bot_id: team.botId,
    bot_profile: {
      id: team.botId,
      deleted: false,
      name: slack.app.name,
      updated: 1_700_000_000,
      app_id: slack.app.id,
      icons: { image_36: `${slack.url}/36.png`, image_48: `${slack.url}/48.png`, image_72: `${slack.url}/72.png` },
      team_id: team.id,
    },
  }
}

export function fileFields(slack: Slack, team: Team, file: SlackFile): Json {
  const extension = file.name.includes('.') ? (file.name.split('.').at(-1) ?? '') : ''
  return {
    id: file.id,
    created: Math.floor(file.created / 1_000),
    timestamp: Math.floor(file.created / 1_000),
    name: file.name,
    title: file.name,
    mimetype: file.type,
    filetype: extension,
    pretty_type: extension.toUpperCase(),
    user: file.user,
    user_team: team.id,
    editable: false,
    size: file.size ?? Buffer.byteLength(file.text),
    mode: file.external ? 'external' : 'hosted',
    is_external: file.external ?? false,
    external_type: file.external ? 'gdrive' : '',
    is_public: true,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: file.external ? 'https://drive.example.com/file' : `${slack.url}/files/${file.id}`,
    url_private_download: `${slack.url}/files/${file.id}/download`,
    permalink: `${slack.url}/permalink/${file.id}`,
    permalink_public: `${slack.url}/public/${file.id}`,
    has_rich_preview: false,
    file_access: 'visible',
  }
}

/** The event of a new message. Those of files and broadcasts say nothing about bots. */
export function messageEvent(slack: Slack, team: Team, channel: Channel, message: Message): Json {
  const fields = messageFields(slack, team, channel, message)
  return withoutUndefined({
    ...fields,
    ...(fields.subtype === undefined ? {} : { bot_id: undefined, bot_profile: undefined }),
    ...(message.broadcast ? { parent_user_id: undefined, root: rootFields(slack, team, channel, message) } : {}),
    channel: channel.id,
    event_ts: message.ts,
    channel_type: channelType(channel),
  })
}

function rootFields(slack: Slack, team: Team, channel: Channel, message: Message): Json | undefined {
  const root = channel.messages.find((one) => one.ts === message.thread)
  if (root === undefined) return undefined
  const users = [...new Set(repliesOf(channel, root.ts).map((reply) => reply.user))]
  return { ...messageFields(slack, team, channel, root), reply_users: users, parent_user_id: root.user }
}

export function changedEvent(slack: Slack, channel: Channel, message: Json, previous: Json): Json {
  const ts = slack.nextTs()
  return {
    type: 'message',
    subtype: 'message_changed',
    message,
    previous_message: previous,
    channel: channel.id,
    hidden: true,
    ts,
    event_ts: ts,
    channel_type: channelType(channel),
  }
}

export function deletedEvent(slack: Slack, channel: Channel, previous: Json): Json {
  const ts = slack.nextTs()
  return {
    type: 'message',
    subtype: 'message_deleted',
    previous_message: previous,
    channel: channel.id,
    hidden: true,
    deleted_ts: previous.ts,
    ts,
    event_ts: ts,
    channel_type: channelType(channel),
  }
}
