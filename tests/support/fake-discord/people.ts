import { command, messageCommand, suggest } from './commanding.ts'
import { removeMember } from './guild-events.ts'
import { directChannel } from './making.ts'
import {
  addMessage,
  changeMessage,
  deleteMessages,
  joinThread,
  leaveThread,
  type NewMessage,
  noMentions,
  setReaction,
} from './message-life.ts'
import { channelTypes } from './numbers.ts'
import { choose, openModal, press, submit } from './pressing.ts'
import {
  type Actor,
  findMessage,
  publicMessages,
  seenMessage,
  seenModal,
  seenThreads,
  shownOf,
  visibleTo,
} from './sees.ts'
import {
  type Channel,
  channelOf,
  type Discord,
  type Guild,
  type Mentions,
  type Message,
  memberOf,
  type Reaction,
} from './state.ts'
import type { MessageRef, Person, SayOptions, SeenMessage } from './types.ts'

/** A person in a server: what they do, and what they see. */
export function personNamed(discord: Discord, guild: Guild, name: string): Person {
  const { user } = memberOf(discord, guild, name)
  const actor: Actor = { discord, guild, user }
  const at = (where: string) => place(actor, where)
  return {
    id: user.id,
    name: user.name,
    guild: guild.id,
    say: async (where, text, options = {}) => say(actor, at(where), text, options),
    edit: async (ref, text) => edit(actor, ref, text),
    remove: async (ref) => {
      const { channel, message } = ownMessage(actor, ref)
      deleteMessages(discord, channel, [message.id])
    },
    react: async (ref, emoji) => react(actor, ref, emoji, true),
    unreact: async (ref, emoji) => react(actor, ref, emoji, false),
    command: async (words, where, options = {}) => command(actor, words, at(where), options),
    suggest: async (words, where, option, text, others = {}) =>
      suggest(actor, words, at(where), { option, text, others }),
    press: async (button, on) => press(actor, button, on),
    choose: async (select, values, on) => choose(actor, select, values, on),
    submit: async (values = {}) => submit(actor, values),
    closeModal() {
      const open = openModal(actor)
      if (open === undefined) throw new Error(`${user.name} has no form open`)
      discord.modals.delete(open.key)
      discord.changed()
    },
    messageCommand: async (command, ref) => {
      const { channel, message } = findMessage(discord, ref)
      return messageCommand(actor, command, channel, message)
    },
    leave: async () => removeMember(discord, guild, user.id, false),
    joinThread: async (thread) => joinThread(discord, at(thread), user.id),
    leaveThread: async (thread) => leaveThread(discord, at(thread), user.id),
    closeDms() {
      user.takesDms = false
    },
    openDms() {
      user.takesDms = true
    },
    sees: (where) => (visibleTo(actor, at(where)) ? publicMessages(discord, at(where)) : []),
    message: (ref) => messageSeen(actor, ref),
    threads: (where) => seenThreads(discord, guild, at(where).id),
    ephemerals: (where) => ephemerals(actor, where === undefined ? undefined : at(where)),
    dm: () => publicMessages(discord, directChannel(discord, user.id)),
    modal() {
      const open = openModal(actor)
      return open && seenModal(open.modal)
    },
  }
}

function place({ discord, guild, user }: Actor, where: string): Channel {
  return where === 'dm' ? directChannel(discord, user.id) : channelOf(discord, guild, where)
}

function say(actor: Actor, channel: Channel, text: string, options: SayOptions): SeenMessage {
  const { discord, user } = actor
  wantToSpeak(actor, channel)
  const { reply, files = [] } = options
  const replied = reply === undefined ? undefined : findMessage(discord, reply)
  const message = addMessage(discord, channel, {
    author: user.id,
    content: text,
    attachments: files.map(({ name, type = 'text/plain', text: held = '', size = Buffer.byteLength(held) }) => ({
      id: discord.nextId(),
      name,
      type,
      text: held,
      size,
    })),
    mentions: mentionsOf(actor, text, replied?.message),
    ...(replied === undefined ? {} : { reference: referenceTo(replied) }),
  })
  return seenMessage(discord, channel, message)
}

function wantToSpeak(actor: Actor, channel: Channel): void {
  const { user, guild } = actor
  if (channel.type === channelTypes.forum) throw new Error(`${channel.name} is a forum: start a post in it`)
  if (channel.thread?.locked) throw new Error(`the thread ${channel.name} is locked`)
  if (channel.guild !== undefined && !guild.members.has(user.id)) throw new Error(`${user.name} left ${guild.name}`)
  if (!visibleTo(actor, channel)) throw new Error(`${user.name} cannot see ${channel.name}`)
}

function referenceTo({ channel, message }: ReturnType<typeof findMessage>): NonNullable<NewMessage['reference']> {
  const inGuild = channel.guild === undefined ? {} : { guild_id: channel.guild }
  return { type: 0, channel_id: channel.id, message_id: message.id, ...inGuild }
}

/** A reply pings the one whom it answers. */
function mentionsOf({ discord, guild }: Actor, text: string, replied: Message | undefined): Mentions {
  const written = [...text.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id).filter((id) => discord.users.has(id))
  const users = [...new Set([...written, ...(replied === undefined ? [] : [replied.author])])]
  const roles = [...text.matchAll(/<@&(\d+)>/g)].map(([, id = '']) => id)
  const pinged = roles.filter((id) => guild.roles.get(id)?.mentionable)
  return users.length + pinged.length === 0 ? noMentions : { users, roles: pinged, everyone: false }
}

function ownMessage({ discord, user }: Actor, ref: MessageRef): ReturnType<typeof findMessage> {
  const found = findMessage(discord, ref)
  if (found.message.author !== user.id) throw new Error(`${user.name} did not write ${ref.id}`)
  return found
}

function edit(actor: Actor, ref: MessageRef, text: string): void {
  const { channel, message } = ownMessage(actor, ref)
  if (channel.thread?.archived) throw new Error(`the thread ${channel.name} is archived: nothing in it can be edited`)
  message.content = text
  message.mentions = mentionsOf(actor, text, undefined)
  changeMessage(actor.discord, channel, message)
}

function react(actor: Actor, ref: MessageRef, emoji: string, added: boolean): void {
  const { discord, guild, user } = actor
  const { channel, message } = findMessage(discord, ref)
  if (channel.thread?.archived) throw new Error(`the thread ${channel.name} is archived: nobody can react in it`)
  if (!setReaction(discord, channel, message, { emoji: emojiNamed(guild, emoji), user: user.id, added })) {
    throw new Error(`${user.name} ${added ? 'already reacted' : 'has not reacted'} with ${emoji}`)
  }
}

/** `👍`; a server's own as `parrot`, `:parrot:` or `<:parrot:812>`. */
export function emojiNamed(guild: Guild, written: string): Reaction['emoji'] {
  const name = /^(?:<a?:(\w+):\d+>|:(\w+):|(\w{2,}))$/
    .exec(written)
    ?.slice(1)
    .find((one) => one !== undefined)
  const found = [...guild.emojis.values()].find((emoji) => emoji.name === name)
  if (found !== undefined) return found
  if (name !== undefined) throw new Error(`${guild.name} has no emoji ${written}`)
  return { id: null, name: written }
}

function messageSeen(actor: Actor, ref: MessageRef): SeenMessage | undefined {
  const channel = actor.discord.channels.get(ref.channel)
  return shownOf(actor, channel?.messages.filter(({ id }) => id === ref.id) ?? [])[0]
}

function ephemerals(actor: Actor, channel: Channel | undefined): SeenMessage[] {
  const mine = actor.discord.revised.filter(
    (one) => one.onlyFor === actor.user.id && (channel === undefined || one.channel === channel.id),
  )
  return shownOf(actor, mine)
}
