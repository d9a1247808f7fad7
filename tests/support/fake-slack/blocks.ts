import type { Json, Slack } from './state.ts'

/** Reading Block Kit as a client shows it. */

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function jsonList(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}

export function stringIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function textIn(value: unknown): string {
  return isJson(value) ? stringIn(value.text) : ''
}

/** Slack gives every block a block_id and every interactive element an action_id. */
export function withIds(slack: Slack, blocks: unknown): Json[] {
  return jsonList(blocks).map((block) => {
    const named: Json = { ...block, block_id: block.block_id ?? slack.nextId('b') }
    if (isJson(block.element)) named.element = withActionId(slack, block.element)
    if (isJson(block.accessory)) named.accessory = withActionId(slack, block.accessory)
    if (block.type === 'actions') named.elements = jsonList(block.elements).map((one) => withActionId(slack, one))
    return named
  })
}

function withActionId(slack: Slack, element: Json): Json {
  if (element.type === 'image') return element
  return { ...element, action_id: element.action_id ?? slack.nextId('a') }
}

export interface Placed {
  readonly block: Json
  readonly element: Json
}

/** Buttons and menus that act when touched, in the order they are shown. */
export function controls(blocks: readonly Json[]): Placed[] {
  return blocks.flatMap((block) => {
    const elements =
      block.type === 'actions' ? jsonList(block.elements) : isJson(block.accessory) ? [block.accessory] : []
    return elements.filter((element) => element.type !== 'image').map((element) => ({ block, element }))
  })
}

/** Fields of a modal. */
export function inputs(blocks: readonly Json[]): Placed[] {
  return blocks.flatMap((block) =>
    block.type === 'input' && isJson(block.element) ? [{ block, element: block.element }] : [],
  )
}

export function buttonLabels(blocks: readonly Json[]): string[] {
  return controls(blocks)
    .filter(({ element }) => element.type === 'button')
    .map(({ element }) => textIn(element.text))
}

/** All that a reader sees of the blocks, line by line. */
export function wordsOf(blocks: readonly Json[]): string {
  return blocks.flatMap(blockWords).filter(Boolean).join('\n')
}

function blockWords(block: Json): string[] {
  if (block.type === 'rich_text') return [richWords(block)]
  if (block.type === 'input') return [textIn(block.label), textIn(block.hint)]
  if (block.type === 'markdown') return [stringIn(block.text)]
  const fields = jsonList(block.fields).map((field) => stringIn(field.text))
  const small = block.type === 'context' ? jsonList(block.elements).map((one) => stringIn(one.text)) : []
  return [textIn(block.text), textIn(block.title), ...fields, ...small]
}

function richWords(node: Json): string {
  if (Array.isArray(node.elements)) return jsonList(node.elements).map(richWords).join('')
  if (node.type === 'user') return `<@${stringIn(node.user_id)}>`
  if (node.type === 'link') return stringIn(node.text) || stringIn(node.url)
  if (node.type === 'emoji') return `:${stringIn(node.name)}:`
  return stringIn(node.text)
}

export function optionsOf(element: Json): Json[] {
  return [...jsonList(element.options), ...jsonList(element.option_groups).flatMap((group) => jsonList(group.options))]
}

export function optionNamed(element: Json, name: string): Json {
  const found = optionsOf(element).find((option) => option.value === name || textIn(option.text) === name)
  if (found !== undefined) return found
  const there = optionsOf(element).map((option) => textIn(option.text))
  throw new Error(`no option “${name}”; there are: ${there.join(', ')}`)
}

export function withoutUndefined(record: Json): Json {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
