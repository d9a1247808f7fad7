import { everyComponent } from './limits.ts'
import { messageFlags } from './numbers.ts'
import { may } from './permissions.ts'
import {
  byId,
  type Channel,
  type Discord,
  type Guild,
  isJson,
  type Json,
  jsonList,
  type Message,
  type Modal,
  messageIn,
  type Thread,
  threadsOf,
  type User,
  userOf,
} from './state.ts'
import type { MessageRef, SeenField, SeenMessage, SeenModal, SeenPicture, SeenThread } from './types.ts'

/** What people see. */

export interface Actor {
  readonly discord: Discord
  readonly guild: Guild
  readonly user: User
}

export function seenMessage(discord: Discord, channel: Channel, message: Message): SeenMessage {
  const started = discord.channels.get(message.id)
  const { reference } = message
  return {
    channel: channel.id,
    id: message.id,
    author: message.author,
    authorName: userOf(discord, message.author).name,
    fromBot: message.author === discord.bot.id,
    text: message.content,
    words: wordsOf(message),
    embeds: message.embeds,
    components: message.components,
    buttons: buttonsOf(message),
    reactions: message.reactions.map(({ emoji, users }) => ({ emoji: emojiText(emoji), users: [...users] })),
    files: message.attachments.map(({ name, text }) => ({ name, text })),
    pictures: picturesOf(message),
    ephemeral: message.onlyFor !== undefined,
    thinking: (message.flags & messageFlags.loading) !== 0,
    edited: message.edited !== undefined,
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(started?.thread === undefined || started === channel ? {} : { thread: started.id }),
    ...(reference === undefined
      ? {}
      : { reference: { channel: String(reference.channel_id), id: String(reference.message_id) } }),
    pinged: [...message.mentions.users, ...message.mentions.roles, ...(message.mentions.everyone ? ['everyone'] : [])],
  }
}

/** An embed shows a picture of the message's own by its name. */
function picturesOf({ embeds, attachments }: Message): SeenPicture[] {
  return embeds.flatMap(({ image }) => {
    const url = isJson(image) ? String(image.url) : ''
    const shown = attachments.find(({ name }) => url === `attachment://${name}`)
    if (shown?.bytes === undefined) return []
    const { name, alt = '', bytes } = shown
    return [{ name, alt, bytes }]
  })
}

function wordsOf({ content, embeds, components }: Message): string {
  const texts = [content, ...embeds.flatMap(embedWords), ...everyComponent(components).map(({ content: text }) => text)]
  return texts.filter((text) => typeof text === 'string' && text !== '').join('\n')
}

function embedWords(embed: Json): unknown[] {
  const { author, title, description, footer } = embed
  const fields = jsonList(embed.fields).flatMap(({ name, value }) => [name, value])
  return [isJson(author) && author.name, title, description, ...fields, isJson(footer) && footer.text]
}

function buttonsOf({ components }: Message): string[] {
  return everyComponent(components)
    .filter(({ type, disabled }) => typeof type === 'number' && type >= 2 && type <= 8 && disabled !== true)
    .map(({ label, placeholder, custom_id }) => String(label ?? placeholder ?? custom_id))
}

/** As one writes it. */
export function emojiText({ id, name }: { readonly id: string | null; readonly name: string }): string {
  return id === null ? name : `<:${name}:${id}>`
}

export function seenThread(discord: Discord, { id, name, thread }: Channel & { readonly thread: Thread }): SeenThread {
  const tags = discord.channels.get(thread.parent)?.tags ?? []
  return {
    id,
    name,
    parent: thread.parent,
    owner: thread.owner,
    archived: thread.archived,
    locked: thread.locked,
    autoArchiveAfter: thread.autoArchive,
    members: [...thread.members.keys()],
    tags: tags.filter((tag) => thread.tags.includes(tag.id)).map((tag) => tag.name),
  }
}

export function seenThreads(discord: Discord, guild: Guild, parent?: string): SeenThread[] {
  return threadsOf(discord, guild.id, parent)
    .sort(byId)
    .map((one) => seenThread(discord, one))
}

/** What all see in a channel or thread, oldest first. */
export function publicMessages(discord: Discord, channel: Channel): SeenMessage[] {
  return channel.messages
    .filter(({ onlyFor }) => onlyFor === undefined)
    .sort(byId)
    .map((message) => seenMessage(discord, channel, message))
}

export function visibleTo({ discord, user }: Actor, channel: Channel): boolean {
  return channel.recipient === user.id || may(discord, channel, user.id, 'VIEW_CHANNEL')
}

/** Messages that this person sees among these, oldest first, each once, as they are now. */
export function shownOf(actor: Actor, messages: readonly Message[]): SeenMessage[] {
  const { discord } = actor
  return [...new Set(messages)].flatMap((message) => {
    const channel = discord.channels.get(message.channel)
    if (channel === undefined || messageIn(channel, message.id) !== message) return []
    return sees(actor, channel, message) ? [seenMessage(discord, channel, message)] : []
  })
}

export function sees(actor: Actor, channel: Channel, { onlyFor }: Message): boolean {
  return onlyFor === undefined ? visibleTo(actor, channel) : onlyFor === actor.user.id
}

export function findMessage(discord: Discord, ref: MessageRef): { channel: Channel; message: Message } {
  const channel = discord.channels.get(ref.channel)
  const message = channel && messageIn(channel, ref.id)
  if (channel === undefined || message === undefined) throw new Error(`no message ${ref.id} in ${ref.channel}`)
  return { channel, message }
}

export interface ModalField {
  readonly control: Json
  readonly label: string
  readonly required: boolean
}

export function modalFields({ components }: Modal): ModalField[] {
  return components.flatMap((part) => {
    const controls = part.type === 18 ? jsonList([part.component]) : jsonList(part.components)
    return controls.map((control) => ({
      control,
      label: String(part.label ?? control.label ?? ''),
      required: control.required !== false,
    }))
  })
}

export function seenModal(modal: Modal): SeenModal {
  const words = modal.components.flatMap(({ content, description }) => [content, description])
  return {
    customId: modal.customId,
    title: modal.title,
    words: words.filter((text) => typeof text === 'string').join('\n'),
    fields: modalFields(modal).map(seenField),
  }
}

function seenField({ control, label, required }: ModalField): SeenField {
  const options = jsonList(control.options)
  return {
    customId: String(control.custom_id),
    label,
    type: Number(control.type),
    required,
    value: initialValue(control),
    choices: options.map((one) => ({ label: String(one.label), value: String(one.value) })),
  }
}

export function initialValue(control: Json): string | string[] | undefined {
  if (control.type === 4) return typeof control.value === 'string' ? control.value : undefined
  if (control.type === 3) {
    return jsonList(control.options)
      .filter((one) => one.default === true)
      .map((one) => String(one.value))
  }
  return jsonList(control.default_values).map((one) => String(one.id))
}
