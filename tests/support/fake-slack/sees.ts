import { buttonLabels, controls, inputs, isJson, jsonList, textIn, wordsOf } from './blocks.ts'
import { type Channel, type Json, type Message, messageOf, repliesOf, type Team, type View } from './state.ts'
import type { MessageRef, SeenField, SeenMessage, SeenPicture, SeenView } from './types.ts'
import { valueNames } from './views.ts'

/** What people see. */

export function seenMessage(channel: Channel, message: Message): SeenMessage {
  return {
    channel: channel.id,
    ts: message.ts,
    ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
    user: message.user,
    text: message.text,
    words: message.blocks.length === 0 ? message.text : wordsOf(message.blocks),
    blocks: message.blocks,
    buttons: buttonLabels(message.blocks),
    reactions: message.reactions.map(({ name, users }) => ({ name, users: [...users] })),
    pictures: picturesIn(message.blocks),
    files: message.files.map(({ id, name, text }) => ({ id, name, text })),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    ephemeral: message.onlyFor !== undefined,
    edited: message.edited !== undefined,
    broadcast: message.broadcast,
  }
}

function picturesIn(blocks: readonly Json[]): SeenPicture[] {
  return blocks.flatMap(({ type, slack_file: file, alt_text: alt }) =>
    type === 'image' && isJson(file) ? [{ file: String(file.id), alt: String(alt) }] : [],
  )
}

function mayRead(team: Team, channel: Channel, user: string): boolean {
  return channel.members.has(user) || (channel.kind === 'public' && team.people.has(user))
}

/** All that one person sees in a channel and its threads, their ephemerals among it. */
export function visible(team: Team, channel: Channel, user: string): SeenMessage[] {
  if (!mayRead(team, channel, user)) return []
  return channel.messages
    .filter((one) => one.onlyFor === undefined || one.onlyFor === user)
    .map((one) => seenMessage(channel, one))
}

export function visibleEverywhere(team: Team, user: string): SeenMessage[] {
  const all = [...team.channels.values()].flatMap((channel) => visible(team, channel, user))
  return all.sort((a, b) => Number(a.ts) - Number(b.ts))
}

export function topLevel(team: Team, channel: Channel, user: string): SeenMessage[] {
  return visible(team, channel, user).filter((one) => !one.ephemeral && (one.thread_ts === undefined || one.broadcast))
}

export function threadSeen(channel: Channel, ts: string): SeenMessage[] {
  return repliesOf(channel, ts).map((one) => seenMessage(channel, one))
}

export function findMessage(team: Team, ref: MessageRef): { channel: Channel; message: Message } {
  const channel = team.channels.get(ref.channel)
  const message = channel === undefined ? undefined : messageOf(channel, ref.ts)
  if (channel === undefined || message === undefined) throw new Error(`no message ${ref.ts} in ${ref.channel}`)
  return { channel, message }
}

export function seenView(view: View): SeenView {
  return {
    id: view.id,
    type: view.type,
    title: textIn(view.source.title),
    words: wordsOf(view.blocks),
    callbackId: typeof view.source.callback_id === 'string' ? view.source.callback_id : '',
    blocks: view.blocks,
    buttons: buttonLabels(view.blocks),
    fields: inputs(view.blocks).map(({ block, element }) => seenField(view, block, element)),
    errors: { ...view.errors },
  }
}

function seenField(view: View, block: Json, element: Json): SeenField {
  const blockId = String(block.block_id)
  const actionId = String(element.action_id)
  return {
    blockId,
    actionId,
    label: textIn(block.label),
    type: String(element.type),
    optional: block.optional === true,
    value: plainValue(view.values.get(blockId)?.[actionId]),
  }
}

/** A field's value as a test would write it: texts, or the values of options. */
export function plainValue(state: unknown): string | string[] | undefined {
  if (!isJson(state)) return undefined
  const chosen = state[valueNames(state.type)?.[1] ?? 'value']
  if (typeof chosen === 'string') return chosen
  if (Array.isArray(chosen)) return chosen.map((one) => (isJson(one) ? String(one.value) : String(one)))
  return isJson(chosen) ? String(chosen.value) : undefined
}

/** Whether these blocks hold a control that answers to this label, action_id or value. */
export function controlNamed(blocks: readonly Json[], name: string): { block: Json; element: Json } | undefined {
  return controls(blocks).find(({ element }) => answersTo(element, name))
}

function answersTo(element: Json, name: string): boolean {
  const texts = [element.action_id, element.value, textIn(element.text), textIn(element.placeholder)]
  return (
    texts.includes(name) ||
    (element.type === 'overflow' && jsonList(element.options).some((one) => textIn(one.text) === name))
  )
}
