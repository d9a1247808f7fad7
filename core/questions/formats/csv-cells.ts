import type { Question } from '../question.ts'
import { escaped, linesOf, splitAt, unescaped } from './cells.ts'
import { slugOf, titleOf } from './defaults.ts'
import { words } from './words.ts'

/** A question as the cells of its line in a table, and back. Pure. */

const eight = [1, 2, 3, 4, 5, 6, 7, 8] as const

export const columns = [
  ...(['id', 'topic', 'level', 'tags', 'kind', 'tests', 'question'] as const),
  ...eight.map((number) => `option_${number}` as const),
  'right',
  ...eight.map((number) => `why_${number}` as const),
  ...(['answer', 'tolerance', 'unit', 'accepted', 'items', 'key_points', 'phrases', 'reference'] as const),
  ...(['follow_ups', 'explanation', 'sources', 'supersedes'] as const),
] as const
export type Column = (typeof columns)[number]

type Cells = Partial<Record<Column, string>>

export function cellsOf(question: Question): Cells {
  const { id, topic, level, tags, kind, tests, sources, supersedes = '' } = question
  const common: Cells = {
    id,
    topic,
    level,
    kind,
    tests,
    supersedes,
    tags: tags.join(' '),
    question: question.question,
    sources: sources.map(({ title, url }) => `${escaped(title, '<')} <${escaped(url, '<')}>`).join('\n'),
  }
  return { ...common, ...cellsOfKind(question) }
}

function cellsOfKind(question: Question): Cells {
  if (question.kind === 'open') {
    const { key_points: points, reference, follow_ups: followUps } = question
    return {
      reference,
      key_points: points.map(({ point, weight }) => `${numberText(weight)} ${escaped(point, '')}`).join('\n'),
      phrases: points.map(({ phrases }) => phrases.map((group) => list(group, '|;')).join('; ')).join('\n'),
      follow_ups: followUps.map((one) => escaped(one, '')).join('\n'),
    }
  }
  return { explanation: question.explanation, ...cellsOfClosed(question) }
}

function cellsOfClosed(question: Exclude<Question, { kind: 'open' }>): Cells {
  switch (question.kind) {
    case 'single':
    case 'multi':
      return cellsOfOptions(question)
    case 'true-false':
      return { answer: String(question.answer) }
    case 'numeric': {
      const { answer, tolerance, unit = '' } = question
      return { answer: numberText(answer), tolerance: numberText(tolerance), unit }
    }
    case 'short':
      return { accepted: list(question.accepted, '|') }
    case 'ordering':
      return { items: list(question.items, '|') }
    default:
      throw question satisfies never
  }
}

function cellsOfOptions({ options }: Extract<Question, { kind: 'single' | 'multi' }>): Cells {
  const cells = options.flatMap(({ text, why = '' }, index) => [
    [`option_${index + 1}`, text],
    [`why_${index + 1}`, why],
  ])
  const right = options.flatMap((option, index) => (option.right ? [letterOf(index)] : [])).join(' ')
  return { ...Object.fromEntries(cells), right }
}

function list(texts: readonly string[], marks: string): string {
  return texts.map((text) => escaped(text, marks)).join(' | ')
}

function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

function numberText(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number)
}

type Fields = Record<string, unknown>
type Read<T> = { readonly of: T } | { readonly says: string }

/** @param cells without white space around them @param hasDecimalCommas as spreadsheets write them beside semicolons */
export function draftOfCells(cells: ReadonlyMap<Column, string>, hasDecimalCommas: boolean): Read<Fields> {
  const cell = (name: Column) => cells.get(name) ?? ''
  const texts = ['id', 'tests', 'question', 'unit', 'reference', 'explanation', 'supersedes'] as const
  const parts: readonly Read<Fields>[] = [
    { of: Object.fromEntries(texts.map((name) => [name, cell(name)]).filter(([, text]) => text !== '')) },
    { of: labelFields(cell) },
    { of: listFields(cell) },
    sourceFields(cell('sources')),
    keyPointFields(cell('key_points'), cell('phrases')),
    optionFields(cell),
    answerFields(cell, hasDecimalCommas),
  ]
  const wrong = parts.find((part) => 'says' in part)
  if (wrong !== undefined) return wrong
  const fields: Fields = Object.assign({}, ...parts.map((part) => ('of' in part ? part.of : {})))
  return { of: { ...fields, kind: cell('kind').toLowerCase() || kindOf(fields) } }
}

/** As people write them: “HTTP & REST”, “Easy”. */
function labelFields(cell: (name: Column) => string): Fields {
  const tags = cell('tags')
    .split(/[\s,;|]+/)
    .map(asSlug)
  const all = { topic: asSlug(cell('topic')), level: cell('level').toLowerCase() }
  const given = Object.entries(all).filter(([, text]) => text !== '')
  return { ...Object.fromEntries(given), tags: tags.filter((tag) => tag !== '') }
}

/** Left as it is where no slug can be made of it, so that it is refused and not lost. */
function asSlug(text: string): string {
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) ? text : slugOf(text) || text
}

function listFields(cell: (name: Column) => string): Fields {
  const all: Fields = {
    accepted: partsOf(cell('accepted'), '|'),
    items: partsOf(cell('items'), '|'),
    follow_ups: linesOf(cell('follow_ups'))
      .map((line) => unescaped(line.trim(), ''))
      .filter((line) => line !== ''),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Array.isArray(value) && value.length > 0))
}

function partsOf(text: string, mark: string): string[] {
  return splitAt(text, mark)
    .map((part) => unescaped(part.trim(), '|;'))
    .filter((part) => part !== '')
}

function sourceFields(cell: string): Read<Fields> {
  const lines = linesOf(cell).filter((line) => line.trim() !== '')
  const sources = lines.map((line) => {
    const parts = splitAt(line.trim(), '<')
    const url = parts.length > 1 ? parts.pop() : undefined
    if (url?.endsWith('>') !== true) return undefined
    return { title: unescaped(parts.join('<').trim(), '<'), url: unescaped(url.slice(0, -1), '<') }
  })
  const wrong = sources.indexOf(undefined)
  if (wrong !== -1) return { says: words.sourceWithoutUrl(lines[wrong] ?? '') }
  return { of: lines.length === 0 ? {} : { sources } }
}

const longestPhrase = 60

/** A point without phrases is looked for by its own words. */
function keyPointFields(cell: string, phrases: string): Read<Fields> {
  const points = linesOf(cell).filter((line) => line.trim() !== '')
  const groups = phrases === '' ? [] : linesOf(phrases)
  if (groups.length > points.length) return { says: words.phrasesWithoutPoint }
  const read = points.map((line, index) => {
    const parts = /^\s*(\d[\d.eE+-]*)\s+(\S[\s\S]*)$/.exec(line)
    if (parts === null) return undefined
    const point = unescaped(parts[2]?.trim() ?? '', '')
    const said = phrasesOf(groups[index] ?? '')
    return { point, weight: Number(parts[1]), phrases: said.length > 0 ? said : [[titleOf(point, longestPhrase)]] }
  })
  const wrong = read.indexOf(undefined)
  if (wrong !== -1) return { says: words.keyPointWithoutWeight(points[wrong] ?? '') }
  return { of: points.length === 0 ? {} : { key_points: read } }
}

function phrasesOf(line: string): string[][] {
  return splitAt(line, ';')
    .map((group) => partsOf(group, '|'))
    .filter((group) => group.length > 0)
}

function optionFields(cell: (name: Column) => string): Read<Fields> {
  const given = eight.filter((number) => cell(`option_${number}`) !== '')
  const lonely = eight.find((number) => cell(`why_${number}`) !== '' && !given.includes(number))
  if (lonely !== undefined) return { says: words.whyWithoutOption(lonely) }
  const marks = cell('right')
    .split(/[\s,;|&+]+/)
    .filter((mark) => mark !== '')
  if (given.length === 0) return marks.length === 0 ? { of: {} } : { says: words.rightWithoutOption }
  const right = marks.map((mark) => (/^[a-h]$/i.test(mark) ? mark.toUpperCase().charCodeAt(0) - 64 : Number(mark)))
  const wrong = marks.find((_, index) => !given.some((number) => number === right[index]))
  if (wrong !== undefined) return { says: words.noSuchOption(wrong) }
  const options = given.map((number) => {
    const why = cell(`why_${number}`)
    const option = { text: cell(`option_${number}`), right: right.includes(number) }
    return why === '' ? option : { ...option, why }
  })
  return { of: { options } }
}

function answerFields(cell: (name: Column) => string, hasDecimalCommas: boolean): Read<Fields> {
  const [answer, tolerance] = [cell('answer'), cell('tolerance')]
  const offBy = tolerance === '' ? undefined : numberOf(tolerance, hasDecimalCommas)
  if (tolerance !== '' && offBy === undefined) return { says: words.notANumber('tolerance', tolerance) }
  const fields: Fields = offBy === undefined ? {} : { tolerance: offBy }
  if (answer === '') return { of: fields }
  const read = answerField(cell('kind').toLowerCase(), answer, hasDecimalCommas)
  return 'says' in read ? read : { of: { ...fields, ...read.of } }
}

function answerField(kind: string, answer: string, hasDecimalCommas: boolean): Read<Fields> {
  const [number, boolean] = [numberOf(answer, hasDecimalCommas), booleanOf(answer)]
  switch (kind) {
    case 'true-false':
      return boolean === undefined ? { says: words.notABoolean(answer) } : { of: { answer: boolean } }
    case 'short':
      return { of: { accepted: partsOf(answer, '|') } }
    case '': {
      const told = number ?? boolean
      return { of: told === undefined ? { accepted: partsOf(answer, '|') } : { answer: told } }
    }
    default:
      return number === undefined ? { says: words.notANumber('answer', answer) } : { of: { answer: number } }
  }
}

function numberOf(text: string, hasDecimalCommas: boolean): number | undefined {
  const plain = hasDecimalCommas && /^[^.,]*,[^.,]*$/.test(text) ? text.replace(',', '.') : text
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN
  return Number.isNaN(number) ? undefined : number
}

function booleanOf(text: string): boolean | undefined {
  if (/^(?:true|t|yes|y|1)$/i.test(text)) return true
  return /^(?:false|f|no|n|0)$/i.test(text) ? false : undefined
}

/** What the filled cells make of it. */
function kindOf(fields: Fields): string {
  const { options, answer } = fields
  if (Array.isArray(options)) {
    return options.filter((option: { right: boolean }) => option.right).length > 1 ? 'multi' : 'single'
  }
  if ('items' in fields) return 'ordering'
  if ('accepted' in fields) return 'short'
  if (answer === undefined) return 'open'
  return typeof answer === 'boolean' ? 'true-false' : 'numeric'
}
