import { type Actor, outcomeOf } from './acting.ts'
import { moveMember } from './channel-life.ts'
import { closeModals, fillFields, submitModal } from './forms.ts'
import { directChannel } from './making.ts'
import { changeMessage, deleteMessage, type Happened, postMessage, setReaction, tellReaction } from './messages.ts'
import { choose, command, openHome, press, shortcut } from './pressing.ts'
import { findMessage, seenMessage, seenView, threadSeen, topLevel, visible, visibleEverywhere } from './sees.ts'
import { type Channel, channelOf, type Member, type SlackFile } from './state.ts'
import type { Delivery, MessageRef, Outcome, Person, SaidOutcome, SayOptions } from './types.ts'
import { typedText } from './typing.ts'
import { modalsOf } from './views.ts'

export function personOf(actor: Actor): Person {
  const { slack, team, member } = actor
  const place = (where: string) => (where === 'dm' ? directChannel(slack, team, member.id) : channelOf(team, where))
  return {
    id: member.id,
    get name() {
      return member.name
    },
    team: team.id,
    say: (where, text, options) => say(actor, place(where), text, options ?? {}),
    edit: (ref, text) => edit(actor, ref, text),
    remove: (ref) => remove(actor, ref),
    react: (ref, emoji) => react(actor, ref, emoji, true),
    unreact: (ref, emoji) => react(actor, ref, emoji, false),
    command: (name, text, where) => command(actor, name, text, place(where)),
    press: (button, on) => press(actor, button, on),
    choose: (menu, options, on) => choose(actor, menu, options, on),
    fill: (values) => fillFields(actor, values),
    submit: (values) => submitModal(actor, values ?? {}),
    closeModal: (all) => closeModals(actor, all ?? false),
    shortcut: (callbackId, ref) => shortcut(actor, callbackId, ref),
    openHome: () => openHome(actor),
    join: (channel) => outcomeOf(actor, () => moveMember(slack, team, channelOf(team, channel), member.id, true)),
    leave: (channel) => outcomeOf(actor, () => moveMember(slack, team, channelOf(team, channel), member.id, false)),
    sees: (channel) => topLevel(team, place(channel), member.id),
    thread: (opening) => threadSeen(findMessage(team, opening).channel, opening.ts),
    message: (ref) => visible(team, channelOf(team, ref.channel), member.id).find((one) => one.ts === ref.ts),
    ephemerals: (channel) => ephemerals(actor, channel),
    dm: () => topLevel(team, directChannel(slack, team, member.id), member.id),
    modal: () => viewSeen(modalsOf(team, member.id).at(-1)),
    home: () => viewSeen(team.homes.get(member.id)),
  }
}

function viewSeen(view: Parameters<typeof seenView>[0] | undefined): ReturnType<typeof seenView> | undefined {
  return view === undefined ? undefined : seenView(view)
}

function ephemerals({ team, member }: Actor, channel?: string): ReturnType<Person['ephemerals']> {
  const all = visibleEverywhere(team, member.id).filter((one) => one.ephemeral)
  return channel === undefined ? all : all.filter((one) => one.channel === channelOf(team, channel).id)
}

async function say(actor: Actor, channel: Channel, text: string, options: SayOptions): Promise<SaidOutcome> {
  const { slack, team, member } = actor
  const thread = typeof options.thread === 'string' ? options.thread : options.thread?.ts
  wantMember(channel, member)
  if (options.broadcast && options.files) throw new Error('no recorded payload shows a broadcast with files')
  const { message, told } = postMessage(slack, team, channel, {
    user: member.id,
    fromBot: member.bot,
    ...typedText(slack, team, text),
    ...(thread === undefined ? {} : { thread }),
    broadcast: options.broadcast ?? false,
    files: (options.files ?? []).map((file) => newFile(actor, file)),
  })
  const delivery = await told
  return {
    ...seenMessage(channel, message),
    acknowledged: delivery?.state === 'acknowledged',
    deliveries: delivery === undefined ? [] : [delivery],
  }
}

function wantMember(channel: Channel, member: Member): void {
  if (channel.archived) throw new Error(`#${channel.name} is archived: nobody can say anything there`)
  if (!channel.members.has(member.id)) throw new Error(`${member.name} is not in #${channel.name}`)
}

function newFile({ slack, member }: Actor, file: NonNullable<SayOptions['files']>[number]): SlackFile {
  const { name, type = 'text/plain', text = '', ...said } = file
  return { id: slack.nextId('F'), name, type, user: member.id, text, ...said, created: slack.now() }
}

function edit(actor: Actor, ref: MessageRef, text: string): Promise<Outcome> {
  const { slack, team, member } = actor
  const { channel, message } = ownMessage(actor, ref)
  return outcomeOf(actor, () =>
    toldOf(
      changeMessage(slack, team, channel, message, () => {
        const typed = typedText(slack, team, text)
        message.text = typed.text
        message.blocks = typed.blocks
        message.edited = { user: member.id, ts: slack.nextTs() }
      }),
    ),
  )
}

function remove(actor: Actor, ref: MessageRef): Promise<Outcome> {
  const { channel, message } = ownMessage(actor, ref)
  return outcomeOf(actor, () => toldOf(deleteMessage(actor.slack, actor.team, channel, message)))
}

function toldOf({ told }: Happened): Promise<Delivery | undefined> {
  return told
}

function ownMessage({ team, member }: Actor, ref: MessageRef): ReturnType<typeof findMessage> {
  const found = findMessage(team, ref)
  if (found.message.user !== member.id) throw new Error(`${member.name} did not write ${ref.ts}`)
  return found
}

function react(actor: Actor, ref: MessageRef, emoji: string, added: boolean): Promise<Outcome> {
  const { slack, team, member } = actor
  const { channel, message } = findMessage(team, ref)
  const name = emoji.replace(/^:|:$/g, '')
  if (!setReaction(message, member.id, name, added)) {
    throw new Error(`${member.name} ${added ? 'already reacted' : 'has not reacted'} with ${name}`)
  }
  return outcomeOf(actor, () => tellReaction(slack, team, channel, message, { user: member.id, name, added }))
}
