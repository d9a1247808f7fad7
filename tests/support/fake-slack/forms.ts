import { type Actor, outcomeOf } from './acting.ts'
import { inputs, isJson, optionNamed, textIn } from './blocks.ts'
import { viewProblem } from './checks.ts'
import { interactionBody, viewFields } from './payloads.ts'
import { trigger } from './pressing.ts'
import { plainValue } from './sees.ts'
import { channelOf, type Json, type View } from './state.ts'
import type { FieldValue, Outcome, SubmitOutcome } from './types.ts'
import { modalsOf, pushView, showInView, valueNames } from './views.ts'

/** Filling in, sending and closing a modal, as Slack's client does it. */

function topModal({ team, member }: Actor): View {
  const view = modalsOf(team, member.id).at(-1)
  if (view === undefined) throw new Error(`${member.name} has no modal open`)
  return view
}

export function fillFields(actor: Actor, values: Readonly<Record<string, FieldValue>>): void {
  const view = topModal(actor)
  for (const [name, value] of Object.entries(values)) fillField(actor, view, name, value)
  actor.slack.changed()
}

function fillField(actor: Actor, view: View, name: string, value: FieldValue): void {
  const field = inputs(view.blocks).find(({ block, element }) =>
    [block.block_id, element.action_id, textIn(block.label)].includes(name),
  )
  if (field === undefined) {
    const labels = inputs(view.blocks).map(({ block }) => textIn(block.label))
    throw new Error(`no field “${name}”; there are: ${labels.join(', ')}`)
  }
  const { block, element } = field
  const to = valueNames(element.type)?.[1] ?? 'value'
  view.values.set(String(block.block_id), {
    [String(element.action_id)]: { type: element.type, [to]: typedValue(actor, element, to, value) },
  })
}

function typedValue({ team }: Actor, element: Json, to: string, value: FieldValue): unknown {
  const names = typeof value === 'string' ? [value] : value
  const first = names[0] ?? ''
  if (to === 'selected_options') return names.map((name) => optionNamed(element, name))
  if (to === 'selected_users') return names
  if (first === '') return null
  if (to === 'selected_option') return optionNamed(element, first)
  return to === 'selected_channel' || to === 'selected_conversation' ? channelOf(team, first).id : first
}

export async function submitModal(actor: Actor, values: Readonly<Record<string, FieldValue>>): Promise<SubmitOutcome> {
  fillFields(actor, values)
  const { slack, team, member } = actor
  const view = topModal(actor)
  const incomplete = clientComplaints(view)
  if (Object.keys(incomplete).length > 0) return outcome('incomplete', await nothing(actor), incomplete)
  view.errors = {}
  let became: SubmitOutcome['outcome'] = 'failed'
  const came = await outcomeOf(actor, async () => {
    const body = {
      ...interactionBody(slack, team, member, 'view_submission'),
      trigger_id: trigger(actor, view.id),
      view: viewFields(slack, team, view),
      response_urls: [],
    }
    const delivery = await actor.deliver('interaction', 'view_submission', team, body)
    if (delivery.state === 'acknowledged') became = applyResponse(actor, view, delivery.response)
    return delivery
  })
  return outcome(became, came, view.errors)
}

function nothing(actor: Actor): Promise<Outcome> {
  return outcomeOf(actor, async () => undefined)
}

function outcome(
  became: SubmitOutcome['outcome'],
  { shown, modal }: Outcome,
  errors: Readonly<Record<string, string>>,
): SubmitOutcome {
  return { outcome: became, errors: { ...errors }, shown, modal }
}

/** What the client refuses to send, by the block's id. */
function clientComplaints(view: View): Record<string, string> {
  const complaints: Record<string, string> = {}
  for (const { block, element } of inputs(view.blocks)) {
    const blockId = String(block.block_id)
    const value = plainValue(view.values.get(blockId)?.[String(element.action_id)])
    const complaint = complaintAbout(block, element, value)
    if (complaint !== undefined) complaints[blockId] = complaint
  }
  return complaints
}

function complaintAbout(block: Json, element: Json, value: string | string[] | undefined): string | undefined {
  const empty = value === undefined || value.length === 0
  if (empty) return block.optional === true ? undefined : 'Please complete this required field.'
  if (typeof value !== 'string') return undefined
  if (value.length > Number(element.max_length ?? 3_000)) return 'Too long.'
  return value.length < Number(element.min_length ?? 0) ? 'Too short.' : undefined
}

function applyResponse(actor: Actor, view: View, response: unknown): SubmitOutcome['outcome'] {
  const { slack, team, member } = actor
  const stack = modalsOf(team, member.id)
  const action = isJson(response) ? response.response_action : undefined
  if (action === undefined) {
    stack.splice(stack.indexOf(view), 1)
    slack.changed()
    return 'closed'
  }
  if (action === 'clear') {
    stack.splice(0)
    slack.changed()
    return 'cleared'
  }
  return isJson(response) ? showResponse(actor, view, response) : 'failed'
}

function showResponse(actor: Actor, view: View, response: Json): SubmitOutcome['outcome'] {
  if (response.response_action === 'errors') return showComplaints(actor, view, response)
  const { slack } = actor
  const problem = viewProblem(response.view)
  const next = isJson(response.view) ? response.view : undefined
  const shown = problem === undefined && next !== undefined && showNext(actor, view, response.response_action, next)
  if (shown) return 'replaced'
  const why = problem?.problems.join('; ') ?? 'no view, a fourth modal, or no action that Slack knows'
  slack.violation(`response_action ${String(response.response_action)}: ${why}`)
  return 'failed'
}

function showComplaints({ slack }: Actor, view: View, response: Json): 'errors' {
  view.errors = complaintsOf(response)
  const known = inputs(view.blocks).map(({ block }) => String(block.block_id))
  const unknown = Object.keys(view.errors).filter((blockId) => !known.includes(blockId))
  for (const blockId of unknown) {
    slack.violation(`response_action errors names the block ${blockId}, which is no field`)
  }
  slack.changed()
  return 'errors'
}

function showNext({ slack, team, member }: Actor, view: View, action: unknown, next: Json): boolean {
  if (action === 'push') return pushView(slack, team, member.id, next) !== undefined
  if (action === 'update') showInView(slack, view, next)
  return action === 'update'
}

function complaintsOf(response: Json): Record<string, string> {
  const errors = isJson(response.errors) ? response.errors : {}
  return Object.fromEntries(Object.entries(errors).map(([block, says]) => [block, String(says)]))
}

/** Closes the top modal or all; the app hears of those that asked to be told. */
export async function closeModals(actor: Actor, all: boolean): Promise<void> {
  const { slack, team, member } = actor
  const stack = modalsOf(team, member.id)
  const closed = all ? stack.splice(0).reverse() : stack.splice(-1)
  slack.changed()
  for (const view of closed) {
    if (view.source.notify_on_close !== true) continue
    const body = {
      ...interactionBody(slack, team, member, 'view_closed'),
      view: viewFields(slack, team, view),
      is_cleared: all,
    }
    await actor.deliver('interaction', 'view_closed', team, body)
  }
}
