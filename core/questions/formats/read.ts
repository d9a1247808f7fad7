import { type Question, questionSchema } from '../question.ts'
import { readAnki } from './anki.ts'
import { readCsv } from './csv.ts'
import { freshIds, slugOf, titleOf } from './defaults.ts'
import {
  type Draft,
  type Format,
  type Found,
  type FoundQuestions,
  type Hints,
  mostQuestions,
  mostRefused,
  type PackFound,
  type Reading,
  type Refused,
} from './found.ts'
import { readGift } from './gift.ts'
import { issueWords } from './issue-words.ts'
import { readJavascriptQuestions } from './javascript-questions.ts'
import { recognised } from './recognise.ts'
import { words } from './words.ts'
import { readYaml } from './yaml.ts'

/** The one door for questions of others: any file becomes questions and refusals, or one complaint. Pure. */

/**
 * Reads a file at once. For large ones `readQuestionsInBatches` does the same without holding up everything else.
 *
 * @param fileName its extension tells the format, together with the content
 */
export function readQuestions(fileName: string, bytes: Uint8Array, hints: Hints = {}): Reading {
  const file = recognised(fileName, bytes)
  if ('complaint' in file) return file
  const gathered = gathering(fileName, file.format, hints)
  for (const found of readerOf(file.format)(file.text)) if (gathered.take(found) === 'enough') break
  return gathered.reading()
}

export interface Batches {
  /** Bytes of the file, read so far and in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

const itemsInBatch = 25
const charactersInBatch = 100_000

/** The same, giving way to others between batches. */
export async function readQuestionsInBatches(
  fileName: string,
  bytes: Uint8Array,
  hints: Hints = {},
  { onProgress = () => {} }: Batches = {},
): Promise<Reading> {
  const file = recognised(fileName, bytes)
  if ('complaint' in file) return file
  const gathered = gathering(fileName, file.format, hints)
  let [items, from] = [0, 0]
  for (const found of readerOf(file.format)(file.text)) {
    if (gathered.take(found) === 'enough') break
    items += 1
    if (items < itemsInBatch && found.at - from < charactersInBatch) continue
    onProgress(Math.floor((found.at / file.text.length) * bytes.length), bytes.length)
    ;[items, from] = [0, found.at]
    await new Promise((resolve) => setImmediate(resolve))
  }
  onProgress(bytes.length, bytes.length)
  return gathered.reading()
}

function readerOf(format: Format): (text: string) => FoundQuestions {
  switch (format) {
    case 'yaml':
      return readYaml
    case 'csv':
      return readCsv
    case 'gift':
      return readGift
    case 'anki':
      return readAnki
    case 'javascript-questions':
      return readJavascriptQuestions
    default:
      throw format satisfies never
  }
}

interface Gathered {
  readonly question: Question
  readonly line: number
  /** What its id is made of, where the file gives none. */
  readonly name: string | undefined
}

function gathering(fileName: string, format: Format, hints: Hints) {
  const gathered: Gathered[] = []
  const refused: Refused[] = []
  const lines = new Map<string, number>()
  const freshId = freshIds((id) => lines.has(id))
  let pack: PackFound = {}
  let complaint: string | undefined
  return { take, reading }

  function take(found: Found): 'on' | 'enough' {
    if (found.kind === 'pack') pack = found
    if (found.kind === 'complaint') complaint = found.says
    if (found.kind === 'refused') refuse(found)
    if (found.kind === 'draft') takeDraft(found)
    complaint ??= complaintOfSize(gathered.length, refused)
    return complaint === undefined ? 'on' : 'enough'
  }

  function takeDraft({ line, what, draft }: Extract<Found, { kind: 'draft' }>): void {
    const checked = questionSchema.safeParse(filled(draft, packId()), { reportInput: true })
    const earlier = checked.success && draft.fields.id !== undefined ? lines.get(checked.data.id) : undefined
    if (!checked.success) refuse({ line, what, says: issueWords(checked.error.issues) })
    else if (earlier !== undefined) refuse({ line, what, says: words.idTwice(checked.data.id, earlier) })
    else keep(checked.data, { line, draft })
  }

  function keep(question: Question, { line, draft }: { readonly line: number; readonly draft: Draft }): void {
    const hasId = draft.fields.id !== undefined
    if (hasId) lines.set(question.id, line)
    gathered.push({ question, line, name: hasId ? undefined : (draft.name ?? titleOf(question.question, longestName)) })
  }

  function refuse({ line, what, says }: Refused): void {
    refused.push({ line, what: titleOf(what, longestWhat), says })
  }

  /** The topic that whoever imports named goes before the file's. */
  function filled({ fields }: Draft, topic: string): Record<string, unknown> {
    const { question } = fields
    const tests = typeof question === 'string' ? titleOf(question, longestTests) : ''
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    const whole = { id: 'question', topic, level: 'medium', tests: tests || '?', ...given }
    return hints.topic === undefined ? whole : { ...whole, topic: hints.topic }
  }

  function packId(): string {
    const stem = fileName.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '')
    return [hints.pack, pack.id, stem].map((name) => slugOf(name ?? '', longestPackId)).find(Boolean) ?? 'imported'
  }

  function reading(): Reading {
    if (complaint !== undefined) return { complaint }
    if (gathered.length === 0 && refused.length === 0) return { complaint: words.noQuestions }
    const id = packId()
    const title = titleOf(pack.title ?? pack.id ?? id.replaceAll('-', ' '), longestTitle) || id
    const { licence } = pack
    const questions = gathered.map(({ question, line, name }) => ({ question: named(question, name, line), line }))
    return { format, pack: { id, title, licence }, questions, refused }
  }

  /** At the end, so that no id that the file gives is taken by then. */
  function named(question: Question, name: string | undefined, line: number): Question {
    if (name === undefined) return question
    const id = freshId(name)
    lines.set(id, line)
    return { ...question, id }
  }
}

function complaintOfSize(questions: number, refused: readonly Refused[]): string | undefined {
  const [first] = refused
  if (questions > mostQuestions) return words.tooMany(mostQuestions)
  if (first === undefined || refused.length <= mostRefused) return undefined
  return words.tooManyRefused(mostRefused, first.line, first.says)
}

const longestName = 120
const longestTests = 160
const longestPackId = 60
const longestTitle = 80
const longestWhat = 60
