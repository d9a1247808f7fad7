import { changedEvent, deletedEvent, messageEvent, messageFields } from './payload-messages.ts'
import { type Channel, type Json, type Message, repliesOf, type Slack, type SlackFile, type Team } from './state.ts'
import type { Delivery } from './types.ts'

/** What happens to messages, whoever does it; each tells the app as Slack would. */

export interface Draft {
  readonly user: string
  readonly fromBot: boolean
  readonly text: string
  readonly blocks?: Json[]
  readonly thread?: string
  readonly broadcast?: boolean
  readonly metadata?: unknown
  readonly files?: SlackFile[]
  readonly onlyFor?: string
}

/** `told` resolves when the app has acknowledged; undefined where it cannot hear it. */
export interface Happened {
  readonly message: Message
  readonly told: Promise<Delivery | undefined>
}

export function postMessage(slack: Slack, team: Team, channel: Channel, draft: Draft): Happened {
  const message: Message = {
    ts: slack.nextTs(),
    ...(draft.thread === undefined ? {} : { thread: draft.thread }),
    user: draft.user,
    fromBot: draft.fromBot,
    text: draft.text,
    blocks: draft.blocks ?? [],
    metadata: draft.metadata,
    files: draft.files ?? [],
    reactions: [],
    broadcast: draft.broadcast ?? false,
    ...(draft.onlyFor === undefined ? {} : { onlyFor: draft.onlyFor }),
  }
  channel.messages.push(message)
  slack.changed()
  if (message.onlyFor !== undefined) return { message, told: Promise.resolve(undefined) }
  return { message, told: tell(slack, team, channel, messageEvent(slack, team, channel, message), message.user) }
}

export function changeMessage(
  slack: Slack,
  team: Team,
  channel: Channel,
  message: Message,
  change: () => void,
): Happened {
  const previous = messageFields(slack, team, channel, message)
  change()
  slack.changed()
  if (message.onlyFor !== undefined) return { message, told: Promise.resolve(undefined) }
  const event = changedEvent(slack, channel, messageFields(slack, team, channel, message), previous)
  return { message, told: tell(slack, team, channel, event, message.user) }
}

/** An opening with replies stays as a tombstone, and Slack calls that a change. */
export function deleteMessage(slack: Slack, team: Team, channel: Channel, message: Message): Happened {
  if (repliesOf(channel, message.ts).length > 0) {
    return changeMessage(slack, team, channel, message, () => {
      message.tombstone = true
      message.text = 'This message was deleted.'
      message.blocks = []
      message.files = []
    })
  }
  const previous = messageFields(slack, team, channel, message)
  channel.messages.splice(channel.messages.indexOf(message), 1)
  slack.changed()
  if (message.onlyFor !== undefined) return { message, told: Promise.resolve(undefined) }
  return { message, told: tell(slack, team, channel, deletedEvent(slack, channel, previous), message.user) }
}

/** False where it was already so. */
export function setReaction(message: Message, user: string, name: string, there: boolean): boolean {
  const reaction = message.reactions.find((one) => one.name === name)
  if ((reaction?.users.includes(user) ?? false) === there) return false
  if (there && reaction === undefined) message.reactions.push({ name, users: [user] })
  else if (there) reaction?.users.push(user)
  else reaction?.users.splice(reaction.users.indexOf(user), 1)
  const empty = message.reactions.findIndex((one) => one.users.length === 0)
  if (empty >= 0) message.reactions.splice(empty, 1)
  return true
}

export function tellReaction(
  slack: Slack,
  team: Team,
  channel: Channel,
  message: Message,
  reaction: { readonly user: string; readonly name: string; readonly added: boolean },
): Promise<Delivery | undefined> {
  slack.changed()
  const event = {
    type: reaction.added ? 'reaction_added' : 'reaction_removed',
    user: reaction.user,
    reaction: reaction.name,
    item: { type: 'message', channel: channel.id, ts: message.ts },
    item_user: message.user,
    event_ts: slack.nextTs(),
  }
  return tell(slack, team, channel, event, reaction.user)
}

/** The app hears of what happens where its bot is. */
function tell(slack: Slack, team: Team, channel: Channel, event: Json, user: string): Promise<Delivery | undefined> {
  if (!channel.members.has(team.botUser)) return Promise.resolve(undefined)
  return slack.event(team, event, { strangers: team.people.get(user)?.from !== undefined })
}
