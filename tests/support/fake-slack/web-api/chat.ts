import { withIds } from '../blocks.ts'
import { messageProblem, pictureProblem } from '../checks.ts'
import { directChannel } from '../making.ts'
import { changeMessage, deleteMessage, postMessage } from '../messages.ts'
import { apiMessage } from '../payload-messages.ts'
import { type Channel, type Json, type Message, messageOf } from '../state.ts'
import {
  type Caller,
  channelArg,
  flagArg,
  type Method,
  messageArg,
  refuse,
  refuseProblem,
  stringArg,
  wantWritable,
} from './method.ts'

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { scopes: ['chat:write'], run: post },
  'chat.update': { scopes: ['chat:write'], run: update },
  'chat.delete': { scopes: ['chat:write'], run: remove },
  'chat.postEphemeral': { scopes: ['chat:write'], run: postEphemeral },
  'chat.getPermalink': { scopes: [], run: permalink },
}

function post(caller: Caller): Json {
  const { slack, team, args } = caller
  const channel = postChannel(caller)
  wantWritable(caller, channel)
  refuseProblem(messageProblem(args) ?? pictureProblem(slack, team, args.blocks))
  const { message } = postMessage(slack, team, channel, {
    user: team.botUser,
    fromBot: true,
    text: typeof args.text === 'string' ? args.text : '',
    blocks: withIds(slack, args.blocks),
    broadcast: flagArg(caller, 'reply_broadcast'),
    metadata: args.metadata,
    ...threadOf(caller, channel),
  })
  return {
    channel: channel.id,
    ts: message.ts,
    message: apiMessage(slack, team, channel, message, { metadata: true, reactions: false }),
  }
}

/** A person's id stands for the direct messages with them. */
function postChannel(caller: Caller): Channel {
  const { slack, team, args } = caller
  const member = typeof args.channel === 'string' ? team.people.get(args.channel) : undefined
  return member === undefined ? channelArg(caller) : directChannel(slack, team, member.id)
}

function threadOf(caller: Caller, channel: Channel): { thread?: string } {
  const given = caller.args.thread_ts
  if (given === undefined) return {}
  const thread = stringArg(caller, 'thread_ts')
  if (!/^\d+\.\d{6}$/.test(thread)) refuse('invalid_thread_ts', `“${thread}” is no message id`)
  const opening = messageOf(channel, thread)
  if (opening === undefined) refuse('thread_not_found')
  if (opening?.thread !== undefined) refuse('thread_not_found', 'a reply was taken for the opening of a thread')
  return { thread }
}

function update(caller: Caller): Json {
  const { slack, team, args } = caller
  const channel = channelArg(caller)
  const message = ownMessage(caller, channel, 'cant_update_message')
  if (channel.archived) refuse('is_archived')
  refuseProblem(messageProblem(args) ?? pictureProblem(slack, team, args.blocks))
  changeMessage(slack, team, channel, message, () => {
    // Left out, they stay, even with a new text (slackapi/python-slack-sdk#523).
    if (args.blocks !== undefined) message.blocks = withIds(slack, args.blocks)
    if (typeof args.text === 'string') message.text = args.text
    if (args.metadata !== undefined) message.metadata = args.metadata
    message.edited = { user: team.botUser, ts: slack.nextTs() }
  })
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: apiMessage(slack, team, channel, message, { metadata: true, reactions: false }),
  }
}

function remove(caller: Caller): Json {
  const { slack, team } = caller
  const channel = channelArg(caller)
  const message = ownMessage(caller, channel, 'cant_delete_message')
  deleteMessage(slack, team, channel, message)
  return { channel: channel.id, ts: message.ts }
}

function ownMessage(caller: Caller, channel: Channel, error: string): Message {
  const message = messageArg(caller, channel, 'ts')
  if (message.onlyFor !== undefined || message.tombstone) refuse('message_not_found')
  if (message.user !== caller.team.botUser) refuse(error, 'a bot changes its own messages only')
  return message
}

function postEphemeral(caller: Caller): Json {
  const { slack, team, args } = caller
  const channel = channelArg(caller)
  wantWritable(caller, channel)
  const user = stringArg(caller, 'user')
  if (!channel.members.has(user)) refuse('user_not_in_channel')
  refuseProblem(messageProblem(args) ?? pictureProblem(slack, team, args.blocks))
  const { message } = postMessage(slack, team, channel, {
    user: team.botUser,
    fromBot: true,
    text: typeof args.text === 'string' ? args.text : '',
    blocks: withIds(slack, args.blocks),
    onlyFor: user,
    ...threadOf(caller, channel),
  })
  return { message_ts: message.ts }
}

function permalink(caller: Caller): Json {
  const channel = channelArg(caller)
  const message = messageArg(caller, channel, 'message_ts')
  const place = `https://${caller.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`
  const reply = message.thread === undefined ? '' : `?thread_ts=${message.thread}&cid=${channel.id}`
  return { channel: channel.id, permalink: place + reply }
}
