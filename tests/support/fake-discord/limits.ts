import { messageFlags } from './numbers.ts'
import { isJson, type Json, jsonList } from './state.ts'

/** What Discord refuses and its schemas do not tell: sentences that start with where the fault is. */

/** Lengths are UTF-16 units, as JavaScript counts them. */
export function messageProblems(body: Json): string[] {
  const isV2 = (Number(body.flags ?? 0) & messageFlags.componentsV2) !== 0
  const components = jsonList(body.components)
  return [
    ...short('content', body.content, 2_000),
    ...embedProblems(jsonList(body.embeds)),
    ...(isV2 ? newLayoutProblems(body, components) : oldLayoutProblems(components)),
    ...controlsProblems(components),
    ...nonceProblems(body),
  ]
}

function nonceProblems({ nonce, enforce_nonce }: Json): string[] {
  if (enforce_nonce === true && (nonce === undefined || nonce === null)) return ['nonce: enforce_nonce wants one']
  return short('nonce', typeof nonce === 'number' ? String(nonce) : nonce, 25)
}

export interface FilesThere {
  /** By their numbers in the request. */
  readonly uploaded: readonly { readonly number: string; readonly name: string }[]
  readonly standing: readonly { readonly id: string; readonly name: string }[]
  /** Of the message that is edited. */
  readonly embeds: readonly Json[]
}

/** Since version 10 a body that names attachments names all that the message has from then on. */
export function attachmentProblems(body: Json, { uploaded, standing, embeds }: FilesThere): string[] {
  const names = 'attachments' in body
  const listed = jsonList(body.attachments)
  const ids = new Set(listed.map(({ id }) => String(id)))
  const known = new Set([...uploaded.map(({ number }) => number), ...standing.map(({ id }) => id)])
  const kept = standing.filter(({ id }) => !names || ids.has(id)).map(({ name }) => name)
  const sent = uploaded.map(({ number, name }) => listed.find(({ id }) => String(id) === number)?.filename ?? name)
  const all = [...kept, ...sent]
  return [
    ...most('attachments', all, 10),
    ...listed.flatMap(({ id, description }, n) => [
      ...(known.has(String(id)) ? [] : [`attachments[${n}].id: no such file: ${String(id)}`]),
      ...short(`attachments[${n}].description`, description, 1_024),
    ]),
    ...uploaded.flatMap(({ number }) =>
      names && !ids.has(number) ? [`files[${number}]: not among the attachments`] : [],
    ),
    ...jsonList('embeds' in body ? body.embeds : embeds).flatMap((embed, n) =>
      imageProblems(`embeds[${n}]`, embed, all),
    ),
  ]
}

function imageProblems(at: string, { image }: Json, files: readonly unknown[]): string[] {
  const url = inner(image).url
  if (typeof url !== 'string') return image === undefined ? [] : [`${at}.image.url: is needed`]
  const [, name] = /^attachment:\/\/(.*)$/.exec(url) ?? []
  if (name === undefined)
    return /^https?:\/\//.test(url) ? [] : [`${at}.image.url: neither of the web nor an attachment`]
  return files.includes(name) ? [] : [`${at}.image.url: no attachment is called ${name}`]
}

const embedLimits = { title: 256, description: 4_096 } as const

function embedProblems(embeds: readonly Json[]): string[] {
  const total = embeds.reduce((sum, embed) => sum + textOfEmbed(embed), 0)
  return [
    ...most('embeds', embeds, 10),
    ...embeds.flatMap((embed, n) => [
      ...Object.entries(embedLimits).flatMap(([key, limit]) => short(`embeds[${n}].${key}`, embed[key], limit)),
      ...most(`embeds[${n}].fields`, jsonList(embed.fields), 25),
      ...jsonList(embed.fields).flatMap((field, m) => [
        ...short(`embeds[${n}].fields[${m}].name`, field.name, 256, 1),
        ...short(`embeds[${n}].fields[${m}].value`, field.value, 1_024, 1),
      ]),
      ...short(`embeds[${n}].footer.text`, inner(embed.footer).text, 2_048),
      ...short(`embeds[${n}].author.name`, inner(embed.author).name, 256),
    ]),
    ...(total > 6_000 ? [`embeds: ${total} characters together, more than 6000`] : []),
  ]
}

function textOfEmbed(embed: Json): number {
  const texts = [embed.title, embed.description, inner(embed.footer).text, inner(embed.author).name]
  const fields = jsonList(embed.fields).flatMap(({ name, value }) => [name, value])
  return [...texts, ...fields].reduce((sum: number, one) => sum + (typeof one === 'string' ? one.length : 0), 0)
}

function oldLayoutProblems(components: readonly Json[]): string[] {
  return [
    ...most('components', components, 5),
    ...components.flatMap(({ type }, n) =>
      type === 1 ? [] : [`components[${n}]: only action rows without IS_COMPONENTS_V2`],
    ),
  ]
}

function newLayoutProblems(body: Json, components: readonly Json[]): string[] {
  const all = everyComponent(components)
  const texts = all.reduce((sum, { type, content }) => sum + (type === 10 ? String(content).length : 0), 0)
  return [
    ...(body.content ? ['content: not with IS_COMPONENTS_V2'] : []),
    ...(jsonList(body.embeds).length > 0 ? ['embeds: not with IS_COMPONENTS_V2'] : []),
    ...most('components', all, 40),
    ...(texts > 4_000 ? [`components: ${texts} characters of text, more than 4000`] : []),
  ]
}

/** With all that lies within: rows, containers, sections and their accessories, labels. */
export function everyComponent(components: readonly Json[]): Json[] {
  return components.flatMap((one) => [
    one,
    ...everyComponent(jsonList(one.components)),
    ...everyComponent([one.accessory, one.component].filter(isJson)),
  ])
}

function controlsProblems(components: readonly Json[]): string[] {
  const all = everyComponent(components)
  const rows = all.filter(({ type }) => type === 1)
  const ids = all.map(({ custom_id }) => custom_id).filter((id) => id !== undefined)
  return [
    ...(new Set(ids).size < ids.length ? ['components: the same custom_id twice'] : []),
    ...rows.flatMap((row, n) => rowProblems(`components[${n}]`, jsonList(row.components))),
    ...all.flatMap(controlProblems),
  ]
}

function rowProblems(at: string, controls: readonly Json[]): string[] {
  const selects = controls.filter(({ type }) => type !== 2)
  return [
    ...(controls.length === 0 ? [`${at}: an empty row`] : []),
    ...most(at, controls, 5),
    ...(selects.length > 0 && controls.length > 1 ? [`${at}: a select or input fills its row`] : []),
  ]
}

function controlProblems(control: Json): string[] {
  const { type, custom_id: id } = control
  const at = `“${String(id ?? control.label ?? type)}”`
  const shared = [...short(`${at} custom_id`, id, 100, 1), ...short(`${at} placeholder`, control.placeholder, 150)]
  if (type === 2) return [...shared, ...buttonProblems(at, control)]
  if (type === 3) return [...shared, ...selectProblems(at, control)]
  if (type === 4) return [...short(`${at} custom_id`, id, 100, 1), ...inputProblems(at, control)]
  return shared
}

function buttonProblems(at: string, { label, emoji, style, url, custom_id }: Json): string[] {
  return [
    ...short(`${at} label`, label, 80),
    ...(label === undefined && emoji === undefined ? [`${at}: neither a label nor an emoji`] : []),
    ...((style === 5 ? url === undefined : custom_id === undefined)
      ? [`${at}: a link wants a url, another a custom_id`]
      : []),
  ]
}

function selectProblems(at: string, select: Json): string[] {
  const options = jsonList(select.options)
  const values = options.map(({ value }) => value)
  const most = Number(select.max_values ?? 1)
  return [
    ...(options.length < 1 || options.length > 25 ? [`${at}: 1 to 25 options, not ${options.length}`] : []),
    ...(new Set(values).size < values.length ? [`${at}: the same value twice`] : []),
    ...(most > options.length ? [`${at}: max_values is more than its options`] : []),
    ...(options.filter((one) => one.default === true).length > most ? [`${at}: more defaults than max_values`] : []),
    ...options.flatMap((option, n) => [
      ...short(`${at} option ${n} label`, option.label, 100, 1),
      ...short(`${at} option ${n} value`, option.value, 100, 1),
      ...short(`${at} option ${n} description`, option.description, 100),
    ]),
  ]
}

function inputProblems(at: string, input: Json): string[] {
  const limit = Number(input.max_length ?? 4_000)
  return [
    ...short(`${at} label`, input.label, 45),
    ...short(`${at} placeholder`, input.placeholder, 100),
    ...short(`${at} value`, input.value, Math.min(limit, 4_000)),
    ...(limit < 1 || limit > 4_000 ? [`${at}: max_length must be 1 to 4000`] : []),
    ...(Number(input.min_length ?? 0) > limit ? [`${at}: min_length is more than max_length`] : []),
  ]
}

const inLabels = new Set([3, 4, 5, 6, 7, 8, 19, 21, 22, 23])

export function modalProblems(modal: Json): string[] {
  const components = jsonList(modal.components)
  return [
    ...short('title', modal.title, 45, 1),
    ...short('custom_id', modal.custom_id, 100, 1),
    ...(components.length < 1 || components.length > 5 ? [`components: 1 to 5, not ${components.length}`] : []),
    ...components.flatMap((one, n) => modalPartProblems(`components[${n}]`, one)),
    ...controlsProblems(components),
  ]
}

function modalPartProblems(at: string, part: Json): string[] {
  if (part.type === 10) return []
  if (part.type === 1)
    return jsonList(part.components).every(({ type }) => type === 4) ? [] : [`${at}: rows hold text inputs`]
  if (part.type !== 18) return [`${at}: a modal has rows, labels and text displays`]
  const control = inner(part.component)
  return [
    ...short(`${at} label`, part.label, 45, 1),
    ...short(`${at} description`, part.description, 100),
    ...(inLabels.has(Number(control.type)) ? [] : [`${at}: not possible in a label: ${String(control.type)}`]),
    ...(control.label === undefined ? [] : [`${at}: the label is said once, outside`]),
    ...(control.disabled === true ? [`${at}: nothing in a modal is disabled`] : []),
  ]
}

export function choiceProblems(choices: readonly Json[]): string[] {
  return [
    ...most('choices', choices, 25),
    ...choices.flatMap(({ name, value }, n) => [
      ...short(`choices[${n}].name`, name, 100, 1),
      ...short(`choices[${n}].value`, value, 100),
    ]),
  ]
}

export function threadNameProblems(name: unknown): string[] {
  return short('name', name, 100, 1)
}

export function short(at: string, value: unknown, limit: number, least = 0): string[] {
  if (typeof value !== 'string') return []
  if (value.length < least) return [`${at}: at least ${least} character`]
  return value.length > limit ? [`${at}: ${value.length} characters, more than ${limit}`] : []
}

export function most(at: string, list: readonly unknown[], limit: number): string[] {
  return list.length > limit ? [`${at}: ${list.length}, more than ${limit}`] : []
}

function inner(value: unknown): Json {
  return isJson(value) ? value : {}
}
