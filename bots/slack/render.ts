import type { ActionsBlock, Button, HomeView, ImageBlock, KnownBlock, Overflow, SectionBlock } from '@slack/types'
import { z } from 'zod'
import type { Menu, Message, Button as MessageButton } from '../../core/platform.ts'
import { chosenIn } from '../chosen.ts'
import { pngBytes } from '../png.ts'
import { optionsOf } from './choices.ts'
import { escaped, type NameOf } from './markdown-lines.ts'
import { mrkdwnParts } from './mrkdwn.ts'
import { cut, plainLine, within } from './plain-line.ts'
import { renderWords } from './render-words.ts'
import type { Spell } from './spelling.ts'

export interface RenderOptions {
  /** Members' names by id, for `<member:ID>`. */
  readonly names?: NameOf
  /** How commands are written there. */
  readonly spell?: Spell
}

export interface Rendered {
  /** For notifications, and for readers that show no blocks. */
  readonly text: string
  readonly blocks: KnownBlock[]
}

const most = {
  /**
   * Three sections of this, with a heading, 25 buttons and five menus, stay under the 12,000 characters or so at which
   * Slack refuses all blocks together (bolt-js#2509). One section alone may have 3000.
   */
  section: 2700,
  parts: 3,
  /** Of a text, before it is drawn: more than could be shown of it. */
  read: 20_000,
  line: 150,
  buttons: 25,
  menus: 5,
  choices: 100,
  aRow: 5,
  asides: 5,
  homeBlocks: 100,
} as const

/**
 * A message as Slack shows it: heading, text, menus, buttons. What is too long is cut, with a note that it was.
 * Files and pictures are not part of it. A notification shows the text without its blocks.
 *
 * @throws TypeError for a picture that is no PNG, or larger than 8 MB
 */
export function renderMessage(said: Message, { names, spell }: RenderOptions = {}): Rendered {
  const message = spell === undefined ? said : { ...said, text: spell(said.text) }
  message.pictures?.forEach(pngBytes)
  const unique = uniqueIds()
  const menus = (message.menus ?? []).filter(({ choices }) => choices.length > 0)
  const parts = mrkdwnParts(within(message.text, most.read), most.section, names)
  const blocks: KnownBlock[] = [
    ...(isBlank(message.heading)
      ? []
      : [{ type: 'header' as const, text: plainLine(message.heading ?? '', most.line) }]),
    ...shortEnough(parts).map(section),
    ...menus.slice(0, most.menus).map((menu) => menuBlock(menu, unique)),
    ...buttonRows((message.buttons ?? []).slice(0, most.buttons), unique),
  ]
  return { text: fallback(message, parts), blocks: blocks.length === 0 ? [section('…')] : blocks }
}

/** A message's blocks with pictures below the text, before what can be chosen and pressed. */
export function illustrated(blocks: readonly KnownBlock[], images: readonly ImageBlock[]): KnownBlock[] {
  const below = blocks.findIndex((block) => block.type === 'actions' || 'accessory' in block)
  return below === -1 ? [...blocks, ...images] : blocks.toSpliced(below, 0, ...images)
}

/** The bot's own page: part after part, as many as Slack takes. */
export function renderHome(parts: readonly Message[], options: RenderOptions = {}): HomeView {
  const blocks = parts.flatMap((part, index): KnownBlock[] => [
    ...(index === 0 ? [] : [{ type: 'divider' as const }]),
    ...renderMessage(part, options).blocks,
  ])
  return {
    type: 'home',
    blocks:
      blocks.length <= most.homeBlocks
        ? blocks
        : [...blocks.slice(0, most.homeBlocks - 1), section(renderWords.tooLong)],
  }
}

const option = z.object({ value: z.string() })
const pressed = z.discriminatedUnion('type', [
  z.object({ type: z.literal('button'), action_id: z.string(), value: z.string().optional() }),
  z.object({ type: z.literal('overflow'), selected_option: option }),
  z.object({ type: z.literal('static_select'), action_id: z.string(), selected_option: option.nullable() }),
  z.object({ type: z.literal('multi_static_select'), action_id: z.string(), selected_options: z.array(option) }),
])

export interface Press {
  readonly button: string
  readonly values?: readonly string[]
}

/** What was pressed or chosen, read from one of a payload's `actions`; nothing when it is none of ours. */
export function pressOf(action: unknown): Press | undefined {
  const read = pressed.safeParse(action)
  if (!read.success) return undefined
  switch (read.data.type) {
    case 'button':
      return { button: read.data.value ?? idOf(read.data.action_id) }
    case 'overflow':
      return { button: read.data.selected_option.value }
    case 'static_select':
      return {
        button: idOf(read.data.action_id),
        values: read.data.selected_option === null ? [] : [read.data.selected_option.value],
      }
    case 'multi_static_select':
      return { button: idOf(read.data.action_id), values: read.data.selected_options.map(({ value }) => value) }
    default:
      return read.data satisfies never
  }
}

function isBlank(text = ''): boolean {
  return text.trim() === ''
}

function shortEnough(parts: readonly string[]): string[] {
  return parts.length <= most.parts ? [...parts] : [...parts.slice(0, most.parts), renderWords.tooLong]
}

/** `verbatim`, or Slack would take a plain @here or @channel for a mention. */
function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }
}

function fallback({ heading = '', text, buttons = [], menus = [] }: Message, [first = '', ...more]: readonly string[]) {
  const label = buttons[0]?.label ?? menus[0]?.label ?? ''
  const head = isBlank(heading) ? [] : [escapedLine(heading)]
  const lines = [...head, ...(isBlank(text) ? [] : [first]), ...(more.length === 0 ? [] : ['…'])]
  return lines.length === 0 ? escapedLine(isBlank(label) ? '…' : label) : lines.join('\n')
}

function escapedLine(text: string): string {
  return escaped(cut(text.replace(/\s+/g, ' ').trim(), most.line))
}

/** A menu stands beside its label: Slack's pages give menus of several choices to no other place in a message. */
function menuBlock(menu: Menu, unique: (id: string) => string): SectionBlock {
  const shared = {
    action_id: unique(menu.id),
    placeholder: plainLine(menu.label, most.line),
    options: optionsOf(menu.choices, most.choices),
  }
  const several = menu.most !== undefined && menu.most > 1
  const chosen = chosenIn(menu)
  const initial = shared.options.filter(({ value }) => value !== undefined && chosen.has(value))
  return {
    type: 'section',
    text: plainLine(menu.label, most.line),
    accessory: several
      ? {
          type: 'multi_static_select',
          ...shared,
          max_selected_items: menu.most,
          ...(initial.length === 0 ? {} : { initial_options: initial }),
        }
      : { type: 'static_select', ...shared, ...(initial[0] === undefined ? {} : { initial_option: initial[0] }) },
  }
}

function buttonRows(buttons: readonly MessageButton[], unique: (id: string) => string): ActionsBlock[] {
  const asides = inRows(
    buttons.filter(({ aside }) => aside),
    most.asides,
  )
  const elements = [
    ...buttons.filter(({ aside }) => !aside).map((button) => buttonElement(button, unique)),
    ...asides.map((row) => overflowElement(row, unique)),
  ]
  return inRows(elements, most.aRow).map((row) => ({ type: 'actions', elements: row }))
}

function buttonElement({ id, label, tone }: MessageButton, unique: (id: string) => string): Button {
  return {
    type: 'button',
    action_id: unique(id),
    value: id,
    text: plainLine(label, 75),
    ...(tone === undefined ? {} : { style: tone }),
  }
}

function overflowElement(asides: readonly MessageButton[], unique: (id: string) => string): Overflow {
  const choices = asides.map(({ id, label }) => ({ value: id, label }))
  return { type: 'overflow', action_id: unique('more'), options: optionsOf(choices, most.asides) }
}

/** Action ids are an element's own in its message: the second `vote` is `2~vote`. */
function uniqueIds(): (id: string) => string {
  const seen = new Map<string, number>()
  return (id) => {
    const count = (seen.get(id) ?? 0) + 1
    seen.set(id, count)
    return count > 1 || /^\d+~/.test(id) ? `${count}~${id}` : id
  }
}

function idOf(actionId: string): string {
  return actionId.replace(/^\d+~/, '')
}

function inRows<T>(items: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, row) =>
    items.slice(row * length, (row + 1) * length),
  )
}
