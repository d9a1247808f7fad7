import { levels } from '../question.ts'
import { unguarded } from './cells.ts'
import { rowsOf } from './csv-rows.ts'
import { slugOf, tagsOf } from './defaults.ts'
import type { Found, FoundQuestions } from './found.ts'
import { htmlToMarkdown, htmlToText } from './html.ts'
import { words } from './words.ts'

/**
 * Notes that Anki exported as plain text (https://docs.ankiweb.net/importing/text-files.html), with the lines `#key:value`
 * that it writes before them. A note's first field is the question. Its back is the reference of an open question; where
 * the back is one line of at most four words and 40 characters, the note becomes a short answer. Further fields follow the
 * back. A deck's last part is the topic; among the tags, `topic::…`, `level::…` and `kind::…` say just that. With
 * `#html:true` the fields are HTML, else CommonMark. Pure.
 */
export function* readAnki(text: string): FoundQuestions {
  const head = headOf(text)
  if ('says' in head) return yield { kind: 'complaint', at: 0, says: head.says }
  if (head.deck !== undefined) yield { kind: 'pack', at: 0, id: slugOf(head.deck, 60) || undefined, title: head.deck }
  for (const row of rowsOf(text, head.separator, head)) {
    const { line, at } = row
    if ('blank' in row) yield { kind: 'nothing', at }
    else if ('says' in row) yield { kind: 'refused', at, line, what: row.what, says: row.says }
    else if (row.cells[0]?.startsWith('#') === true && text[row.start] === '#') yield { kind: 'nothing', at }
    else yield noteIn(row.cells.map(unguarded), head, { at, line })
  }
}

interface Head {
  readonly separator: string
  readonly isHtml: boolean
  readonly deck: string | undefined
  /** Column, counted from 0, by what it holds beside the note's fields. */
  readonly columns: Readonly<Record<'tags' | 'deck' | 'notetype' | 'guid', number | undefined>>
  readonly tags: readonly string[]
  readonly from: number
  readonly line: number
}

const separators: Readonly<Record<string, string>> = {
  tab: '\t',
  comma: ',',
  semicolon: ';',
  pipe: '|',
  colon: ':',
  space: ' ',
}

function headOf(text: string): Head | { readonly says: string } {
  const said = new Map<string, string>()
  let [from, line] = [0, 1]
  for (let entry = headLine(text, from); entry !== undefined; entry = headLine(text, from)) {
    said.set(entry.key, entry.value)
    from += entry.length
    line += 1
  }
  const name = said.get('separator') ?? 'tab'
  const separator = separators[name.trim().toLowerCase()] ?? (name.length === 1 ? name : undefined)
  if (separator === undefined) return { says: words.ankiSeparator(name) }
  const column = (key: string) => {
    const number = Number(said.get(`${key} column`))
    return Number.isInteger(number) && number > 0 ? number - 1 : undefined
  }
  const columns = { tags: column('tags'), deck: column('deck'), notetype: column('notetype'), guid: column('guid') }
  const isHtml = said.get('html')?.trim().toLowerCase() === 'true'
  const tags = (said.get('tags') ?? '').split(/\s+/).filter(Boolean)
  return { separator, isHtml, columns, tags, from, line, deck: said.get('deck')?.trim() || undefined }
}

function headLine(text: string, from: number) {
  const found = /^#([a-z ]{1,30}):([^\r\n]{0,500})(?:\r\n|\r|\n|$)/i.exec(text.slice(from, from + 600))
  if (found === null) return undefined
  const [whole, key = '', value = ''] = found
  return { key: key.trim().toLowerCase(), value, length: whole.length }
}

const mostOfShort = { characters: 40, words: 4 }

function noteIn(cells: readonly string[], head: Head, place: { readonly at: number; readonly line: number }): Found {
  const { columns, isHtml } = head
  const aside = new Set(Object.values(columns).filter((index) => index !== undefined))
  const [front = '', ...others] = cells.filter((_, index) => !aside.has(index))
  const what = (isHtml ? htmlToText(front) : front).slice(0, 200)
  const refused = (says: string): Found => ({ kind: 'refused', ...place, what, says })
  const backs = others.filter((cell) => cell.trim() !== '')
  if (front.trim() === '') return refused(words.ankiNoFront)
  if (/\{\{c\d+::/.test(front)) return refused(words.ankiCloze)
  const texts = [front, ...backs].map((cell) => reduced(cell, isHtml))
  if (texts.some(({ hasMedia }) => hasMedia)) return refused(words.media)
  const [question = '', ...rest] = texts.map(({ markdown }) => markdown)
  const plain = isHtml ? htmlToText(backs[0] ?? '') : (backs[0] ?? '').trim()
  const tags = [...head.tags, ...cellAt(cells, columns.tags).split(/\s+/)].filter(Boolean)
  const kind = labelled(tags, 'kind')
  if (backs.length === 0 && kind !== 'open') return refused(words.ankiNoBack)
  const answer = answerOf(rest, plain, kind)
  const fields = { question, ...labels(cells, head, tags), ...answer }
  return { kind: 'draft', ...place, what, draft: { fields } }
}

function reduced(cell: string, isHtml: boolean): { readonly markdown: string; readonly hasMedia: boolean } {
  const { markdown, hasMedia } = isHtml ? htmlToMarkdown(cell) : { markdown: cell.trim(), hasMedia: false }
  return { markdown, hasMedia: hasMedia || hasSound(cell) }
}

/** `[sound:a.mp3]`. Up to the last bracket that closes, so that openings without an end are not each looked through. */
function hasSound(cell: string): boolean {
  return /\[sound:[^\]]/.test(cell.slice(0, cell.lastIndexOf(']') + 1))
}

function answerOf(backs: readonly string[], plain: string, kind: string | undefined) {
  const [back = ''] = backs
  const isOneLine = !/\n/.test(back) && backs.length === 1
  const isShort = plain.length <= mostOfShort.characters && plain.split(/\s+/).length <= mostOfShort.words
  if (kind === 'short' || (kind === undefined && isOneLine && isShort && plain !== '')) {
    return { kind: 'short', accepted: [plain] }
  }
  return { kind: 'open', reference: backs.join('\n\n') }
}

function labels(cells: readonly string[], { columns, deck }: Head, tags: readonly string[]) {
  const guid = cellAt(cells, columns.guid)
  const inDeck = cellAt(cells, columns.deck) || deck || ''
  const topic = slugOf(labelled(tags, 'topic') ?? inDeck.split('::').at(-1) ?? '', longestTopic)
  const level = levels.find((one) => one === labelled(tags, 'level'))
  const id = /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(guid) && guid.length <= 60 ? guid : undefined
  const others = tags.filter((tag) => !/^(?:topic|level|kind)::/.test(tag))
  return { id, level, topic: topic === '' ? undefined : topic, tags: tagsOf(others) }
}

const longestTopic = 40

function labelled(tags: readonly string[], label: string): string | undefined {
  return tags.find((tag) => tag.startsWith(`${label}::`))?.slice(label.length + 2)
}

function cellAt(cells: readonly string[], index: number | undefined): string {
  return index === undefined ? '' : (cells[index] ?? '').trim()
}
