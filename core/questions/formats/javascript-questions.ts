import { titleOf } from './defaults.ts'
import { type Found, type FoundQuestions, longestItem } from './found.ts'
import { capped, linesIn } from './lines.ts'
import { words } from './words.ts'

/**
 * Markdown in the style of lydiahallie/javascript-questions: `###### 1. What's the output?`, code, options `- A: …`, and
 * below `<details>` a line `#### Answer: A` and an explanation. The words of that line may be in any language. All become
 * single choice. Pure.
 */
export function* readJavascriptQuestions(text: string): FoundQuestions {
  let count = 0
  for (const part of partsOf(text)) {
    if ('lines' in part) count += 1
    yield 'lines' in part ? foundIn(part) : part
  }
  if (count === 0) yield { kind: 'complaint', at: 0, says: words.markdownNoQuestions }
}

interface Heading {
  readonly number: string
  readonly title: string
  readonly line: number
}

interface Part extends Heading {
  readonly lines: readonly string[]
  readonly at: number
}

const heading = /^#{2,6} +(\d{1,6})[.)] +(\S[\s\S]*)$/
const fence = /^ {0,3}(?:```|~~~)/
const linesBetween = 2_000

/** What stands before the first heading is let go. */
function* partsOf(text: string): Generator<Part | Extract<Found, { kind: 'nothing' }>, void, void> {
  let current: Heading | undefined
  const lines = capped()
  for (const { line, number, start, found } of headingsAmongLines(text)) {
    if (number % linesBetween === 0) yield { kind: 'nothing', at: start }
    if (found === undefined) {
      if (current !== undefined) lines.add(line)
      continue
    }
    if (current !== undefined) yield { ...current, lines: lines.taken(), at: start }
    current = found
  }
  if (current !== undefined) yield { ...current, lines: lines.taken(), at: text.length }
}

/** A heading inside code is none. */
function* headingsAmongLines(text: string) {
  let isCode = false
  for (const { text: whole, number, start } of linesIn(text)) {
    const line = whole.trimEnd()
    const match = isCode ? null : heading.exec(line)
    if (fence.test(line)) isCode = !isCode
    const found = match === null ? undefined : { number: match[1] ?? '', title: match[2] ?? '', line: number }
    yield { line, number, start, found }
  }
}

const optionLine = /^[-*+] +([A-Ha-h])\s*[:：.)]\s*([\s\S]*)$/
const answerLine = /^#{1,6} +[^:：]{1,60}[:：]\s*([A-Ha-h])\s*$/

function foundIn(part: Part): Found {
  const { at, line, title, number } = part
  const place = { at, line, what: `${number}. ${title}` }
  const refused = (says: string): Found => ({ kind: 'refused', ...place, says })
  const body = part.lines.join('\n')
  if (body.length > longestItem) return refused(words.tooLong(longestItem))
  const answerAt = part.lines.findLastIndex((one) => answerLine.test(one))
  if (answerAt === -1) return refused(words.markdownNoAnswer)
  const above = linesAbove(part.lines.slice(0, answerAt))
  const right = answerLine.exec(part.lines[answerAt] ?? '')?.[1]?.toUpperCase() ?? ''
  if (above.options.length === 0) return refused(words.markdownNoOptions)
  const options = above.options.map(({ letter, text }) => ({ text: withoutHtml(text), right: letter === right }))
  if (!options.some((option) => option.right)) return refused(words.markdownAnswer(right))
  const question = withoutHtml(`${title}\n\n${above.stem.join('\n').trim()}`).trim()
  const explanation = explanationOf(part.lines.slice(answerAt + 1))
  const fields = { question, options, explanation, kind: 'single', tests: titleOf(question, 160) }
  return { kind: 'draft', ...place, draft: { fields, name: `${title} ${number}` } }
}

interface Above {
  readonly stem: readonly string[]
  readonly options: readonly { readonly letter: string; readonly text: string }[]
}

/** What stands before the answer: the question, and its options, which may run over several lines. */
function linesAbove(lines: readonly string[]): Above {
  const marked = withCode(lines)
  const end = marked.findIndex(({ line, isCode }) => !isCode && /^<(?:details|summary|p)\b/i.test(line.trim()))
  const own = end === -1 ? marked : marked.slice(0, end)
  const first = own.findIndex(isOption)
  if (first === -1) return { stem: lines, options: [] }
  const options: { letter: string; text: string }[] = []
  for (const one of own.slice(first)) {
    const [, letter = '', text = ''] = isOption(one) ? (optionLine.exec(one.line) ?? []) : []
    const last = options.at(-1)
    if (letter !== '') options.push({ letter: letter.toUpperCase(), text: text.trim() })
    else if (last !== undefined) last.text = `${last.text} ${one.line.trim()}`.trim()
  }
  return { stem: own.slice(0, first).map(({ line }) => line), options }
}

interface MarkedLine {
  readonly line: string
  readonly isCode: boolean
}

function withCode(lines: readonly string[]): MarkedLine[] {
  let isCode = false
  return lines.map((line) => {
    const wasCode = isCode
    if (fence.test(line)) isCode = !isCode
    return { line, isCode: wasCode }
  })
}

function isOption({ line, isCode }: MarkedLine): boolean {
  return !isCode && optionLine.test(line)
}

function explanationOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => /^<\/details>/i.test(line.trim()))
  const body = end === -1 ? lines : lines.slice(0, end)
  return withoutHtml(body.join('\n'))
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const code = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/
const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*|\/)?)>/gi

/** Markdown whose own HTML is gone; a picture stays as a link. Code keeps all that it has. */
function withoutHtml(markdown: string): string {
  return markdown
    .split(code)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(tag, replacement)))
    .join('')
}

function replacement(_: string, __: string, name: string, attributes: string): string {
  const tagName = name.toLowerCase()
  if (tagName === 'i' || tagName === 'em') return '*'
  if (tagName === 'b' || tagName === 'strong') return '**'
  if (tagName === 'br') return '\n'
  const picture = tagName === 'img' ? /\bsrc\s*=\s*["']?(https:\/\/[^"'\s<>]+)/i.exec(attributes)?.[1] : undefined
  return picture === undefined ? '' : `[picture](<${picture}>)`
}
