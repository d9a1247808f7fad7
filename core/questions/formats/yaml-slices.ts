import { words } from './words.ts'

/** A pack's text, cut where its questions begin. Pure. */

export interface YamlSlice {
  readonly text: string
  /** Of the file, where it begins. */
  readonly line: number
}

export interface Slices {
  /** All but the questions. */
  readonly head: string
  readonly items: Iterable<YamlSlice & { readonly at: number }>
}

/** Lines end with `\n` here: for `^` they would with U+2028 too, which is none in YAML. */

/**
 * None where `questions:` is not a list in block style at the top. Whatever stands in a question is indented more than
 * its dash, block scalars and quoted texts too, so that a dash at that place begins the next one.
 */
export function sliced(text: string): Slices | undefined {
  const start = /(?<![^\n])questions:[ \t]*(?:#[^\n]*)?\r?\n/.exec(text)
  if (start === null) return undefined
  const from = start.index + start[0].length
  const dash = /^(?:[ \t]*(?:#[^\n]*|\r)?\n)*( *)-(?=[ \r\n]|$)/.exec(text.slice(from, from + farthestDash))
  if (dash === null) return undefined
  const indent = dash[1]?.length ?? 0
  const end = endOfList(text, from, indent)
  const head = `${text.slice(0, start.index)}${text.slice(end)}`
  return { head, items: itemsOf(text, { from, end, indent }) }
}

const farthestDash = 5_000

/** Where a line begins at the left margin that is neither empty, nor a comment, nor a dash of the list. */
function endOfList(text: string, from: number, indent: number): number {
  const outside = indent === 0 ? /(?<![^\n])(?:[^\s#-]|-(?![ \r\n]|$))/g : /(?<![^\n])[^\s#]/g
  outside.lastIndex = from
  return outside.exec(text)?.index ?? text.length
}

function* itemsOf(
  text: string,
  { from, end, indent }: { readonly from: number; readonly end: number; readonly indent: number },
): Generator<YamlSlice & { readonly at: number }> {
  const dashes = new RegExp(`(?<![^\\n]) {${indent}}-(?=[ \\r\\n]|$)`, 'g')
  dashes.lastIndex = from
  let line = 1 + newLines(text, 0, from)
  let counted = from
  let current = dashes.exec(text)
  while (current !== null && current.index < end) {
    const next = dashes.exec(text)
    const to = next === null || next.index > end ? end : next.index
    line += newLines(text, counted, current.index)
    counted = current.index
    yield { text: text.slice(current.index, to), line, at: to }
    current = next
  }
}

function newLines(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** `pack`, `title` and `licence` of a pack of ours; any of them may be missing. */
export function packHead(
  value: unknown,
): { readonly id?: string; readonly title?: string; readonly licence?: string } | { readonly says: string } {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) return { says: words.yamlShape }
  const { pack, title, licence, questions: _, ...others } = value as Record<string, unknown>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return { says: words.yamlHead(`I don't know \`${unknown}\``) }
  const wrong = Object.entries({ pack, title, licence }).find(([, one]) => one !== undefined && typeof one !== 'string')
  if (wrong !== undefined) return { says: words.yamlHead(`\`${wrong[0]}\` should be a text`) }
  return JSON.parse(JSON.stringify({ id: pack, title, licence }))
}
