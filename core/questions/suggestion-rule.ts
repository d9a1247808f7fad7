import { type FormValues, textOf } from '../interactions.ts'
import { plainLetters } from '../near.ts'
import type { Complaint } from '../platform.ts'
import { shortened } from '../text.ts'
import { type Question, questionSchema } from './question.ts'
import { tooLong, suggestionWords as words } from './suggestion-words.ts'

/** What a member typed, as a question of the bank. Pure. */

/** What a form can be filled in for; `single` becomes `multi` where several options are right. */
export const suggestedKinds = ['open', 'single', 'true-false', 'short'] as const
export type SuggestedKind = (typeof suggestedKinds)[number]

export type SuggestionRead = { readonly question: Question } | { readonly complaints: readonly Complaint[] }

/** Characters. */
export const mostIn = {
  question: 1_500,
  reference: 2_500,
  explanation: 1_500,
  option: 200,
  accepted: 80,
  topic: 40,
  source: 300,
  /** Why a suggestion is not taken. */
  reason: 500,
} as const

export interface SuggestionTyped {
  readonly kind: SuggestedKind
  readonly values: FormValues
  /** Of the bank: id → title. */
  readonly topics: ReadonlyMap<string, string>
  /** Differs between suggestions: a row's id. */
  readonly row: string
}

/** The question, or what is wrong, field by field. */
export function readSuggestion({ kind, values, topics, row }: SuggestionTyped): SuggestionRead {
  const stem = readText(textOf(values, 'question'), mostIn.question)
  const topic = readTopic(textOf(values, 'topic'), topics)
  const sources = readSource(textOf(values, 'source'))
  const own = readOwnPart(kind, values)
  const complaints = Object.entries({ question: stem, topic, source: sources }).flatMap(([field, read]) =>
    'says' in read ? [{ field, says: read.says }] : [],
  )
  if ('complaints' in own) complaints.push(...own.complaints)
  if (complaints.length > 0 || 'says' in stem || 'says' in topic || 'says' in sources || 'complaints' in own)
    return { complaints }
  const tests = titleOf(stem.is)
  const common = {
    id: idOf(tests, row),
    topic: topic.is,
    level: 'medium',
    tests,
    question: stem.is,
    sources: sources.is,
  }
  const checked = questionSchema.safeParse({ ...common, ...own.is })
  if (checked.success) return { question: checked.data }
  return { complaints: [{ field: 'question', says: checked.error.issues[0]?.message ?? words.noQuestion }] }
}

type Read<T> = { readonly is: T } | { readonly says: string }
type OwnPart = { readonly is: object } | { readonly complaints: readonly Complaint[] }

function readOwnPart(kind: SuggestedKind, values: FormValues): OwnPart {
  if (kind === 'open') {
    const reference = readOptional(textOf(values, 'reference'), mostIn.reference)
    if ('says' in reference) return { complaints: [{ field: 'reference', says: reference.says }] }
    return { is: { kind, reference: reference.is } }
  }
  const explanation = readOptional(textOf(values, 'explanation'), mostIn.explanation)
  const { field, read } = readAnswer(kind, values)
  if ('is' in explanation && 'is' in read) return { is: { ...read.is, explanation: explanation.is } }
  return {
    complaints: [
      ...('says' in read ? [{ field, says: read.says }] : []),
      ...('says' in explanation ? [{ field: 'explanation', says: explanation.says }] : []),
    ],
  }
}

function readAnswer(
  kind: Exclude<SuggestedKind, 'open'>,
  values: FormValues,
): { readonly field: string; readonly read: Read<object> } {
  switch (kind) {
    case 'single':
      return { field: 'options', read: readOptions(linesOf(values, 'options')) }
    case 'true-false':
      return { field: 'answer', read: readTruth(textOf(values, 'answer')) }
    case 'short':
      return { field: 'accepted', read: readAccepted(linesOf(values, 'accepted')) }
    default:
      throw kind satisfies never
  }
}

/** `*` stands before what is right; dashes of a list are left out. */
function readOptions(lines: readonly string[]): Read<object> {
  const options = lines.map((line) => {
    const [, star = '', text = ''] = /^(?:[-•]\s+)?(\*(?!\*))?\s*(.*)$/.exec(line) ?? []
    return { text: text.trim(), right: star !== '' }
  })
  const long = options.find(({ text }) => text.length > mostIn.option)
  const right = options.filter((option) => option.right).length
  if (options.length < 2 || options.length > 8) return { says: words.howManyOptions }
  if (options.some(({ text }) => text === '')) return { says: words.emptyOption }
  if (long !== undefined) return { says: tooLong(long.text, mostIn.option) }
  if (repeats(options.map(({ text }) => text))) return { says: words.sameOption }
  if (right === 0) return { says: words.noneRight }
  if (right === options.length) return { says: words.allRight }
  return { is: { kind: right === 1 ? 'single' : 'multi', options } }
}

function readTruth(answer: string): Read<object> {
  if (answer !== 'true' && answer !== 'false') return { says: words.trueOrFalse }
  return { is: { kind: 'true-false', answer: answer === 'true' } }
}

function readAccepted(lines: readonly string[]): Read<object> {
  const long = lines.find((line) => line.length > mostIn.accepted)
  if (lines.length === 0 || lines.length > 20) return { says: words.howManyAccepted }
  if (long !== undefined) return { says: tooLong(long, mostIn.accepted) }
  return { is: { kind: 'short', accepted: lines } }
}

function readText(text: string, most: number): Read<string> {
  return text === '' ? { says: words.noQuestion } : readOptional(text, most)
}

function readOptional(text: string, most: number): Read<string> {
  return text.length > most ? { says: tooLong(text, most) } : { is: text }
}

/** A topic of the bank by its title or id, else a new one. */
function readTopic(typed: string, topics: ReadonlyMap<string, string>): Read<string> {
  const wanted = plainLetters(typed)
  const known = [...topics].find(([id, title]) => plainLetters(id) === wanted || plainLetters(title) === wanted)
  const id = known?.[0] ?? slugOf(typed)
  if (id === '') return { says: words.noTopic }
  return id.length > mostIn.topic ? { says: words.longTopic } : { is: id }
}

function readSource(typed: string): Read<{ readonly title: string; readonly url: string }[]> {
  if (typed === '') return { is: [] }
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (url?.protocol !== 'https:' || url.href.length > mostIn.source) return { says: words.notAnAddress }
  return { is: [{ title: url.host, url: url.href }] }
}

/** Every character may count as two. */
const longestTitle = 80

/** The first line with words in it, without marks; what is code is left out. */
function titleOf(stem: string): string {
  const plain = stem.replace(/```[\s\S]*?(```|$)/g, '\n').split('\n')
  const lines = plain.map((line) => line.replace(/^[\s>#*+-]+|[*`]/g, '').trim())
  return shortened(lines.find((line) => /[\p{L}\p{N}]/u.test(line)) ?? words.untitled, longestTitle)
}

const longestSlug = 45

function idOf(title: string, row: string): string {
  const slug = slugOf(title).slice(0, longestSlug).replace(/-+$/, '')
  return `${slug === '' ? 'question' : slug}-${row.slice(-8)}`
}

function slugOf(text: string): string {
  return plainLetters(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

function linesOf(values: FormValues, field: string): string[] {
  return textOf(values, field)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function repeats(texts: readonly string[]): boolean {
  return new Set(texts.map((text) => text.toLowerCase())).size < texts.length
}

/** A question as it would have been typed; undoes `readSuggestion`. */
export function typedOf(question: Question, topics: ReadonlyMap<string, string>): FormValues {
  const [source] = question.sources
  return {
    question: [question.question],
    topic: [topics.get(question.topic) ?? question.topic],
    source: [source?.url ?? ''],
    ...(question.kind === 'open' ? { reference: [question.reference] } : { explanation: [question.explanation] }),
    ...('options' in question
      ? { options: [question.options.map(({ text, right }) => `${right ? '* ' : ''}${text}`).join('\n')] }
      : {}),
    ...(question.kind === 'true-false' ? { answer: [String(question.answer)] } : {}),
    ...(question.kind === 'short' ? { accepted: [question.accepted.join('\n')] } : {}),
  }
}

/** The form that a suggested question was filled in on. */
export function formKindOf({ kind }: Question): SuggestedKind {
  if (kind === 'multi') return 'single'
  return suggestedKinds.find((one) => one === kind) ?? 'open'
}
