import { type Asked, interact } from './interacting.ts'
import { everyComponent } from './limits.ts'
import { type Resolved, resolveChannel, resolveRole, resolveUser, withResolved } from './resolving.ts'
import { interactionTypes } from './rest/interactions.ts'
import {
  type Actor,
  findMessage,
  initialValue,
  type ModalField,
  modalFields,
  seenModal,
  sees,
  shownOf,
} from './sees.ts'
import { type Channel, type Json, jsonList, type Message, type Modal, messageIn } from './state.ts'
import type { FieldValue, MessageRef, Outcome, SubmitOutcome } from './types.ts'

/** Buttons, selects and forms. */

interface Control {
  readonly control: Json
  readonly channel: Channel
  readonly message: Message
}

export async function press(actor: Actor, name: string, on: MessageRef | undefined): Promise<Outcome> {
  const { control, channel, message } = find(actor, name, on, (type) => type === 2)
  if (control.style === 5) throw new Error(`“${name}” is a link`)
  const data = { custom_id: control.custom_id, component_type: 2, id: control.id ?? 1 }
  return component(actor, { title: `the button “${name}”`, channel, message, data })
}

async function component(actor: Actor, asked: Omit<Asked, 'type'>): Promise<Outcome> {
  return (await interact(actor, { ...asked, type: interactionTypes.component })).outcome
}

export async function choose(
  actor: Actor,
  name: string,
  values: FieldValue,
  on: MessageRef | undefined,
): Promise<Outcome> {
  const { control, channel, message } = find(actor, name, on, (type) => type === 3 || (type >= 5 && type <= 8))
  const resolved: Resolved = {}
  const chosen = chosenIn(actor, control, listed(values), resolved)
  const [least, most] = [Number(control.min_values ?? 1), Number(control.max_values ?? 1)]
  if (chosen.length < least || chosen.length > most) throw new Error(`“${name}” takes ${least} to ${most} values`)
  const about = { custom_id: control.custom_id, component_type: control.type, id: control.id ?? 1 }
  const data = { ...about, values: chosen, ...withResolved(resolved) }
  return component(actor, { title: `the select “${name}”`, channel, message, data })
}

function listed(values: FieldValue): readonly string[] {
  return typeof values === 'string' ? [values] : values
}

function chosenIn(actor: Actor, control: Json, values: readonly string[], resolved: Resolved): string[] {
  switch (control.type) {
    case 5:
      return values.map((value) => resolveUser(actor, value, resolved))
    case 6:
      return values.map((value) => resolveRole(actor, value, resolved))
    case 8:
      return values.map((value) => resolveChannel(actor, value, resolved))
    default:
      return values.map((value) => optionOf(control, value))
  }
}

function optionOf(control: Json, value: string): string {
  const options = jsonList(control.options)
  const found = options.find((one) => one.value === value) ?? options.find((one) => one.label === value)
  if (found !== undefined) return String(found.value)
  throw new Error(`no choice “${value}”; there are: ${options.map(({ label }) => String(label)).join(', ')}`)
}

/** In this message, or in the newest that they see and that has it. */
function find(actor: Actor, name: string, on: MessageRef | undefined, fits: (type: number) => boolean): Control {
  const { discord, user } = actor
  const candidates = on === undefined ? discord.revised.toReversed() : [findMessage(discord, on).message]
  for (const message of candidates) {
    const channel = discord.channels.get(message.channel)
    if (channel === undefined || messageIn(channel, message.id) !== message || !sees(actor, channel, message)) continue
    const control = everyComponent(message.components).find(
      (one) => fits(Number(one.type)) && [one.label, one.custom_id, one.placeholder].includes(name),
    )
    if (control === undefined) continue
    if (control.disabled === true) throw new Error(`“${name}” is disabled`)
    return { control, channel, message }
  }
  throw new Error(`${user.name} sees no “${name}” to press`)
}

export function openModal({
  discord,
  guild,
  user,
}: Actor): { readonly key: string; readonly modal: Modal } | undefined {
  const keys = [`${guild.id}/${user.id}`, `/${user.id}`]
  for (const key of keys) {
    const modal = discord.modals.get(key)
    if (modal !== undefined) return { key, modal }
  }
  return undefined
}

export async function submit(actor: Actor, values: Readonly<Record<string, FieldValue>>): Promise<SubmitOutcome> {
  const { discord, user } = actor
  const open = openModal(actor)
  if (open === undefined) throw new Error(`${user.name} has no form open`)
  const { key, modal } = open
  const filled = fillIn(modal, values)
  const incomplete = modalFields(modal).filter((field) => !isComplete(field, filled.get(field.control)))
  if (incomplete.length > 0) return { ...nothing(actor, modal), incomplete: incomplete.map(({ label }) => label) }
  const channel = discord.channels.get(modal.channel)
  if (channel === undefined) throw new Error('the channel of the form is gone')
  const resolved: Resolved = {}
  const components = modal.components.map((part) => submitted(actor, part, filled, resolved))
  const data = { custom_id: modal.customId, components, ...withResolved(resolved) }
  const message = modal.message === undefined ? undefined : messageIn(channel, modal.message)
  const title = `the form “${modal.title}”`
  const { outcome } = await interact(actor, { type: interactionTypes.modal, title, channel, message, data })
  // Without an answer the form stays open, and says that something went wrong.
  if (outcome.responded && discord.modals.get(key) === modal) discord.modals.delete(key)
  const left = openModal(actor)
  return { ...outcome, modal: left && seenModal(left.modal), incomplete: [] }
}

function nothing(actor: Actor, modal: Modal): Outcome {
  const shown = shownOf(actor, [])
  return { responded: false, answer: undefined, shown, modal: seenModal(modal), respondedAfter: undefined }
}

function fillIn(modal: Modal, values: Readonly<Record<string, FieldValue>>): Map<Json, FieldValue | undefined> {
  const fields = modalFields(modal)
  const filled = new Map(fields.map(({ control }) => [control, initialValue(control) as FieldValue | undefined]))
  for (const [name, value] of Object.entries(values)) {
    const field = fields.find(({ control, label }) => control.custom_id === name || label === name)
    if (field === undefined) {
      throw new Error(`the form has no field “${name}”; it has: ${fields.map(({ label }) => label).join(', ')}`)
    }
    filled.set(field.control, value)
  }
  return filled
}

function isComplete({ control, required }: ModalField, value: FieldValue | undefined): boolean {
  const size = value?.length ?? 0
  if (size === 0) return !required
  if (control.type !== 4) {
    const chosen = value === undefined ? 0 : listed(value).length
    return chosen >= Number(control.min_values ?? 1) && chosen <= Number(control.max_values ?? 1)
  }
  return size <= Number(control.max_length ?? 4_000) && size >= Number(control.min_length ?? 0)
}

function submitted(
  actor: Actor,
  part: Json,
  filled: ReadonlyMap<Json, FieldValue | undefined>,
  resolved: Resolved,
): Json {
  const { type, id } = part
  const send = (control: Json): Json => {
    const value = filled.get(control)
    const about = { type: control.type, id: control.id, custom_id: control.custom_id }
    if (control.type === 4) return { ...about, value: value ?? '' }
    return { ...about, values: chosenIn(actor, control, listed(value ?? []), resolved) }
  }
  if (type === 18) return { type, id, component: send(jsonList([part.component])[0] ?? {}) }
  return type === 1 ? { type, id, components: jsonList(part.components).map(send) } : { type, id }
}
