import { sameEmoji, setReaction } from '../message-life.ts'
import { userFields } from '../payloads.ts'
import { may } from '../permissions.ts'
import type { Channel, Discord, Message, Reaction } from '../state.ts'
import { userOf } from '../state.ts'
import { wantAwake } from './messages.ts'
import {
  type Answer,
  askedChannel,
  askedMessage,
  done,
  type Handler,
  ok,
  Refusal,
  type Request,
  wantPermission,
} from './request.ts'

/** Reactions; an emoji is `👍` or `name:id`. */

const base = '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}'

export const reactionRoutes: Readonly<Record<string, Handler>> = {
  [`PUT ${base}/@me`]: (request) => react(request, true),
  [`DELETE ${base}/@me`]: (request) => react(request, false),
  [`DELETE ${base}/{user_id}`]: removeOther,
  [`GET ${base}`]: listUsers,
}

interface Asked {
  readonly channel: Channel
  readonly message: Message
  readonly emoji: Reaction['emoji']
}

function asked(request: Request): Asked {
  const channel = askedChannel(request)
  const message = askedMessage(channel, request.params.message_id)
  return { channel, message, emoji: emojiOf(request.discord, request.params.emoji_name ?? '') }
}

function emojiOf(discord: Discord, written: string): Reaction['emoji'] {
  const [, id] = /^[^:]+:(\d+)$/.exec(written) ?? []
  if (id !== undefined) {
    const found = [...discord.guilds.values()].map(({ emojis }) => emojis.get(id)).find((one) => one !== undefined)
    if (found === undefined) throw new Refusal(400, 10014)
    return found
  }
  const isEmoji = /^\p{RGI_Emoji}$/v.test(written) || /^\p{Extended_Pictographic}\uFE0F?$/u.test(written)
  if (!isEmoji) throw new Refusal(400, 10014)
  return { id: null, name: written }
}

function react(request: Request, added: boolean): Answer {
  const { discord } = request
  const { channel, message, emoji } = asked(request)
  wantAwake(channel)
  if (added) {
    wantPermission(discord, channel, 'READ_MESSAGE_HISTORY')
    const isFirst = !message.reactions.some((one) => sameEmoji(one.emoji, emoji))
    if (isFirst && channel.guild !== undefined) wantPermission(discord, channel, 'ADD_REACTIONS')
  }
  setReaction(discord, channel, message, { emoji, user: discord.bot.id, added })
  return done
}

function removeOther(request: Request): Answer {
  const { discord, params } = request
  const { channel, message, emoji } = asked(request)
  wantPermission(discord, channel, 'MANAGE_MESSAGES')
  setReaction(discord, channel, message, { emoji, user: params.user_id ?? '', added: false })
  return done
}

/** By the users' ids, after one of them. */
function listUsers(request: Request): Answer {
  const { discord, query } = request
  const { channel, message, emoji } = asked(request)
  if (!may(discord, channel, discord.bot.id, 'READ_MESSAGE_HISTORY')) throw new Refusal(403, 50013)
  const after = BigInt(query.get('after') ?? 0)
  const users = message.reactions.find((one) => sameEmoji(one.emoji, emoji))?.users ?? []
  const page = users.filter((id) => BigInt(id) > after).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  return ok(page.slice(0, Number(query.get('limit') ?? 25)).map((id) => userFields(userOf(discord, id))))
}
