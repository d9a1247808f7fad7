import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, stringify, visit } from 'yaml'
import type { Question } from '../question.ts'
import { type Found, type FoundQuestions, longestItem, type PackFound } from './found.ts'
import { words } from './words.ts'
import { packHead, sliced, type YamlSlice } from './yaml-slices.ts'
import { isTangled } from './yaml-tangle.ts'

/**
 * Our own packs (content/README.md), of others: YAML 1.2, also as JSON. A list of questions in block style is read one by
 * one, so that a file of any size neither stalls nor falls with one broken question; anything else is read at once, up to
 * a limit. Pure.
 */

const longestWhole = 2 ** 20
const mostAliases = 50

export function* readYaml(text: string): FoundQuestions {
  const slices = sliced(text)
  if (slices === undefined) return yield* readWhole(text)
  const head = parsedSlice({ text: slices.head, line: 1 }, longestItem)
  if ('says' in head) return yield { kind: 'complaint', at: 0, says: words.yamlHead(head.says) }
  const pack = packHead(head.value)
  if ('says' in pack) return yield { kind: 'complaint', at: 0, says: pack.says }
  yield { kind: 'pack', at: 0, ...pack }
  for (const slice of slices.items) yield foundIn(slice)
}

function foundIn(slice: YamlSlice & { readonly at: number }): Found {
  const { at, line } = slice
  const what = /\bid:\s*(\S+)/.exec(slice.text.slice(0, 500))?.[1] ?? slice.text.slice(0, 200)
  const parsed = parsedSlice(slice, longestItem)
  if ('says' in parsed) return { kind: 'refused', at, line, what, says: parsed.says }
  const [item] = Array.isArray(parsed.value) ? parsed.value : []
  return draftOf(item, { at, line, what })
}

function draftOf(item: unknown, place: { readonly at: number; readonly line: number; readonly what: string }): Found {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { kind: 'refused', ...place, says: words.brokenYaml(place.line, 'a question begins with `- id: …`') }
  }
  return { kind: 'draft', ...place, draft: { fields: { ...item } } }
}

type ParsedSlice = { readonly value: unknown } | { readonly says: string }

/** A part of a file by itself: no alias leads out of it. */
function parsedSlice({ text, line }: YamlSlice, most: number): ParsedSlice {
  if (text.length > most) return { says: words.tooLong(most) }
  if (isTangled(text, mostTokensOfItem)) return { says: words.itemTangled }
  const { document, lines } = documentOf(text)
  const [error] = document.errors
  if (error !== undefined) {
    return { says: words.brokenYaml(line + lines.linePos(error.pos[0]).line - 1, error.message) }
  }
  return plainValue(document)
}

const mostTokensOfItem = 20_000
const mostTokensOfWhole = 200_000

/** A file that is not in block style, such as JSON. */
function* readWhole(text: string): FoundQuestions {
  const read = wholePack(text)
  if ('says' in read) return yield { kind: 'complaint', at: 0, says: read.says }
  yield { kind: 'pack', at: 0, ...read.pack }
  for (const { item, at, line } of read.items) {
    const id = (item as { id?: unknown } | null)?.id
    yield draftOf(item, { at, line, what: typeof id === 'string' ? id : '' })
  }
}

interface WholePack {
  readonly pack: PackFound
  readonly items: readonly { readonly item: unknown; readonly at: number; readonly line: number }[]
}

function wholePack(text: string): WholePack | { readonly says: string } {
  if (text.length > longestWhole) return { says: words.yamlShape }
  if (isTangled(text, mostTokensOfWhole)) return { says: words.yamlTangled }
  const { document, lines } = documentOf(text)
  const [error] = document.errors
  if (error !== undefined) return { says: words.notYaml(lines.linePos(error.pos[0]).line, error.message) }
  const plain = plainValue(document)
  if ('says' in plain) return { says: words.yamlWhole(plain.says) }
  const list = isMap(document.contents) ? document.contents.get('questions') : undefined
  if (!isSeq(list)) return { says: words.yamlShape }
  const pack = packHead(plain.value)
  if ('says' in pack) return pack
  const { questions } = plain.value as { readonly questions: readonly unknown[] }
  const starts = list.items.map((node) => (isNode(node) ? (node.range?.[0] ?? 0) : 0))
  return {
    pack,
    items: questions.map((item, index) => ({ item, ...placeAt(starts[index] ?? 0) })),
  }

  function placeAt(at: number) {
    return { at, line: lines.linePos(at).line }
  }
}

function documentOf(text: string) {
  const lines = new LineCounter()
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const
  return { document: parseDocument(text, options), lines }
}

type YamlDocument = ReturnType<typeof documentOf>['document']

/** The parser's own check takes the square of the number of keys. */
function repeatedKey(document: YamlDocument): string | undefined {
  let found: string | undefined
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>()
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : ''
        if (isScalar(key) && seen.has(name)) found ??= name
        seen.add(name)
      }
      return found === undefined ? undefined : visit.BREAK
    },
  })
  return found
}

function plainValue(document: YamlDocument): ParsedSlice {
  const twice = repeatedKey(document)
  if (twice !== undefined) return { says: words.keyTwice(twice) }
  try {
    return { value: document.toJS({ maxAliasCount: mostAliases }) }
  } catch (error) {
    const alias = /^Unresolved alias.*: (\S+)$/.exec((error as Error).message)?.[1]
    return { says: alias === undefined ? words.itemAliases : words.itemFarAlias(alias) }
  }
}

/** The order in which a question's parts are read best. */
const keyOrder = [
  ...['id', 'topic', 'level', 'tags', 'kind', 'tests', 'supersedes', 'question', 'options', 'answer', 'tolerance'],
  ...['unit', 'accepted', 'items', 'explanation', 'key_points', 'reference', 'follow_ups', 'sources'],
]

/** A pack as the file of ours that it could be. */
export function writeYaml(
  pack: { readonly id: string; readonly title: string; readonly licence?: string | undefined },
  questions: readonly Question[],
): string {
  const head = { pack: pack.id, title: pack.title, licence: pack.licence ?? 'unknown' }
  const list = questions.map((question) => {
    const parts = Object.entries(question).filter(([, value]) => value !== undefined)
    return Object.fromEntries(parts.sort(([a], [b]) => keyOrder.indexOf(a) - keyOrder.indexOf(b)))
  })
  return stringify({ ...head, questions: list }, { lineWidth: 0, aliasDuplicateObjects: false })
}
