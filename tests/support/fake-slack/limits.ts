/**
 * What Slack refuses: the sizes and shapes of docs.slack.dev/reference/block-kit, as sentences that start with
 * where the fault is. Lengths are UTF-16 units. Where Slack's pages disagree, the stricter one is held.
 */

export type Surface = 'message' | 'modal' | 'home'

type Fields = Readonly<Record<string, unknown>>
type Check = (at: string, fields: Fields) => string[]

const mostBlocks = { message: 50, modal: 100, home: 100 } as const
/** In all blocks of a message, what can be chosen aside, else `msg_blocks_too_long`: not documented, seen (bolt-js#2509, #2867). */
const mostBlockText = 12_000

/** What is wrong with the blocks of a message or a view; nothing when Slack would take them. */
export function blockProblems(blocks: unknown, where: Surface): string[] {
  if (!Array.isArray(blocks)) return ['blocks: must be a list']
  const read = blocks.map(fieldsOf)
  return [
    ...counted('blocks', blocks, 0, mostBlocks[where]),
    ...read.flatMap((block, index) => blockProblemsAt(`blocks[${index}]`, block)),
    ...duplicates(
      'blocks',
      read.map(({ block_id }) => block_id),
      'block_id',
    ),
    ...(where === 'message' && textIn(blocks) > mostBlockText ? [`blocks: more than ${mostBlockText} characters`] : []),
  ]
}

/** What is wrong with a modal or a home view. */
export function viewProblems(view: unknown): string[] {
  const fields = fieldsOf(view)
  const shared = [
    ...shortString('private_metadata', fields.private_metadata, 3000),
    ...shortString('callback_id', fields.callback_id, 255),
    ...shortString('external_id', fields.external_id, 255),
  ]
  switch (fields.type) {
    case 'home':
      return [...shared, ...blockProblems(fields.blocks, 'home')]
    case 'modal':
      return [...shared, ...modalProblems(fields), ...blockProblems(fields.blocks, 'modal')]
    default:
      return ['type: must be home or modal']
  }
}

function modalProblems(view: Fields): string[] {
  const blocks = Array.isArray(view.blocks) ? view.blocks.map(fieldsOf) : []
  const needsSubmit = blocks.some(({ type }) => type === 'input') && view.submit === undefined
  return [
    ...plain('title', view.title, 24),
    ...optional(view.submit, (submit) => plain('submit', submit, 24)),
    ...optional(view.close, (close) => plain('close', close, 24)),
    ...(needsSubmit ? ['submit: is needed when there are inputs'] : []),
  ]
}

const blockChecks: Readonly<Record<string, Check>> = {
  section: (at, block) => [
    ...(block.text === undefined && block.fields === undefined ? [`${at}: needs text or fields`] : []),
    ...optional(block.text, (text) => anyText(`${at}.text`, text, 3000)),
    ...optional(block.fields, (fields) =>
      each(`${at}.fields`, fields, 1, 10, (where, field) => anyText(where, field, 2000)),
    ),
    ...optional(block.accessory, (accessory) => elementProblems(`${at}.accessory`, accessory, inSections)),
  ],
  header: (at, block) => plain(`${at}.text`, block.text, 150),
  divider: () => [],
  context: (at, block) =>
    each(`${at}.elements`, block.elements, 1, 10, (where, element) =>
      fieldsOf(element).type === 'image' ? imageProblems(where, fieldsOf(element)) : anyText(where, element, 3000),
    ),
  actions: (at, block) => [
    ...each(`${at}.elements`, block.elements, 1, 25, (where, element) => elementProblems(where, element, inActions)),
    ...duplicates(
      `${at}.elements`,
      listOf(block.elements).map((element) => fieldsOf(element).action_id),
      'action_id',
    ),
  ],
  input: (at, block) => [
    ...plain(`${at}.label`, block.label, 2000),
    ...optional(block.hint, (hint) => plain(`${at}.hint`, hint, 2000)),
    ...elementProblems(`${at}.element`, block.element, inInputs),
  ],
  image: (at, block) => [
    ...imageProblems(at, block),
    ...optional(block.title, (title) => plain(`${at}.title`, title, 2000)),
  ],
}

function blockProblemsAt(at: string, block: Fields): string[] {
  const check = checkFor(blockChecks, block.type)
  if (check === undefined) return [`${at}.type: no such block: ${String(block.type)}`]
  return [...shortString(`${at}.block_id`, block.block_id, 255, 1), ...check(at, block)]
}

function imageProblems(at: string, image: Fields): string[] {
  return [
    ...(image.alt_text === undefined ? [`${at}.alt_text: is needed`] : []),
    ...shortString(`${at}.alt_text`, image.alt_text, 2000, 1),
    ...((image.image_url === undefined) === (image.slack_file === undefined)
      ? [`${at}: needs one of image_url and slack_file`]
      : []),
    ...optional(image.slack_file, (file) => fileReference(`${at}.slack_file`, fieldsOf(file))),
    ...shortString(`${at}.image_url`, image.image_url, 3000, 1),
  ]
}

function fileReference(at: string, { id, url }: Fields): string[] {
  if ((id === undefined) === (url === undefined)) return [`${at}: needs one of id and url`]
  return url !== undefined || /^F[A-Z0-9]{8,}$/.test(String(id)) ? [] : [`${at}.id: must be the id of a file`]
}

const chooseOne: Check = (at, element) => [
  ...optionsProblems(at, element.options, 100, 'plain'),
  ...optional(element.initial_option, (option) => isOneOf(`${at}.initial_option`, option, element.options)),
]

const chooseSeveral: Check = (at, element) => [
  ...optionsProblems(at, element.options, 100, 'plain'),
  ...initialOptions(at, element),
  ...mostSelected(at, element),
]

const filtered: Check = (at, element) =>
  optional(element.filter, (filter) => {
    const { include } = fieldsOf(filter)
    const kinds = ['im', 'mpim', 'private', 'public']
    return Object.keys(fieldsOf(filter)).length === 0
      ? [`${at}.filter: must not be empty`]
      : optional(include, (list) =>
          each(`${at}.filter.include`, list, 1, 4, (where, kind) =>
            kinds.includes(String(kind)) ? [] : [`${where}: no such kind of conversation`],
          ),
        )
  })

const noMore: Check = () => []

const elementChecks: Readonly<Record<string, Check>> = {
  button: (at, button) => [
    ...plain(`${at}.text`, button.text, 75),
    ...shortString(`${at}.value`, button.value, 2000),
    ...shortString(`${at}.url`, button.url, 3000),
    ...(button.style === undefined || button.style === 'primary' || button.style === 'danger'
      ? []
      : [`${at}.style: must be primary or danger`]),
  ],
  overflow: (at, element) => optionsProblems(at, element.options, 5, 'plain'),
  static_select: chooseOne,
  multi_static_select: chooseSeveral,
  radio_buttons: (at, element) => [
    ...optionsProblems(at, element.options, 10, 'any'),
    ...optional(element.initial_option, (option) => isOneOf(`${at}.initial_option`, option, element.options)),
  ],
  checkboxes: (at, element) => [...optionsProblems(at, element.options, 10, 'any'), ...initialOptions(at, element)],
  plain_text_input: textInputProblems,
  conversations_select: filtered,
  channels_select: noMore,
  users_select: noMore,
  datepicker: noMore,
  timepicker: noMore,
  image: imageProblems,
}

/** Slack's pages give multi-selects to sections and inputs only. */
const inActions = new Set([
  'button',
  'overflow',
  'static_select',
  'radio_buttons',
  'checkboxes',
  'conversations_select',
  'channels_select',
  'users_select',
  'datepicker',
  'timepicker',
])
const inSections = new Set([...inActions, 'multi_static_select', 'image'])
const inInputs = new Set([
  ...[...inActions].filter((type) => type !== 'button' && type !== 'overflow'),
  'multi_static_select',
  'plain_text_input',
])

function elementProblems(at: string, element: unknown, allowed: ReadonlySet<string>): string[] {
  const fields = fieldsOf(element)
  const type = String(fields.type)
  const check = checkFor(elementChecks, type)
  if (check === undefined || !allowed.has(type)) return [`${at}.type: not possible here: ${type}`]
  return [
    ...shortString(`${at}.action_id`, fields.action_id, 255, 1),
    ...optional(fields.placeholder, (placeholder) => plain(`${at}.placeholder`, placeholder, 150)),
    ...check(at, fields),
  ]
}

function textInputProblems(at: string, input: Fields): string[] {
  const { max_length: most = 3000, min_length: least = 0, initial_value: initial = '' } = input
  if (!isWhole(most, 1, 3000)) return [`${at}.max_length: must be 1 to 3000`]
  if (!isWhole(least, 0, most)) return [`${at}.min_length: must be 0 to max_length`]
  return shortString(`${at}.initial_value`, initial, most, initial === '' ? 0 : least)
}

function optionsProblems(at: string, options: unknown, most: number, texts: 'plain' | 'any'): string[] {
  const values = listOf(options).map((option) => fieldsOf(option).value)
  return [
    ...each(`${at}.options`, options, 1, most, (where, option) => optionProblems(where, fieldsOf(option), texts)),
    ...duplicates(`${at}.options`, values, 'value'),
  ]
}

function optionProblems(at: string, option: Fields, texts: 'plain' | 'any'): string[] {
  return [
    ...(texts === 'plain' ? plain(`${at}.text`, option.text, 75) : anyText(`${at}.text`, option.text, 75)),
    ...(option.value === undefined ? [`${at}.value: is needed`] : []),
    ...shortString(`${at}.value`, option.value, 150, 1),
    ...optional(option.description, (about) => anyText(`${at}.description`, about, 75)),
  ]
}

function initialOptions(at: string, element: Fields): string[] {
  return optional(element.initial_options, (initial) =>
    each(`${at}.initial_options`, initial, 1, 100, (where, option) => isOneOf(where, option, element.options)),
  )
}

function mostSelected(at: string, { max_selected_items: most, initial_options: initial }: Fields): string[] {
  if (most === undefined) return []
  if (!isWhole(most, 1, Number.MAX_SAFE_INTEGER)) return [`${at}.max_selected_items: must be 1 or more`]
  return listOf(initial).length > most ? [`${at}.initial_options: more than max_selected_items`] : []
}

function isOneOf(at: string, option: unknown, options: unknown): string[] {
  const wanted = JSON.stringify(option)
  return listOf(options).some((other) => JSON.stringify(other) === wanted) ? [] : [`${at}: must be one of the options`]
}

function plain(at: string, value: unknown, most: number): string[] {
  return fieldsOf(value).type === 'plain_text' ? anyText(at, value, most) : [`${at}: must be a plain_text object`]
}

function anyText(at: string, value: unknown, most: number): string[] {
  const { type, text } = fieldsOf(value)
  if (type !== 'plain_text' && type !== 'mrkdwn') return [`${at}: must be a text object`]
  if (typeof text !== 'string' || text.trim() === '') return [`${at}: must have a text`]
  return shortString(at, text, most)
}

function shortString(at: string, value: unknown, most: number, least = 0): string[] {
  if (value === undefined) return []
  if (typeof value !== 'string') return [`${at}: must be a string`]
  if (value.length < least) return [`${at}: must be at least ${least} characters (${value.length})`]
  return value.length > most ? [`${at}: must be at most ${most} characters (${value.length})`] : []
}

function each(
  at: string,
  list: unknown,
  least: number,
  most: number,
  check: (at: string, item: unknown) => string[],
): string[] {
  if (!Array.isArray(list)) return [`${at}: must be a list`]
  return [...counted(at, list, least, most), ...list.flatMap((item, index) => check(`${at}[${index}]`, item))]
}

function counted(at: string, list: readonly unknown[], least: number, most: number): string[] {
  return list.length < least || list.length > most ? [`${at}: must be ${least} to ${most} (${list.length})`] : []
}

function duplicates(at: string, values: readonly unknown[], what: string): string[] {
  const given = values.filter((value) => value !== undefined)
  return new Set(given).size === given.length ? [] : [`${at}: the same ${what} twice`]
}

function optional(value: unknown, check: (value: unknown) => string[]): string[] {
  return value === undefined ? [] : check(value)
}

function textIn(value: unknown): number {
  if (typeof value === 'string') return 0
  const own = fieldsOf(value).text
  const inside = Object.entries(fieldsOf(value)).filter(([name]) => name !== 'options')
  return inside.reduce((sum, [, item]) => sum + textIn(item), typeof own === 'string' ? own.length : 0)
}

function checkFor(checks: Readonly<Record<string, Check>>, type: unknown): Check | undefined {
  return typeof type === 'string' && Object.hasOwn(checks, type) ? checks[type] : undefined
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}
