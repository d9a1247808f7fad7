import { type Actor, outcomeOf } from './acting.ts'
import { isJson, optionNamed, optionsOf, withoutUndefined } from './blocks.ts'
import { directChannel } from './making.ts'
import { apiMessage, channelType } from './payload-messages.ts'
import { commandBody, interactionBody, viewFields } from './payloads.ts'
import { respond, responseUrl } from './response-url.ts'
import { controlNamed, findMessage, visibleEverywhere } from './sees.ts'
import type { Channel, Json, Message, View } from './state.ts'
import type { Delivery, FieldValue, MessageRef, Outcome, PressedOn } from './types.ts'
import { modalsOf } from './views.ts'

/** Commands, buttons, menus, shortcuts and the home page: what an app answers within 3 s. */

export function trigger({ slack, team, member }: Actor, view?: string): string {
  const id = `${Math.floor(slack.now())}.${slack.nextId('')}.${slack.secret()}`
  slack.triggers.set(id, {
    team: team.id,
    user: member.id,
    at: slack.now(),
    ...(view === undefined ? {} : { view }),
    used: false,
  })
  return id
}

export function command(actor: Actor, name: string, text: string, channel: Channel): Promise<Outcome> {
  const { slack, team, member } = actor
  if (!slack.app.commands.includes(name))
    throw new Error(`${name} is not a valid command: the app has none of this name`)
  const to = { team: team.id, channel: channel.id, user: member.id }
  const body = commandBody(slack, team, member, channel, {
    command: name,
    text,
    trigger: trigger(actor),
    responseUrl: responseUrl(slack, to),
  })
  return outcomeOf(actor, async () => {
    const delivery = await actor.deliver('command', name, team, body)
    const answer = commandAnswer(delivery.response)
    if (answer !== undefined) respond(slack, { ...to, at: slack.now(), uses: 0 }, answer)
    return delivery
  })
}

/** The acknowledgement of a command may be its answer. */
function commandAnswer(response: unknown): Json | undefined {
  if (typeof response === 'string' && response !== '') return { text: response }
  return isJson(response) && Object.keys(response).length > 0 ? response : undefined
}

export function press(actor: Actor, button: string, on?: PressedOn): Promise<Outcome> {
  const found = find(actor, button, on)
  const { element } = found
  if (element.type === 'overflow') {
    return act(actor, found, { selected_option: optionNamed(element, button) })
  }
  if (element.type !== 'button') throw new Error(`“${button}” is a ${String(element.type)}: choose in it`)
  const { text, value, style } = element
  return act(actor, found, { text, value, style })
}

export function choose(actor: Actor, menu: string, options: FieldValue, on?: PressedOn): Promise<Outcome> {
  const found = find(actor, menu, on)
  return act(actor, found, chosen(found.element, options))
}

function chosen(element: Json, options: FieldValue): Json {
  const names = typeof options === 'string' ? [options] : options
  const type = String(element.type)
  if (type.startsWith('multi_static') || type === 'checkboxes') {
    return { selected_options: names.map((name) => optionNamed(element, name)) }
  }
  if (optionsOf(element).length > 0) return { selected_option: optionNamed(element, names[0] ?? '') }
  return { [`selected_${type.replace('s_select', '')}`]: names[0] }
}

interface Found {
  readonly block: Json
  readonly element: Json
  readonly on: MessageRef | View
}

function find(actor: Actor, name: string, on: PressedOn | undefined): Found {
  for (const candidate of candidates(actor, on)) {
    const control = controlNamed(candidate.blocks, name)
    if (control !== undefined) return { ...control, on: candidate }
  }
  throw new Error(`${actor.member.name} sees no “${name}” to press`)
}

/** The open modal; else the home page when asked for, else messages, the newest first. */
function candidates(
  { team, member }: Actor,
  on: PressedOn | undefined,
): ((MessageRef & { blocks: readonly Json[] }) | View)[] {
  const modal = modalsOf(team, member.id).at(-1)
  const home = team.homes.get(member.id)
  if (on === 'home') return home === undefined ? [] : [home]
  if (on === 'modal' || (on === undefined && modal !== undefined)) return modal === undefined ? [] : [modal]
  const seen = visibleEverywhere(team, member.id).reverse()
  if (on === undefined) return seen
  return seen.filter((one) => one.channel === on.channel && one.ts === on.ts)
}

function act(actor: Actor, found: Found, value: Json): Promise<Outcome> {
  const { slack, team, member } = actor
  const { block, element, on } = found
  const action = withoutUndefined({
    action_id: element.action_id,
    block_id: block.block_id,
    ...value,
    type: element.type,
    placeholder: element.placeholder,
    action_ts: slack.nextTs(),
  })
  const where = 'ts' in on ? onMessage(actor, on) : onView(actor, on)
  const body = { ...interactionBody(slack, team, member, 'block_actions'), ...where, actions: [action] }
  return outcomeOf(actor, () => actor.deliver('interaction', 'block_actions', team, body))
}

function onMessage(actor: Actor, ref: MessageRef): Json {
  const { slack, team, member } = actor
  const { channel, message } = findMessage(team, ref)
  const ephemeral = message.onlyFor !== undefined
  const thread = message.thread === undefined ? {} : { thread_ts: message.thread }
  const to = { team: team.id, channel: channel.id, user: member.id, message: message.ts, ...thread }
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...thread,
    },
    trigger_id: trigger(actor),
    channel: { id: channel.id, name: channelName(channel) },
    ...(ephemeral ? {} : { message: pressedMessage(actor, channel, message) }),
    state: { values: {} },
    response_url: responseUrl(slack, to),
  }
}

function pressedMessage({ slack, team }: Actor, channel: Channel, message: Message): Json {
  return apiMessage(slack, team, channel, message, { metadata: true, reactions: false })
}

function channelName(channel: Channel): string {
  if (channel.kind === 'private') return 'privategroup'
  return channelType(channel) === 'im' ? 'directmessage' : channel.name
}

function onView(actor: Actor, view: View): Json {
  return {
    container: { type: 'view', view_id: view.id },
    trigger_id: trigger(actor, view.id),
    view: viewFields(actor.slack, actor.team, view),
  }
}

export function shortcut(actor: Actor, callbackId: string, ref: MessageRef): Promise<Outcome> {
  const { slack, team, member } = actor
  const { channel, message } = findMessage(team, ref)
  const to = { team: team.id, channel: channel.id, user: member.id }
  const body = {
    ...interactionBody(slack, team, member, 'message_action'),
    action_ts: slack.nextTs(),
    callback_id: callbackId,
    trigger_id: trigger(actor),
    response_url: responseUrl(slack, to),
    message_ts: message.ts,
    channel: { id: channel.id, name: channelName(channel) },
    message: pressedMessage(actor, channel, message),
  }
  return outcomeOf(actor, () => actor.deliver('interaction', 'message_action', team, body))
}

export function openHome(actor: Actor): Promise<Outcome> {
  const { slack, team, member } = actor
  const home = team.homes.get(member.id)
  const event = {
    type: 'app_home_opened',
    user: member.id,
    channel: directChannel(slack, team, member.id).id,
    tab: 'home',
    ...(home === undefined ? {} : { view: viewFields(slack, team, home) }),
    event_ts: slack.nextTs(),
  }
  return outcomeOf(actor, (): Promise<Delivery | undefined> => slack.event(team, event))
}
