import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { z } from 'zod'
import type { ChannelField, ChoiceField, Complaint, Field, Form, GroupField, TextField } from '../../core/platform.ts'
import { optionsOf } from './choices.ts'
import type { UserGroup } from './groups.ts'
import { mrkdwnParts } from './mrkdwn.ts'
import { cut, plainLine, within } from './plain-line.ts'
import { renderWords } from './render-words.ts'
import { shaped } from './shape.ts'
import type { Spell } from './spelling.ts'

type InputElement = InputBlock['element']

const most = {
  title: 24,
  button: 24,
  label: 2000,
  hint: 2000,
  text: 3000,
  metadata: 3000,
  listed: 10,
  note: 9000,
  choices: 100,
}
const actionId = 'value'

export interface FormOptions {
  readonly metadata: string
  readonly complaints?: readonly Complaint[]
  /** What a group is chosen from; without any, the field is left out and a note says so. */
  readonly groups?: readonly UserGroup[]
  readonly spell?: Spell
}

/**
 * A form as a modal. `metadata` comes back with what is submitted, at most 3000 characters. `complaints` are for a
 * form that was refused before it was open; a refused submission is answered with `errorsOf`, and Slack keeps what was typed.
 */
export function renderForm(
  form: Form,
  { metadata, complaints = [], groups = [], spell = asIs }: FormOptions,
): ModalView {
  const fields = form.fields.filter((field) => canBeFilledIn(field, groups))
  if (metadata.length > most.metadata) throw new RangeError('Slack takes at most 3000 characters of metadata')
  return {
    type: 'modal',
    callback_id: form.id,
    title: plainLine(form.title, most.title),
    submit: plainLine(form.submit, most.button),
    close: plainLine(renderWords.cancel, most.button),
    private_metadata: metadata,
    blocks: [
      ...noteBlocks(spell(form.note ?? '')),
      ...complaintBlocks(complaints),
      ...fields.map((field) => inputBlock(field, groups)),
      ...(fields.length < form.fields.filter(hasChoices).length ? noteBlocks(renderWords.noGroups) : []),
    ],
  }
}

const option = z.object({ value: z.string() })
const entered = z.union([
  z
    .object({ selected_options: z.array(option) })
    .transform(({ selected_options: options }) => options.map(({ value }) => value)),
  z.object({ selected_option: option }).transform(({ selected_option: chosen }) => [chosen.value]),
  z.object({ selected_conversation: z.string() }).transform(({ selected_conversation: channel }) => [channel]),
  z.object({ value: z.string() }).transform(({ value }) => [value]),
  z.object({ type: z.string() }).transform((): string[] => []),
])
const submitted = z.object({ state: z.object({ values: z.record(z.string(), z.record(z.string(), entered)) }) })

/** What was entered, by the fields' names; nothing chosen or typed is an empty list. Throws when it is no view of Slack's. */
export function submittedValues(view: unknown): Record<string, string[]> {
  const { state } = shaped(submitted, view)
  return Object.fromEntries(
    Object.entries(state.values).map(([field, elements]) => [field, Object.values(elements).flat()]),
  )
}

/** `errors` for a refused submission, by block. What is said of no field that is shown stands beside the first; none where there is no field. */
export function errorsOf(
  complaints: readonly Complaint[],
  form: Form,
  groups: readonly UserGroup[] = [],
): Record<string, string> {
  const names = form.fields.filter((field) => canBeFilledIn(field, groups)).map(({ name }) => name)
  const [first] = names
  if (first === undefined) return {}
  const says = Map.groupBy(complaints, ({ field }) => (names.includes(field) ? field : first))
  return Object.fromEntries(
    [...says].map(([field, all]) => [field, cut(all.map((complaint) => complaint.says).join(' '), most.text)]),
  )
}

function asIs(text: string): string {
  return text
}

function noteBlocks(note: string): KnownBlock[] {
  return mrkdwnParts(within(note, most.note), most.text)
    .slice(0, 3)
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }))
}

function complaintBlocks(complaints: readonly Complaint[]): KnownBlock[] {
  return complaints.slice(0, most.listed).map(({ says }) => ({ type: 'section', text: plainLine(says, most.text) }))
}

/** A list with nothing to choose from is left out. */
function canBeFilledIn(field: Field, groups: readonly UserGroup[]): boolean {
  return field.kind === 'group' ? groups.length > 0 : hasChoices(field)
}

function hasChoices(field: Field): boolean {
  return !('choices' in field) || field.choices.length > 0
}

function inputBlock(field: Field, groups: readonly UserGroup[]): InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: plainLine(field.label, most.label, field.name),
    optional: field.required !== true,
    ...(field.hint === undefined || field.hint.trim() === '' ? {} : { hint: plainLine(field.hint, most.hint) }),
    element: inputElement(field, groups),
  }
}

function inputElement(field: Field, groups: readonly UserGroup[]): InputElement {
  switch (field.kind) {
    case 'text':
    case 'paragraph':
      return textInput(field)
    case 'choice':
      return oneOf(field)
    case 'choices':
      return someOf(field)
    case 'channel':
      return channelPicker(field)
    case 'group':
      return groupPicker(field, groups)
    default:
      return field satisfies never
  }
}

function textInput({ kind, value = '', most: asked = most.text }: TextField): InputElement {
  const longest = Math.max(1, Math.min(asked, most.text))
  return {
    type: 'plain_text_input',
    action_id: actionId,
    multiline: kind === 'paragraph',
    max_length: longest,
    ...(value === '' ? {} : { initial_value: within(value, longest) }),
  }
}

function oneOf({ choices, value = [] }: ChoiceField): InputElement {
  const options = optionsOf(choices, most.choices)
  const [initial] = chosen(options, value)
  const shared = { action_id: actionId, options, ...(initial === undefined ? {} : { initial_option: initial }) }
  return canBeListed(choices) ? { type: 'radio_buttons', ...shared } : { type: 'static_select', ...shared }
}

function someOf({ choices, value = [] }: ChoiceField): InputElement {
  const options = optionsOf(choices, most.choices)
  const initial = chosen(options, value)
  const shared = { action_id: actionId, options, ...(initial.length === 0 ? {} : { initial_options: initial }) }
  return canBeListed(choices) ? { type: 'checkboxes', ...shared } : { type: 'multi_static_select', ...shared }
}

function chosen(options: readonly PlainTextOption[], values: readonly string[]): PlainTextOption[] {
  return options.filter(({ value }) => value !== undefined && values.includes(value))
}

function canBeListed(choices: ChoiceField['choices']): boolean {
  return choices.length <= most.listed
}

function channelPicker({ value = '' }: ChannelField): InputElement {
  return {
    type: 'conversations_select',
    action_id: actionId,
    filter: { include: ['public', 'private'] },
    ...(value === '' ? {} : { initial_conversation: value }),
  }
}

function groupPicker({ value = '' }: GroupField, groups: readonly UserGroup[]): InputElement {
  const choices = groups.map(({ id, handle, name }) => ({ value: id, label: `@${handle} · ${name}` }))
  const options = optionsOf(choices, most.choices)
  const [initial] = chosen(options, [value])
  return {
    type: 'static_select',
    action_id: actionId,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  }
}
