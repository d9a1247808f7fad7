import {
  type APIChannelSelectComponent,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackComponent,
  type APIModalInteractionResponseCallbackData,
  type APIRoleSelectComponent,
  type APISelectMenuOption,
  type APIStringSelectComponent,
  type APITextInputComponent,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js'
import { z } from 'zod'
import type {
  ChannelField,
  ChoiceField,
  Complaint,
  Field,
  Form,
  GroupField,
  Message,
  TextField,
} from '../../core/platform.ts'
import { optionsOf } from './choices.ts'
import { discordParts, plainWords } from './markdown.ts'
import { plainLine, within } from './plain-line.ts'
import { renderWords } from './render-words.ts'

const most = {
  title: 45,
  label: 45,
  hint: 100,
  text: 4000,
  note: 3000,
  read: 9000,
  customId: 100,
  choices: 25,
  components: 5,
} as const

const places = [ChannelType.GuildText, ChannelType.GuildAnnouncement, ChannelType.GuildForum]

/**
 * A form as a modal. The note stands above the fields; beside five fields Discord has no room for it, so it then
 * stands before the first one's hint. What the send button says is Discord's.
 */
export function renderForm(form: Form): APIModalInteractionResponseCallbackData {
  const fields = form.fields.filter(canBeFilledIn).slice(0, most.components)
  const [note] = discordParts(within(form.note ?? '', most.read), most.note)
  const isFull = fields.length === most.components
  const labels = fields.map((field, index) =>
    labelled(field, isFull && index === 0 ? withNote(form.note, field) : field.hint),
  )
  const above: APIModalInteractionResponseCallbackComponent[] =
    note === undefined || isFull ? [] : [{ type: ComponentType.TextDisplay, content: note }]
  const components = [...above, ...labels]
  return {
    custom_id: checkedId(form.id),
    title: plainLine(form.title, most.title),
    components: components.length === 0 ? [{ type: ComponentType.TextDisplay, content: '…' }] : components,
  }
}

const entered = z.union([
  z.object({ custom_id: z.string(), value: z.string() }).transform(({ custom_id: field, value }) => ({
    field,
    values: value === '' ? [] : [value],
  })),
  z.object({ custom_id: z.string(), values: z.array(z.string()) }).transform(({ custom_id: field, values }) => ({
    field,
    values,
  })),
  z.object({ custom_id: z.string() }).transform(({ custom_id: field }) => ({ field, values: [] as string[] })),
])
const part = z.union([
  z.object({ component: entered }).transform(({ component }) => [component]),
  z.object({ components: z.array(entered) }).transform(({ components }) => components),
  z.object({ type: z.number() }).transform(() => []),
])
const submitted = z.object({ components: z.array(part) })

/** What was entered, by the fields' names; nothing chosen or typed is an empty list. Throws when it is no modal of Discord's. */
export function submittedValues(data: unknown): Record<string, string[]> {
  const { components } = submitted.parse(data)
  return Object.fromEntries(components.flat().map(({ field, values }) => [field, values]))
}

/**
 * What is said of a form that was refused, since Discord shows no errors in a modal. Whoever says it adds a button
 * that opens the form again with what was typed.
 */
export function refusedForm(complaints: readonly Complaint[], form: Form): Message {
  const labels = new Map(form.fields.map(({ name, label }) => [name, label]))
  const lines = complaints.map(({ field, says }) => {
    const label = labels.get(field)
    return label === undefined ? `- ${asText(says)}` : `- **${asText(label)}**: ${asText(says)}`
  })
  return { text: [renderWords.refused, lines.join('\n'), renderWords.putRight].join('\n\n') }
}

/** In CommonMark, which a message's text is. */
function asText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
}

/** A list with nothing to choose from is left out. */
function canBeFilledIn(field: Field): boolean {
  return !('choices' in field) || field.choices.length > 0
}

function withNote(note = '', { hint = '' }: Field): string {
  return `${plainWords(note)} ${hint}`
}

/** A label that is cut is said whole below, where nothing else is. */
function labelled(field: Field, hint = ''): APILabelComponent {
  const label = plainLine(field.label, most.label, field.name)
  const below = hint.trim() === '' && label.endsWith('…') ? field.label : hint
  return {
    type: ComponentType.Label,
    label,
    ...(below.trim() === '' ? {} : { description: plainLine(below, most.hint) }),
    component: inputOf(field),
  }
}

function inputOf(field: Field): APILabelComponent['component'] {
  switch (field.kind) {
    case 'text':
    case 'paragraph':
      return textInput(field)
    case 'choice':
    case 'choices':
      return choiceSelect(field)
    case 'channel':
      return channelSelect(field)
    case 'group':
      return roleSelect(field)
    default:
      return field satisfies never
  }
}

function textInput({
  name,
  kind,
  required = false,
  value = '',
  most: asked = most.text,
}: TextField): APITextInputComponent {
  const longest = Math.max(1, Math.min(asked, most.text))
  return {
    type: ComponentType.TextInput,
    custom_id: checkedId(name),
    style: kind === 'paragraph' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length: longest,
    ...(value === '' ? {} : { value: within(value, longest) }),
  }
}

function choiceSelect({ name, kind, required = false, choices, value = [] }: ChoiceField): APIStringSelectComponent {
  const options = optionsOf(choices, most.choices)
  const longest = kind === 'choices' ? options.length : 1
  const chosen = options.filter((option) => value.includes(option.value)).slice(0, longest)
  return {
    type: ComponentType.StringSelect,
    custom_id: checkedId(name),
    required,
    min_values: required ? 1 : 0,
    max_values: longest,
    options: options.map(
      (option): APISelectMenuOption => (chosen.includes(option) ? { ...option, default: true } : option),
    ),
  }
}

function channelSelect({ name, required = false, value = '' }: ChannelField): APIChannelSelectComponent {
  return {
    type: ComponentType.ChannelSelect,
    custom_id: checkedId(name),
    required,
    min_values: required ? 1 : 0,
    max_values: 1,
    channel_types: places,
    ...(/^\d{1,20}$/.test(value) ? { default_values: [{ id: value, type: SelectMenuDefaultValueType.Channel }] } : {}),
  }
}

function roleSelect({ name, required = false, value = '' }: GroupField): APIRoleSelectComponent {
  return {
    type: ComponentType.RoleSelect,
    custom_id: checkedId(name),
    required,
    min_values: required ? 1 : 0,
    max_values: 1,
    ...(/^\d{1,20}$/.test(value) ? { default_values: [{ id: value, type: SelectMenuDefaultValueType.Role }] } : {}),
  }
}

function checkedId(id: string): string {
  if (id === '' || id.length > most.customId)
    throw new RangeError(`Discord takes custom ids of 1 to 100 characters: ${id}`)
  return id
}
