import { inputs, withIds } from './blocks.ts'
import type { Json, Slack, Team, View } from './state.ts'

/** Modals and home pages as they stand on someone's screen. */

export function newView(
  slack: Slack,
  user: string,
  source: Json,
  below?: { readonly root: string; readonly previous: string },
): View {
  const id = slack.nextId('V')
  const view: View = {
    id,
    user,
    type: source.type === 'home' ? 'home' : 'modal',
    source,
    blocks: [],
    hash: '',
    root: below?.root ?? id,
    previous: below?.previous,
    values: new Map(),
    errors: {},
  }
  showInView(slack, view, source)
  return view
}

/** What a view says from now on; what was typed stays where block_id and action_id are the same. */
export function showInView(slack: Slack, view: View, source: Json): void {
  const before = new Map(view.values)
  view.source = source
  view.blocks = withIds(slack, source.blocks)
  view.hash = `${Math.floor(slack.now() / 1_000)}.${slack.secret().slice(0, 8)}`
  view.errors = {}
  view.values.clear()
  for (const { block, element } of inputs(view.blocks)) {
    const blockId = String(block.block_id)
    const actionId = String(element.action_id)
    const kept = before.get(blockId)?.[actionId]
    view.values.set(blockId, { [actionId]: kept ?? initialValue(element) })
  }
  slack.changed()
}

const initialNames: Readonly<Record<string, readonly [from: string, to: string]>> = {
  plain_text_input: ['initial_value', 'value'],
  number_input: ['initial_value', 'value'],
  email_text_input: ['initial_value', 'value'],
  url_text_input: ['initial_value', 'value'],
  static_select: ['initial_option', 'selected_option'],
  radio_buttons: ['initial_option', 'selected_option'],
  checkboxes: ['initial_options', 'selected_options'],
  multi_static_select: ['initial_options', 'selected_options'],
  channels_select: ['initial_channel', 'selected_channel'],
  conversations_select: ['initial_conversation', 'selected_conversation'],
  users_select: ['initial_user', 'selected_user'],
  multi_users_select: ['initial_users', 'selected_users'],
  datepicker: ['initial_date', 'selected_date'],
  timepicker: ['initial_time', 'selected_time'],
}

/** The names of an element's initial and chosen value; undefined for what is no field. */
export function valueNames(type: unknown): readonly [from: string, to: string] | undefined {
  return initialNames[String(type)]
}

function initialValue(element: Json): Json {
  const names = valueNames(element.type)
  if (names === undefined) throw new Error(`the fake Slack does not know the field ${String(element.type)}`)
  const [from, to] = names
  const none = to.endsWith('s') ? [] : null
  return { type: element.type, [to]: element[from] ?? none }
}

export function modalsOf(team: Team, user: string): View[] {
  const stack = team.modals.get(user) ?? []
  team.modals.set(user, stack)
  return stack
}

export function viewOf(team: Team, match: (view: View) => boolean): View | undefined {
  return [...team.modals.values(), [...team.homes.values()]].flat().find(match)
}

/** At most three modals on top of each other. */
export const deepest = 3

export function pushView(slack: Slack, team: Team, user: string, source: Json): View | undefined {
  const stack = modalsOf(team, user)
  if (stack.length >= deepest) return undefined
  const top = stack.at(-1)
  const view = newView(slack, user, source, top === undefined ? undefined : { root: top.root, previous: top.id })
  stack.push(view)
  slack.changed()
  return view
}
