import { readFileSync } from 'node:fs'
import { isJson } from './blocks.ts'
import type { Json } from './state.ts'

/** What Slack's own payloads hold, by kind: see `samples/SOURCES.md`. */

interface Sample {
  readonly fields: readonly string[]
  readonly parts?: Readonly<Record<string, string>>
  readonly open?: readonly string[]
}

interface Known {
  readonly fields: ReadonlySet<string>
  readonly open: readonly string[]
}

/** Paths in a payload that Slack's own payload of this kind does not have. */
export function strangeFields(kind: string, payload: unknown): string[] {
  const known = read(kind)
  return [...paths(payload, '')].filter((path) => !isKnown(known, path))
}

/** `message-changed`, `slash-command`, `block-actions`: the name of the kind's sample. */
export function kindOf(delivery: { readonly kind: string; readonly body: Json }): string {
  const { kind, body } = delivery
  if (kind === 'command') return 'slash-command'
  if (kind === 'interaction') return String(body.type).replaceAll('_', '-')
  const event = isJson(body.event) ? body.event : {}
  const type = String(event.type)
  const subtype = event.subtype === undefined ? '' : `-${String(event.subtype).replace('message_', '')}`
  return `${type}${subtype}`.replaceAll('_', '-')
}

function read(kind: string): Known {
  const sample = JSON.parse(readFileSync(new URL(`samples/${kind}.json`, import.meta.url), 'utf8')) as Sample
  const parts = Object.entries(sample.parts ?? {}).map(([at, part]) => ({
    at: at === '' ? '' : `${at}.`,
    ...read(part),
  }))
  return {
    fields: new Set([...sample.fields, ...parts.flatMap(({ at, fields }) => [...fields].map((one) => at + one))]),
    open: [...(sample.open ?? []), ...parts.flatMap(({ at, open }) => open.map((one) => at + one))],
  }
}

function isKnown({ fields, open }: Known, path: string): boolean {
  return (
    fields.has(path) || open.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[]`))
  )
}

/** Every leaf, as `event.item.ts` and `authorizations[].team_id`; an empty list or object is a leaf of its own. */
function* paths(value: unknown, at: string): Generator<string> {
  if (Array.isArray(value)) {
    for (const one of value) yield* paths(one, `${at}[]`)
    return
  }
  if (!isJson(value) || Object.keys(value).length === 0) {
    yield at
    return
  }
  for (const [key, below] of Object.entries(value)) yield* paths(below, at === '' ? key : `${at}.${key}`)
}
